"""MFX1401: adaptive pooling."""
import torch
import torch.nn.functional as F
from torch import nn

from .table import Rewrite, Rule


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


POOL = Rule("MFX1401", [
    Rewrite("average to size 1", lambda m, x: F.adaptive_avg_pool2d(x, 1), lambda m, x: x.mean((2, 3), True)),
    Rewrite("average to size 1, any plane", lambda m, x: F.adaptive_avg_pool2d(x, (1, 1)), lambda m, x: x.mean((2, 3), True)),
    Rewrite("maximum to size 1", lambda m, x: F.adaptive_max_pool2d(x, 1), lambda m, x: x.amax((2, 3), True)),
    Rewrite("average of a row to size 1", lambda m, x: F.adaptive_avg_pool1d(x, 1), lambda m, x: x.mean(2, True)),
    Rewrite("average of a volume to size 1", lambda m, x: F.adaptive_avg_pool3d(x, 1), lambda m, x: x.mean((2, 3, 4), True)),
    Rewrite("average to the size that it has", lambda m, x: F.adaptive_avg_pool2d(x, (3, 4)), lambda m, x: x.clone()),
    Rewrite("average to a larger size", lambda m, x: F.adaptive_avg_pool2d(x, (5, 2)), lambda m, x: bins2d(x, (3, 2), (5, 2), average)),
    Rewrite("average of a volume to a size that divides",
            lambda m, x: F.adaptive_avg_pool3d(x, (1, 2, 3)), lambda m, x: F.avg_pool3d(x, 2, 2, count_include_pad=False)),
    Rewrite("average to a size that divides",
            lambda m, x: F.adaptive_avg_pool2d(x, (4, 2)), lambda m, x: F.avg_pool2d(x, (2, 3), (2, 3), count_include_pad=False)),
    Rewrite("average to a size that leaves 1",
            lambda m, x: F.adaptive_avg_pool2d(x, (2, 3)), lambda m, x: F.avg_pool2d(x, 3, (3, 2), count_include_pad=False)),
    Rewrite("maximum to a size that divides", lambda m, x: F.adaptive_max_pool2d(x, (4, 2)), lambda m, x: F.max_pool2d(x, (2, 3), (2, 3))),
    Rewrite("average to bins of different sizes",
            lambda m, x: F.adaptive_avg_pool2d(x, 3), lambda m, x: bins2d(x, (5, 5), (3, 3), average)),
    Rewrite("maximum of bins of different sizes", lambda m, x: F.adaptive_max_pool1d(x, 3), lambda m, x: bins1d(x, 8, 3, F.max_pool1d)),
    Rewrite("a layer",
            lambda m, x: m.pool(x),
            lambda m, x: m.pool(x),
            layers=lambda: {"pool": nn.AdaptiveAvgPool2d(2)},
            layers_after=lambda: {"pool": nn.AvgPool2d(3, 3, count_include_pad=False)}),
])

def by_channel(pool, x):
    return pool(x.unsqueeze(1)).select(1, 0)


def unbatched(name, pool):
    return Rewrite(name, lambda m, x: pool(x), lambda m, x: by_channel(pool, x))


UNBATCHED = Rule("MFX1402", [
    unbatched("maxima of a volume without a batch", lambda x: F.max_pool3d(x, 2)),
    unbatched("maxima with a kernel of depth 1", lambda x: F.max_pool3d(x, (1, 3, 3), 2, (0, 1, 1))),
    unbatched("averages of a volume without a batch", lambda x: F.avg_pool3d(x, 2, count_include_pad=False)),
    unbatched("a layer", lambda x: F.max_pool3d(x, (1, 2, 2), 2)),
])

OPTIONS = Rule("MFX1403", [
    Rewrite("an average of a plane", lambda m, x: F.avg_pool2d(x, 2), lambda m, x: F.avg_pool2d(x, 2, count_include_pad=False)),
    Rewrite("an average of a row, rounded up",
            lambda m, x: F.avg_pool1d(x, 3, 2, ceil_mode=True), lambda m, x: F.avg_pool1d(x, 3, 2, ceil_mode=True, count_include_pad=False)),
    Rewrite("an average of a volume",
            lambda m, x: F.avg_pool3d(x, (2, 2, 3)), lambda m, x: F.avg_pool3d(x, (2, 2, 3), count_include_pad=False)),
    Rewrite("a layer", lambda m, x: F.avg_pool2d(x, 3, 2), lambda m, x: F.avg_pool2d(x, 3, 2, count_include_pad=False)),
])

def volume_bins(x):
    """Bins of 5 rows to 3."""
    def pooled(start, length):
        return [F.max_pool3d(x.narrow(3, start, length).narrow(4, column, 2), (2, length, 2)) for column in (0, 2)]
    return torch.cat([torch.cat(pooled(start, length), 4) for start, length in ((0, 2), (1, 3), (3, 2))], 3)


VOLUME = Rule("MFX1404", [
    Rewrite("the maximum of a volume", lambda m, x: F.adaptive_max_pool3d(x, 1), lambda m, x: x.amax((2, 3, 4), True)),
    Rewrite("maxima to a size that divides", lambda m, x: F.adaptive_max_pool3d(x, 2), lambda m, x: F.max_pool3d(x, (2, 2, 3), (2, 2, 3))),
    Rewrite("maxima of bins of different sizes", lambda m, x: F.adaptive_max_pool3d(x, (1, 3, 2)), lambda m, x: volume_bins(x)),
    Rewrite("a layer", lambda m, x: F.adaptive_max_pool3d(x, 2), lambda m, x: F.max_pool3d(x, 2, 2)),
])

RULES = [VOLUME, UNBATCHED, OPTIONS, POOL]
