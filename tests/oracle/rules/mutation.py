"""MFX1301 and MFX1304: assignments to a slice, plain and compound."""
import itertools

import torch

from .assignment import ALL, assigned, case, cut, index, named, parts, put, rows, table
from .table import Input, Refuted, Rewrite, Rule, Sweep, generator, sixteenths

VOLUME = """var cost = zeros(new long[] { left.shape[0], 4, 4, 3, 6 });
for (var d = 0; d < 4; d++)
{
    cost[.., ..2, d, .., d..] = left[.., .., .., d..];
    cost[.., 2.., d, .., d..] = right[.., .., .., ..^d];
}
return cost;"""
SLICE = Rule("MFX1301", [
    case("one channel", "y[.., 2] = v;",
         lambda y, x, v: put(y, (ALL, 2), v), lambda y, x, v: torch.cat([y.narrow(1, 0, 2), v.unsqueeze(1), y.narrow(1, 3, 1)], 1)),
    case("the first channel", "y[.., 0] = v;",
         lambda y, x, v: put(y, (ALL, 0), v), lambda y, x, v: torch.cat([v.unsqueeze(1), y.narrow(1, 1, 3)], 1)),
    case("a range of channels", "y[.., 1..3] = v;",
         lambda y, x, v: put(y, (ALL, slice(1, 3)), v), lambda y, x, v: torch.cat([y.narrow(1, 0, 1), v, y.narrow(1, 3, 1)], 1), values="float32[N, 2, 5]"),
    case("a range counted from the end", "y[.., .., ^2..] = v;",
         lambda y, x, v: put(y, (ALL, ALL, slice(-2, None)), v), lambda y, x, v: torch.cat([y.narrow(2, 0, 3), v], 2), values="float32[N, 4, 2]"),
    case("zeros", "y[.., 2] = 0f;",
         lambda y, x: put(y, (ALL, 2), 0.0), lambda y, x: torch.cat([y.narrow(1, 0, 2), torch.zeros_like(y.narrow(1, 2, 1)), y.narrow(1, 3, 1)], 1), values=None),
    case("a number", "y[.., 2] = 0.5f;",
         lambda y, x: put(y, (ALL, 2), 0.5), lambda y, x: torch.cat([y.narrow(1, 0, 2), torch.full_like(y.narrow(1, 2, 1), 0.5), y.narrow(1, 3, 1)], 1), values=None),
    case("a negative zero", "y[.., 2] = -0.0f;",
         lambda y, x: put(y, (ALL, 2), -0.0), lambda y, x: torch.cat([y.narrow(1, 0, 2), torch.full_like(y.narrow(1, 2, 1), -0.0), y.narrow(1, 3, 1)], 1), values=None),
    case("the last channel", "y[.., -1] = v;", lambda y, x, v: put(y, (ALL, -1), v), lambda y, x, v: torch.cat([y.narrow(1, 0, 3), v.unsqueeze(1)], 1)),
    case("a block of two dims", "y[.., 1..3, 1..2] = v;",
         lambda y, x, v: put(y, (ALL, slice(1, 3), slice(1, 2)), v),
         lambda y, x, v: torch.cat([y.narrow(1, 0, 1), torch.cat([y.narrow(1, 1, 2).narrow(2, 0, 1), v, y.narrow(1, 1, 2).narrow(2, 2, 3)], 2), y.narrow(1, 3, 1)], 1),
         values="float32[N, 2, 1]"),
    case("a value that is broadcast", "y[.., 2] = v;",
         lambda y, x, v: put(y, (ALL, 2), v), lambda y, x, v: torch.cat([y.narrow(1, 0, 2), v.expand_as(y.select(1, 2)).unsqueeze(1), y.narrow(1, 3, 1)], 1),
         values="float32[5]"),
    case("a loop over channels", "for (var d = 1; d < 4; d++)\n{\n    y[.., d] = v;\n}",
         lambda y, x, v: [put(y, (ALL, d), v) for d in range(1, 4)], lambda y, x, v: planes(y, v)),
    case("a cost volume", "for (var d = 1; d < 3; d++)\n{\n    y[.., .., d, .., d..] = x[.., .., d, .., ..^d];\n}", lambda y, x: [put(y, (ALL, ALL, d, ALL, slice(d, None)), x[:, :, d, :, :-d]) for d in range(1, 3)], lambda y, x: volume(y, x),
         values=None, contract="float32[N, 2, 3, 2, 4]"),
    Rewrite("a cost volume of both images", [Input("left", "float32[N, 2, 3, 6]"), Input("right", "float32[N, 2, 3, 6]")], VOLUME,
            lambda m, left, right: filled(left, right, 4), lambda m, left, right: joined(left, right, 4), kinds=("ordinary", "one", "special", "permuted")),
], [
    Refuted("parts put together without expanding the value", "cat(new[] { y.narrow(1, 0, 2), v, y.narrow(1, 3, 1) }, 1)", "[3, 4, 5], a value [5]",
            lambda: cut(table(3, 4, 5), (ALL, 2), table(5)), lambda: torch.cat([table(3, 4, 5).narrow(1, 0, 2), table(5), table(3, 4, 5).narrow(1, 3, 1)], 1)),
    Refuted("parts put together without the tensor's dtype", "cat(new[] { y.narrow(0, 0, 2), v }, 0)", "bfloat16, a value in float32",
            lambda: cut(table(3, 4).bfloat16(), 2, table(4)), lambda: torch.cat([table(3, 4).bfloat16().narrow(0, 0, 2), table(1, 4)])),
], [
    Sweep("rank 1 to 4, each dim, each range", lambda: ranges()), Sweep("rank 1 to 4, each dim, each place, counted from either end", lambda: places()),
    Sweep("rank 2 and 3, blocks of two dims", lambda: blocks()), Sweep("cost volumes of 2 to 5 disparities, both images", lambda: volumes()),
])


