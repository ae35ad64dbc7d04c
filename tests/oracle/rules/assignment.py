"""What the cases of MFX1301 to MFX1304 share: assignments to a part of a tensor."""
import torch

from .table import Input, Rewrite, generator, sixteenths

KINDS = ("ordinary", "one", "empty", "special", "permuted")
ALL = slice(None)


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


def cut(x, index, value):
    y = x.clone()
    y[index] = value
    return y


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


def named(rewrite, name):
    """The second input under another name: m for a mask, i for indices."""
    rewrite.inputs[1].name = name
    return rewrite


def index(values):
    return torch.tensor(values)


def rows(x, i, v):
    y = x.abs()
    y[i] = v
    return y


def table(*shape):
    return sixteenths(shape, generator("table %s" % (shape,))).float()
