"""MFX1301 to MFX1304: assignments to a part of a tensor."""
import torch

from .table import Input, Refuted, Rewrite, Rule, Sweep, generator, sixteenths

KINDS = ("ordinary", "one", "empty", "special", "permuted")
LATER = (11, 13, 17)


def case(name, statements, assign, after, values="float32[N, 5]", contract="float32[N, 4, 5]", **more):
    """A case of an assignment to y = x.abs(); assign does it in place, after makes a new tensor."""
    inputs = [Input("x", contract)] + ([Input("v", values)] if values else [])

    def before(m, x, *rest):
        y = x.abs()
        assign(y, x, *rest)
        return y

    return Rewrite(name, inputs, "var y = x.abs();\n" + statements + "\nreturn y;",
                   before, lambda m, x, *rest: after(x.abs(), x, *rest), **{"kinds": KINDS, **more})


def put(y, index, value):
    y[index] = value


ALL = slice(None)
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
], [], [Sweep("rank 1 to 4, every dim, every range", lambda: ranges())])


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


def assigned(dim, a, b):
    def function(x, v):
        y = x.clone()
        y[(ALL,) * dim + (slice(a, b),)] = v
        return y
    return function


def parts(dim, a, b, size):
    def function(x, v):
        pieces = ([x.narrow(dim, 0, a)] if a else []) + [v] + ([x.narrow(dim, b, size - b)] if b < size else [])
        return torch.cat(pieces, dim)
    return function


MASK = Rule("MFX1302", [
    case("a number", "y[y > 1f] = 6f;", lambda y, x: put(y, y > 1, 6.0), lambda y, x: y.masked_fill(y > 1, 6.0), values=None),
    case("a mask that is given", "y[m] = 0f;", lambda y, x, m: put(y, m, 0.0), lambda y, x, m: y.masked_fill(m, 0.0), values="bool[N, 4, 5]"),
    case("a mask of rows", "y[m] = 0f;",
         lambda y, x, m: put(y, m, 0.0), lambda y, x, m: y.masked_fill(m.view(-1, 1, 1), 0.0), values="bool[N]"),
    case("the same elements of another tensor", "y[m] = x[m];",
         lambda y, x, m: put(y, m, x[m]), lambda y, x, m: torch.where(m, x, y), values="bool[N, 4, 5]"),
    Rewrite("integers", [Input("x", "int64[N, 4]")], "var y = x.abs();\ny[y > 5] = 0;\nreturn y;",
            lambda m, x: integers(x), lambda m, x: x.abs().masked_fill(x.abs() > 5, 0), kinds=("ordinary", "one", "empty"), opsets=LATER),
])


def integers(x):
    y = x.abs()
    y[y > 5] = 0
    return y


def named(rewrite, name):
    """The second input under another name: m for a mask, i for indices."""
    rewrite.inputs[1].name = name
    return rewrite


for r in MASK.rewrites:
    if len(r.inputs) > 1:
        named(r, "m")


def index(values):
    return torch.tensor(values)


