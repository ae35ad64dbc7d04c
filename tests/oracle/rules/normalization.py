"""MFX12xx: functional.normalize, BatchNorm1d, and reductions."""
import math

import torch
import torch.nn.functional as F
from torch import nn

from .table import Rewrite, Rule


INF = math.inf


def quotient(x, p, dim, eps=1e-12):
    return x / x.norm(dim=dim, keepdim=True, p=p).clamp(eps, INF)


def written_out(x, p, dim, eps=1e-12):
    return x / x.abs().pow(p).sum(dim, True).pow(1.0 / p).clamp(eps, INF)


def by_vector_norm(x, p, dim, eps=1e-12):
    return x / torch.linalg.vector_norm(x, p, (dim,), True).clamp(eps, INF)


NORMALIZE = Rule("MFX1201", [
    Rewrite("the Euclidean norm of dim 1", lambda m, x: F.normalize(x), lambda m, x: quotient(x, 2, 1)),
    Rewrite("the sum of the last dim's magnitudes", lambda m, x: F.normalize(x, 1, -1, 0.001), lambda m, x: quotient(x, 1, -1, 0.001)),
    Rewrite("of a layer's output",
            lambda m, x: F.normalize(m.fc(x)), lambda m, x: quotient(m.fc(x), 2, 1), layers=lambda: {"fc": nn.Linear(4, 3)}),
    Rewrite("p = 3", lambda m, x: F.normalize(x, 3, 1), lambda m, x: written_out(x, 3, 1)),
    Rewrite("p = 2.5", lambda m, x: F.normalize(x, 2.5, -1), lambda m, x: written_out(x, 2.5, -1)),
    Rewrite("p = 1.7, which float cannot hold", lambda m, x: F.normalize(x, 1.7, 1), lambda m, x: by_vector_norm(x, 1.7, 1)),
])


def statistics(name, **options):
    """A BatchNorm1d and the module that is written for it."""
    return Rewrite(name, lambda m, x: m.norm(x), lambda m, x: by_hand(m.norm, x), layers=lambda: {"norm": nn.BatchNorm1d(6, **options)})


def by_hand(norm, x):
    """ManualBatchNorm1d in eval mode."""
    if norm.running_mean is None:
        return F.batch_norm(x, None, None, norm.weight, norm.bias, True, norm.momentum, norm.eps)
    scale = (norm.running_var + norm.eps).rsqrt()
    scale = scale if norm.weight is None else norm.weight * scale
    shift = -(norm.running_mean * scale) if norm.bias is None else norm.bias - norm.running_mean * scale
    return x * scale + shift if x.dim() == 2 else x * scale.unsqueeze(-1) + shift.unsqueeze(-1)


BATCH_NORM = Rule("MFX1202", [
    statistics("[N, C]"),
    statistics("[N, C], another eps", eps=1e-3),
    statistics("[N, C, L]"),
    statistics("[N, C, L], as long as there are channels"),
    statistics("without weights", affine=False),
    statistics("without statistics", track_running_stats=False),
])

def in_groups(norm, x):
    """The two passes with literal sizes."""
    count = x[0].numel() // norm.num_groups
    sizes = (-1, *[int(size) for size in x.shape[1:]])
    groups = x.reshape(-1, norm.num_groups, int(count))
    centred = groups - groups.mean(2, True)
    normal = (centred / ((centred * centred).mean(2, True) + norm.eps).sqrt()).reshape(*sizes)
    if norm.weight is None:
        return normal
    ones = (1,) * (x.dim() - 2)
    return normal * norm.weight.view(-1, *ones) + norm.bias.view(-1, *ones)


def grouped(name, *sizes, **options):
    return Rewrite(name, lambda m, x: m.norm(x), lambda m, x: in_groups(m.norm, x), layers=lambda: {"norm": nn.GroupNorm(*sizes, **options)})


GROUP_NORM = Rule("MFX1203", [
    grouped("two groups of a plane", 2, 6),
    grouped("without weights", 4, 4, 0.01, affine=False),
])

def two_relus(act, x):
    weight = act.weight.view(-1, *(1,) * (x.dim() - 2)) if act.num_parameters > 1 else act.weight
    return F.relu(x) - weight * F.relu(-x)


def activated(name, count):
    return Rewrite(name, lambda m, x: m.act(x), lambda m, x: two_relus(m.act, x), layers=lambda: {"act": nn.PReLU(count)})


PRELU = Rule("MFX1205", [
    activated("a weight for each channel of a plane", 3),
    activated("one weight", 1),
])

WHOLE_MEAN = Rule("MFX1204", [
    Rewrite("the mean of everything", lambda m, x: x - x.mean(), lambda m, x: x - x.mean((0, 1, 2))),
    Rewrite("the function of torch", lambda m, x: x / torch.mean(x * x), lambda m, x: x / torch.mean(x * x, (0, 1, 2, 3))),
])

SPREAD = Rule("MFX1206", [
    Rewrite("the deviation of a dim", lambda m, x: x.std(1), lambda m, x: x.std(1, unbiased=False).mul(math.sqrt(3 / 2))),
    Rewrite("the variance of planes",
            lambda m, x: x.var((2, 3), keepdim=True), lambda m, x: x.var((2, 3), unbiased=False, keepdim=True).mul(12 / 11)),
    Rewrite("the deviation of everything",
            lambda m, x: x.std(), lambda m, x: x.std((0, 1, 2), unbiased=False).mul(math.sqrt(24 / 23))),
    Rewrite("the norm of everything", lambda m, x: x.norm(), lambda m, x: x.reshape(-1).norm(p=2, dim=0)),
])

RULES = [NORMALIZE, BATCH_NORM, GROUP_NORM, WHOLE_MEAN, PRELU, SPREAD]
