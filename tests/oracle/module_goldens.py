#!/usr/bin/env python3
"""Writes what PyTorch computes for every layer and function, for tests/ModelFix.Torch.Tests/Modules.

Run: /usr/bin/python3 tests/oracle/module_goldens.py     (needs python3-torch; made with torch 1.13)

A case names a TorchSharp factory ("nn.Conv2d") or function ("functional.pad") and its arguments under TorchSharp's names,
the layer's state, the inputs and PyTorch's output. Inputs and weights are multiples of 1/16, so that they are short to write.
"""
import json
import math

import torch
import torch.nn.functional as F
from torch import nn

from module_cases import CASES, OUT, data, function, layer
from pooling_cases import pools, windows
from transformer_cases import transformers


def convolutions():
    space = {1: (7,), 2: (6, 5), 3: (4, 3, 5)}
    for d in (1, 2, 3):
        kind, conv, x = "Conv%dd" % d, getattr(nn, "Conv%dd" % d), data(2, 4, *space[d])

        def case(name, py, x=x, **args):
            args = {"in_channels": 4, "out_channels": 6, "kernel_size": 3, **args}
            layer("convolution", "%s %s" % (kind, name), kind, args, conv(4, 6, **{"kernel_size": 3, **py}), x)

        case("plain", {})
        case("stride 2 padding 1", {"stride": 2, "padding": 1}, stride=2, padding=1)
        case("dilation 2 padding 2", {"dilation": 2, "padding": 2}, dilation=2, padding=2)
        case("groups 2 no bias", {"groups": 2, "bias": False}, groups=2, bias=False)
        case("same", {"padding": "same"}, padding={"enum": "Same"})
        case("same even kernel", {"kernel_size": 2, "padding": "same"}, kernel_size=2, padding={"enum": "Same"})
        case("valid", {"padding": "valid"}, padding={"enum": "Valid"})
        case("unbatched", {"padding": 1}, x=x[0], padding=1)
        case("no samples", {}, x=x[:0])
        case("float64", {"stride": 2}, x=x.double(), stride=2, dtype={"enum": "Float64"})
        for mode in ("reflect", "replicate", "circular"):
            if mode == "reflect" and d == 3 and not hasattr(nn, "ReflectionPad3d"):
                continue
            case(mode, {"padding": 1, "padding_mode": mode}, padding=1, padding_mode={"enum": mode.capitalize()})
        if d > 1:
            kernel, stride, padding = (3, 2, 1)[:d], (1, 2, 2)[:d], (1, 0, 0)[:d]
            case("tuples", {"kernel_size": kernel, "stride": stride, "padding": padding},
                 kernel_size=kernel, stride=stride, padding=padding)
            case("tuples same", {"kernel_size": kernel, "padding": "same"}, kernel_size=kernel, padding={"enum": "Same"})
    x, w, b = data(1, 4, 5, 5), data(4, 2, 3, 3), data(4)
    function("convolution", "conv2d groups", "conv2d",
             {"input": x, "weight": w, "bias": b, "strides": [2, 1], "padding": [1, 0], "dilation": [1, 1], "groups": 2},
             F.conv2d(x, w, b, (2, 1), (1, 0), 1, 2))
    x[0, 1, 2, 3] = float("nan")
    x[0, 0, 0, 0] = float("inf")
    function("convolution", "conv2d NaN and infinity", "conv2d", {"input": x, "weight": w, "padding": [1], "groups": 2},
             F.conv2d(x, w, None, padding=1, groups=2))


