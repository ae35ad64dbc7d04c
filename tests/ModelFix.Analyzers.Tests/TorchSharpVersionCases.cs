using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>For each rule, the members that it reads by parameter name.</summary>
internal static partial class TorchSharpVersionCases
{
    public static IEnumerable<TorchSharpVersionCase> Of(string rule) => rule switch
    {
        "MFX1001" =>
        [
            Forward(
                "return torch.squeeze(dim: 1, input: x.squeeze(dim: 2));",
                "[N, 1, 1, 4]",
                2,
                "squeeze",
                "torch.select(x.select(2, 0), 1, 0)"),
            .. Facts(),
            Layers(
                "MaxPool2d(<kernel_size>: 4, stride: 4, <ceil_mode>: false)",
                "_layer.call(x).squeeze(dim: -1)",
                "squeeze",
                "_layer.call(x).select(-1, 0)"),
            Layers("AvgPool2d(kernel_size: 4, stride: 4)", "_layer.call(x).squeeze(dim: -1)", "squeeze", "_layer.call(x).select(-1, 0)"),
            Layers("AdaptiveAvgPool2d(<output_size>: 1)", "_layer.call(x).squeeze(dim: -1)", "squeeze", "_layer.call(x).select(-1, 0)"),
            Layers(
                "Conv2d(<in_channels>: 8, <out_channels>: 1, <kernel_size>: 1)",
                "_layer.call(x).squeeze(dim: 1)",
                "squeeze",
                "_layer.call(x).select(1, 0)"),
            Layers(
                "Linear(inputSize: 4, outputSize: 1, hasBias: false)",
                "_layer.call(x).squeeze(dim: -1)",
                "squeeze",
                "_layer.call(x).select(-1, 0)"),
        ],
        "MFX1002" => [Forward("return torch.squeeze(input: x);", "[2, 1, 3, 1]", 1, "squeeze", "x.select(3, 0).select(1, 0)")],
        "MFX1003" =>
            [Forward(
                "return torch.reshape(input: x, shape: new[] { x.size(dim: 0), -1 });", "[N, 3, 4]", 1, "reshape", "torch.flatten(x, 1)")],
        "MFX1004" => [SizeData()],
        "MFX1005" => [SizedTensors()],
        "MFX1006" =>
            [Forward(
                "return torch.chunk(input: x.chunk(dim: 1, chunks: 2)[0], chunks: 3, dim: -1)[1];",
                "[N, 6, 6]",
                2,
                "chunk",
                "x.split(3, 1)[0].split(2, -1)[1]")],
        "MFX1007" =>
        [
            Forward(
                "return torch.rot90(dims: (1, 2), k: 1, input: torch.roll(dims: 1, shifts: 5, input: x));",
                "[N, 3, 4]",
                2,
                "rot90",
                ".flip(2).transpose(1, 2)",
                "torch.cat(new[] { x.narrow(1, 1, 2), x.narrow(1, 0, 1) }, 1)"),
            Forward(
                "return nn.functional.pixel_unshuffle(<downscale_factor>: 2, <input>: x);",
                "[2, 3, 4, 6]",
                1,
                "unshuffle",
                "x.reshape(2, 3, 2, 2, 3, 2).permute(0, 1, 3, 5, 2, 4).reshape(2, 12, 2, 3)"),
        ],
        "MFX1008" =>
            [Forward(
                "return torch.repeat_interleave(dim: 1, repeats: 2, input: x);",
                "[N, 3, 4]",
                1,
                "repeat_interleave",
                "torch.stack(new[] { x, x }, 2).reshape(-1, 6, 4)")],
        "MFX1101" =>
        [
            Forward(
                "return torch.clamp(max: 6.0, input: torch.clip(input: x.clamp_min(min: 0), min: 0.5f)).clamp_max(max: 7L);",
                "[N, 3]",
                4,
                "clamp_m",
                "torch.clamp(min: double.NegativeInfinity, max: 6.0, "
                    + "input: torch.clip(input: x.clamp(min: 0, max: double.PositiveInfinity), min: 0.5f, max: double.PositiveInfinity))",
                ".clamp(min: double.NegativeInfinity, max: 7L)"),
        ],
        "MFX1102" =>
            [Forward(
                "return torch.floor_divide(input: x.floor_divide(other: 3), other: x);",
                "[N, 3]",
                2,
                "floor_divide",
                "x.div(3, RoundingMode.floor).div(x, RoundingMode.floor)")],
        "MFX1201" =>
            [Forward(
                "return nn.functional.normalize(eps: 1e-6, input: x, p: 2, dim: -1);",
                "[N, 3]",
                1,
                "normalize",
                "x / x.norm(-1, true, 2f).clamp(1e-6, double.PositiveInfinity)") with { Since = "0.105.2" }],
        "MFX1202" =>
        [
            new(
                ForwardSource.Of(
                    "return _norm.call(x);",
                    "[N, 3]",
                    "private readonly BatchNorm1d _norm;",
                    "_norm = BatchNorm1d(eps: 1e-3, <num_features>: 3, track_running_stats: true, affine: false, momentum: 0.2);"),
                1,
                " BatchNorm1d",
                "private readonly ManualBatchNorm1d _norm;",
                "new ManualBatchNorm1d(eps: 1e-3, features: 3, track_running_stats: true, affine: false, momentum: 0.2)"),
        ],
        "MFX1203" => [GroupNorms()],
        "MFX1204" => [.. WholeMeans()],
        "MFX1205" => [PRelus()],
        "MFX1206" => [.. Spreads()],
        "MFX1301" =>
            [Forward(
                "var y = x.clone();\ny[.., 2] = 0.5f;\nreturn y;",
                "[N, 3, 4]",
                1,
                "y[.., 2]",
                "y = cat(new[] { y.narrow(1, 0, 2), full_like(y.narrow(1, 2, 1), 0.5f) }, 1);")],
        "MFX1302" =>
            [Forward("var y = x.clone();\ny[y < 0] = 0.5f;\nreturn y;", "[N, 3, 4]", 1, "] = 0.5f", "y = y.masked_fill(y < 0, 0.5f);")],
        "MFX1303" =>
            [Forward(
                "var y = x.clone();\nvar i = torch.tensor(2L).unsqueeze(dim: 0);\ny[i] = x.index_select(dim: 0, index: i);\nreturn y;",
                "[5, 4]",
                1,
                "y[i] =",
                "y = y.index_copy(0, i, ")],
        "MFX1304" =>
            [Forward(
                "var y = x.clone();\ny[.., 2] *= 2;\nreturn y;",
                "[N, 3, 4]",
                1,
                "y[.., 2]",
                "y = cat(new[] { y.narrow(1, 0, 2), (y.narrow(1, 2, 1) * 2).to(y.dtype) }, 1);")],
        "MFX1305" =>
            [Forward(
                "var y = torch.zeros(dtype: x.dtype, size: new long[] { 2, 3, 4 });\n"
                    + "for (var i = 0; i < 3; i++) y[.., i] = x[.., i];\nreturn y;",
                "[2, 3, 4]",
                1,
                "y[.., i] =",
                "var y = torch.stack(ySlices, 1);")],
        "MFX1306" =>
            [Forward("return x.clamp_(max: 1, min: 0) + 1;", "float32[N, 3]", 1, "clamp_", "return x.clamp(max: 1, min: 0) + 1;")],
        "MFX1401" => [.. PoolFunctions(), .. PoolLayers(), .. ThrowingPools().Select(c => c with { Until = "0.102.8" })],
        "MFX1402" => [.. UnbatchedPools()],
        "MFX1403" => [.. PoolOptions()],
        "MFX1404" => [.. ThrowingPools().Select(c => c with { Since = "0.105.2" })],
        "MFX1501" =>
            [Forward(
                "return nn.functional.interpolate(mode: InterpolationMode.Nearest, x: x, size: new long[] { 16, 16 });",
                "[N, 3, 8, 8]",
                1,
                "size:",
                "nn.functional.interpolate(mode: InterpolationMode.Nearest, x: x, scale_factor: new double[] { 2, 2 })")],
        "MFX1503" => [.. TransposedConvolutions()],
        "MFX1502" =>
            [Forward(
                "return nn.functional.interpolate(align_corners: true, mode: InterpolationMode.Bicubic, size: new long[] { 8, 8 }, x: x);",
                "[N, 3, 4, 4]",
                1,
                "size:",
                "return ResizeBicubicAligned4x4To8x8(x);")],
        "MFX1504" =>
        [
            new(
                ForwardSource.Of(
                    "return _conv.call(x);",
                    "[N, 3, 8, 8]",
                    "private readonly Conv2d _conv;",
                    "_conv = Conv2d(<in_channels>: 3, <out_channels>: 4, <kernel_size>: 3, padding: Padding.Same, bias: false);"),
                1,
                "Padding.Same",
                "<kernel_size>: 3, padding: 1, bias: false)"),
        ],
        "MFX1505" =>
            [Forward(
                "return nn.functional.pad(mode: PaddingModes.Circular, pad: (1, 2), input: x);",
                "[N, 3, 5]",
                1,
                "pad(",
                "cat(new[] { x.narrow(2, 4, 1), x, x.narrow(2, 0, 2) }, 2)")],
        "MFX1601" =>
            [Forward(
                "return torch.gather(input: x, dim: 1, index: x.argmax(dim: 1, keepdim: true).expand(-1, 2));",
                "float32[N, 3]",
                1,
                "gather(",
                ".sum(2)")],
        "MFX1602" =>
            [Forward(
                "return torch.masked_select(input: x, mask: x > 0).sum() + x.masked_select(mask: x > 1).sum();",
                "[N, 3]",
                2,
                "select",
                "x.masked_fill(~(x > 0), 0).sum()",
                "x.masked_fill(~(x > 1), 0).sum()")],
        "MFX1604" =>
            [Forward(
                "return torch.einsum(equation: \"ni,ij->nj\", x, torch.ones(3, 4));",
                "float32[N, 3]",
                1,
                "einsum",
                "torch.matmul(x, torch.ones(3, 4))")],
        "MFX1701" =>
            [Forward(
                "return x.sum().item<float>() > 0.5f ? x * 2 : x.relu();",
                "float32[N, 3]",
                1,
                "item",
                "return where(x.sum() > 0.5f, x * 2, x.relu());")],
        "MFX1704" =>
            [Forward(
                "return (x * 2).to(device: x.device) + 1;", "float32[N, 3]", 1, ".to(", "return (x * 2) + 1;")],
        "MFX1706" =>
            [Forward(
                "return nn.functional.dropout(p: 0.1, input: nn.functional.dropout2d(x, 0.2));",
                "[N, 3, 4, 4]",
                2,
                "0.2))",
                "dropout(p: 0.1, input: nn.functional.dropout2d(x, 0.2, training), training: training)")],
        "MFX1702" => [ShapeBranches()],
        "MFX1703" => [SizeArithmetic()],
        "MFX1801" => [WhereDtypes()],
        "MFX1901" => [LenientLoads()],
        _ => [],
    };

