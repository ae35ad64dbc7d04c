"""MFX1503 to MFX1505: output padding of transposed convolutions, padding by a name, and circular padding."""
import torch
import torch.nn.functional as F
from torch import nn

from .table import Rewrite, Rule


def case(name, dims, before, after, run=None, channels=3):
    """up is made with the arguments before and after; run makes the output from up's."""
    layer = getattr(nn, "ConvTranspose%dd" % dims)
    crop = run or (lambda m, y: cropped(y, 1, dims).contiguous())
    return Rewrite(name, lambda m, x: m.up(x), lambda m, x: crop(m, m.up(x)),
                   layers=lambda: {"up": layer(channels, 2, **before)}, layers_after=lambda: {"up": layer(channels, 2, **after)})


def cropped(y, count, dims):
    for d in range(dims):
        y = y[(slice(None),) * (2 + d) + (slice(count, None),)]
    return y


def with_bias(y, bias, count, dims):
    """The output with planes of the bias appended to each spatial dim."""
    for d in range(2, 2 + dims):
        plane = torch.zeros_like(y.narrow(d, 0, 1)) + bias.view(-1, *[1] * dims)
        y = torch.cat([y] + [plane] * count, d)
    return y


DECONVOLUTION = Rule("MFX1503", [
    case("3-D, kernel 3, stride 2, padding 1",
         3, dict(kernel_size=3, stride=2, padding=1, output_padding=1), dict(kernel_size=3, stride=2)),
    case("3-D without bias",
         3, dict(kernel_size=3, stride=2, padding=1, output_padding=1, bias=False), dict(kernel_size=3, stride=2, bias=False)),
    case("3-D, output padding past the padding",
         3, dict(kernel_size=2, stride=2, output_padding=1), dict(kernel_size=2, stride=2), run=lambda m, y: with_bias(y, m.up.bias, 1, 3)),
    case("3-D, in groups",
         3, dict(kernel_size=3, stride=2, padding=1, output_padding=1, groups=2), dict(kernel_size=3, stride=2, groups=2), channels=4),
    case("2-D, output padding not below the stride",
         2, dict(kernel_size=3, padding=1, output_padding=1, dilation=2), dict(kernel_size=3, dilation=2)),
    case("1-D, output padding not below the stride",
         1, dict(kernel_size=3, padding=1, output_padding=1, dilation=2), dict(kernel_size=3, dilation=2)),
])


def rows(x):
    return torch.cat([x.narrow(2, 2, 2), x, x.narrow(2, 0, 1)], 2)


def circular(name, pads, after, **more):
    return Rewrite(name, lambda m, x: F.pad(x, pads, mode="circular"), lambda m, x: after(x).contiguous(), **more)


CIRCULAR = Rule("MFX1505", [
    circular("a row", (1, 2), lambda x: torch.cat([x.narrow(2, 4, 1), x, x.narrow(2, 0, 2)], 2)),
    circular("a plane", (1, 2, 2, 1), lambda x: rows(torch.cat([x.narrow(3, 4, 1), x, x.narrow(3, 0, 2)], 3))),
    circular("the height alone", (0, 0, 1, 1), lambda x: torch.cat([x.narrow(2, 3, 1), x, x.narrow(2, 0, 1)], 2)),
    circular("a row of unknown size", (2, 1), lambda x: torch.cat([x[:, :, -2:], x, x.narrow(2, 0, 1)], 2)),
])

def same(name, layer, padding):
    return Rewrite(name, lambda m, x: m.conv(x), lambda m, x: m.conv(x),
                   layers=lambda: {"conv": layer("same")}, layers_after=lambda: {"conv": layer(padding)})


SAME = Rule("MFX1504", [
    same("a kernel of 3", lambda padding: nn.Conv2d(3, 4, 3, padding=padding), 1),
    same("a kernel that is no square, dilated", lambda padding: nn.Conv2d(3, 4, (3, 5), padding=padding, dilation=(2, 1)), (2, 2)),
    same("rows", lambda padding: nn.Conv1d(3, 4, 5, padding=padding), 2),
    Rewrite("zeros before a function, of float64",
            lambda m, x, w: F.conv2d(F.pad(x, (1, 1, 1, 1)), w), lambda m, x, w: F.conv2d(x, w, padding=(1, 1))),
    Rewrite("zeros before a layer", lambda m, x: m.conv(m.pad(x)), lambda m, x: m.conv(x),
            layers=lambda: {"pad": nn.ZeroPad2d(1), "conv": nn.Conv2d(3, 4, 3, stride=2)},
            layers_after=lambda: {"conv": nn.Conv2d(3, 4, 3, stride=2, padding=1)}),
    Rewrite("zeros in a Sequential", lambda m, x: m.layers(x), lambda m, x: m.layers(x),
            layers=lambda: {"layers": nn.Sequential(nn.ZeroPad2d(2), nn.Conv2d(3, 4, 5))},
            layers_after=lambda: {"layers": nn.Sequential(nn.Identity(), nn.Conv2d(3, 4, 5, padding=2))}),
])

RULES = [CIRCULAR, DECONVOLUTION, SAME]
