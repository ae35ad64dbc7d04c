"""Cases of torch.nn.functional, and of the layers that module_goldens.py cannot make by name."""
import torch
import torch.nn.functional as F

from golden_cases import MODERATE, SPECIAL, case, f, i, singles

NEAR = 3e-6


def declare():
    torch.manual_seed(20261124)
    activations()
    linear()
    pooling()
    convolutions()
    resizing()
    layers()
    shrinking()
    windows()
    sampling()


def function(call, inputs, python=None, tolerance=0.0):
    case("functions", f"nn.functional.{call}", inputs, python or f"F.{call}", tolerance)


def activations():
    values = singles([f(2, 3), SPECIAL, f(3, 2).t(), f(0, 3), f(2, dtype=torch.float64)])
    for name in "relu relu6 selu silu gelu hardswish hardsigmoid mish tanh sigmoid softsign".split():
        python = {"tanh": "torch.tanh(x)", "sigmoid": "torch.sigmoid(x)"}.get(name)
        function(f"{name}(x)", values, python, NEAR)
        # Not every activation has an in-place form in PyTorch; TorchSharp's have.
        case("functions", f"nn.functional.{name}(x, true); x", singles([f(2, 3), f(3, 2).t()]), f"x.copy_({python or f'F.{name}(x)'})", NEAR)
    function("gelu(x, TorchSharp.Modules.GELU.Approximate.tanh)", values, "F.gelu(x, approximate='tanh')", NEAR)
    function("leaky_relu(x, 0.2)", values)
    function("elu(x, 0.5)", values, None, NEAR)
    function("celu(x, 0.5)", values, None, NEAR)
    function("hardtanh(x, -0.5, 2)", values, "F.hardtanh(x, -0.5, 2.0)")
    function("softplus(x, 2, 3)", values, None, NEAR)
    function("logsigmoid(x)", values, None, NEAR)
    function("prelu(x, y)", [(f(2, 3, 4), f(3)), (f(2, 3), f(1))])
    function("glu(x, 0)", singles([f(4, 3), f(3, 4).t()]), None, NEAR)
    for dim in (0, -1):
        function(f"softmax(x, {dim})", values[:4], None, NEAR)
        function(f"log_softmax(x, {dim})", values[:4], None, NEAR)
    function("softmax(x, 0, ScalarType.Float64)", singles([f(2, 3), i(2, 3)]), "F.softmax(x, 0, dtype=torch.float64)", NEAR)
    for suffix in ("", "1d", "2d", "3d"):
        x = f(2, 3, *(2,) * int(suffix[:1] or 1))
        for p, training in ((0.5, "false"), (1, "true"), (0, "true")):
            function(f"dropout{suffix}(x, {p}, {training})", [(x,)], f"F.dropout{suffix}(x, {p}, {training.capitalize()})")


def linear():
    function("linear(x, y, z)", [(f(2, 3), f(4, 3), f(4)), (f(5, 2, 3), f(4, 3), f(4)), (f(3), f(4, 3), f(4)), (f(3, 2).t(), f(3, 4).t(), f(4)), (f(0, 3), f(4, 3), f(4)), (f(2, 3), f(4, 2), f(4))], None, NEAR)
    function("linear(x, y)", [(f(2, 3), f(4, 3)), (f(2, 3), f(3))], None, NEAR)
    function("pixel_shuffle(x, 2)", singles([f(2, 8, 2, 3), f(8, 2, 2), f(2, 3, 8, 2).permute(0, 2, 3, 1), f(1, 3, 2, 2), f(0, 4, 2, 2)]))
    function("pixel_unshuffle(x, 2)", singles([f(2, 2, 4, 6), f(2, 4, 2), f(2, 4, 6, 2).permute(0, 3, 1, 2), f(1, 1, 3, 2)]))
    function("one_hot(x)", singles([i(2, 3, low=0, high=4), torch.tensor(2), i(2, low=-3, high=-1)]))


