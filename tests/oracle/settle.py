"""Takes over what was measured, where it says something else than what is committed: settle.py MEASURED COMMITTED [--check]

Differences of ONNX Runtime are roundings, which depend on the processor: those that are small on both sides are the same, and a file that is equal up to them stays
as it is. With --check nothing is copied: the first difference is told, and the exit code is 1.
"""
import json
import pathlib
import shutil
import sys

# Below it a difference of ONNX Runtime is rounding.
ROUNDING = 1e-5


def main(measured, committed, check):
    change = unlike(json.loads(committed.read_text()) if committed.exists() else None, json.loads(measured.read_text()), "")
    if not change:
        return 0
    print(f"{committed.name}: {change}")
    if not check:
        shutil.copyfile(measured, committed)
    return 1 if check else 0


def unlike(a, b, place):
    """What differs first, in words, or None."""
    if isinstance(a, dict) and isinstance(b, dict) and list(a) == list(b):
        return first(unlike(a[key], b[key], f"{place}/{key}") for key in a)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return first(unlike(x, y, f"{place}/{at}") for at, (x, y) in enumerate(zip(a, b)))
    if a == b or place.endswith("/difference") and is_rounding(a) and is_rounding(b):
        return None
    return f"{place} was {shown(a)} and is {shown(b)}"


def is_rounding(value):
    return isinstance(value, (int, float)) and value <= ROUNDING


def first(differences):
    return next((d for d in differences if d), None)


def shown(value):
    text = json.dumps(value)
    return text if len(text) <= 120 else text[:117] + "..."


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "--check" in sys.argv[3:]))
