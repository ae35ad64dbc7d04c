"""MFX1501: resizing to a size."""
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

RULES = [RESIZE]