def places():
    """One place of a dim, the value given without that dim."""
    for shape in ((5,), (3, 5), (2, 4, 3), (2, 3, 4, 2)):
        x = table(*shape)
        for dim, size in enumerate(shape):
            for at in range(-size, size):
                a = at % size
                yield (lambda x, v, d=dim, i=at: cut(x, (ALL,) * d + (i,), v),
                       lambda x, v, d=dim, i=a, n=size: parts(d, i, i + 1, n)(x, v.unsqueeze(d)) if n > 1 else v.unsqueeze(d), [x, x.select(dim, a) * 3])


def blocks():
    for shape in ((4, 5), (2, 4, 3)):
        x = table(*shape)
        rows, columns = shape[-2:]
        for a, b in itertools.combinations(range(rows + 1), 2):
            for c, d in itertools.combinations(range(columns + 1), 2):
                if b - a < rows and d - c < columns:
                    yield (lambda x, v, i=(..., slice(a, b), slice(c, d)): cut(x, i, v), lambda x, v, i=(a, b, c, d): block(x, v, *i),
                           [x, x[..., a:b, c:d].clone() * 3])


def block(x, v, a, b, c, d):
    rows, columns = x.shape[-2:]
    inner = parts(x.dim() - 1, c, d, columns)(x.narrow(-2, a, b - a), v)
    return parts(x.dim() - 2, a, b, rows)(x, inner)


def volumes():
    """The volume of a stereo network: in a loop, the left image's features and the right one's, moved by the disparity."""
    for disparities in (2, 3, 5):
        for batch in (1, 2):
            yield lambda left, right, n=disparities: filled(left, right, n), lambda left, right, n=disparities: joined(left, right, n), [table(batch, 2, 3, 6), table(batch, 2, 3, 6) * 3]


def filled(left, right, disparities):
    cost = torch.zeros(left.size(0), 4, disparities, 3, 6)
    for d in range(disparities):
        cost[:, :2, d, :, d:] = left[..., d:]
        cost[:, 2:, d, :, d:] = right[..., : 6 - d]
    return cost


def joined(left, right, disparities):
    cost = torch.zeros(left.size(0), 4, disparities, 3, 6)
    for d in range(disparities):
        for channel, image in ((0, left[..., d:]), (2, right[..., : 6 - d])):
            plane = torch.cat([cost.narrow(1, channel, 2).narrow(2, d, 1).narrow(4, 0, d), image.unsqueeze(2)], 4)
            rows = torch.cat([cost.narrow(1, channel, 2).narrow(2, 0, d), plane, cost.narrow(1, channel, 2).narrow(2, d + 1, disparities - d - 1)], 2)
            cost = torch.cat([rows, cost.narrow(1, 2, 2)] if channel == 0 else [cost.narrow(1, 0, 2), rows], 1)
    return cost


def planes(y, v):
    for d in range(1, 4):
        y = torch.cat([y.narrow(1, 0, d), v.unsqueeze(1), y.narrow(1, d + 1, 3 - d)], 1)
    return y