def transposed():
    space = {1: (4,), 2: (3, 4), 3: (2, 3, 2)}
    for d in (1, 2, 3):
        kind, conv, x = "ConvTranspose%dd" % d, getattr(nn, "ConvTranspose%dd" % d), data(2, 4, *space[d])

        def case(name, py, x=x, **args):
            args = {"in_channels": 4, "out_channels": 2, "kernel_size": 3, **args}
            layer("transposed", "%s %s" % (kind, name), kind, args, conv(4, 2, **{"kernel_size": 3, **py}), x)

        case("plain", {})
        case("stride 2 padding 1 output_padding 1", {"stride": 2, "padding": 1, "output_padding": 1},
             stride=2, padding=1, output_padding=1)
        case("padding 0 output_padding 1", {"kernel_size": 2, "stride": 2, "output_padding": 1}, kernel_size=2, stride=2, output_padding=1)
        case("dilation 2 output_padding 1", {"dilation": 2, "padding": 1, "output_padding": 1}, dilation=2, padding=1, output_padding=1)
        case("groups 2 no bias", {"groups": 2, "bias": False}, groups=2, bias=False)
        case("unbatched", {"stride": 2}, x=x[0], stride=2)
        case("no samples", {}, x=x[:0])
        case("float64", {"stride": 2}, x=x.double(), stride=2, dtype={"enum": "Float64"})
        if d > 1:
            stride = (2, 3, 2)[:d]
            first = (1, 0, 0)[:d]
            case("tuples", {"kernel_size": (3, 2, 3)[:d], "stride": stride, "padding": first},
                 kernel_size=(3, 2, 3)[:d], stride=stride, padding=first)
            # TorchSharp 0.107 applies the first element of a tuple to all dimensions.
            case("first of output_padding", {"stride": stride, "output_padding": (1,) * d},
                 kernel_size=(3,) * d, stride=stride, output_padding=first)
    x, w, b = data(1, 4, 3, 3), data(4, 1, 3, 3), data(2)
    function("transposed", "conv_transpose2d groups", "conv_transpose2d",
             {"input": x, "weight": w, "bias": b, "strides": [2, 1], "padding": [1, 0], "output_padding": [1, 0], "dilation": [1, 2],
              "groups": 2},
             F.conv_transpose2d(x, w, b, (2, 1), (1, 0), (1, 0), 2, (1, 2)))


def normalizations():
    space = {1: (), 2: (3, 2), 3: (2, 2, 3)}
    for d in (1, 2, 3):
        kind, norm = "BatchNorm%dd" % d, getattr(nn, "BatchNorm%dd" % d)
        x = data(4, 3, *space[d])
        args = {"num_features": 3}
        layer("normalization", kind + " eval", kind, args, norm(3), x)
        layer("normalization", kind + " train", kind, args, norm(3), x, train=True, calls=2)
        layer("normalization", kind + " train momentum and eps", kind, {**args, "momentum": 0.3, "eps": 0.01},
              norm(3, 0.01, 0.3), x, train=True)
        layer("normalization", kind + " no affine", kind, {**args, "affine": False}, norm(3, affine=False), x)
        layer("normalization", kind + " untracked", kind, {**args, "track_running_stats": False},
              norm(3, track_running_stats=False), x)
        layer("normalization", kind + " no samples", kind, args, norm(3), x[:0])
        layer("normalization", kind + " float64", kind, {**args, "dtype": {"enum": "Float64"}}, norm(3), x.double(), train=True)
    x = data(3, 3, 5)
    layer("normalization", "BatchNorm1d of length 5", "BatchNorm1d", {"num_features": 3}, nn.BatchNorm1d(3), x)
    layer("normalization", "BatchNorm1d of length 5 train", "BatchNorm1d", {"num_features": 3}, nn.BatchNorm1d(3), x, train=True)
    for d, shape in ((1, (2, 3, 5)), (2, (2, 3, 3, 2)), (3, (2, 3, 2, 2, 2))):
        kind, norm, x = "InstanceNorm%dd" % d, getattr(nn, "InstanceNorm%dd" % d), data(*shape)
        args = {"num_features": 3}
        tracked = {"affine": True, "track_running_stats": True}
        layer("normalization", kind, kind, args, norm(3), x)
        layer("normalization", kind + " unbatched", kind, args, norm(3), x[0])
        layer("normalization", kind + " tracked eval", kind, {**args, **tracked}, norm(3, **tracked), x)
        layer("normalization", kind + " tracked train", kind, {**args, **tracked}, norm(3, **tracked), x, train=True)
    for name, x in (("", data(2, 6)), (" of images", data(2, 6, 3, 2)), (" float64", data(2, 6, 4).double())):
        dtype = {"dtype": {"enum": "Float64"}} if x.dtype == torch.float64 else {}
        layer("normalization", "GroupNorm" + name, "GroupNorm", {"num_groups": 3, "num_channels": 6, **dtype}, nn.GroupNorm(3, 6), x)
    x = data(2, 6, 4)
    layer("normalization", "GroupNorm no affine", "GroupNorm", {"num_groups": 2, "num_channels": 6, "affine": False, "eps": 0.1},
          nn.GroupNorm(2, 6, 0.1, False), x)
    layer("normalization", "LayerNorm", "LayerNorm", {"normalized_shape": 4}, nn.LayerNorm(4), x)
    layer("normalization", "LayerNorm of two dimensions", "LayerNorm", {"normalized_shape": [6, 4]}, nn.LayerNorm([6, 4]), x)
    layer("normalization", "LayerNorm plain", "LayerNorm", {"normalized_shape": [4], "elementwise_affine": False, "eps": 0.01},
          nn.LayerNorm(4, 0.01, False), x)
    layer("normalization", "LayerNorm float64", "LayerNorm", {"normalized_shape": [4], "dtype": {"enum": "Float64"}}, nn.LayerNorm(4),
          x.double())
    x = data(3, 4, 2)
    x[1] = 0
    for name, args in (("", {}), (" p 1 dim 2", {"p": 1.0, "dim": 2}), (" p 3", {"p": 3.0}), (" eps", {"eps": 100.0}),
                       (" p infinity", {"p": "Infinity", "dim": -1})):
        py = {key: math.inf if value == "Infinity" else value for key, value in args.items()}
        function("normalization", "normalize" + name, "normalize", {"input": x, **args}, F.normalize(x, **py))
    mean, var = data(4), data(4, low=8, high=30)
    function("normalization", "batch_norm without weights", "batch_norm", {"input": x, "running_mean": mean, "running_var": var},
             F.batch_norm(x, mean, var))
    function("normalization", "instance_norm", "instance_norm", {"input": x, "weight": mean, "bias": var},
             F.instance_norm(x, weight=mean, bias=var))
    function("normalization", "group_norm", "group_norm", {"input": x, "num_groups": 2}, F.group_norm(x, 2))
    function("normalization", "layer_norm", "layer_norm", {"input": x, "normalized_shape": [2]}, F.layer_norm(x, (2,)))


