"""Compares two forms in PyTorch: outputs and gradients, bit by bit and as relative differences."""
import math

import torch

from .table import sixteenths, generator

VIEWS = {torch.float32: torch.int32, torch.float64: torch.int64, torch.bfloat16: torch.int16, torch.float16: torch.int16}


def run(function, inputs):
    """The output, or the error as text."""
    try:
        with torch.no_grad():
            return function(*[copy_of(x) for x in inputs])
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        return short(str(error))


def gradients(function, inputs, parameters=()):
    """The gradients of the floating-point inputs and of the parameters for a fixed cotangent, or the error as text."""
    leaves = [copy_of(x).requires_grad_(x.dtype.is_floating_point) for x in inputs]
    for parameter in parameters:
        parameter.grad = None
    try:
        output = function(*leaves)
        if not output.requires_grad:
            return []
        output.backward(sixteenths(output.shape, generator("cotangent")).to(output.dtype))
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        return short(str(error))
    return [t.grad if t.grad is not None else torch.zeros_like(t) for t in [*leaves, *parameters] if t.requires_grad]


def difference(expected, actual):
    """0 for equal bits (NaN equals NaN); infinity for another shape, dtype, infinity or NaN; else the largest relative difference of an element."""
    unequal = unequal_elements(expected, actual)
    if unequal is None:
        return math.inf
    a, b = unequal
    # Zeros of either sign are not the same bits.
    return max(finite((a - b).abs() / a.abs().clamp(1e-30, math.inf)), 5e-324) if a.numel() else 0.0


def difference_of_largest(expected, actual):
    """The same relative to the largest element, for gradients and where terms cancel; the sign of a zero does not count."""
    unequal = unequal_elements(expected, actual)
    if unequal is None:
        return math.inf
    a, b = unequal
    unlike = ~(a == b)
    largest = expected.double().abs().nan_to_num(0, 0, 0).max().clamp(1e-30, math.inf) if expected.numel() else 1
    return finite((a - b)[unlike].abs() / largest) if unlike.any() else 0.0


def unequal_elements(expected, actual):
    """The elements whose bits differ, or None where shape or dtype do. Two errors are equal."""
    if isinstance(expected, str) and isinstance(actual, str):
        return torch.zeros(0), torch.zeros(0)
    if isinstance(expected, str) or isinstance(actual, str) or expected.shape != actual.shape or expected.dtype != actual.dtype:
        return None
    unequal = bits(expected) != bits(actual)
    if expected.dtype.is_floating_point:
        unequal &= ~(expected.isnan() & actual.isnan())
    return expected.double()[unequal], actual.double()[unequal]


def finite(differences):
    return differences.nan_to_num(math.inf, math.inf, math.inf).max().item()


def absolute(expected, actual):
    """The largest absolute difference, infinity where a shape, a NaN or an infinity differs."""
    if expected.shape != actual.shape:
        return math.inf
    a, b = expected.double(), actual.double()
    same = (a == b) | (a.isnan() & b.isnan())
    return finite((a - b).abs()[~same]) if (~same).any() else 0.0


def bits(t):
    t = t.contiguous()
    return t.view(VIEWS[t.dtype]) if t.dtype in VIEWS else t


def copy_of(t):
    """A copy with the same layout."""
    copy = torch.empty_strided(t.shape, t.stride(), dtype=t.dtype)
    return copy.copy_(t.detach())


def short(message):
    line = message.strip().split("\n")[0]
    for rest in (" (Triggered", " [Caused by", " Please feel free", " Please try"):
        line = line.split(rest)[0]
    return line.strip()[:160]
