"""MFX1801: where with branches of different dtypes."""
import torch

from .table import Rewrite, Rule


def or_else(before, after):
    return lambda m, x: torch.where(x > 0, x, before), lambda m, x: torch.where(x > 0, x, after)


MIXED = Rule("MFX1801", [
    Rewrite("an int", *or_else(torch.tensor(0, dtype=torch.int32), torch.tensor(0.0))),
    Rewrite("a double", *or_else(torch.tensor(-1e9, dtype=torch.float64), torch.tensor(-1e9))),
    Rewrite("a tensor of integers",
            lambda m, x: torch.where(x > 0, x, torch.arange(3)), lambda m, x: torch.where(x > 0, x, torch.arange(3).to(x.dtype))),
    Rewrite("a tensor that is converted",
            lambda m, x: torch.where(x > 0, x, x.double() * 2), lambda m, x: torch.where(x > 0, x.to(torch.float64), x.double() * 2)),
    Rewrite("a number beside floating point",
            lambda m, x: torch.where(x > 0, torch.softmax(x, 1), torch.tensor(0, dtype=torch.int32)),
            lambda m, x: torch.where(x > 0, torch.softmax(x, 1), torch.tensor(0, dtype=torch.softmax(x, 1).dtype))),
])

RULES = [MIXED]
