"""MFX1501 and MFX1502: resizing to a size, and what lies between elements."""
import torch
import torch.nn.functional as F
from torch import nn

from .table import Rewrite, Rule


RESIZE = Rule("MFX1501", [
    Rewrite("nearest to another tensor's size",
            lambda m, x, y: F.interpolate(x, size=y.shape[2:]), lambda m, x, y: F.interpolate(x, scale_factor=(2.0, 3.0))),
    Rewrite("bilinear to another tensor's size, through locals",
            lambda m, x, y: F.interpolate(x, size=(y.size(2), y.size(3)), mode="bilinear", align_corners=True),
            lambda m, x, y: F.interpolate(x, scale_factor=(2.0, 2.0), mode="bilinear", align_corners=True)),
    Rewrite("twice its own size, whatever that is",
            lambda m, x: F.interpolate(x, size=(x.size(2) * 2, x.size(3) * 2), mode="bicubic"),
            lambda m, x: F.interpolate(x, scale_factor=(2.0, 2.0), mode="bicubic")),
    Rewrite("a constant size",
            lambda m, x: F.interpolate(x, size=(8, 10), mode="bilinear", align_corners=False),
            lambda m, x: F.interpolate(x, scale_factor=(2.0, 2.0), mode="bilinear", align_corners=False)),
    Rewrite("to a size that is no multiple",
            lambda m, x, y: F.interpolate(x, size=y.shape[2:], mode="bilinear", align_corners=False),
            lambda m, x, y: F.interpolate(x, size=(15, 6), mode="bilinear", align_corners=False)),
    Rewrite("a layer",
            lambda m, x: m.up(x),
            lambda m, x: m.up(x),
            layers=lambda: {"up": nn.Upsample((8, 10), mode="bilinear", align_corners=False)},
            layers_after=lambda: {"up": nn.Upsample(scale_factor=(2.0, 2.0), mode="bilinear", align_corners=False)}),
])

def matrix(size, output, align, factor=None):
    unit = torch.eye(size, dtype=torch.float64).reshape(1, size, size, 1)
    to = dict(scale_factor=(factor, 1.0)) if factor else dict(size=(output, 1))
    return F.interpolate(unit, mode="bicubic", align_corners=align, **to).reshape(size, output).to(torch.float32)


def resampled(size, output, align=False, factors=(None, None)):
    rows, columns = matrix(size[0], output[0], align, factors[0]).t().contiguous(), matrix(size[1], output[1], align, factors[1])
    return lambda m, x: torch.matmul(torch.matmul(rows, x), columns)


RESAMPLE = Rule("MFX1502", [
    Rewrite("bicubic to a size", lambda m, x: F.interpolate(x, size=(8, 7), mode="bicubic", align_corners=False), resampled((4, 5), (8, 7))),
    Rewrite("bicubic by factors", lambda m, x: F.interpolate(x, scale_factor=(2.0, 2.0), mode="bicubic"), resampled((4, 5), (8, 10))),
    Rewrite("bicubic with aligned corners",
            lambda m, x: F.interpolate(x, size=(4, 10), mode="bicubic", align_corners=True), resampled((6, 5), (4, 10), True)),
    Rewrite("bicubic by factors that are no whole numbers", lambda m, x: F.interpolate(x, scale_factor=(1.7, 0.7), mode="bicubic"),
            resampled((4, 5), (6, 3), factors=(1.7, 0.7))),
    Rewrite("a bicubic layer", lambda m, x: m.up(x), resampled((4, 5), (8, 7)),
            layers=lambda: {"up": nn.Upsample((8, 7), mode="bicubic", align_corners=False)}, layers_after=dict),
])

RULES = [RESIZE, RESAMPLE]