def pooling():
    line, plane, space = f(2, 1, 9), f(1, 2, 5, 6), f(1, 1, 3, 5, 3)
    turned = f(1, 5, 6, 2).permute(0, 3, 1, 2)
    for name, x, kernel, stride, padding in (("1d", line, "3", "2", "1"), ("2d", plane, "new long[] { 3, 2 }", "new long[] { 2, 2 }", "new long[] { 1, 0 }"), ("3d", space, "new long[] { 2, 3, 2 }", "new long[] { 1, 2, 2 }", "new long[] { 1, 0, 1 }")):
        py = [text.replace("new long[] { ", "(").replace(" }", ")") for text in (kernel, stride, padding)]
        inputs = singles([x, x[0], x[:0]] + ([turned, x.double()] if name == "2d" else []))
        for suffix, flag in (("", "False"), ("_with_indices", "True")):
            arguments = "stride: {1}, padding: {2}" if name == "1d" else "strides: {1}, padding: {2}"
            function(f"max_pool{name}{suffix}(x, {kernel}, {arguments.format(kernel, stride, padding)}, ceil_mode: true)", inputs, f"F.max_pool{name}(x, {py[0]}, {py[1]}, {py[2]}, ceil_mode=True, return_indices={flag})")
        function(f"max_pool{name}(x, {kernel}, dilation: {stride})", inputs, f"F.max_pool{name}(x, {py[0]}, dilation={py[1]})")
        function(f"avg_pool{name}(x, {kernel}, stride: {stride}, padding: {padding}, ceil_mode: true, count_include_pad: false)", inputs, f"F.avg_pool{name}(x, {py[0]}, {py[1]}, {py[2]}, True, False)", NEAR)
        for size in (1, 3, 5):
            output = str(size) if name == "1d" else "new long[] {{ {} }}".format(", ".join([str(size)] * int(name[0])))
            function(f"adaptive_avg_pool{name}(x, {output})", inputs, f"F.adaptive_avg_pool{name}(x, {size})", NEAR)
            # TorchSharp 0.105.2 to 0.107.0 calls the 1-d kernel for volumes, which refuses them.
            maximum = f"F.adaptive_max_pool{name.replace('3', '1')}(x, {size}"
            function(f"adaptive_max_pool{name}(x, {output})", inputs[:1] + inputs[3:], f"{maximum})")
            function(f"adaptive_max_pool{name}_with_indices(x, {output})", inputs[:1] + inputs[3:], f"{maximum}, True)")
    planes = singles([plane, turned, plane[0]])
    function("max_pool2d(x, 3, stride: 2, padding: 1, dilation: 1, ceil_mode: true)", planes, "F.max_pool2d(x, 3, 2, 1, 1, True)")
    function("max_pool2d(x, (3, 2), stride: (2, 1), padding: (1, 1))", planes, "F.max_pool2d(x, (3, 2), (2, 1), (1, 1))")
    function("avg_pool2d(x, 3, stride: 2, padding: 1, divisor_override: 4)", planes, "F.avg_pool2d(x, 3, 2, 1, divisor_override=4)", NEAR)
    function("avg_pool2d(x, (3, 2), stride: (2, 1), padding: (1, 1))", planes, "F.avg_pool2d(x, (3, 2), (2, 1), (1, 1))", NEAR)
    function("adaptive_avg_pool2d(x, (3, 2))", planes, None, NEAR)
    function("adaptive_avg_pool2d(x, 2)", planes, None, NEAR)
    function("adaptive_avg_pool3d(x, (3, 2, 2))", [(space,)], None, NEAR)
    function("adaptive_avg_pool3d(x, 2)", [(space,)], None, NEAR)