def interpolations():
    # More than one channel: a single one also counts as channels-last, for which ATen's nearest rounds otherwise.
    shapes = {1: (2, 2, 5), 2: (1, 2, 4, 5), 3: (1, 2, 3, 4, 3)}
    linear = {1: "Linear", 2: "Bilinear", 3: "Trilinear"}
    for d in (1, 2, 3):
        x = data(*shapes[d])
        targets = (("up", [9, 7, 5][:d], None), ("down", [2, 3, 2][:d], None), ("to one", [1] * d, None),
                   ("by 2", None, [2.0] * d), ("by 1.7", None, [1.7, 0.6, 2.3][:d]))
        modes = [("Nearest", "nearest"), ("NearestExact", "nearest-exact"), ("Area", "area"), (linear[d], linear[d].lower())]
        if d == 2:
            modes.append(("Bicubic", "bicubic"))
        for mode, py in modes:
            for name, size, factor in targets:
                for corners in ((None, True, False) if "linear" in py or "cubic" in py else (None,)):
                    args = {"x": x, "size": size, "scale_factor": factor, "mode": {"enum": mode}, "align_corners": corners}
                    title = "interpolate %dd %s %s%s" % (d, mode, name, "" if corners is None else " corners %s" % corners)
                    function("interpolation", title, "interpolate", args,
                             F.interpolate(x, size, factor, py, corners, recompute_scale_factor=False if factor else None))
    x = data(1, 2, 4, 5)
    function("interpolation", "interpolate recomputed", "interpolate",
             {"x": x, "scale_factor": [1.7, 1.3], "mode": {"enum": "Bilinear"}, "recompute_scale_factor": True},
             F.interpolate(x, scale_factor=(1.7, 1.3), mode="bilinear", recompute_scale_factor=True))
    function("interpolation", "interpolate float64", "interpolate", {"x": x.double(), "size": [7, 11], "mode": {"enum": "Bilinear"}},
             F.interpolate(x.double(), (7, 11), mode="bilinear"))
    function("interpolation", "interpolate nearest float64", "interpolate", {"x": x.double(), "size": [7, 11]},
             F.interpolate(x.double(), (7, 11)))
    layer("interpolation", "Upsample size", "Upsample", {"size": [6, 9], "mode": {"enum": "Bilinear"}, "align_corners": True},
          nn.Upsample((6, 9), mode="bilinear", align_corners=True), x)
    layer("interpolation", "Upsample factor", "Upsample", {"scale_factor": [2.0, 2.0]}, nn.Upsample(scale_factor=(2.0, 2.0)), x)


