"""Exports both forms of each rewrite with PyTorch's exporter, counts the nodes, and runs the models in ONNX Runtime."""
import collections
import contextlib
import io
import json
import re
import subprocess
import warnings

import numpy
import onnx
import torch
from torch.onnx._globals import GLOBALS

from . import equality
from .table import Form, fill, forms, make_inputs

# legacy: the exporter of PyTorch 1.7 and before, which knew no shapes and folded no constants.
MODES = ("static", "dynamic", "legacy")
TRACED_BATCH, OTHER_BATCH = 2, 3


def of_rules(rules, folder, runtime):
    """The record of every export, and what ONNX Runtime answered where runtime, a command that takes a manifest, is given."""
    records, runs = [], []
    for rule in rules:
        for rewrite in rule.rewrites:
            of_rewrite(rule, rewrite, folder, records, runs)
    if runtime:
        run(runs, folder, runtime)
    return records


def of_rewrite(rule, rewrite, folder, records, runs):
    before, after = forms(rewrite)
    written = {"before": before, "after": after}
    for text, function in rewrite.others.items():
        written[text] = Form(function, rewrite.layers()).eval()
        fill(written[text])
    is_open = any(i.open_dims for i in rewrite.inputs)
    for mode in MODES:
        if mode == "dynamic" and not is_open:
            continue
        for opset in rewrite.opsets:
            for name, form in written.items():
                record = {"rule": rule.id, "rewrite": rewrite.name, "form": name, "mode": mode, "opset": opset}
                records.append(record)
                model = export(rewrite, form, mode, opset, record)
                if model:
                    path = folder / f"{len(records)}.onnx"
                    path.write_bytes(model)
                    batch = OTHER_BATCH if mode == "dynamic" else TRACED_BATCH
                    runs.append((record, path, before, [make_inputs(rewrite, kind, batch) for kind in rewrite.export_kinds], rewrite))


def export(rewrite, form, mode, opset, record):
    """The model's bytes, or None; the record tells its operators or the error."""
    inputs = tuple(make_inputs(rewrite, "ordinary", TRACED_BATCH))
    names = [i.name for i in rewrite.inputs]
    axes = {i.name: i.open_dims for i in rewrite.inputs if i.open_dims} if mode == "dynamic" else None
    buffer = io.BytesIO()
    try:
        with exporter(mode == "legacy"):
            torch.onnx.export(form, inputs, buffer, opset_version=opset, input_names=names, output_names=["result"], dynamic_axes=axes,
                              do_constant_folding=mode != "legacy")
    except Exception as error:  # the exporter raises whatever its symbolic functions do
        record["error"] = equality.short(str(error)) or type(error).__name__
        return None
    operators = count(onnx.load_from_string(buffer.getvalue()).graph)
    record["operators"] = dict(sorted(operators.items()))
    return buffer.getvalue()


@contextlib.contextmanager
def exporter(legacy):
    shapes = GLOBALS.onnx_shape_inference
    GLOBALS.onnx_shape_inference = shapes and not legacy
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        GLOBALS.onnx_shape_inference = shapes


def count(graph):
    """How many nodes of each operator, those of an If's branches too; constants do not count."""
    operators = collections.Counter(n.op_type for n in graph.node if n.op_type != "Constant")
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                operators += count(attribute.g)
    return operators


def run(runs, folder, runtime):
    """Runs every model on its inputs and records the largest difference from the form before, computed by PyTorch."""
    manifest = []
    for at, (record, path, before, all_inputs, rewrite) in enumerate(runs):
        for kind, inputs in enumerate(all_inputs):
            files = []
            for place, (spec, value) in enumerate(zip(rewrite.inputs, inputs)):
                name = folder / f"{at}-{kind}-{place}.bin"
                name.write_bytes(value.contiguous().numpy().tobytes())
                files.append({"name": spec.name, "type": str(value.dtype).replace("torch.", ""), "dims": list(value.shape), "file": str(name)})
            manifest.append({"model": str(path), "inputs": files, "output": str(folder / f"{at}-{kind}.out")})
    (folder / "manifest.json").write_text(json.dumps(manifest))
    subprocess.run([*runtime, str(folder / "manifest.json"), str(folder / "answers.json")], check=True, stderr=subprocess.DEVNULL)
    answers = iter(json.loads((folder / "answers.json").read_text()))
    for record, path, before, all_inputs, rewrite in runs:
        record["runtime"] = compare([(next(answers), equality.run(before, inputs)) for inputs in all_inputs])


def compare(pairs):
    worst = 0.0
    for answer, expected in pairs:
        if "error" in answer:
            return {"refused": refusal(answer["error"])}
        data = numpy.fromfile(answer["file"], dtype=answer["type"]).reshape(answer["dims"])
        if list(expected.shape) != answer["dims"]:
            return {"shape": answer["dims"], "expected": list(expected.shape)}
        worst = max(worst, equality.absolute(expected, torch.from_numpy(data)))
    return {"difference": equality.number(0.0 if worst == 0 else float("%.2g" % worst))}


def refusal(message):
    """What ONNX Runtime says, without the path of its sources and of the model."""
    for mark in ("[ShapeInferenceError]", "[TypeInferenceError]"):
        if mark in message:
            return equality.short(message[message.index(mark):])
    return equality.short(re.split(r"Status Message: (?:/\S+ \S+ )?|failed:", message)[-1])
