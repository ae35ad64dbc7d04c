"""MFX1201: functional.normalize."""
import math

import torch
import torch.nn.functional as F
from torch import nn

from .table import INFERENCE_ONLY, ROUNDING, TOLERANCE, Input, Refuted, Rewrite, Rule, Sweep, fill, generator, sixteenths

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


# BatchNorm1d may fuse the multiplication and the addition.
WRITTEN_BY_HAND = 1e-5


def statistics(name, contract, arguments, features=6, **more):
    """A BatchNorm1d and the module that is written for it; arguments are C#'s, more has PyTorch's."""
    options = more.pop("options", {})
    return Rewrite(name, [Input("x", contract)], "return norm.call(x);", lambda m, x: m.norm(x), lambda m, x: by_hand(m.norm, x),
                   members="private readonly BatchNorm1d norm;", constructor=f"norm = BatchNorm1d({arguments});",
                   layers=lambda: {"norm": nn.BatchNorm1d(features, **options)}, equality=INFERENCE_ONLY, bound=WRITTEN_BY_HAND, cancels=True, rounding=ROUNDING,
                   **{"kinds": ("ordinary", "one", "empty", "sparse", "huge", "permuted", "float64"), **more})


def by_hand(norm, x):
    """ManualBatchNorm1d in eval mode."""
    if norm.running_mean is None:
        return F.batch_norm(x, None, None, norm.weight, norm.bias, True, norm.momentum, norm.eps)
    scale = (norm.running_var + norm.eps).rsqrt()
    scale = scale if norm.weight is None else norm.weight * scale
    shift = -(norm.running_mean * scale) if norm.bias is None else norm.bias - norm.running_mean * scale
    return x * scale + shift if x.dim() == 2 else x * scale.unsqueeze(-1) + shift.unsqueeze(-1)


def trained(eps=1e-5, affine=True):
    layer = nn.BatchNorm1d(6, eps, affine=affine)
    fill(layer)
    with torch.no_grad():
        layer.running_var /= 100
    return layer.eval()


def by_constant_eps(layer, x):
    return (x - layer.running_mean) / (layer.running_var + 1e-5).sqrt() * layer.weight + layer.bias


def batches(*shape):
    return sixteenths(shape, generator("batches")).float()


def layers():
    """BatchNorm1d of 1 to 17 channels, with and without weights and statistics, over several eps, batches and lengths."""
    for features in (1, 3, 17):
        for eps in (1e-5, 1e-3, 0.1):
            for affine in (True, False):
                for tracked in (True, False):
                    layer = nn.BatchNorm1d(features, eps, affine=affine, track_running_stats=tracked)
                    fill(layer)
                    layer.eval()
                    for shape in ((2, features), (5, features), (3, features, 4), (2, features, features), (1, features, 9)):
                        yield layer, lambda x, n=layer: by_hand(n, x), [batches(*shape)]


BATCH_NORM = Rule("MFX1202", [
    statistics("[N, C]", "[N, 6]", "6"),
    statistics("[N, C], another eps", "[N, 6]", "6, eps: 1e-3", options={"eps": 1e-3}),
    statistics("[N, C, L]", "[N, 6, 4]", "6"),
    statistics("[N, C, L], as long as there are channels", "[N, 6, 6]", "6"),
    statistics("without weights", "[N, 6]", "6, affine: false", options={"affine": False}),
    statistics("without statistics", "[N, 6, 4]", "6, track_running_stats: false", options={"track_running_stats": False},
               kinds=("ordinary", "one", "permuted", "float64")),
], [
    Refuted("an eps of its own", "(x - mean) / sqrt(var + 1e-5) * weight + bias", "[4, 6], eps 1e-3",
            lambda: trained(1e-3)(batches(4, 6)).detach(), lambda: by_constant_eps(trained(1e-3), batches(4, 6)).detach()),
    Refuted("channels left to broadcasting", "(x - mean) / sqrt(var + eps) * weight + bias", "[4, 6, 6]",
            lambda: trained()(batches(4, 6, 6)).detach(), lambda: by_constant_eps(trained(), batches(4, 6, 6)).detach()),
    Refuted("channels left to broadcasting", "(x - mean) / sqrt(var + eps) * weight + bias", "[4, 6, 7]",
            lambda: trained()(batches(4, 6, 7)).detach(), lambda: by_constant_eps(trained(), batches(4, 6, 7)).detach()),
], [Sweep("1 to 17 channels, with and without weights and statistics, eps 1e-5 to 0.1, both ranks", layers, bound=WRITTEN_BY_HAND, gradients=False, cancels=True)])

RULES = [NORMALIZE, BATCH_NORM]
