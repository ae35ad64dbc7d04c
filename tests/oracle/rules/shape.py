"""MFX1001 to MFX1003: squeeze, and views that read sizes."""
import itertools

import torch
import torch.nn.functional as F
from torch import nn

from .table import ROUNDING, Input, Refuted, Rewrite, Rule, Sweep, generator, sixteenths

# view refuses a transposed layout and an empty batch with -1; reshape and flatten take both.
VIEW = ("ordinary", "one", "special", "float64")


def case(name, contract, csharp, before, after, **more):
    return Rewrite(name, [Input("x", contract)], csharp, before, after, **more)


def values(*shape):
    return sixteenths(shape, generator(str(shape))).float()


def resized(x, y):
    return F.interpolate(x, size=(12, y.size(2), y.size(3)), mode="trilinear", align_corners=False)


RESIZED = ("var z = functional.interpolate(x, size: new long[] { 12, y.shape[2], y.shape[3] }, mode: InterpolationMode.Trilinear, "
           "align_corners: false);\nreturn z.")

SQUEEZE = Rule("MFX1001", [
    case("squeeze a dim of size 1", "[N, 1, 5]", "return x.squeeze(1);",
         lambda m, x: x.squeeze(1), lambda m, x: x.select(1, 0)),
    case("squeeze the last dim", "[N, 3, 1]", "return torch.squeeze(x, -1);",
         lambda m, x: torch.squeeze(x, -1), lambda m, x: torch.select(x, -1, 0)),
    case("squeeze the channel of a convolution", "[N, 2, 4, 4]", "return head.call(x).squeeze(1);",
         lambda m, x: m.head(x).squeeze(1), lambda m, x: m.head(x).select(1, 0),
         members="private readonly Conv2d head;", constructor="head = Conv2d(2, 1, 3);", layers=lambda: {"head": nn.Conv2d(2, 1, 3)},
         kinds=("ordinary", "one", "sparse", "permuted"), rounding=ROUNDING),
    Rewrite("squeeze after a resize to another tensor's size", [Input("x", "[N, 1, 3, 2, 2]"), Input("y", "[N, 2, 4, 4]")],
            RESIZED + "squeeze(1);", lambda m, x, y: resized(x, y).squeeze(1), lambda m, x, y: resized(x, y).select(1, 0),
            kinds=("ordinary", "one"), rounding=ROUNDING, opsets=(11, 13, 17)),
    case("squeeze a sum that keeps its dim", "[N, 3, 5]", "return x.sum(1, keepdim: true).squeeze(1);",
         lambda m, x: x.sum(1, keepdim=True).squeeze(1), lambda m, x: x.sum(1, keepdim=True).select(1, 0), rounding=ROUNDING),
    case("squeeze the two last dims", "[N, 3, 1, 1]", "return x.squeeze(-1).squeeze(-1);",
         lambda m, x: x.squeeze(-1).squeeze(-1), lambda m, x: x.flatten(1)),
    case("squeeze two dims apart", "[N, 1, 3, 1]", "return x.squeeze(3).squeeze(1);",
         lambda m, x: x.squeeze(3).squeeze(1), lambda m, x: x.select(3, 0).select(1, 0)),
    case("squeeze the two dims of a pooled plane", "[N, 3, 4, 4]", "return functional.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1);",
         lambda m, x: F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1), lambda m, x: F.adaptive_avg_pool2d(x, 1).flatten(1), rounding=ROUNDING,
         kinds=("ordinary", "one", "empty", "permuted", "float64")),
    case("squeeze a dim that was inserted", "[N, 3, 5]", "return x.unsqueeze(1).relu().squeeze(1);",
         lambda m, x: x.unsqueeze(1).relu().squeeze(1), lambda m, x: x.unsqueeze(1).relu().select(1, 0)),
    case("squeeze in place", "[N, 1, 5]", "var t = x + 1;\nt.squeeze_(1);\nreturn t;",
         lambda m, x: (x + 1).squeeze_(1), lambda m, x: (x + 1).select(1, 0)),
    case("squeeze a dim that is not 1", "[N, 3, 5]", "return x.squeeze(1).relu();",
         lambda m, x: x.squeeze(1).relu(), lambda m, x: x.relu()),
    case("squeeze a dim assumed to be 1", "[N, C, 5]", "return x.squeeze(1);",
         lambda m, x: x.squeeze(1), lambda m, x: x.select(1, 0), safety="Assumed", sizes=({"C": 1},)),
], [
    Refuted("select where the size is not 1", "x.select(1, 0)", "[2, 3, 4, 5]", lambda: values(2, 3, 4, 5).squeeze(1), lambda: values(2, 3, 4, 5).select(1, 0)),
    Refuted("flatten where a dim between is not 1", "x.flatten(1)", "[2, 3, 4, 1]",
            lambda: values(2, 3, 4, 1).squeeze(-1).squeeze(-1), lambda: values(2, 3, 4, 1).flatten(1)),
], [Sweep("each dim of each tensor of rank 1 to 4 with sizes 0 to 3, contiguous and transposed, through the view too", lambda: each_dim())])


