"""MFX1503: output padding of transposed convolutions."""
import torch
import torch.nn.functional as F
from torch import nn

from .table import ROUNDING, Input, Refuted, Rewrite, Rule, Sweep, generator, sixteenths

KINDS = ("ordinary", "one", "sparse", "permuted")


def case(name, contract, dims, before, after, csharp, run=None, channels=3, **more):
    """up is made with the arguments before and after; run makes the output from up's."""
    kind = "ConvTranspose%dd" % dims
    layer = getattr(nn, kind)
    crop = run or (lambda m, y: cropped(y, 1, dims).contiguous())
    return Rewrite(name, [Input("x", contract)], "return up.call(x);", lambda m, x: m.up(x), lambda m, x: crop(m, m.up(x)),
                   members="private readonly %s up;" % kind, constructor="up = %s(%s);" % (kind, csharp),
                   layers=lambda: {"up": layer(channels, 2, **before)}, layers_after=lambda: {"up": layer(channels, 2, **after)}, **{"kinds": KINDS, "rounding": ROUNDING, **more})


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


def rewritten(dims, stride, padding, dilation, output_padding, groups):
    convolve = getattr(F, "conv_transpose%dd" % dims)
    less = min(padding, output_padding)

    def before(x, w, b):
        return convolve(x, w, b, stride, padding, output_padding, groups, dilation)

    def after(x, w, b):
        y = convolve(x, w, b, stride, padding - less, 0, groups, dilation)
        if output_padding > padding:
            y = with_bias(y, b, output_padding - padding, dims)
        return cropped(y, less, dims)

    return before, after


def geometries():
    """Kernels 1 to 4, strides 1 to 3, paddings 0 to 2, dilations 1 and 2, output paddings 1 and 2, groups 1 and 2, in 1-D, 2-D and 3-D, where PyTorch allows them."""
    space = {1: (5,), 2: (3, 4), 3: (2, 3, 2)}
    for dims in (1, 2, 3):
        for kernel in (1, 2, 3, 4):
            for stride in (1, 2, 3):
                for padding in (0, 1, 2):
                    for dilation in (1, 2):
                        for op in (1, 2):
                            groups = 1 + (kernel + stride + padding) % 2
                            size = min((n - 1) * stride - 2 * padding + dilation * (kernel - 1) + op + 1 for n in space[dims])
                            if op < max(stride, dilation) and size - op > 0:
                                random = generator("geometry")
                                x, w, b = (sixteenths(s, random).float() for s in ((1, 2, *space[dims]), (2, 2 // groups, *[kernel] * dims), (2 // groups * groups,)))
                                yield (*rewritten(dims, stride, padding, dilation, op, groups), [x, w, b])


def zero_padded(dims):
    random = generator("zeros")
    x, w, b = sixteenths((1, 3) + (4,) * dims, random).float(), sixteenths((3, 2) + (3,) * dims, random).float(), sixteenths((2,), random).float()
    convolve = getattr(F, "conv_transpose%dd" % dims)
    return lambda: convolve(x, w, b, 2, 1, 1), lambda: F.pad(convolve(x, w, b, 2, 1), (0, 1) * dims)


DECONVOLUTION = Rule("MFX1503", [
    case("3-D, kernel 3, stride 2, padding 1", "[N, 3, 2, 3, 2]", 3, dict(kernel_size=3, stride=2, padding=1, output_padding=1), dict(kernel_size=3, stride=2),
         "3, 2, 3, 2, 1, 1"),
    case("3-D without bias", "[N, 3, 2, 3, 2]", 3, dict(kernel_size=3, stride=2, padding=1, output_padding=1, bias=False), dict(kernel_size=3, stride=2, bias=False),
         "3, 2, 3, stride: 2, padding: 1, output_padding: 1, bias: false"),
    case("3-D, output padding past the padding", "[N, 3, 2, 2, 3]", 3, dict(kernel_size=2, stride=2, output_padding=1), dict(kernel_size=2, stride=2),
         "3, 2, 2, 2, 0, 1", run=lambda m, y: with_bias(y, m.up.bias, 1, 3)),
    case("3-D, in groups", "[N, 4, 2, 2, 3]", 3, dict(kernel_size=3, stride=2, padding=1, output_padding=1, groups=2), dict(kernel_size=3, stride=2, groups=2),
         "4, 2, 3, 2, 1, 1, groups: 2", channels=4),
    case("2-D, output padding not below the stride", "[N, 3, 4, 5]", 2, dict(kernel_size=3, padding=1, output_padding=1, dilation=2), dict(kernel_size=3, dilation=2),
         "3, 2, 3, padding: 1, output_padding: 1, dilation: 2"),
    case("1-D, output padding not below the stride", "[N, 3, 6]", 1, dict(kernel_size=3, padding=1, output_padding=1, dilation=2), dict(kernel_size=3, dilation=2),
         "3, 2, 3, padding: 1, output_padding: 1, dilation: 2"),
], [
    Refuted("no output padding, and zeros appended, 3-D", "functional.pad(y, (0, 1, 0, 1, 0, 1))", "kernel 3, stride 2, padding 1", *zero_padded(3)),
    Refuted("no output padding, and zeros appended, 2-D", "functional.pad(y, (0, 1, 0, 1))", "kernel 3, stride 2, padding 1", *zero_padded(2)),
], [Sweep("every legal geometry of small kernels, strides, paddings, dilations and groups in 1-D to 3-D", geometries)])

RULES = [DECONVOLUTION]
