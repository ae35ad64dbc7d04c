"""Writes docs/evidence.json: what PyTorch exports of both forms of each rewrite, and what ONNX Runtime makes of it.

Run by tests/oracle/regenerate.sh. ORACLE_RUNTIME is the command that runs ONNX models; without it what ONNX Runtime answered last time is kept.
"""
import json
import os
import pathlib
import shlex
import sys
import tempfile

import torch

from . import clamp, convolution, division, exports, indexing, mutation, normalization, numerics, pages, picking, pooling, resizing, shape, tracing

EVIDENCE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "evidence.json"
RULES = sorted([*shape.RULES, *clamp.RULES, *division.RULES, *normalization.RULES, *mutation.RULES, *indexing.RULES, *picking.RULES, *pooling.RULES, *convolution.RULES, *resizing.RULES, *numerics.RULES, *tracing.RULES], key=lambda rule: rule.id)


def main():
    torch.set_num_threads(1)
    runtime = shlex.split(os.environ.get("ORACLE_RUNTIME", ""))
    with tempfile.TemporaryDirectory() as folder:
        exported = exports.of_rules(RULES, pathlib.Path(folder), runtime)
    made_with = {"pytorch": torch.__version__.split("a")[0], "onnxruntime": os.environ.get("ORACLE_RUNTIME_VERSION", "")}
    if not runtime:
        made_with["onnxruntime"] = keep_answers(exported)
    evidence = {rule.id: {} for rule in RULES}
    for record in exported:
        add(evidence, record)
    EVIDENCE.write_text(laid_out({"made_with": made_with, "rules": evidence}, 4) + "\n")


def keep_answers(exported):
    """Takes over what ONNX Runtime answered when the evidence was written, for the models that are still the same."""
    if not EVIDENCE.exists():
        sys.exit(f"{EVIDENCE} is not there yet, so it can only be made with ONNX Runtime: set ORACLE_RUNTIME, or run tests/oracle/regenerate.sh")
    old = json.loads(EVIDENCE.read_text())
    for record in exported:
        forms = old["rules"].get(record["rule"], {}).get(record["rewrite"], {})
        answer = pages.answer(forms, record["form"], record["mode"], str(record["opset"])) or {}
        if "runtime" in answer and answer.get("operators") == record.get("operators"):
            record["runtime"] = answer["runtime"]
    return old["made_with"]["onnxruntime"]


def add(evidence, record):
    """Puts the record of an export to its rewrite; modes and opsets of one answer share an entry."""
    answers = evidence[record["rule"]].setdefault(record["rewrite"], {}).setdefault(record["form"], [])
    answer = {key: record[key] for key in ("operators", "error", "runtime") if key in record}
    entry = next((a for a in answers if {k: v for k, v in a.items() if k not in exports.MODES} == answer), None)
    if entry is None:
        answers.append(entry := dict(answer))
    entry[record["mode"]] = f"{entry.get(record['mode'], '')} {record['opset']}".strip()


def laid_out(value, depth):
    """JSON with a line for each entry of lists and dictionaries down to a depth."""
    if depth == 0 or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value)
    if isinstance(value, list):
        return "[\n" + ",\n".join(laid_out(v, depth - 1) for v in value) + "\n]"
    return "{\n" + ",\n".join(f"{json.dumps(k)}: {laid_out(v, depth - 1)}" for k, v in value.items()) + "\n}"


if __name__ == "__main__":
    main()
