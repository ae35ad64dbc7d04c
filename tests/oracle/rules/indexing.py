"""MFX1302 and MFX1303: assignments through masks and index tensors."""
import math

import torch

from .assignment import ALL, case, cut, index, named, put, rows, table
from .table import SPECIAL, Input, Refuted, Rewrite, Rule, Sweep, generator

LATER = (11, 13, 17)

MASK = Rule("MFX1302", [
    case("a number", "y[y > 1f] = 6f;", lambda y, x: put(y, y > 1, 6.0), lambda y, x: y.masked_fill(y > 1, 6.0), values=None),
    case("a mask that is given", "y[m] = 0f;", lambda y, x, m: put(y, m, 0.0), lambda y, x, m: y.masked_fill(m, 0.0), values="bool[N, 4, 5]"),
    case("a mask of rows", "y[m] = 0f;",
         lambda y, x, m: put(y, m, 0.0), lambda y, x, m: y.masked_fill(m.view(-1, 1, 1), 0.0), values="bool[N]"),
    case("the same elements of another tensor", "y[m] = x[m];",
         lambda y, x, m: put(y, m, x[m]), lambda y, x, m: torch.where(m, x, y), values="bool[N, 4, 5]"),
    Rewrite("integers", [Input("x", "int64[N, 4]")], "var y = x.abs();\ny[y > 5] = 0;\nreturn y;",
            lambda m, x: integers(x), lambda m, x: x.abs().masked_fill(x.abs() > 5, 0), kinds=("ordinary", "one", "empty"), opsets=LATER),
], [
    Refuted("a product with the mask", "y * y.le(1)", "NaN and infinities", lambda: cut(special(), special() > 1, 0.0), lambda: special() * (special() <= 1)),
    Refuted("where with a number, for integers", "where(m, 1.7, y)", "int64, a mask", lambda: cut(torch.arange(4), torch.arange(4) > 1, 1.7),
            lambda: torch.where(torch.arange(4) > 1, torch.tensor([1.7]), torch.arange(4))),
    Refuted("a mask of rows as it is", "y.masked_fill(m, 0)", "[4, 5], a mask [4]",
            lambda: cut(table(4, 5), table(4) > 0, 0.0), lambda: table(4, 5).masked_fill(table(4) > 0, 0.0)),
    Refuted("a mask of rows as it is", "y.masked_fill(m, 0)", "[4, 4], a mask [4]",
            lambda: cut(table(4, 4), table(4) > 0, 0.0), lambda: table(4, 4).masked_fill(table(4) > 0, 0.0)),
], [Sweep("tensors of rank 1 to 4, masks of each rank up to it, numbers and tensors, special values", lambda: masks())])


def special():
    return torch.tensor(SPECIAL)


def masks():
    random = generator("masks")
    for shape in ((6,), (4, 4), (3, 4, 2), (2, 3, 2, 4)):
        x = torch.tensor(SPECIAL)[torch.randint(0, len(SPECIAL), shape, generator=random)]
        for rank in range(1, len(shape) + 1):
            m = torch.randint(0, 2, shape[:rank], generator=random).bool()
            wide = m.view(*shape[:rank], *[1] * (len(shape) - rank))
            for number in (0.0, -0.0, 1.5, math.inf, math.nan):
                yield lambda x, m=m, n=number: cut(x, m, n), lambda x, m=wide, n=number: x.masked_fill(m, n), [x]
            yield lambda x, v, m=m: cut(x, m, v[m]), lambda x, v, m=wide: torch.where(m, v, x), [x, x * 2]


def integers(x):
    y = x.abs()
    y[y > 5] = 0
    return y


for r in MASK.rewrites:
    if len(r.inputs) > 1:
        named(r, "m")


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
    Refuted("index_copy, with an index counted from the end", "y.index_copy(0, i, v)", "index -1",
            lambda: rows(table(6, 3), index([-1]), table(1, 3)), lambda: table(6, 3).abs().index_copy(0, index([-1]), table(1, 3))),
], [Sweep("permutations, repetitions and single rows of 1-D to 3-D tensors", lambda: copies())])


def copies():
    for shape in ((6,), (6, 3), (6, 3, 2)):
        x = table(*shape)
        for chosen in ([0], [5], [4, 0, 2], [1, 1], [3, 1, 3, 0], list(range(6))):
            v = table(len(chosen), *shape[1:])
            repeated = len(set(chosen)) < len(chosen)
            yield lambda x, v, i=index(chosen): rows(x, i, v), lambda x, v, i=index(chosen): x.abs().index_copy(0, i, v), [x, v.detach() if repeated else v]


RULES = [MASK, INDEX]
