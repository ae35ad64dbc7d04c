"""MFX1001 to MFX1003: squeeze, and views that read sizes."""
import torch
import torch.nn.functional as F
from torch import nn

from .table import Rewrite, Rule


def resized(x, y):
    return F.interpolate(x, size=(12, y.size(2), y.size(3)), mode="trilinear", align_corners=False)


SQUEEZE = Rule("MFX1001", [
    Rewrite("squeeze a dim of size 1", lambda m, x: x.squeeze(1), lambda m, x: x.select(1, 0)),
    Rewrite("squeeze the last dim", lambda m, x: torch.squeeze(x, -1), lambda m, x: torch.select(x, -1, 0)),
    Rewrite("squeeze the channel of a convolution",
            lambda m, x: m.head(x).squeeze(1), lambda m, x: m.head(x).select(1, 0), layers=lambda: {"head": nn.Conv2d(2, 1, 3)}),
    Rewrite("squeeze after a resize to another tensor's size",
            lambda m, x, y: resized(x, y).squeeze(1), lambda m, x, y: resized(x, y).select(1, 0), opsets=(11, 13, 17)),
    Rewrite("squeeze a sum that keeps its dim",
            lambda m, x: x.sum(1, keepdim=True).squeeze(1), lambda m, x: x.sum(1, keepdim=True).select(1, 0)),
    Rewrite("squeeze the two last dims", lambda m, x: x.squeeze(-1).squeeze(-1), lambda m, x: x.flatten(1)),
    Rewrite("squeeze two dims apart", lambda m, x: x.squeeze(3).squeeze(1), lambda m, x: x.select(3, 0).select(1, 0)),
    Rewrite("squeeze the two dims of a pooled plane",
            lambda m, x: F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1), lambda m, x: F.adaptive_avg_pool2d(x, 1).flatten(1)),
    Rewrite("squeeze a dim that was inserted",
            lambda m, x: x.unsqueeze(1).relu().squeeze(1), lambda m, x: x.unsqueeze(1).relu().select(1, 0)),
    Rewrite("squeeze in place", lambda m, x: (x + 1).squeeze_(1), lambda m, x: (x + 1).select(1, 0)),
    Rewrite("squeeze a dim that is not 1", lambda m, x: x.squeeze(1).relu(), lambda m, x: x.relu()),
    Rewrite("squeeze a dim assumed to be 1", lambda m, x: x.squeeze(1), lambda m, x: x.select(1, 0)),
])

DATA = Rule("MFX1004", [
    Rewrite("the scale of attention", lambda m, x: x / x.size(-1) ** 0.5, lambda m, x: x / 8 ** 0.5),
    Rewrite("a mean by hand", lambda m, x: x.sum(1) / x.size(1), lambda m, x: x.sum(1) / 3),
])

SIZED = Rule("MFX1005", [
    Rewrite("positions", lambda m, x: x + torch.arange(x.size(2)), lambda m, x: x + torch.arange(8)),
    Rewrite("zeros of known sizes", lambda m, x: x + torch.zeros(x.shape[1], x.shape[2]), lambda m, x: x + torch.zeros(3, 8)),
    Rewrite("an expand that a sum does by itself", lambda m, x, y: x + y.expand(x.shape[0], -1, -1), lambda m, x, y: x + y),
    Rewrite("expand_as", lambda m, x: x.sum(1, True).expand_as(x) - x, lambda m, x: x.sum(1, True) - x),
    Rewrite("a size that expand keeps",
            lambda m, x: torch.cat([x.sum(1, True).expand(x.shape[0], 2, -1), x], 1),
            lambda m, x: torch.cat([x.sum(1, True).expand(-1, 2, -1), x], 1)),
    Rewrite("view_as", lambda m, x: x.flatten(1).exp().view_as(x), lambda m, x: x.flatten(1).exp().reshape(-1, 3, 8)),
    Rewrite("a state of zeros",
            lambda m, x: m.gru(x, torch.zeros(1, x.shape[0], 5))[0], lambda m, x: m.gru(x)[0],
            layers=lambda: {"gru": nn.GRU(8, 5, batch_first=True)}),
])

SQUEEZE_ALL = Rule("MFX1002", [
    Rewrite("squeeze() of one dim", lambda m, x: x.squeeze(), lambda m, x: x.select(1, 0)),
    Rewrite("squeeze() of two dims", lambda m, x: x.squeeze(), lambda m, x: x.select(2, 0).select(1, 0)),
    Rewrite("squeeze() of every dim but one",
            lambda m, x: x.relu().squeeze(), lambda m, x: x.relu().select(3, 0).select(1, 0).select(0, 0)),
])


def shuffled(x, y):
    return x.transpose(1, 2).reshape(*y)