def layouts(rank, sizes):
    """Tensors of a rank, in the layout of their shape and in the opposite one."""
    for shape in itertools.product(sizes, repeat=rank):
        yield values(*shape)
        if rank > 1:
            yield values(*shape[::-1]).permute(*reversed(range(rank)))


def each_dim():
    for rank in (1, 2, 3, 4):
        for x in layouts(rank, (0, 1, 3) if rank == 4 else (0, 1, 2, 3)):
            for dim in range(-rank, rank):
                if x.size(dim) == 1:
                    yield lambda x, d=dim: x.squeeze(d), lambda x, d=dim: x.select(d, 0), [x]
                    yield lambda x, d=dim: doubled(x, lambda y: y.squeeze(d)), lambda x, d=dim: doubled(x, lambda y: y.select(d, 0)), [x]
                else:
                    yield lambda x, d=dim: x.squeeze(d), lambda x: x, [x]


def doubled(x, view):
    """What writing through a view does to the tensor."""
    y = x * 1
    view(y).mul_(2)
    return y


def dropped(x):
    """The selects of every dim of size 1, the last one first."""
    for dim in reversed(range(x.dim())):
        x = x.select(dim, 0) if x.size(dim) == 1 else x
    return x


def all_dims():
    for rank in (0, 1, 2, 3, 4):
        for x in layouts(rank, (0, 1, 2)):
            yield lambda x: x.squeeze(), dropped, [x]

SQUEEZE_ALL = Rule("MFX1002", [
    case("squeeze() of one dim", "[4, 1, 5]", "return x.squeeze();", lambda m, x: x.squeeze(), lambda m, x: x.select(1, 0)),
    case("squeeze() of two dims", "[2, 1, 1]", "return x.squeeze();",
         lambda m, x: x.squeeze(), lambda m, x: x.select(2, 0).select(1, 0)),
    case("squeeze() of every dim but one", "[1, 1, 5, 1]", "return x.relu().squeeze();",
         lambda m, x: x.relu().squeeze(), lambda m, x: x.relu().select(3, 0).select(1, 0).select(0, 0)),
    case("squeeze() of none", "[2, 3, 5]", "return x.squeeze();", lambda m, x: x.squeeze(), lambda m, x: x, export=False),
], [
    Refuted("the first item", "x[0]", "[2, 4, 5]", lambda: values(2, 4, 5).squeeze(), lambda: values(2, 4, 5)[0]),
    Refuted("the first item", "x[0]", "[1, 1, 5]", lambda: values(1, 1, 5).squeeze(), lambda: values(1, 1, 5)[0]),
    Refuted("the first item", "x[0]", "[2, 4, 1, 1]", lambda: values(2, 4, 1, 1).squeeze(), lambda: values(2, 4, 1, 1)[0]),
    Refuted("flatten(1) for a batch of one", "x.flatten(1)", "[1, 4, 1, 1]", lambda: values(1, 4, 1, 1).squeeze(), lambda: values(1, 4, 1, 1).flatten(1)),
], [Sweep("each tensor of rank 0 to 4 with sizes 0 to 2, contiguous and transposed", all_dims)])

SHUFFLE = "var (b, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);\nreturn x.view(b, 2, c / 2, h, w).transpose(1, 2).reshape(b, c, h, w);"


def shuffled(x, y):
    return x.transpose(1, 2).reshape(*y)