def volume(y, x):
    for d in range(1, 3):
        block = torch.cat([y.narrow(2, d, 1).narrow(4, 0, d), x[:, :, d, :, :-d].unsqueeze(2)], 4)
        y = torch.cat([y.narrow(2, 0, d), block, y.narrow(2, d + 1, 2 - d)], 2)
    return y


def ranges():
    """Ranges and integers at every place, the value given for the whole range."""
    for shape in ((5,), (3, 5), (2, 4, 3), (2, 3, 4, 2)):
        x = sixteenths(shape, generator("ranges %d" % len(shape))).float()
        for dim, size in enumerate(shape):
            for a in range(size):
                for b in range(a + 1, size + 1):
                    if b - a < size:
                        yield assigned(dim, a, b), parts(dim, a, b, size), [x, x.narrow(dim, 0, b - a) * 3]


COMPOUND = Rule("MFX1304", [
    case("a channel times a number", "y[.., 2] *= 2f;",
         lambda y, x: y[:, 2].mul_(2), lambda y, x: torch.cat([y.narrow(1, 0, 2), y.narrow(1, 2, 1) * 2, y.narrow(1, 3, 1)], 1), values=None),
    case("a tensor added to a channel", "y[.., 2] += v;",
         lambda y, x, v: y[:, 2].add_(v), lambda y, x, v: torch.cat([y.narrow(1, 0, 2), (y.select(1, 2) + v).unsqueeze(1), y.narrow(1, 3, 1)], 1)),
    case("a channel divided by a number", "y[.., 2] /= 3f;",
         lambda y, x: y[:, 2].div_(3), lambda y, x: torch.cat([y.narrow(1, 0, 2), y.narrow(1, 2, 1) / 3, y.narrow(1, 3, 1)], 1), values=None),
    case("a tensor subtracted from a range", "y[.., 1..3] -= v;",
         lambda y, x, v: y[:, 1:3].sub_(v), lambda y, x, v: torch.cat([y.narrow(1, 0, 1), y.narrow(1, 1, 2) - v, y.narrow(1, 3, 1)], 1), values="float32[N, 2, 5]"),
    case("masked elements times a number", "y[m] *= 3f;",
         lambda y, x, m: put(y, m, y[m] * 3), lambda y, x, m: torch.where(m, y * 3, y), values="bool[N, 4, 5]"),
    Rewrite("a number added to rows", [Input("x", "float32[4, 3]"), Input("i", "int64[2]", values=[0, 1, 2, 3])],
            "var y = x.abs();\ny[i] += 1f;\nreturn y;",
            lambda m, x, i: added(x, i), lambda m, x, i: copied(x.abs(), i), safety="Assumed",
            kinds=("ordinary", "special", "permuted")),
], [
    Refuted("index_add, with an index that repeats", "y.index_add(0, i, v, 1)", "indices 1, 1",
            lambda: rows(table(4, 3), index([1, 1]), table(4, 3).abs()[[1, 1]] + 1), lambda: table(4, 3).abs().index_add(0, index([1, 1]), torch.ones(2, 3))),
], [Sweep("sums, differences, products and quotients of ranges, masked elements and rows, repeated ones too", lambda: compounds(), gradients=False)])

OPERATIONS = (torch.add, torch.sub, torch.mul, torch.div)


def compounds():
    x, v = table(4, 5), table(5) + 3
    for operation in OPERATIONS:
        for a, b in itertools.combinations(range(5), 2):
            if b - a < 4:
                yield (lambda x, v, f=operation, i=slice(a, b): changed(x, i, f, v),
                       lambda x, v, f=operation, i=(a, b): parts(0, *i, 4)(x, f(x.narrow(0, i[0], i[1] - i[0]), v)), [x, v])
        m = x > 0
        yield lambda x, f=operation: changed(x, m, f, 3.0), lambda x, f=operation: torch.where(m, f(x, 3.0), x), [x]
        for chosen in ([0], [3, 1], [2, 2, 0]):
            yield (lambda x, v, f=operation, i=index(chosen): changed(x, i, f, v),
                   lambda x, v, f=operation, i=index(chosen): x.index_copy(0, i, f(x.index_select(0, i), v)), [x, v])


def changed(x, where, operation, value):
    y = x.clone()
    y[where] = operation(y[where], value)
    return y

for r in COMPOUND.rewrites:
    if r.inputs[1:] and r.inputs[1].contract.startswith("bool"):
        named(r, "m")


def added(x, i):
    y = x.abs()
    y[i] = y[i] + 1
    return y


def copied(y, i):
    return y.index_copy(0, i, y.index_select(0, i) + 1)


RULES = [SLICE, COMPOUND]
