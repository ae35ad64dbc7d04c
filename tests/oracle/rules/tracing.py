"""MFX1701, MFX1702, MFX1704: branches on a tensor's value and on sizes, moves to a device."""
import torch

from .table import Rewrite, Rule


VALUE = Rule("MFX1701", [
    Rewrite("a choice by a number",
            lambda m, x: x * 2 if x.sum().item() > 0.5 else x.relu(), lambda m, x: torch.where(x.sum() > 0.5, x * 2, x.relu())),
    Rewrite("a choice by a cast",
            lambda m, x: x.exp() if float(x.mean()) <= 0 else -x, lambda m, x: torch.where(x.mean() <= 0, x.exp(), -x)),
    Rewrite("a choice by a condition",
            lambda m, x: x.clamp(0, 1) if (x > 1).any().item() else x * x, lambda m, x: torch.where((x > 1).any(), x.clamp(0, 1), x * x)),
    Rewrite("two assignments",
            lambda m, x: x * 2 if x.sum().item() > 0.5 else x + 2, lambda m, x: torch.where(x.sum() > 0.5, x * 2, x + 2)),
])

SIZES = Rule("MFX1702", [
    Rewrite("a choice by the number of channels", lambda m, x: x * 2 if x.shape[1] == 3 else x.relu(), lambda m, x: x * 2),
    Rewrite("a padding that is not needed",
            lambda m, x: (torch.nn.functional.pad(x, (0, 1)) if x.shape[2] % 2 != 0 else x).exp(), lambda m, x: x.exp()),
    Rewrite("a branch that returns",
            lambda m, x: x - x.mean(2, True) if x.shape[2] > 2 else x, lambda m, x: x - x.mean(2, True)),
])

ARITHMETIC = Rule("MFX1703", [
    Rewrite("half of the columns", lambda m, x: x.narrow(2, 0, x.shape[2] // 2), lambda m, x: x.narrow(2, 0, 4)),
    Rewrite("rounded up", lambda m, x: x.narrow(2, 0, -(-x.shape[2] // 2)), lambda m, x: x.narrow(2, 0, 5)),
    Rewrite("a range from a half on", lambda m, x: x[:, :, x.shape[2] // 2:], lambda m, x: x[:, :, 4:]),
    Rewrite("a padding to an even size",
            lambda m, x: torch.nn.functional.pad(x, (x.shape[2] % 2, 0)), lambda m, x: torch.nn.functional.pad(x, (1, 0))),
])

DEVICE = Rule("MFX1704", [
    Rewrite("to the device that it is on", lambda m, x: (x * 2).to(x.device) + 1, lambda m, x: x * 2 + 1),
    Rewrite("created there, and moved there",
            lambda m, x: x + torch.ones(3, device=x.device).to(x.device), lambda m, x: x + torch.ones(3, device=x.device)),
    Rewrite("created, and moved", lambda m, x: x + torch.arange(3).to(x.device), lambda m, x: x + torch.arange(3, device=x.device)),
])

# What is promised is about training, and exports are made in eval mode: there is nothing to compare.
DROPOUT = Rule("MFX1706", [])

# What is promised is about loading weights: there is nothing to compare.
LOAD = Rule("MFX1901", [])

RULES = [VALUE, SIZES, ARITHMETIC, DEVICE, DROPOUT, LOAD]