SIZE_VIEW = Rule("MFX1003", [
    Rewrite("keep the batch and merge the rest", lambda m, x: x.view(x.size(0), -1), lambda m, x: x.flatten(1)),
    Rewrite("keep the batch, sizes through locals",
            lambda m, x: x.reshape(x.shape[0], x.shape[1] * x.shape[2] * x.shape[3]), lambda m, x: x.flatten(1)),
    Rewrite("merge height and width",
            lambda m, x: x.view(x.shape[0], x.shape[1], -1),
            lambda m, x: x.reshape(-1, 3, 8),
            others={"x.flatten(2)": lambda m, x: x.flatten(2)}),
    Rewrite("split heads",
            lambda m, x: x.view(x.shape[0], x.shape[1], 2, 4).transpose(1, 2), lambda m, x: x.reshape(-1, 6, 2, 4).transpose(1, 2)),
    Rewrite("channel shuffle",
            lambda m, x: shuffled(x.view(x.shape[0], 2, x.shape[1] // 2, x.shape[2], x.shape[3]), x.shape),
            lambda m, x: shuffled(x.reshape(-1, 2, 2, 2, 3), (-1, 4, 2, 3))),
    Rewrite("tokens of an image",
            lambda m, x: x.permute(0, 2, 3, 1).reshape(x.shape[0], -1, x.shape[1]), lambda m, x: x.permute(0, 2, 3, 1).reshape(-1, 8, 3)),
    Rewrite("insert dims of size 1", lambda m, x: x.view(x.shape[0], x.shape[1], 1, 1), lambda m, x: x.unsqueeze(2).unsqueeze(3)),
    Rewrite("merge heads",
            lambda m, x: x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1), lambda m, x: x.transpose(1, 2).reshape(-1, 6, 8)),
    Rewrite("merge the batch and the frames",
            lambda m, x: x.reshape(x.shape[0] * x.shape[1], x.shape[2], x.shape[3]), lambda m, x: x.reshape(-1, 2, 4)),
    Rewrite("the shape of the tensor itself", lambda m, x: x.relu().view(x.shape), lambda m, x: x.relu().reshape(-1, 3, 5)),
])

def turned(parts):
    """Every piece is used, the last one first."""
    return torch.cat(list(parts)[::-1], 1)


def chunked(name, count, size):
    return Rewrite(name, lambda m, x: turned(x.chunk(count, 1)), lambda m, x: turned(x.split(size, 1)))


CHUNK = Rule("MFX1006", [
    chunked("into equal pieces", 2, 3),
    chunked("with a shorter last piece", 3, 3),
    chunked("into fewer pieces than asked for", 4, 2),
    Rewrite("the function of torch", lambda m, x: torch.chunk(x, 3, -1)[1], lambda m, x: x.split(2, -1)[1]),
])

REPEAT = Rule("MFX1008", [
    Rewrite("along a dim",
            lambda m, x: x.repeat_interleave(2, 1),
            lambda m, x: torch.stack([x, x], 2).reshape(-1, 6, 4),
            others={"stack(new[] { x, x }, 2).flatten(1, 2)": lambda m, x: torch.stack([x, x], 2).flatten(1, 2)}),
    Rewrite("along the last dim", lambda m, x: x.repeat_interleave(3, -1), lambda m, x: torch.stack([x, x, x], 3).reshape(-1, 3, 12)),
    Rewrite("along the batch", lambda m, x: x.repeat_interleave(2, 0), lambda m, x: torch.stack([x, x], 1).reshape(-1, 3, 4)),
    Rewrite("of all elements", lambda m, x: x.repeat_interleave(2), lambda m, x: torch.stack([x, x], -1).flatten()),
    Rewrite("of what is computed",
            lambda m, x: x.sigmoid().repeat_interleave(2, 1), lambda m, x: torch.stack([x.sigmoid()] * 2, 2).reshape(-1, 6, 4)),
    Rewrite("where sizes are not known",
            lambda m, x: x.repeat_interleave(2, 1),
            lambda m, x: torch.stack([x, x], 2).flatten(1, 2)),
])

def rolled(x, dim, size, by):
    return torch.cat([x.narrow(dim, size - by, by), x.narrow(dim, 0, size - by)], dim)


def triangle(x):
    return torch.ones(x.size(1), x.size(1)).triu(1)


def above(size):
    return torch.arange(size).unsqueeze(0).ge(torch.arange(size).unsqueeze(1) + 1)


MOVE = Rule("MFX1007", [
    Rewrite("unflatten", lambda m, x: x.unflatten(1, (2, 3)), lambda m, x: x.reshape(-1, 2, 3, 4)),
    Rewrite("channel shuffle",
            lambda m, x: F.channel_shuffle(x, 2), lambda m, x: x.reshape(-1, 2, 3, 2, 2).transpose(1, 2).reshape(-1, 6, 2, 2)),
    Rewrite("pixel unshuffle",
            lambda m, x: F.pixel_unshuffle(x, 2),
            lambda m, x: x.reshape(-1, 3, 2, 2, 3, 2).permute(0, 1, 3, 5, 2, 4).reshape(-1, 12, 2, 3)),
    Rewrite("roll backwards past the size", lambda m, x: x.roll(-5, -1), lambda m, x: rolled(x, 2, 4, 3)),
    Rewrite("roll past the size", lambda m, x: x.roll(8, 1), lambda m, x: rolled(x, 1, 6, 2)),
    Rewrite("roll without a dim", lambda m, x: x.roll(1), lambda m, x: rolled(x.flatten(), 0, 12, 1).reshape(3, 4)),
    Rewrite("turn by a quarter", lambda m, x: x.rot90(1, (1, 2)), lambda m, x: x.flip(2).transpose(1, 2)),
    Rewrite("turn by a half", lambda m, x: x.rot90(2, (1, 2)), lambda m, x: x.flip(1, 2)),
    Rewrite("turn by three quarters", lambda m, x: x.rot90(-1, (1, 2)), lambda m, x: x.flip(1).transpose(1, 2)),
    Rewrite("a triangle of ones", lambda m, x: x + triangle(x), lambda m, x: x + above(4).to(torch.float32)),
    Rewrite("a triangle as a mask",
            lambda m, x: x.masked_fill(torch.ones(x.size(1), x.size(1), dtype=torch.bool).triu(1), 0.0),
            lambda m, x: x.masked_fill(above(4), 0.0)),
])

RULES = [DATA, SIZED, SQUEEZE, SQUEEZE_ALL, SIZE_VIEW, CHUNK, REPEAT, MOVE]
