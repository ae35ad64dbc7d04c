"""Writes the rules' evidence: docs/evidence.json from PyTorch and ONNX Runtime, and the goldens that the C# tests run.

Run by tests/oracle/regenerate.sh. ORACLE_RUNTIME is the command that runs ONNX models; without it what ONNX Runtime answered last time is kept.
"""
import json
import os
import pathlib
import shlex
import sys
import tempfile

import torch

from . import clamp, convolution, exports, goldens, indexing, mutation, normalization, pages, pooling, shape

ROOT = pathlib.Path(__file__).resolve().parents[3]
EVIDENCE = ROOT / "docs" / "evidence.json"
GOLDENS = ROOT / "tests" / "ModelFix.Evidence.Tests" / "Goldens"
RULES = sorted([*shape.RULES, *clamp.RULES, *normalization.RULES, *mutation.RULES, *indexing.RULES, *pooling.RULES, *convolution.RULES], key=lambda rule: rule.id)


def main():
    torch.set_num_threads(1)
    evidence = {}
    for rule in RULES:
        answers, evidence[rule.id] = goldens.rule(rule)
        goldens.write(GOLDENS / (rule.id + ".json"), answers)
    runtime = shlex.split(os.environ.get("ORACLE_RUNTIME", ""))
    with tempfile.TemporaryDirectory() as folder:
        exported = exports.of_rules(RULES, pathlib.Path(folder), runtime)
    made_with = {"pytorch": torch.__version__.split("a")[0], "onnxruntime": os.environ.get("ORACLE_RUNTIME_VERSION", "")}
    if not runtime:
        made_with["onnxruntime"] = keep_answers(exported)
    for record in exported:
        add(evidence, record)
    EVIDENCE.write_text(laid_out({"made_with": made_with, "rules": rounded(evidence)}, 5) + "\n")


def keep_answers(exported):
    """Takes over what ONNX Runtime answered when the evidence was written, for the models that are still the same."""
    if not EVIDENCE.exists():
        sys.exit(f"{EVIDENCE} is not there yet, so it can only be made with ONNX Runtime: set ORACLE_RUNTIME, or run tests/oracle/regenerate.sh")
    old = json.loads(EVIDENCE.read_text())
    for record in exported:
        forms = old["rules"].get(record["rule"], {}).get("rewrites", {}).get(record["rewrite"], {}).get("exports", {})
        answer = pages.answer(forms, record["form"], record["mode"], str(record["opset"])) or {}
        if "runtime" in answer and answer.get("operators") == record.get("operators"):
            record["runtime"] = answer["runtime"]
    return old["made_with"]["onnxruntime"]


def add(evidence, record):
    """Puts the record of an export to its rewrite; modes and opsets of one answer share an entry."""
    answers = evidence[record["rule"]]["rewrites"][record["rewrite"]].setdefault("exports", {}).setdefault(record["form"], [])
    answer = {key: record[key] for key in ("operators", "error", "runtime") if key in record}
    entry = next((a for a in answers if {k: v for k, v in a.items() if k not in exports.MODES} == answer), None)
    if entry is None:
        answers.append(entry := dict(answer))
    entry[record["mode"]] = f"{entry.get(record['mode'], '')} {record['opset']}".strip()


def laid_out(value, depth):
    """JSON with a line for each list and dictionary down to a depth; the plain entries of a dictionary share a line."""
    if depth == 0 or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value)
    if isinstance(value, list):
        return "[\n" + ",\n".join(laid_out(v, depth - 1) for v in value) + "\n]"
    plain = {k: v for k, v in value.items() if not isinstance(v, (dict, list))}
    lines = [json.dumps(plain)[1:-1]] if plain else []
    lines += [f"{json.dumps(k)}: {laid_out(v, depth - 1)}" for k, v in value.items() if k not in plain]
    return "{" + ",\n".join(lines) + "}"


def rounded(value):
    """Differences with two figures."""
    if isinstance(value, float):
        return goldens.number(0.0 if value == 0 else float("%.2g" % value))
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
