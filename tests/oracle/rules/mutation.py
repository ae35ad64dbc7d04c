"""MFX1301, MFX1304, MFX1306: assignments to a slice, plain and compound, and writes into an argument."""
import torch

from .assignment import ALL, case, put
from .table import Rewrite, Rule


SLICE = Rule("MFX1301", [
    case("one channel",
         lambda y, x, v: put(y, (ALL, 2), v), lambda y, x, v: torch.cat([y.narrow(1, 0, 2), v.unsqueeze(1), y.narrow(1, 3, 1)], 1)),
    case("the first channel", lambda y, x, v: put(y, (ALL, 0), v), lambda y, x, v: torch.cat([v.unsqueeze(1), y.narrow(1, 1, 3)], 1)),
    case("a range of channels",
         lambda y, x, v: put(y, (ALL, slice(1, 3)), v), lambda y, x, v: torch.cat([y.narrow(1, 0, 1), v, y.narrow(1, 3, 1)], 1)),
    case("a range counted from the end",
         lambda y, x, v: put(y, (ALL, ALL, slice(-2, None)), v), lambda y, x, v: torch.cat([y.narrow(2, 0, 3), v], 2)),
    case("zeros",
         lambda y, x: put(y, (ALL, 2), 0.0),
         lambda y, x: torch.cat([y.narrow(1, 0, 2), torch.zeros_like(y.narrow(1, 2, 1)), y.narrow(1, 3, 1)], 1)),
    case("a number",
         lambda y, x: put(y, (ALL, 2), 0.5),
         lambda y, x: torch.cat([y.narrow(1, 0, 2), torch.full_like(y.narrow(1, 2, 1), 0.5), y.narrow(1, 3, 1)], 1)),
    case("a negative zero",
         lambda y, x: put(y, (ALL, 2), -0.0),
         lambda y, x: torch.cat([y.narrow(1, 0, 2), torch.full_like(y.narrow(1, 2, 1), -0.0), y.narrow(1, 3, 1)], 1)),
    case("the last channel", lambda y, x, v: put(y, (ALL, -1), v), lambda y, x, v: torch.cat([y.narrow(1, 0, 3), v.unsqueeze(1)], 1)),
    case("a block of two dims",
         lambda y, x, v: put(y, (ALL, slice(1, 3), slice(1, 2)), v),
         lambda y, x, v: torch.cat([y.narrow(1, 0, 1), torch.cat([y.narrow(1, 1, 2).narrow(2, 0, 1), v, y.narrow(1, 1, 2).narrow(2, 2, 3)], 2), y.narrow(1, 3, 1)], 1)),
    case("a value that is broadcast",
         lambda y, x, v: put(y, (ALL, 2), v),
         lambda y, x, v: torch.cat([y.narrow(1, 0, 2), v.expand_as(y.select(1, 2)).unsqueeze(1), y.narrow(1, 3, 1)], 1)),
    case("a loop over channels", lambda y, x, v: [put(y, (ALL, d), v) for d in range(1, 4)], lambda y, x, v: planes(y, v)),
    case("a cost volume",
         lambda y, x: [put(y, (ALL, ALL, d, ALL, slice(d, None)), x[:, :, d, :, :-d]) for d in range(1, 3)], lambda y, x: volume(y, x)),
    Rewrite("a cost volume of both images", lambda m, left, right: filled(left, right, 4), lambda m, left, right: joined(left, right, 4)),
])


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


COMPOUND = Rule("MFX1304", [
    case("a channel times a number",
         lambda y, x: y[:, 2].mul_(2), lambda y, x: torch.cat([y.narrow(1, 0, 2), y.narrow(1, 2, 1) * 2, y.narrow(1, 3, 1)], 1)),
    case("a tensor added to a channel",
         lambda y, x, v: y[:, 2].add_(v),
         lambda y, x, v: torch.cat([y.narrow(1, 0, 2), (y.select(1, 2) + v).unsqueeze(1), y.narrow(1, 3, 1)], 1)),
    case("a channel divided by a number",
         lambda y, x: y[:, 2].div_(3), lambda y, x: torch.cat([y.narrow(1, 0, 2), y.narrow(1, 2, 1) / 3, y.narrow(1, 3, 1)], 1)),
    case("a tensor subtracted from a range",
         lambda y, x, v: y[:, 1:3].sub_(v), lambda y, x, v: torch.cat([y.narrow(1, 0, 1), y.narrow(1, 1, 2) - v, y.narrow(1, 3, 1)], 1)),
    case("masked elements times a number", lambda y, x, m: put(y, m, y[m] * 3), lambda y, x, m: torch.where(m, y * 3, y)),
    Rewrite("a number added to rows", lambda m, x, i: added(x, i), lambda m, x, i: copied(x.abs(), i)),
])


def added(x, i):
    y = x.abs()
    y[i] = y[i] + 1
    return y


def copied(y, i):
    return y.index_copy(0, i, y.index_select(0, i) + 1)


ARGUMENT = Rule("MFX1306", [
    Rewrite("a statement", lambda m, x: x.relu_() + 1, lambda m, x: x.relu() + 1),
    Rewrite("an operand of the same dtype", lambda m, x, y: x.mul_(y), lambda m, x, y: x.mul(y)),
    Rewrite("a result that is returned", lambda m, x: x.clamp_(-1, 1) * 2, lambda m, x: x.clamp(-1, 1) * 2),
    Rewrite("a mask", lambda m, x: x.masked_fill_(x < 0, 0), lambda m, x: x.masked_fill(x < 0, 0)),
])


RULES = [SLICE, COMPOUND, ARGUMENT]
