"""Cases of pooling, unpooling and sliding windows."""
from torch import nn

from module_cases import data, layer


def pools():
    space = {1: (9,), 2: (7, 6), 3: (4, 5, 4)}
    for d in (1, 2, 3):
        x = data(2, 2, *space[d])
        special = x.clone()
        special.reshape(-1)[5] = float("nan")
        special.reshape(-1)[20] = float("-inf")
        special.reshape(-1)[21] = float("inf")
        configurations = (
            ("plain", {"kernel_size": 2}), ("stride 1 padding 1", {"kernel_size": 3, "stride": 1, "padding": 1}),
            ("ceil", {"kernel_size": 3, "stride": 2, "ceil_mode": True}),
            ("ceil padding", {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True}))
        for name, args in configurations:
            layer("pooling", "MaxPool%dd %s" % (d, name), "MaxPool%dd" % d, args, getattr(nn, "MaxPool%dd" % d)(**args), x)
            average = getattr(nn, "AvgPool%dd" % d)
            layer("pooling", "AvgPool%dd %s" % (d, name), "AvgPool%dd" % d, args, average(**args), x)
            args = {**args, "count_include_pad": False}
            layer("pooling", "AvgPool%dd %s without padding" % (d, name), "AvgPool%dd" % d, args, average(**args), x)
        values, indices = getattr(nn, "MaxPool%dd" % d)(2, return_indices=True)(x)
        even = getattr(nn, "MaxPool%dd" % d)(2, return_indices=True)(data(1, 2, *(4,) * d))
        layer("pooling", "MaxUnpool%dd" % d, "MaxUnpool%dd" % d, {"kernel_size": 2}, getattr(nn, "MaxUnpool%dd" % d)(2), *even)
        layer("pooling", "MaxUnpool%dd size" % d, "MaxUnpool%dd" % d, {"kernel_size": 2}, getattr(nn, "MaxUnpool%dd" % d)(2), values, indices, list(x.shape))
        values, indices = getattr(nn, "MaxPool%dd" % d)(3, 2, 1, return_indices=True)(x)
        for form in (int,) if d == 1 else (int, tuple, list):
            args = {"kernel_size": 3, "stride": 2, "padding": 1}
            args = args if form is int else {key: form([value] * d) for key, value in args.items()}
            layer("pooling", "MaxUnpool%dd padding %s" % (d, form.__name__), "MaxUnpool%dd" % d, args, getattr(nn, "MaxUnpool%dd" % d)(3, 2, 1), values, indices, list(x.shape))
        maximum = getattr(nn, "MaxPool%dd" % d)
        layer("pooling", "MaxPool%dd dilation" % d, "MaxPool%dd" % d, {"kernel_size": 2, "stride": 1, "dilation": 2},
              maximum(2, 1, 0, 2), x)
        layer("pooling", "MaxPool%dd NaN" % d, "MaxPool%dd" % d, {"kernel_size": 2, "stride": 2}, maximum(2, 2), special)
        layer("pooling", "MaxPool%dd unbatched float64" % d, "MaxPool%dd" % d, {"kernel_size": 2}, maximum(2), x[0].double())
        layer("pooling", "MaxPool%dd no samples" % d, "MaxPool%dd" % d, {"kernel_size": 2}, maximum(2), x[:0])
        layer("pooling", "AvgPool%dd NaN" % d, "AvgPool%dd" % d, {"kernel_size": 2, "stride": 2}, average(2, 2), special)
        layer("pooling", "AvgPool%dd unbatched float64" % d, "AvgPool%dd" % d, {"kernel_size": 2}, average(2), x[0].double())
        if d > 1:
            kernel, stride = (2, 3, 1)[:d], (1, 2, 2)[:d]
            for name, wrap in (("tuples", tuple), ("lists", list)):
                args = {"kernel_size": wrap(kernel), "stride": wrap(stride)}
                layer("pooling", "MaxPool%dd %s" % (d, name), "MaxPool%dd" % d, args, maximum(kernel, stride), x)
                layer("pooling", "AvgPool%dd %s" % (d, name), "AvgPool%dd" % d, args, average(kernel, stride), x)
            layer("pooling", "AvgPool%dd divisor" % d, "AvgPool%dd" % d, {"kernel_size": 2, "divisor_override": 3},
                  average(2, divisor_override=3), x)
        for size in (1, 2, 3):
            name = "AdaptiveAvgPool%dd" % d
            layer("pooling", "%s to %d" % (name, size), name, {"output_size": size}, getattr(nn, name)(size), x)
            if d < 3:
                name = "AdaptiveMaxPool%dd" % d
                layer("pooling", "%s to %d" % (name, size), name, {"output_size": size if d == 1 else [size] * d},
                      getattr(nn, name)(size), special)
        if d > 1:
            size = (2, 3, 4)[:d]
            name = "AdaptiveAvgPool%dd" % d
            layer("pooling", name + " tuple", name, {"output_size": size}, getattr(nn, name)(size), x)
            layer("pooling", name + " unbatched", name, {"output_size": list(size)}, getattr(nn, name)(size), x[0].double())
            layer("pooling", name + " no samples", name, {"output_size": size}, getattr(nn, name)(size), x[:0])


def windows():
    x = data(1, 2, 5, 6)
    layer("pooling", "LPPool1d", "LPPool1d", {"norm_type": 2.0, "kernel_size": 3, "stride": 2, "ceil_mode": True}, nn.LPPool1d(2.0, 3, 2, True), data(2, 2, 8))
    layer("pooling", "LPPool2d", "LPPool2d", {"norm_type": 2.0, "kernel_size": 3, "stride": 2}, nn.LPPool2d(2.0, 3, 2), x)
    layer("pooling", "LPPool2d lists", "LPPool2d", {"norm_type": 2.0, "kernel_size": [3, 2], "stride": [1, 2]}, nn.LPPool2d(2.0, (3, 2), (1, 2)), x)
    layer("pooling", "Unfold", "Unfold", {"kernel_size": 2, "dilation": 2, "padding": 1, "stride": 2}, nn.Unfold(2, 2, 1, 2), x)
    layer("pooling", "Unfold tuples", "Unfold", {"kernel_size": (3, 2), "stride": (2, 1)}, nn.Unfold((3, 2), stride=(2, 1)), x)
    layer("pooling", "Fold", "Fold", {"output_size": 4, "kernel_size": 2}, nn.Fold(4, 2), data(1, 8, 9))
    layer("pooling", "Fold tuples", "Fold", {"output_size": (4, 5), "kernel_size": (2, 3), "padding": (1, 0)}, nn.Fold((4, 5), (2, 3), padding=(1, 0)), data(1, 6, 15))
    # Whole steps between windows: PyTorch's random numbers do not matter then.
    y, z = data(1, 2, 6, 6), data(1, 1, 6, 6, 6)
    for d, x in ((2, y), (3, z)):
        name, size = "FractionalMaxPool%dd" % d, 5 if d == 2 else 3
        module = getattr(nn, name)(2, size)
        layer("pooling", name, name, {"kernel_size": 2, "output_size": size}, module, x)
        layer("pooling", name + " tuples", name, {"kernel_size": (2,) * d, "output_size": (size,) * d}, module, x)
        layer("pooling", name + " lists", name, {"kernel_size": [2] * d, "output_ratio": [size / 6.0 + 0.01] * d}, getattr(nn, name)(2, output_ratio=size / 6.0 + 0.01), x)