    /// <summary>Operators whose named arguments decide what is known of the shape.</summary>
    private static IEnumerable<TorchSharpVersionCase> Facts()
    {
        TorchSharpVersionCase Fact(string call) =>
            Forward($"return {call}.squeeze(dim: 1);", "[N, 3, 4]", 1, ".squeeze(", $"return {call}.select(1, 0);");
        yield return Fact("x.sum(dim: 1, keepdim: true)");
        yield return Fact("x.mean(keepdim: true, dimensions: new long[] { 1 })");
        yield return Fact("torch.mean(dimensions: new long[] { 1 }, keepdim: true, input: x)");
        yield return Fact("x.amax(keepdim: true, dims: new long[] { 1 })");
        yield return Fact("torch.norm(keepdim: true, dimension: 1, input: x)");
        yield return Fact("x.norm(keepdim: true, dim: 1)");
        yield return Fact("torch.narrow(length: 1, start: 2, dim: 1, input: x)");
        yield return Fact("x.slice(step: 1, finish: 2, start: 1, dim: 1)");
        yield return Fact(
            "torch.flatten(end_dim: 2, start_dim: 1, "
                + "input: x.narrow(length: 1, start: 0, dim: 1).select(index: 0, dim: 2).unsqueeze(dim: 1))");
    }