def convolutions():
    for d, shape, turned in ((1, (5,), (0, 2, 1)), (2, (3, 4), (0, 3, 1, 2)), (3, (3, 2, 3), (0, 4, 1, 2, 3))):
        x, weight, bias = f(1, 4, *shape), f(2, 2, *(3,) * d), f(2)
        kernel = f"new long[] {{ {', '.join(['2'] * d)} }}" if d > 1 else "2"
        padding = f"new long[] {{ {', '.join(['1'] * d)} }}" if d > 1 else "1"
        strides = "strides" if d > 1 else "stride"
        inputs = [(x, weight, bias), (x[:0], weight, bias), (f(1, *shape, 4).permute(*turned), weight.transpose(-1, -2).contiguous().transpose(-1, -2) if d > 1 else weight, bias), (x, f(2, 3, *(3,) * d), bias)]
        inputs += [(x.double(), weight.double(), bias.double())] if d == 2 else []
        function(f"conv{d}d(x, y, z, {strides}: {kernel}, padding: {padding}, dilation: {padding}, groups: 2)", inputs, f"F.conv{d}d(x, y, z, 2, 1, 1, 2)", 1e-5)
        function(f"conv{d}d_padding(x, y, z, padding: Padding.Same, groups: 2)", inputs, f"F.conv{d}d(x, y, z, padding='same', groups=2)", 1e-5)
        function(f"conv{d}d_padding(x, y, z, {strides}: {kernel}, groups: 2)", inputs[:1], f"F.conv{d}d(x, y, z, 2, padding='valid', groups=2)", 1e-5)
        weight = f(4, 1, *(3,) * d)
        inputs = [(x, weight, bias), (x[0], weight, bias), (f(1, *shape, 4).permute(*turned), weight, bias), (x, f(3, 1, *(3,) * d), bias)]
        inputs += [(x.double(), weight.double(), bias.double())] if d == 2 else []
        function(f"conv_transpose{d}d(x, y, z, {strides}: {kernel}, padding: {padding}, output_padding: {padding}, groups: 2)", inputs, f"F.conv_transpose{d}d(x, y, z, 2, 1, 1, 2)", 1e-5)


def resizing():
    x = f(1, 2, 4, 5)
    function("upsample_bilinear(x, new long[] { 6, 7 }, align_corners: true)", [(x,), (f(1, 4, 5, 2).permute(0, 3, 1, 2),)], "F.interpolate(x, (6, 7), mode='bilinear', align_corners=True)", NEAR)
    function("upsample_nearest1d(x, 7, null)", [(f(2, 2, 4),)], "F.interpolate(x, 7)")
    function("upsample_nearest1d(x, null, 2.5)", [(f(2, 2, 4),)], "F.interpolate(x, scale_factor=2.5)")
    function("upsample_nearest2d(x, new long[] { 6, 3 })", [(x,)], "F.interpolate(x, (6, 3))")
    function("upsample_nearest2d(x, scaleFactors: new[] { 2.0, 1.5 })", [(x,)], "F.interpolate(x, scale_factor=(2.0, 1.5))")
    function("upsample_nearest3d(x, new long[] { 2, 4, 3 })", [(f(1, 2, 3, 2, 2),)], "F.interpolate(x, (2, 4, 3))")
    function("pad(x, stackalloc long[] { 1, 2 }, value: 3)", [(x,), (f(3, 2).t(),), (i(2, 3),), (f(0, 2),)], "F.pad(x, (1, 2), value=3)")


