"""MFX1401: adaptive pooling."""
import torch
import torch.nn.functional as F
from torch import nn

from .table import INFERENCE_ONLY, ROUNDING, TOLERANCE, Input, Refuted, Rewrite, Rule, Sweep, generator, sixteenths

KINDS = ("ordinary", "one", "empty", "sparse", "huge", "permuted", "float64")
# One rounding more or less of the quotient; the sums are the same.
AVERAGE = 1.2e-7
# Where bins overlap, their gradients are added up in another order.
AVERAGE_GRADIENT = 5e-7


def case(name, contract, csharp, before, after, **more):
    return Rewrite(name, [Input("x", contract)], csharp, before, after, **{"kinds": KINDS, "rounding": ROUNDING, **more})


def edges(size, out):
    """Where each bin begins and ends."""
    return [(i * size // out, -(-(i + 1) * size // out)) for i in range(out)]


def bins2d(x, sizes, outs, pool):
    return torch.cat([torch.cat([pool(x.narrow(2, a, b - a).narrow(3, c, d - c), (b - a, d - c)) for c, d in edges(sizes[1], outs[1])], 3)
                      for a, b in edges(sizes[0], outs[0])], 2)


def bins1d(x, size, out, pool):
    return torch.cat([pool(x.narrow(2, a, b - a), b - a) for a, b in edges(size, out)], 2)


def average(x, kernel):
    return F.avg_pool2d(x, kernel, count_include_pad=False)


def usual(size, out):
    """The kernel and stride that are often said to replace an adaptive pool."""
    stride = size // out
    return size - (out - 1) * stride, stride


def plane(*shape):
    return sixteenths(shape, generator("plane %s" % (shape,))).float()


def fixed_pairs():
    """Every pair of sizes up to 24 for which a fixed pool is written."""
    for size in range(1, 25):
        for out in range(1, size + 1):
            if size % out in (0, 1):
                kernel, stride = usual(size, out)
                x = plane(2, 3, size)
                yield lambda x, o=out: F.adaptive_avg_pool1d(x, o), lambda x, k=kernel, s=stride: F.avg_pool1d(x, k, s, count_include_pad=False), [x]


def fixed_max_pairs():
    for size in range(1, 25):
        for out in range(1, size + 1):
            if size % out in (0, 1):
                kernel, stride = usual(size, out)
                yield lambda x, o=out: F.adaptive_max_pool1d(x, o), lambda x, k=kernel, s=stride: F.max_pool1d(x, k, s), [distinct(2, 3, size)]


def distinct(*shape):
    """A plane without equal elements, so that a maximum has one gradient."""
    count = torch.Size(shape).numel()
    return torch.randperm(count, generator=generator("distinct %s" % (shape,))).reshape(shape).float() / 8


def bin_pairs(maximum):
    adaptive, pool, data = (F.adaptive_max_pool2d, F.max_pool2d, distinct) if maximum else (F.adaptive_avg_pool2d, average, plane)

    def pairs():
        for size in range(1, 17):
            for out in range(1, 13):
                sizes, outs = (size, 1 + size * 5 % 7), (out, 1 + out * 7 % 4)
                yield lambda x, o=outs: adaptive(x, o), lambda x, s=sizes, o=outs: bins2d(x, s, o, pool), [data(1, 2, *sizes)]
    return pairs


def row_pairs(maximum):
    adaptive, pool = (F.adaptive_max_pool1d, F.max_pool1d) if maximum else (F.adaptive_avg_pool1d, lambda x, k: F.avg_pool1d(x, k, count_include_pad=False))

    def pairs():
        for size in range(1, 41):
            x = (distinct if maximum else plane)(1, 2, size)
            for out in range(1, 50):
                yield lambda x, o=out: adaptive(x, o), lambda x, s=size, o=out: bins1d(x, s, o, pool), [x]
    return pairs


def wholes():
    """Pools to size 1 over contiguous and transposed layouts, with and without a batch."""
    average = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}
    maximum = {1: F.adaptive_max_pool1d, 2: F.adaptive_max_pool2d, 3: F.adaptive_max_pool3d}
    for dims, space in ((1, (7,)), (1, (64,)), (2, (1, 1)), (2, (7, 7)), (2, (14, 14)), (2, (3, 29)), (3, (2, 5, 3)), (3, (4, 7, 7))):
        inner = tuple(range(-dims, 0))
        for lead in ((3,), (2, 3)):
            for x in (plane(*lead, *space), plane(*space[::-1], *lead[::-1]).permute(*reversed(range(len(lead) + dims)))):
                yield lambda x, f=average[dims]: f(x, 1), lambda x, d=inner: x.mean(d, True), [x]
                yield lambda x, f=maximum[dims]: f(x, 1), lambda x, d=inner: x.amax(d, True), [x]


def usual_differences():
    """How far the usual fixed pool is off, for each pair of sizes up to 64."""
    differences = []
    for size in range(1, 65):
        x = plane(1, 1, size)
        for out in range(1, size + 1):
            exact, fixed = F.adaptive_avg_pool1d(x, out), F.avg_pool1d(x, *usual(size, out))
            differences.append(0.0 if torch.allclose(exact, fixed, 1e-5, 1e-5) else (exact - fixed).abs().max().item())
    return torch.tensor(differences)


POOL = Rule("MFX1401", [
    case("average to size 1", "[N, 3, 4, 5]", "return functional.adaptive_avg_pool2d(x, 1);",
         lambda m, x: F.adaptive_avg_pool2d(x, 1), lambda m, x: x.mean((2, 3), True)),
    case("average to size 1, any plane", "[N, 3, H, W]", "return functional.adaptive_avg_pool2d(x, (1, 1));",
         lambda m, x: F.adaptive_avg_pool2d(x, (1, 1)), lambda m, x: x.mean((2, 3), True), sizes=({"H": 4, "W": 5}, {"H": 7, "W": 2})),
    case("maximum to size 1", "[N, 3, 4, 5]", "return functional.adaptive_max_pool2d(x, new long[] { 1, 1 });",
         lambda m, x: F.adaptive_max_pool2d(x, 1), lambda m, x: x.amax((2, 3), True), equality=INFERENCE_ONLY),
    case("average of a row to size 1", "[N, 3, 6]", "return functional.adaptive_avg_pool1d(x, 1);",
         lambda m, x: F.adaptive_avg_pool1d(x, 1), lambda m, x: x.mean(2, True)),
    case("average of a volume to size 1", "[N, 2, 2, 3, 4]", "return functional.adaptive_avg_pool3d(x, 1);",
         lambda m, x: F.adaptive_avg_pool3d(x, 1), lambda m, x: x.mean((2, 3, 4), True)),
    case("average to the size that it has", "[N, 2, 3, 4]", "return functional.adaptive_avg_pool2d(x, (3, 4));",
         lambda m, x: F.adaptive_avg_pool2d(x, (3, 4)), lambda m, x: x.clone(), equality=TOLERANCE, bound=AVERAGE),
    case("average to a larger size", "[N, 2, 3, 2]", "return functional.adaptive_avg_pool2d(x, (5, 2));",
         lambda m, x: F.adaptive_avg_pool2d(x, (5, 2)), lambda m, x: bins2d(x, (3, 2), (5, 2), average), equality=TOLERANCE, bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT),
    case("average of a volume to a size that divides", "[N, 2, 2, 4, 6]", "return functional.adaptive_avg_pool3d(x, (1, 2, 3));",
         lambda m, x: F.adaptive_avg_pool3d(x, (1, 2, 3)), lambda m, x: F.avg_pool3d(x, 2, 2, count_include_pad=False),
         equality=TOLERANCE, bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT),
    case("average to a size that divides", "[N, 2, 8, 6]", "return functional.adaptive_avg_pool2d(x, (4, 2));",
         lambda m, x: F.adaptive_avg_pool2d(x, (4, 2)), lambda m, x: F.avg_pool2d(x, (2, 3), (2, 3), count_include_pad=False),
         equality=TOLERANCE, bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT),
    case("average to a size that leaves 1", "[N, 2, 6, 7]", "return functional.adaptive_avg_pool2d(x, (2, 3));",
         lambda m, x: F.adaptive_avg_pool2d(x, (2, 3)), lambda m, x: F.avg_pool2d(x, 3, (3, 2), count_include_pad=False), equality=TOLERANCE, bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT),
    case("maximum to a size that divides", "[N, 2, 8, 6]", "return functional.adaptive_max_pool2d(x, new long[] { 4, 2 });", lambda m, x: F.adaptive_max_pool2d(x, (4, 2)), lambda m, x: F.max_pool2d(x, (2, 3), (2, 3))),
    case("average to bins of different sizes", "[N, 2, 5, 5]", "return functional.adaptive_avg_pool2d(x, 3);",
         lambda m, x: F.adaptive_avg_pool2d(x, 3), lambda m, x: bins2d(x, (5, 5), (3, 3), average), equality=TOLERANCE, bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT),
    case("maximum of bins of different sizes", "[N, 2, 8]", "return functional.adaptive_max_pool1d(x, 3);",
         lambda m, x: F.adaptive_max_pool1d(x, 3), lambda m, x: bins1d(x, 8, 3, F.max_pool1d)),
    case("a layer", "[N, 2, 6, 6]", "return pool.call(x);", lambda m, x: m.pool(x), lambda m, x: m.pool(x),
         members="private readonly Module<Tensor, Tensor> pool;", constructor="pool = AdaptiveAvgPool2d(2);",
         layers=lambda: {"pool": nn.AdaptiveAvgPool2d(2)}, layers_after=lambda: {"pool": nn.AvgPool2d(3, 3, count_include_pad=False)}, equality=TOLERANCE, bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT),
], [
    Refuted("the usual kernel and stride, 8 to 3", "AvgPool1d(4, 2)", "[2, 3, 8]", lambda: F.adaptive_avg_pool1d(plane(2, 3, 8), 3), lambda: F.avg_pool1d(plane(2, 3, 8), *usual(8, 3))),
    Refuted("the usual kernel and stride, 5 to 3", "AvgPool1d(3, 1)", "[2, 3, 5]", lambda: F.adaptive_avg_pool1d(plane(2, 3, 5), 3), lambda: F.avg_pool1d(plane(2, 3, 5), *usual(5, 3))),
    Refuted("the usual kernel and stride", "AvgPool1d(size - (out - 1) * (size / out), size / out)", "each pair of sizes up to 64",
            lambda: torch.zeros(64 * 65 // 2), usual_differences),
    Refuted("the usual kernel and stride, 32 to 3", "MaxPool1d(12, 10)", "[2, 3, 32]",
            lambda: F.adaptive_max_pool1d(plane(2, 3, 32), 3), lambda: F.max_pool1d(plane(2, 3, 32), *usual(32, 3))),
    Refuted("the usual kernel and stride, 8x8 to 3x3", "AvgPool2d(4, 2)", "[2, 3, 8, 8]",
            lambda: F.adaptive_avg_pool2d(plane(2, 3, 8, 8), 3), lambda: F.avg_pool2d(plane(2, 3, 8, 8), *usual(8, 3))),
    Refuted("a kernel of the plane's size for a plane that grew", "AvgPool2d(7)", "[2, 3, 14, 14]",
            lambda: F.adaptive_avg_pool2d(plane(2, 3, 14, 14), 1), lambda: F.avg_pool2d(plane(2, 3, 14, 14), 7)),
    Refuted("constant averaging matrices, where one bin holds an infinity", "matmul(matmul(a, x), b)", "[1, 1, 4, 4]",
            lambda: F.adaptive_avg_pool2d(infinite(), 2), lambda: matrix() @ infinite() @ matrix().t()),
], [
    Sweep("fixed average pools, sizes up to 24", fixed_pairs, bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT), Sweep("fixed maximum pools, sizes up to 24", fixed_max_pairs),
    Sweep("averages of bins, planes up to 16x7", bin_pairs(False), bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT), Sweep("maxima of bins, planes up to 16x7", bin_pairs(True), gradients=False),
    Sweep("averages of bins, rows of 1 to 40 elements to 1 to 49", row_pairs(False), bound=AVERAGE, gradient_bound=AVERAGE_GRADIENT),
    Sweep("maxima of bins, rows of 1 to 40 elements to 1 to 49", row_pairs(True)),
    Sweep("means and maxima of whole rows, planes and volumes", wholes, gradients=False),
])


def infinite():
    x = plane(1, 1, 4, 4)
    x[0, 0, 0, 0] = float("inf")
    return x


def matrix():
    return torch.tensor([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])


RULES = [POOL]
