"""Runs a form in PyTorch, and compares what is computed."""
import math

import torch


def run(function, inputs):
    """The output."""
    with torch.no_grad():
        return function(*[x.clone() for x in inputs])


def absolute(expected, actual):
    """The largest absolute difference, infinity where a shape, a NaN or an infinity differs."""
    if expected.shape != actual.shape:
        return math.inf
    a, b = expected.double(), actual.double()
    same = (a == b) | (a.isnan() & b.isnan())
    return (a - b).abs()[~same].nan_to_num(math.inf, math.inf, math.inf).max().item() if (~same).any() else 0.0


def short(message):
    line = message.strip().split("\n")[0]
    for rest in (" (Triggered", " [Caused by", " Please feel free", " Please try"):
        line = line.split(rest)[0]
    return line.strip()[:160]


def number(value):
    """As JSON has it, which knows no infinity: whole numbers without a fraction, infinity and NaN as text."""
    if isinstance(value, (bool, int)):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return int(value) if value == int(value) and 0 < abs(value) < 1e9 else value
