"""MFX1201: functional.normalize."""
import math

import torch
import torch.nn.functional as F
from torch import nn

from .table import ROUNDING, TOLERANCE, Input, Refuted, Rewrite, Rule, Sweep, generator, sixteenths

INF = math.inf
KINDS = ("ordinary", "one", "empty", "special", "zeros", "tiny", "huge", "permuted", "float64")
# Powers and roots of float32 round.
WRITTEN_OUT = 5e-6


def case(name, csharp, before, after, contract="[N, 4, 3]", **more):
    return Rewrite(name, [Input("x", contract)], csharp, before, after, **{"kinds": KINDS, "rounding": ROUNDING, **more})


def quotient(x, p, dim, eps=1e-12):
    return x / x.norm(dim=dim, keepdim=True, p=p).clamp(eps, INF)


def written_out(x, p, dim, eps=1e-12):
    return x / x.abs().pow(p).sum(dim, True).pow(1.0 / p).clamp(eps, INF)


def by_vector_norm(x, p, dim, eps=1e-12):
    return x / torch.linalg.vector_norm(x, p, (dim,), True).clamp(eps, INF)


def vectors(scale=1.0):
    return (sixteenths((3, 5), generator("vectors")) * scale).float()


def lengths(orders, form):
    def pairs():
        for p in orders:
            for dim in (0, 1, -1):
                for eps in (1e-12, 1e-3):
                    for power in range(-30, 31, 5):
                        x = (sixteenths((3, 5), generator("length %d" % power)) * 10.0 ** power).float()
                        yield lambda x, p=p, d=dim, e=eps: F.normalize(x, p, d, e), lambda x, p=p, d=dim, e=eps: form(x, p, d, e), [x]
    return pairs


NORMALIZE = Rule("MFX1201", [
    case("the Euclidean norm of dim 1", "return functional.normalize(x);",
         lambda m, x: F.normalize(x), lambda m, x: quotient(x, 2, 1)),
    case("the sum of the last dim's magnitudes", "return functional.normalize(x, 1, -1, 0.001);",
         lambda m, x: F.normalize(x, 1, -1, 0.001), lambda m, x: quotient(x, 1, -1, 0.001)),
    case("of a layer's output", "return functional.normalize(fc.call(x));",
         lambda m, x: F.normalize(m.fc(x)), lambda m, x: quotient(m.fc(x), 2, 1), contract="[N, 4]",
         members="private readonly Linear fc;", constructor="fc = Linear(4, 3);", layers=lambda: {"fc": nn.Linear(4, 3)},
         kinds=("ordinary", "one", "empty", "zeros", "permuted")),
    case("p = 3", "return functional.normalize(x, 3, 1);",
         lambda m, x: F.normalize(x, 3, 1), lambda m, x: written_out(x, 3, 1), equality=TOLERANCE, bound=WRITTEN_OUT,
         kinds=("ordinary", "one", "empty", "permuted", "float64")),
    case("p = 2.5", "return functional.normalize(x, 2.5, -1);", lambda m, x: F.normalize(x, 2.5, -1), lambda m, x: written_out(x, 2.5, -1),
         equality=TOLERANCE, bound=WRITTEN_OUT, kinds=("ordinary", "one", "empty", "permuted", "float64")),
    # Not in float64: PyTorch 1.13 rounds p to a float.
    case("p = 1.7, which float cannot hold", "return functional.normalize(x, 1.7, 1);", lambda m, x: F.normalize(x, 1.7, 1), lambda m, x: by_vector_norm(x, 1.7, 1),
         kinds=tuple(k for k in KINDS if k != "float64")),
], [
    Refuted("without eps", "x.div(x.norm(1, true))", "vectors of length 0", lambda: F.normalize(vectors(0.0)), lambda: vectors(0.0) / vectors(0.0).norm(dim=1, keepdim=True)),
    Refuted("without eps", "x.div(x.norm(1, true))", "vectors of length 1e-14",
            lambda: F.normalize(vectors(1e-14)), lambda: vectors(1e-14) / vectors(1e-14).norm(dim=1, keepdim=True)),
    Refuted("eps added to the norm", "x / (x.norm(1, true) + 1e-12)", "vectors of length 1e-12",
            lambda: F.normalize(vectors(1e-12)), lambda: vectors(1e-12) / (vectors(1e-12).norm(dim=1, keepdim=True) + 1e-12)),
    Refuted("the reciprocal root of the sum of squares", "x * (x.pow(2).sum(1, true) + 1e-24).rsqrt()", "vectors of length 1e-12",
            lambda: F.normalize(vectors(1e-12)), lambda: vectors(1e-12) * (vectors(1e-12).pow(2).sum(1, True) + 1e-24).rsqrt()),
], [
    Sweep("p 1 and 2, three dims, two eps, lengths 1e-30 to 1e30", lengths((1, 2), quotient)),
    Sweep("p 1.7 and 2.2, the same", lengths((1.7, 2.2), by_vector_norm)),
    Sweep("p 3, 0.5, 2.5 and 10 written out, the same", lengths((3, 0.5, 2.5, 10), written_out), bound=WRITTEN_OUT, gradients=False),
])

RULES = [NORMALIZE]
