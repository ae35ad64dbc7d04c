"""Takes over what a generator wrote, where it says something else than what is committed: settle.py WRITTEN REPOSITORY [--check]

WRITTEN is a copy of the repository's folders in which the generators ran. Numbers are compared with a tolerance, because the last digits of a sum
depend on the processor; a file that is equal within it stays as it is. With --check nothing is copied: the differences are listed, and the exit code is 1.
"""
import json
import math
import pathlib
import re
import shutil
import sys

RELATIVE = 1e-4
# A step of a 16-bit float.
OF_DTYPE = {"BFloat16": 1e-2, "Float16": 1.2e-3}
# Of the largest number of a list: where terms cancel, a sum is off by a part of its terms.
OF_LARGEST = 1e-5
# Measured differences are themselves roundings.
MEASURED = ("forward", "gradient", "difference")
ROUNDING = 1e-5
INTEGER = re.compile(r"-?\d+")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def main(written, repository, check):
    made = sorted(p.relative_to(written) for p in written.glob("tests/ModelFix.*/**/*") if p.is_file()) + [pathlib.Path("docs/evidence.json")]
    stale = [p for folder in {m.parent for m in made if m.parent.name == "Goldens"}
             for p in sorted((repository / folder).iterdir()) if p.relative_to(repository) not in made]
    changes = [(m, change) for m in made if (change := difference(repository / m, written / m))]
    changes += [(p.relative_to(repository), "no generator writes it") for p in stale]
    for path, change in changes:
        print(f"{path}: {change}")
        if check:
            continue
        if repository / path in stale:
            (repository / path).unlink()
        else:
            (repository / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(written / path, repository / path)
    print(f"{len(made)} files generated, {len(changes)} {'differ' if check else 'changed'}")
    return 1 if check and changes else 0


def difference(committed, written):
    """What differs first, in words, or None."""
    if not committed.exists():
        return "is not committed"
    if committed.suffix != ".json":
        return None if committed.read_bytes() == written.read_bytes() else "differs"
    return unlike(json.loads(committed.read_text()), json.loads(written.read_text()), "")


def unlike(a, b, place, relative=RELATIVE, largest=0.0):
    if is_number(a) and is_number(b):
        return None if close(a, b, place, relative, largest) else f"{place} was {a} and is {b}"
    if isinstance(a, dict) and isinstance(b, dict):
        if list(a) != list(b):
            return f"{place} had {shown(a)} and has {shown(b)}"
        relative = OF_DTYPE.get(str(a.get("dtype")), RELATIVE)
        return first(unlike(a[key], b[key], f"{place}/{key}", relative) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return f"{place} had {len(a)} entries and has {len(b)}"
        largest = max([abs(float(x)) for x in a if is_number(x)], default=0.0)
        return first(unlike(x, y, f"{place}/{label(x, at)}", relative, largest) for at, (x, y) in enumerate(zip(a, b)))
    return None if a == b else f"{place} was {shown(a)} and is {shown(b)}"


def is_number(value):
    """Finite numbers, as such or as text."""
    if isinstance(value, str):
        return bool(NUMBER.fullmatch(value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def close(a, b, place, relative, largest):
    if str(a) == str(b):
        return True
    if INTEGER.fullmatch(str(a)) and INTEGER.fullmatch(str(b)):
        return False
    a, b = float(a), float(b)
    if place.rsplit("/", 1)[-1] in MEASURED and max(a, b) <= ROUNDING:
        return True
    return math.isclose(a, b, rel_tol=relative, abs_tol=OF_LARGEST * largest)


def label(entry, at):
    return entry["name"] if isinstance(entry, dict) and "name" in entry else at


def first(differences):
    return next((d for d in differences if d), None)


def shown(value):
    text = json.dumps(value)
    return text if len(text) <= 120 else text[:117] + "..."


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "--check" in sys.argv[3:]))