    private static IEnumerable<TorchSharpVersionCase> TransposedConvolutions()
    {
        const string geometry = "<in_channels>: 4, <out_channels>: 3, <kernel_size>: 3, stride: 2, padding: 1";
        TorchSharpVersionCase Field(string arguments, string call, string gone, params string[] expected) => new(
            ForwardSource.Of(
                $"return {call};", "[N, 4, 5, 5, 5]", "private readonly ConvTranspose3d _up;", $"_up = ConvTranspose3d({arguments});"),
                1, gone, expected);
        yield return Field(
            $"{geometry}, <output_padding>: 1, bias: false",
                "_up.call(x)",
                "utput_padding",
                $"ConvTranspose3d({geometry.Replace("padding: 1", "padding: 0")}, bias: false)",
                ".slice(2, 1, long.MaxValue, 1)");
        yield return Field(
            "4, 3, 3, 2, 1, 1, 1", "_up.call(x)", ", 1, 1, 1)", "ConvTranspose3d(4, 3, 3, 2, 0, 0, 1)", ".slice(4, 1, long.MaxValue, 1)");
        yield return Field(
            "<in_channels>: 4, <out_channels>: 3, <kernel_size>: 3, stride: 2, <output_padding>: 1",
            "_up.call(x)",
            "utput_padding",
            "_up = ConvTranspose3d(<in_channels>: 4, <out_channels>: 3, <kernel_size>: 3, stride: 2);",
            "zeros_like(y.narrow(2, 0, 1)) + _up.bias!.view(-1, 1, 1, 1)");
        yield return new TorchSharpVersionCase(
            ForwardSource.Of(
                "return _up.call(x);",
                "[N, 4, 5, 5, 5]",
                "private readonly Module<Tensor, Tensor> _up;",
                $"_up = Sequential(ConvTranspose3d({geometry}, <output_padding>: 1), ReLU(inplace: true));"),
            1,
            "utput_padding",
            "(\"0_crop\", new CropLeading(1, 3))");
        yield return Field(
            "<in_channels>: 4, <out_channels>: 3, <kernel_size>: (3, 3, 3), stride: (2, 2, 2), "
                + "padding: (1, 1, 1), <output_padding>: (1, 1, 1)",
            "_up.call(x)",
            "utput_padding",
            "padding: (0, 0, 0)") with
        { Since = "0.102.8" };
    }

    private static TorchSharpVersionCase Forward(string body, string contract, int findings, string gone, params string[] expected) =>
        new(ForwardSource.Of(body, contract), findings, gone, expected);

    private static TorchSharpVersionCase Layers(string layer, string call, string gone, string expected) => new(
        ForwardSource.Of(
            $"return {call};", "[N, 8, 4, 4]", $"private readonly {layer[..layer.IndexOf('(')]} _layer;", $"_layer = {layer};"),
            1, gone, expected);
}
