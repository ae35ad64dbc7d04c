"""MFX1102: floor_divide."""
import torch

from .table import Rewrite, Rule


def by(divisor):
    return lambda m, x: x.floor_divide(divisor), lambda m, x: x.div(divisor, rounding_mode="floor")


FLOOR = Rule("MFX1102", [
    Rewrite("by a number", *by(2)),
    Rewrite("by a tensor", lambda m, x, y: torch.floor_divide(x, y), lambda m, x, y: x.div(y, rounding_mode="floor")),
    Rewrite("float64", *by(0.3)),
    Rewrite("int64", *by(4)),
    Rewrite("in place", lambda m, x: (x + 1).floor_divide_(0.7), lambda m, x: (x + 1).div_(0.7, rounding_mode="floor")),
])

RULES = [FLOOR]
