"""MFX1101: clamp with one bound missing."""
import math

import torch

from .table import Rewrite, Rule


INF = math.inf


def case(name, before, after, export_kinds=("ordinary", "special")):
    return Rewrite(name, before, after, export_kinds=export_kinds)


CLAMP = Rule("MFX1101", [
    case("a minimum", lambda m, x: x.clamp(min=0.5), lambda m, x: x.clamp(min=0.5, max=INF)),
    case("a maximum", lambda m, x: x.clamp_max(1.0), lambda m, x: x.clamp(-INF, 1.0)),
    case("the function of torch", lambda m, x: torch.clamp(x, min=0), lambda m, x: torch.clamp(x, min=0, max=INF)),
    case("in place", lambda m, x: (x + 1).clamp_(min=0.001), lambda m, x: (x + 1).clamp_(min=0.001, max=INF)),
    Rewrite("a tensor as minimum", lambda m, x, lo: x.clamp(min=lo), lambda m, x, lo: x.clamp(min=lo, max=torch.tensor(INF))),
    Rewrite("a tensor as maximum",
            lambda m, x, hi: torch.clamp(x, max=hi), lambda m, x, hi: torch.clamp(x, min=torch.tensor(-INF), max=hi)),
    case("int64", lambda m, x: x.clamp(min=0), lambda m, x: x.clamp(min=0, max=2 ** 63 - 1), export_kinds=("ordinary",)),
])

RULES = [CLAMP]