CONSTANT = "var i = torch.tensor(new long[] { 2, 0 });\n"
INDEX = Rule("MFX1303", [
    case("constant channels", CONSTANT + "y[TensorIndex.Colon, TensorIndex.Tensor(i)] = v;",
         lambda y, x, v: put(y, (ALL, index([2, 0])), v), lambda y, x, v: y.index_copy(1, index([2, 0]), v), values="float32[N, 2, 5]"),
    Rewrite("rows that are given", [Input("x", "float32[4, 3]"), Input("i", "int64[2]", values=[0, 1, 2, 3]), Input("v", "float32[2, 3]")],
            "var y = x.abs();\ny[i] = v;\nreturn y;",
            lambda m, x, i, v: rows(x, i, v), lambda m, x, i, v: x.abs().index_copy(0, i, v), safety="Assumed",
            kinds=("ordinary", "special", "permuted")),
    Rewrite("a number for rows", [Input("x", "float32[4, 3]"), Input("i", "int64[2]", values=[0, 1, 2, 3])],
            "var y = x.abs();\ny[i] = 2f;\nreturn y;",
            lambda m, x, i: rows(x, i, 2.0), lambda m, x, i: x.abs().index_fill(0, i, 2.0), safety="Assumed",
            kinds=("ordinary", "special", "permuted")),
], [
    Refuted("scatter_ with an expanded index, as many indices as columns", "y.scatter_(0, i.expand(1, 3), v)", "[6, 3], 3 indices, a value a row",
            lambda: rows(table(6, 3), index([4, 0, 2]), table(3, 1).squeeze(1).unsqueeze(1)), lambda: table(6, 3).abs().scatter_(0, index([4, 0, 2]).expand(1, 3), table(1, 3))),
    Refuted("scatter_ with an expanded index, 3-D", "y.scatter_(0, i.expand(1, 3), v)", "[6, 3, 2], 1 index",
            lambda: rows(table(6, 3, 2), index([4]), table(1, 3, 2)), lambda: table(6, 3, 2).abs().scatter_(0, index([4]).expand(1, 3), table(1, 3, 2))),
], [Sweep("permutations, repetitions and single rows of 1-D to 3-D tensors", lambda: copies())])


def rows(x, i, v):
    y = x.abs()
    y[i] = v
    return y


def table(*shape):
    return sixteenths(shape, generator("table %s" % (shape,))).float()


def copies():
    for shape in ((6,), (6, 3), (6, 3, 2)):
        x = table(*shape)
        for chosen in ([0], [5], [4, 0, 2], [1, 1], [3, 1, 3, 0], list(range(6))):
            v = table(len(chosen), *shape[1:])
            repeated = len(set(chosen)) < len(chosen)
            yield lambda x, v, i=index(chosen): rows(x, i, v), lambda x, v, i=index(chosen): x.abs().index_copy(0, i, v), [x, v.detach() if repeated else v]


COMPOUND = Rule("MFX1304", [
    case("a channel times a number", "y[.., 2] *= 2f;",
         lambda y, x: y[:, 2].mul_(2), lambda y, x: torch.cat([y.narrow(1, 0, 2), y.narrow(1, 2, 1) * 2, y.narrow(1, 3, 1)], 1), values=None),
    case("a tensor added to a channel", "y[.., 2] += v;",
         lambda y, x, v: y[:, 2].add_(v), lambda y, x, v: torch.cat([y.narrow(1, 0, 2), (y.select(1, 2) + v).unsqueeze(1), y.narrow(1, 3, 1)], 1)),
    case("masked elements times a number", "y[m] *= 3f;",
         lambda y, x, m: put(y, m, y[m] * 3), lambda y, x, m: torch.where(m, y * 3, y), values="bool[N, 4, 5]"),
    Rewrite("a number added to rows", [Input("x", "float32[4, 3]"), Input("i", "int64[2]", values=[0, 1, 2, 3])],
            "var y = x.abs();\ny[i] += 1f;\nreturn y;",
            lambda m, x, i: added(x, i), lambda m, x, i: copied(x.abs(), i), safety="Assumed",
            kinds=("ordinary", "special", "permuted")),
], [
    Refuted("index_add, with an index that repeats", "y.index_add(0, i, v, 1)", "indices 1, 1",
            lambda: rows(table(4, 3), index([1, 1]), table(4, 3).abs()[[1, 1]] + 1), lambda: table(4, 3).abs().index_add(0, index([1, 1]), torch.ones(2, 3))),
])
named(COMPOUND.rewrites[2], "m")


def added(x, i):
    y = x.abs()
    y[i] = y[i] + 1
    return y


def copied(y, i):
    return y.index_copy(0, i, y.index_select(0, i) + 1)


RULES = [SLICE, MASK, INDEX, COMPOUND]