def layers():
    values = singles([f(2, 3), SPECIAL, f(3, 2).t()])

    def layer(call, inputs, python, tolerance=0.0):
        case("layers", f"nn.{call}.call(x)", inputs, python, tolerance)

    for name in ("GELU", "Mish", "SiLU", "Sigmoid", "Softsign", "Tanh"):
        layer(f"{name}(true)", values, f"x.copy_(torch.nn.{name}()(x))", NEAR)
    layer("ReflectionPad3d((1, 1, 0, 1, 1, 0))", [(f(1, 2, 3, 3, 2),)], "torch.nn.ReflectionPad3d((1, 1, 0, 1, 1, 0))(x)")
    layer("ZeroPad2d(2)", [(f(1, 2, 3, 2),)], "torch.nn.ZeroPad2d(2)(x)")
    layer("Dropout1d(1)", [(f(2, 3, 2),)], "torch.nn.Dropout1d(1)(x)")
    layer("Embedding_from_pretrained(y)", [(i(2, 3, low=0, high=5), f(5, 4)), (torch.tensor(6), f(5, 4))], "F.embedding(x, y)")
    layer("EmbeddingBag_from_pretrained(y, mode: EmbeddingBagMode.Max)", [(i(2, 3, low=0, high=5), f(5, 4)), (torch.tensor([[6]]), f(5, 4)), (torch.tensor([1]), f(5, 4))], "F.embedding_bag(x, y, mode='max')")
    layer("Linear(nn.Parameter(y), nn.Parameter(z))", [(f(2, 3), f(4, 3), f(4))], "F.linear(x, y, z)", NEAR)
    first, second = "nn.ReLU()", "nn.Hardtanh(0, 2)"
    for sequence in (f"{first}, {second}", f"(\"a\", {first}), (\"b\", {second})", f"Tuple.Create<string, nn.Module<Tensor, Tensor>>(\"a\", {first}), Tuple.Create<string, nn.Module<Tensor, Tensor>>(\"b\", {second})",
                     f"new List<nn.Module<Tensor, Tensor>> {{ {first}, {second} }}", f"new List<(string, nn.Module<Tensor, Tensor>)> {{ (\"a\", {first}), (\"b\", {second}) }}",
                     f"new List<Tuple<string, nn.Module<Tensor, Tensor>>> {{ Tuple.Create<string, nn.Module<Tensor, Tensor>>(\"a\", {first}) }}"):
        python = "F.hardtanh(F.relu(x), 0.0, 2.0)" if second in sequence else "F.relu(x)"
        layer(f"Sequential({sequence})", values, python)
    layer("Sequential()", [(f(2),)], "x")


def shrinking():
    values = singles([f(2, 3), MODERATE, f(3, 2).t(), f(0, 3), f(2, dtype=torch.float64)])
    numbers = singles([f(2, 3), f(3, 2).t(), f(0, 3), f(2, dtype=torch.float64)])
    function("tanhshrink(x)", values, None, NEAR)
    # PyTorch 1.13 answers 0 for NaN, later ones NaN.
    function("softshrink(x)", numbers, None, NEAR)
    function("softshrink(x, 1.5)", numbers, None, NEAR)
    function("softshrink(x, -1)", numbers[:1], None, NEAR)
    function("hardshrink(x)", values)
    function("hardshrink(x, 1.5)", values)
    function("threshold(x, 0.5, 7)", values)
    function("rrelu(x)", values, None, NEAR)
    function("rrelu(x, 0.1, 0.2)", values, None, NEAR)
    case("functions", "x.rrelu()", values, "F.rrelu(x)", NEAR)
    case("functions", "x.rrelu_(0.1, 0.2)", numbers[:2], "x.copy_(F.rrelu(x, 0.1, 0.2))", NEAR)
    function("softmin(x, 1)", numbers[:2], None, NEAR)
    function("softmax2d(x)", singles([f(1, 3, 2, 2), f(3, 2, 2)]), "torch.softmax(x, -3)", NEAR)
    images = singles([f(2, 4, 3, 2), f(2, 4, 3), f(2, 3, 2, 4).permute(0, 3, 1, 2), f(1, 3, 2, 2, 2), f(2, 3)])
    for arguments in ("2", "3, 0.5, 0.6, 2", "5, 1, 1, 0.5"):
        function(f"local_response_norm(x, {arguments})", images, None, NEAR)
    for arguments in ("", ", 1", ", 3, 0.5, true"):
        function(f"pairwise_distance(x, y{arguments})", [(f(2, 3), f(2, 3)), (f(2, 2, 3), f(3)), (f(3, 2).t(), f(2, 3))], f"F.pairwise_distance(x, y{arguments.replace('true', 'True')})", NEAR)
    function("bilinear(x, y, z)", [(f(2, 3), f(2, 4), f(5, 3, 4)), (f(2, 2, 3), f(2, 2, 4), f(1, 3, 4)), (f(2, 3), f(2, 3), f(5, 3, 4))], None, 1e-5)
    for name in ("alpha_dropout", "feature_alpha_dropout"):
        for p, training in ((0.5, "false"), (1, "true"), (0, "true")):
            function(f"{name}(x, {p}, {training})", [(f(2, 3, 2),)], f"F.{name}(x, {p}, {training.capitalize()})")