def paddings():
    x = {1: data(2, 2, 5), 2: data(2, 1, 4, 3), 3: data(1, 1, 3, 3, 2)}
    for d in (1, 2, 3):
        uneven = (1, 0, 2, 1, 1, 2)[:2 * d]
        for kind in ("Reflection", "Replication", "Constant"):
            name = "%sPad%dd" % (kind, d)
            if not hasattr(nn, name):
                continue
            value = {"value": 1.5} if kind == "Constant" else {}
            layer("padding", name, name, {"padding": 1, **value}, getattr(nn, name)(1, *value.values()), x[d])
            layer("padding", name + " unbatched", name, {"padding": 1, **value}, getattr(nn, name)(1, *value.values()), x[d][0])
            if kind != "Reflection" or d < 3:
                layer("padding", name + " uneven", name, {"padding": uneven, **value}, getattr(nn, name)(uneven, *value.values()), x[d])
    layer("padding", "ZeroPad2d", "ZeroPad2d", {"padding": (1, 2, 0, 1)}, nn.ZeroPad2d((1, 2, 0, 1)), x[2])
    for mode in ("reflect", "replicate", "circular", "constant"):
        function("padding", "pad " + mode, "pad", {"input": x[2], "pad": (1, 2, 0, 1), "mode": {"enum": mode.capitalize()}},
                 F.pad(x[2], (1, 2, 0, 1), mode))
    function("padding", "pad negative", "pad", {"input": x[2], "pad": [-1, 1, 2, -2], "value": 3.0}, F.pad(x[2], (-1, 1, 2, -2), value=3.0))
    function("padding", "pad int64", "pad", {"input": torch.arange(6).reshape(2, 3), "pad": (1, 1), "value": 7.0},
             F.pad(torch.arange(6).reshape(2, 3), (1, 1), value=7))
    function("padding", "pad all", "pad", {"input": x[1], "pad": 1}, F.pad(x[1], (1, 1, 1, 1, 1, 1)))


def activations():
    x = data(3, 4, 5, low=-120, high=121)
    x[0, 0] = torch.tensor([float("nan"), float("inf"), float("-inf"), 0.0, 30.0])
    for kind, args in (("ReLU", {}), ("ReLU6", {}), ("LeakyReLU", {}), ("LeakyReLU", {"negative_slope": 0.25}), ("ELU", {}),
                       ("ELU", {"alpha": 0.5}), ("SELU", {}), ("Hardtanh", {}), ("Hardswish", {}), ("Hardsigmoid", {}), ("Sigmoid", {}),
                       ("Tanh", {}), ("SiLU", {}), ("Mish", {}), ("GELU", {}), ("Softplus", {}), ("Softplus", {"beta": 2.0, "threshold": 3.0}),
                       ("Softsign", {}), ("LogSigmoid", {})):
        title = kind + "".join(" %s %s" % pair for pair in args.items())
        layer("activation", title, kind, args, getattr(nn, kind)(**args), x)
        layer("activation", title + " float64", kind, args, getattr(nn, kind)(**args), x.double())
    layer("activation", "GELU tanh", "GELU", {"approximate": {"enum": "tanh"}}, nn.GELU("tanh"), x)
    finite = data(3, 4, 5, low=-120, high=121)
    for dim in (0, 1, -1):
        layer("activation", "Softmax %d" % dim, "Softmax", {"dim": dim}, nn.Softmax(dim), finite)
        layer("activation", "LogSoftmax %d" % dim, "LogSoftmax", {"dim": dim}, nn.LogSoftmax(dim), finite)
    for kind, args in (("CELU", {}), ("CELU", {"alpha": 0.5}), ("RReLU", {}), ("RReLU", {"lower": 0.1, "upper": 0.2}), ("Threshold", {"threshold": 0.5, "value": 7.0}),
                       ("Hardshrink", {}), ("Hardshrink", {"lambda": 1.5}), ("Softshrink", {}), ("Softshrink", {"lambda": 1.5}), ("Tanhshrink", {})):
        python = {"lambd" if key == "lambda" else key: value for key, value in args.items()}
        layer("activation", kind + "".join(" %s %s" % pair for pair in args.items()), kind, args, getattr(nn, kind)(**python), finite)
    layer("activation", "Tanhshrink in place", "Tanhshrink", {"inplace": False}, nn.Tanhshrink(), finite)
    layer("activation", "Softmin", "Softmin", {"dim": 1}, nn.Softmin(1), finite)
    layer("activation", "Softmax2d", "Softmax2d", {}, nn.Softmax2d(), finite)
    layer("activation", "GLU", "GLU", {"dim": 1}, nn.GLU(1), finite)
    layer("activation", "PReLU one", "PReLU", {"num_parameters": 1}, nn.PReLU(1), finite)
    layer("activation", "PReLU each", "PReLU", {"num_parameters": 4}, nn.PReLU(4), finite)


