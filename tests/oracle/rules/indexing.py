"""MFX1302 and MFX1303: assignments through masks and index tensors."""
import torch

from .assignment import ALL, case, index, put, rows
from .table import Rewrite, Rule


LATER = (11, 13, 17)

MASK = Rule("MFX1302", [
    case("a number", lambda y, x: put(y, y > 1, 6.0), lambda y, x: y.masked_fill(y > 1, 6.0)),
    case("a mask that is given", lambda y, x, m: put(y, m, 0.0), lambda y, x, m: y.masked_fill(m, 0.0)),
    case("a mask of rows", lambda y, x, m: put(y, m, 0.0), lambda y, x, m: y.masked_fill(m.view(-1, 1, 1), 0.0)),
    case("the same elements of another tensor", lambda y, x, m: put(y, m, x[m]), lambda y, x, m: torch.where(m, x, y)),
    Rewrite("integers", lambda m, x: integers(x), lambda m, x: x.abs().masked_fill(x.abs() > 5, 0), opsets=LATER),
])


def integers(x):
    y = x.abs()
    y[y > 5] = 0
    return y


INDEX = Rule("MFX1303", [
    case("constant channels", lambda y, x, v: put(y, (ALL, index([2, 0])), v), lambda y, x, v: y.index_copy(1, index([2, 0]), v)),
    Rewrite("rows that are given", lambda m, x, i, v: rows(x, i, v), lambda m, x, i, v: x.abs().index_copy(0, i, v)),
    Rewrite("a number for rows", lambda m, x, i: rows(x, i, 2.0), lambda m, x, i: x.abs().index_fill(0, i, 2.0)),
])

RULES = [MASK, INDEX]