def windows():
    line, plane, positive = f(1, 2, 7), f(1, 2, 5, 6), f(1, 2, 5, 6).abs()
    turned = f(1, 5, 6, 2).permute(0, 3, 1, 2)
    function("lp_pool1d(x, 2, 3)", singles([line, line[0], f(1, 7, 2).transpose(1, 2)]), "F.lp_pool1d(x, 2.0, 3)", NEAR)
    function("lp_pool1d(x, 3, 2, 3, true)", singles([line.abs(), line]), "F.lp_pool1d(x, 3.0, 2, 3, True)", NEAR)
    function("lp_pool2d(x, 2, 3)", singles([plane, turned]), "F.lp_pool2d(x, 2.0, 3)", NEAR)
    function("lp_pool2d(x, 1.5, 2, 3, true)", singles([positive]), "F.lp_pool2d(x, 1.5, 2, 3, True)", 1e-5)
    function("lp_pool2d(x, 2, new long[] { 3, 2 }, new long[] { 1, 2 })", singles([plane, turned]), "F.lp_pool2d(x, 2.0, (3, 2), (1, 2))", NEAR)
    for d, x, sizes in ((1, line, ("8", "8 ", "20")), (2, plane, ("5, 6", "4, 6", "9, 6")), (3, f(1, 1, 3, 4, 4), ("3, 4, 4", "2, 4, 4", "9, 4, 4"))):
        values, indices = getattr(F, f"max_pool{d}d")(x, 2, return_indices=True)
        kernel = "2" if d == 1 else f"new long[] {{ {', '.join(['2'] * d)} }}"
        inputs = [(values, indices), (values[0], indices[0]), (values, indices + 1), (values, indices + 1000), (values, indices[:, :, :1])]
        function(f"max_unpool{d}d(x, y, {kernel})", inputs, f"F.max_unpool{d}d(x, y, 2)")
        for size in sizes:
            function(f"max_unpool{d}d(x, y, {kernel}, output_size: new long[] {{ {size} }})", inputs[:1], f"F.max_unpool{d}d(x, y, 2, output_size=[{size}])")
        values, indices = getattr(F, f"max_pool{d}d")(x, 3, 2, 1, return_indices=True)
        three, two, one = (str(n) if d == 1 else f"new long[] {{ {', '.join([str(n)] * d)} }}" for n in (3, 2, 1))
        function(f"max_unpool{d}d(x, y, {three}, {two}, {one})", [(values, indices)], f"F.max_unpool{d}d(x, y, 3, 2, 1)")
    images = singles([plane, plane[0], plane[:0], turned, plane.double(), f(2, 2)])
    function("unfold(x, 2)", images)
    function("unfold(x, 2, 2, 1, 2)", images)
    function("unfold(x, 9)", images[:1])
    function("unfold(x, (3, 2), (1, 2), (1, 0), (2, 3))", images)
    function("unfold(x, (1, 2))", images)
    for csharp, python, columns in (("4, 2", "4, 2", f(1, 4, 9)), ("(4, 5), (2, 3), (1, 2), (1, 0), (2, 1)", "(4, 5), (2, 3), (1, 2), (1, 0), (2, 1)", f(1, 6, 3)), ("5, 3, 1, 1, 2", "5, 3, 1, 1, 2", f(1, 18, 9)), ("(3, 4), (1, 2)", "(3, 4), (1, 2)", f(1, 4, 9))):
        function(f"fold(x, {csharp})", singles([columns, columns[0], columns[:0], columns.transpose(1, 2).contiguous().transpose(1, 2), f(1, 5, 9), columns[:, :, 1:]]), f"F.fold(x, {python})", 1e-6)

    # Whole steps between windows: PyTorch's random numbers do not matter then.
    wide, deep = f(1, 2, 7, 6), f(1, 1, 6, 6, 4)
    turned = f(1, 7, 6, 2).permute(0, 3, 1, 2)
    for name, flag in (("", "False"), ("_with_indices", "True")):
        for arguments, python in (("2, (long?)5", None), ("(2, 2), (6, 5)", "(2, 2), (6, 5)"), ("new long[] { 3, 2 }, new long[] { 3, 3 }", "(3, 2), (3, 3)"), ("(2, 2), null, (0.9, 0.9)", "(2, 2), output_ratio=(0.9, 0.9)"), ("9, (long?)2", "9, 2")):
            images = singles([wide, turned, wide[0], wide[:0]] if python else [wide[:, :, 1:].clone()])
            function(f"fractional_max_pool2d{name}(x, {arguments})", images, f"F.fractional_max_pool2d(x, {python or '2, 5'}, return_indices={flag})")
        for arguments, python in (("2, output_ratio: 0.5", "2, output_ratio=0.5"), ("(2, 2, 2), (3, 3, 2)", "(2, 2, 2), (3, 3, 2)"), ("new long[] { 2, 4, 1 }, new long[] { 3, 2, 2 }", "(2, 4, 1), (3, 2, 2)"), ("(2, 2, 2), (5, 5, 2)", "(2, 2, 2), (5, 5, 2)")):
            function(f"fractional_max_pool3d{name}(x, {arguments})", singles([deep, deep[0]]), f"F.fractional_max_pool3d(x, {python}, return_indices={flag})")