def others():
    x = data(2, 3, 4)
    linear = {"inputSize": 4, "outputSize": 5}
    layer("other", "Linear", "Linear", linear, nn.Linear(4, 5), x)
    layer("other", "Linear no bias", "Linear", {**linear, "hasBias": False}, nn.Linear(4, 5, False), x[0])
    layer("other", "Linear vector", "Linear", linear, nn.Linear(4, 5), x[0, 0])
    layer("other", "Linear float64", "Linear", {**linear, "dtype": {"enum": "Float64"}}, nn.Linear(4, 5), x.double())
    layer("other", "Linear no samples", "Linear", linear, nn.Linear(4, 5), x[:0])
    layer("other", "Identity", "Identity", {}, nn.Identity(), x)
    layer("other", "Flatten", "Flatten", {}, nn.Flatten(), x)
    layer("other", "Flatten two", "Flatten", {"start_dim": 0, "end_dim": 1}, nn.Flatten(0, 1), x)
    layer("other", "Unflatten", "Unflatten", {"dim": 2, "unflattened_size": [2, 2]}, nn.Unflatten(2, (2, 2)), x)
    layer("other", "PixelShuffle", "PixelShuffle", {"upscale_factor": 2}, nn.PixelShuffle(2), data(2, 8, 2, 3))
    layer("other", "PixelUnshuffle", "PixelUnshuffle", {"downscale_factor": 2}, nn.PixelUnshuffle(2), data(2, 2, 4, 6))
    for kind in ("Dropout", "Dropout2d", "Dropout3d"):
        layer("other", kind + " eval", kind, {"p": 0.5}, getattr(nn, kind)(), data(2, 2, 2, 2, 2))
    layer("other", "Dropout of all", "Dropout", {"p": 1.0}, nn.Dropout(1.0), x, train=True)
    for kind in ("AlphaDropout", "FeatureAlphaDropout"):
        layer("other", kind + " eval", kind, {"p": 0.5}, getattr(nn, kind)(), data(2, 2, 2))
        layer("other", kind + " of all", kind, {"p": 1.0, "inplace": False}, getattr(nn, kind)(1.0), data(2, 2, 2), train=True)
    layer("other", "ChannelShuffle", "ChannelShuffle", {"groups": 2}, nn.ChannelShuffle(2), data(2, 6, 2, 1))
    layer("other", "LocalResponseNorm", "LocalResponseNorm", {"size": 3, "alpha": 0.5, "beta": 0.6, "k": 2.0}, nn.LocalResponseNorm(3, 0.5, 0.6, 2.0), data(2, 4, 3, 2))
    layer("other", "PairwiseDistance", "PairwiseDistance", {"p": 1.0, "keepdim": True}, nn.PairwiseDistance(1.0, keepdim=True), x, data(2, 3, 4))
    layer("other", "Bilinear", "Bilinear", {"in1_features": 4, "in2_features": 3, "out_features": 2}, nn.Bilinear(4, 3, 2), data(2, 4), data(2, 3))
    layer("other", "Bilinear no bias", "Bilinear", {"in1_features": 4, "in2_features": 3, "out_features": 2, "hasBias": False}, nn.Bilinear(4, 3, 2, False), data(2, 4), data(2, 3))
    indices = torch.tensor([[1, 0, 4], [3, 3, 2]])
    layer("other", "Embedding", "Embedding", {"num_embeddings": 5, "embedding_dims": 3}, nn.Embedding(5, 3), indices)
    line, offsets, weights = torch.tensor([1, 2, 4, 1, 0, 3]), torch.tensor([0, 2, 2, 5]), data(6)
    table = {"num_embeddings": 5, "embedding_dims": 3}
    for mode in ("sum", "mean", "max"):
        args = {**table, "mode": {"enum": mode.capitalize()}}
        layer("other", "EmbeddingBag " + mode, "EmbeddingBag", args, nn.EmbeddingBag(5, 3, mode=mode), indices)
        layer("other", "EmbeddingBag offsets " + mode, "EmbeddingBag", args, nn.EmbeddingBag(5, 3, mode=mode), line, offsets)
        layer("other", "EmbeddingBag padding " + mode, "EmbeddingBag", {**args, "padding_index": 1}, nn.EmbeddingBag(5, 3, mode=mode, padding_idx=1), line, offsets)
    layer("other", "EmbeddingBag default", "EmbeddingBag", table, nn.EmbeddingBag(5, 3), line, offsets)
    layer("other", "EmbeddingBag last offset", "EmbeddingBag", {**table, "include_last_offset": True}, nn.EmbeddingBag(5, 3, include_last_offset=True), line, torch.tensor([0, 3, 6]))
    layer("other", "EmbeddingBag weights", "EmbeddingBag", {**table, "mode": {"enum": "Sum"}}, nn.EmbeddingBag(5, 3, mode="sum"), line, offsets, weights)
    layer("other", "CosineSimilarity", "CosineSimilarity", {}, nn.CosineSimilarity(), x, data(2, 3, 4))
    function("other", "cosine_similarity", "cosine_similarity", {"x1": x, "x2": x * 2 + 1, "dim": -1},
             F.cosine_similarity(x, x * 2 + 1, -1))
    function("other", "one_hot", "one_hot", {"x": indices}, F.one_hot(indices))
    function("other", "one_hot of 7", "one_hot", {"x": indices, "num_classes": 7}, F.one_hot(indices, 7))
    query, key, value = data(2, 3, 4), data(2, 5, 4), data(2, 5, 6)
    attention = "scaled_dot_product_attention"
    scores = query @ key.transpose(-2, -1) / math.sqrt(4)
    common = {"query": query, "key": key, "value": value}
    function("other", "attention", attention, common, scores.softmax(-1) @ value)
    mask, allowed = data(3, 5), torch.tensor([[True, False, True, True, True]] * 3)
    function("other", "attention mask", attention, {**common, "attn_mask": mask}, (scores + mask).softmax(-1) @ value)
    function("other", "attention allowed", attention, {**common, "attn_mask": allowed},
             scores.masked_fill(~allowed, -math.inf).softmax(-1) @ value)
    causal = torch.ones(3, 5).tril().bool()
    function("other", "attention causal", attention, {**common, "is_casual": True},
             scores.masked_fill(~causal, -math.inf).softmax(-1) @ value)


def main():
    for group in (convolutions, transposed, normalizations, pools, windows, interpolations, paddings, activations, others, transformers):
        group()
    OUT.mkdir(parents=True, exist_ok=True)
    for topic, cases in CASES.items():
        lines = ",\n".join("%s: %s" % (json.dumps(name), json.dumps(case, separators=(",", ":"))) for name, case in cases.items())
        (OUT / (topic + ".json")).write_text("{\n%s\n}\n" % lines)
        print(topic, len(cases))


main()
