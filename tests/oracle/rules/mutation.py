"""MFX1301, MFX1304 and MFX1305: assignments to a slice, plain, compound and in a loop."""
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
])


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


def filled(tensor, rounds, fill):
    for i in range(rounds):
        fill(tensor, i)
    return tensor


def filled_volume(left, right, branches):
    cost = torch.zeros(left.size(0), 4, 4, 3, 6)
    for d in range(4):
        if branches and d == 0:
            cost[:, :2, d] = left
            cost[:, 2:, d] = right
        else:
            cost[:, :2, d, :, d:] = left[..., d:]
            cost[:, 2:, d, :, d:] = right[..., : 6 - d]
    return cost


def stacked_volume(left, right):
    slices = []
    for d in range(4):
        both = torch.cat([left[..., d:], right[..., : 6 - d]], 1)
        slices.append(both if d == 0 else torch.cat([torch.zeros_like(both.narrow(3, 0, d)), both], 3))
    return torch.stack(slices, 2)


def surrounded(x):
    return torch.cat([torch.zeros_like(x.narrow(1, 0, 1)), x, torch.zeros_like(x.narrow(1, 0, 1))], 1)


LOOP = Rule("MFX1305", [
    Rewrite("a loop over channels",
            lambda m, x, v: filled(torch.zeros_like(x), 4, lambda y, i: put(y, (ALL, i), x[:, 3 - i] + v)),
            lambda m, x, v: torch.stack([x[:, 3 - i] + v for i in range(4)], 1)),
    Rewrite("a loop over ranges",
            lambda m, x: filled(torch.zeros(x.size(0), 6, 5), 3, lambda y, i: put(y, (ALL, slice(2 * i, 2 * i + 2)), x + i)),
            lambda m, x: torch.cat([x + i for i in range(3)], 1)),
    Rewrite("a loop that fills from the end",
            lambda m, x: filled(torch.zeros_like(x), 4, lambda y, i: put(y, (ALL, 3 - i), x[:, i])),
            lambda m, x: torch.stack([x[:, i] for i in range(4)][::-1], 1)),
    Rewrite("a part of each slot",
            lambda m, x: filled(torch.zeros(x.size(0), 3, 6), 3, lambda y, i: put(y, (ALL, i, slice(1, 5)), x[:, i])),
            lambda m, x: torch.stack([surrounded(x[:, i]) for i in range(3)], 1)),
    Rewrite("a cost volume with a branch",
            lambda m, left, right: filled_volume(left, right, True), lambda m, left, right: stacked_volume(left, right)),
    Rewrite("a cost volume of both images",
            lambda m, left, right: filled_volume(left, right, False), lambda m, left, right: stacked_volume(left, right)),
])


RULES = [SLICE, COMPOUND, LOOP]