def views():
    """Every view of [B, C, H, W] that merges or splits dims and reads sizes, with the form that is written for it."""
    for b in (0, 1, 2, 5):
        for c, h, w in ((1, 1, 1), (2, 3, 4), (4, 1, 6), (6, 2, 2)):
            x = values(b, c, h, w)
            if b > 0:
                yield lambda x: x.view(x.size(0), -1), lambda x: x.flatten(1), [x]
                yield lambda x: x.view(x.size(0), x.size(1), -1), lambda x, c=c, h=h, w=w: x.reshape(-1, c, h * w), [x]
            yield lambda x: x.view(x.size(0), x.size(1) * x.size(2) * x.size(3)), lambda x: x.flatten(1), [x]
            yield lambda x: x.view(x.size(0), x.size(1), 1, x.size(2), x.size(3)), lambda x: x.unsqueeze(2), [x]
            yield lambda x: x.transpose(2, 3).reshape(x.size(0), x.size(1), -1) if x.size(0) else x.flatten(2), lambda x, c=c, h=h, w=w: x.transpose(2, 3).reshape(-1, c, h * w), [x]


SIZE_VIEW = Rule("MFX1003", [
    case("keep the batch and merge the rest", "[N, 3, 2, 2]", "return x.view(x.size(0), -1);",
         lambda m, x: x.view(x.size(0), -1), lambda m, x: x.flatten(1)),
    case("keep the batch, sizes through locals", "[N, 3, 2, 2]",
         "var (b, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);\nreturn x.reshape(b, c * h * w);",
         lambda m, x: x.reshape(x.shape[0], x.shape[1] * x.shape[2] * x.shape[3]), lambda m, x: x.flatten(1)),
    case("merge height and width", "[N, 3, 2, 4]", "return x.view(x.shape[0], x.shape[1], -1);",
         lambda m, x: x.view(x.shape[0], x.shape[1], -1), lambda m, x: x.reshape(-1, 3, 8), kinds=VIEW, others={"x.flatten(2)": lambda m, x: x.flatten(2)}),
    case("split heads", "[N, 6, 8]", "var b = x.shape[0];\nvar t = x.shape[1];\nreturn x.view(b, t, 2, 4).transpose(1, 2);",
         lambda m, x: x.view(x.shape[0], x.shape[1], 2, 4).transpose(1, 2), lambda m, x: x.reshape(-1, 6, 2, 4).transpose(1, 2)),
    case("channel shuffle", "[N, 4, 2, 3]", SHUFFLE,
         lambda m, x: shuffled(x.view(x.shape[0], 2, x.shape[1] // 2, x.shape[2], x.shape[3]), x.shape),
         lambda m, x: shuffled(x.reshape(-1, 2, 2, 2, 3), (-1, 4, 2, 3))),
    case("tokens of an image", "[N, 3, 2, 4]", "return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1, x.shape[1]);",
         lambda m, x: x.permute(0, 2, 3, 1).reshape(x.shape[0], -1, x.shape[1]), lambda m, x: x.permute(0, 2, 3, 1).reshape(-1, 8, 3),
         kinds=("ordinary", "one", "special", "permuted", "float64")),
    case("insert dims of size 1", "[N, 3]", "return x.view(x.shape[0], x.shape[1], 1, 1);",
         lambda m, x: x.view(x.shape[0], x.shape[1], 1, 1), lambda m, x: x.unsqueeze(2).unsqueeze(3)),
    case("merge heads", "[N, 2, 6, 4]", "return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1);",
         lambda m, x: x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1), lambda m, x: x.transpose(1, 2).reshape(-1, 6, 8),
         kinds=("ordinary", "one", "special", "permuted", "float64")),
    case("merge the batch and the frames", "[N, 3, 2, 4]", "return x.reshape(x.shape[0] * x.shape[1], x.shape[2], x.shape[3]);",
         lambda m, x: x.reshape(x.shape[0] * x.shape[1], x.shape[2], x.shape[3]), lambda m, x: x.reshape(-1, 2, 4)),
    case("the shape of the tensor itself", "[N, 3, 5]", "return x.relu().view(x.shape);",
         lambda m, x: x.relu().view(x.shape), lambda m, x: x.relu().reshape(-1, 3, 5), kinds=VIEW + ("empty",)),
], [
    Refuted("a batch size frozen at 2, run with 5", "x.reshape(2, -1)", "[5, 3, 4]", lambda: values(5, 3, 4).view(5, -1), lambda: values(5, 3, 4).reshape(2, -1)),
], [Sweep("batches of 0 to 5, channels, heights and widths, each form", views)])

RULES = [SQUEEZE, SQUEEZE_ALL, SIZE_VIEW]