def sampling():
    plane, volume = f(1, 2, 3, 4), f(1, 2, 2, 3, 3)
    grids = [(plane, f(1, 2, 3, 2, scale=0.8)), (plane.permute(0, 1, 3, 2), torch.tensor([[[[-1.0, -1.0], [1.0, 1.0], [0.0, 0.0]], [[-1.5, 0.3], [2.5, -3.1], [0.999, -0.999]]]])), (volume, f(1, 2, 1, 3, 3, scale=0.8)), (plane.double(), f(1, 1, 3, 2, dtype=torch.float64)), (plane, f(2, 1, 3, 2)), (plane, f(1, 1, 3, 3)),
             (plane[:0], f(0, 2, 3, 2))]
    function("grid_sample(x, y)", grids, "F.grid_sample(x, y, align_corners=False)", NEAR)
    for mode in ("Nearest", "Bilinear"):
        for padding in ("Zeros", "Border", "Reflection"):
            for corners in ("true", "false"):
                function(f"grid_sample(x, y, GridSampleMode.{mode}, GridSamplePaddingMode.{padding}, {corners})", grids[:4], f"F.grid_sample(x, y, '{mode.lower()}', '{padding.lower()}', {corners.capitalize()})", NEAR)
    for corners in ("true", "false"):
        function(f"affine_grid(x, new long[] {{ 2, 1, 3, 4 }}, {corners})", singles([f(2, 2, 3), f(2, 2, 3, dtype=torch.float64), f(1, 2, 3), f(2, 3, 4)]), f"F.affine_grid(x, (2, 1, 3, 4), {corners.capitalize()})", NEAR)
        function(f"affine_grid(x, new long[] {{ 1, 2, 2, 1, 3 }}, {corners})", singles([f(1, 3, 4)]), f"F.affine_grid(x, (1, 2, 2, 1, 3), {corners.capitalize()})", NEAR)
