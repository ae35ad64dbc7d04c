"""What the cases of MFX1301 to MFX1304 share: assignments to a part of a tensor."""
import torch

from .table import Rewrite

ALL = slice(None)


def case(name, assign, after):
    """A case of an assignment to y = x.abs(); assign does it in place, after makes a new tensor."""
    def before(m, x, *rest):
        y = x.abs()
        assign(y, x, *rest)
        return y

    return Rewrite(name, before, lambda m, x, *rest: after(x.abs(), x, *rest))


def put(y, index, value):
    y[index] = value


def index(values):
    return torch.tensor(values)


def rows(x, i, v):
    y = x.abs()
    y[i] = v
    return y
