"""Runs the rewrites in PyTorch: what both forms answer, by how much they differ, and the outputs as goldens for the C# tests."""
import copy
import itertools
import json
import math

import torch

from . import equality
from .table import INFERENCE_ONLY, Form, forms, make_inputs

NAMES = {torch.float32: "Float32", torch.float64: "Float64", torch.int64: "Int64", torch.int32: "Int32", torch.uint8: "Byte", torch.bool: "Bool",
         torch.bfloat16: "BFloat16"}


class Broken(Exception):
    """A rewrite does not keep what its rule promises."""


def rule(rule):
    """The goldens of a rule and the record of its equality."""
    cases, records = [], {}
    for rewrite in rule.rewrites:
        runs, record = measure(rule, rewrite)
        cases.append({**described(rewrite), "runs": runs})
        records[rewrite.name] = {"before": rewrite.csharp, "constructor": rewrite.constructor, "safety": rewrite.safety, "equality": rewrite.equality,
                                 "bound": rewrite.bound, **({"cancels": True} if rewrite.cancels else {}), **record}
    return {"rule": rule.id, "cases": cases}, {
        "rewrites": records, "sweeps": {s.name: sweep(rule, s) for s in rule.sweeps}, "refuted": [refuted(r) for r in rule.refuted],
    }


def described(rewrite):
    """What the C# tests need to know of a rewrite."""
    return {"name": rewrite.name, "before": rewrite.csharp, "members": rewrite.members, "constructor": rewrite.constructor, "safety": rewrite.safety,
            "equality": rewrite.equality, "bound": rewrite.bound, "rounding": rewrite.rounding,
            "inputs": [{"name": i.name, "contract": i.contract} for i in rewrite.inputs],
            "state": {key: tensor(value) for key, value in forms(rewrite)[0].state_dict().items()}}


def measure(rule, rewrite):
    """Runs both forms on every kind of input; Broken where they differ by more than the rule promises."""
    before, after = forms(rewrite)
    record = {"runs": 0, "refused": 0, "forward": 0.0, "gradient": 0.0}
    runs = []
    for sizes, kind in itertools.product(rewrite.sizes, rewrite.kinds):
        inputs = make_inputs(rewrite, kind, sizes)
        pair = (double(before), double(after)) if kind == "float64" else (before, after)
        outputs = [equality.run(f, inputs) for f in pair]
        if isinstance(outputs[0], str) and not isinstance(outputs[1], str):
            record["refused"] += 1
            continue
        forward = output_difference(rewrite, *outputs)
        if forward > bound_of(rewrite, kind):
            raise Broken(f"{rule.id}, {rewrite.name}, {kind}: outputs differ by {forward}\n{outputs}")
        gradient, problem = gradient_difference(*pair, inputs)
        if rewrite.equality != INFERENCE_ONLY and gradient > gradient_bound(rewrite, kind):
            raise Broken(f"{rule.id}, {rewrite.name}, {kind}: gradients differ by {gradient}")
        record["runs"] += 1
        record["forward"] = max(record["forward"], forward)
        record["gradient"] = max(record["gradient"], gradient)
        if problem:
            record["not_differentiable"] = problem
        runs.append({"kind": kind, "inputs": [tensor(x) for x in inputs], "before": tensor(outputs[0]), "after": tensor(outputs[1])})
    return runs, record


def output_difference(compared, expected, actual):
    return (equality.difference_of_largest if compared.cancels else equality.difference)(expected, actual)


def bound_of(rewrite, kind):
    return rewrite.bound * (1e-8 if kind == "float64" else 1)


def gradient_bound(rewrite, kind):
    return bound_of(rewrite, kind) if rewrite.gradient_bound is None else rewrite.gradient_bound


def double(form):
    return copy.deepcopy(form).double()


def gradient_difference(before, after, inputs):
    expected = equality.gradients(before, inputs, parameters(before))
    actual = equality.gradients(after, inputs, parameters(after))
    if isinstance(expected, str):
        return 0.0, expected
    if isinstance(actual, str):
        return math.inf, None
    return max([equality.difference_of_largest(a, b) for a, b in zip(expected, actual)], default=0.0), None


def parameters(form):
    return list(form.parameters()) if isinstance(form, Form) else []


def sweep(rule, sweep):
    count, forward, gradient = 0, 0.0, 0.0
    for before, after, inputs in sweep.pairs():
        count += 1
        forward = max(forward, output_difference(sweep, equality.run(before, inputs), equality.run(after, inputs)))
        if sweep.gradients:
            gradient = max(gradient, gradient_difference(before, after, inputs)[0])
        if forward > sweep.bound or gradient > (sweep.bound if sweep.gradient_bound is None else sweep.gradient_bound):
            raise Broken(f"{rule.id}, {sweep.name}, pair {count}: outputs differ by {forward}, gradients by {gradient}, {[tuple(x.shape) for x in inputs]}")
    record = {"pairs": count, "bound": sweep.bound, "forward": forward}
    return {**record, "gradient": gradient} if sweep.gradients else record


def refuted(entry):
    """What a form that is not used does instead: an error, another shape or dtype, or a difference."""
    record = {"name": entry.name, "form": entry.form, "input": entry.input}
    expected = entry.before()
    try:
        actual = entry.instead()
    except (RuntimeError, IndexError) as error:
        return {**record, "error": equality.short(str(error))}
    if actual.shape != expected.shape:
        return {**record, "shape": list(actual.shape), "expected": list(expected.shape)}
    if actual.dtype != expected.dtype:
        return {**record, "dtype": NAMES[actual.dtype], "expected": NAMES[expected.dtype]}
    wrong = ~((actual == expected) | (actual.isnan() & expected.isnan()))
    return {**record, "difference": number(equality.absolute(expected, actual)), "wrong": int(wrong.sum()), "of": wrong.numel()}


def tensor(value):
    if isinstance(value, str):
        return {"error": value}
    value = value.detach()
    flat = value.reshape(-1).tolist()
    if value.dtype == torch.float32:
        flat = [float("%.9g" % x) for x in flat]
    layout = {} if value.is_contiguous() else {"permuted": True}
    return {"shape": list(value.shape), "dtype": NAMES[value.dtype], **layout, "data": [number(x) for x in flat]}


def number(value):
    if isinstance(value, (bool, int)):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return int(value) if value == int(value) and 0 < abs(value) < 1e9 else value


def write(path, goldens):
    """One run a line, so that a difference is readable."""
    lines = []
    for case in goldens["cases"]:
        head = json.dumps({key: value for key, value in case.items() if key != "runs"})[:-1]
        lines.append(head + ', "runs": [\n  ' + ",\n  ".join(json.dumps(run, separators=(",", ":")) for run in case["runs"]) + "]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"rule": "%s", "cases": [\n' % goldens["rule"] + ",\n".join(lines) + "\n]}\n")
