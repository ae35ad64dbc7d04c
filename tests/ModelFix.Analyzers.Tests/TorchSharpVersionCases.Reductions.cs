using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>The cases of reductions, and of pools with a kernel.</summary>
internal static partial class TorchSharpVersionCases
{
    private static TorchSharpVersionCase GroupNorms() => new(
        ForwardSource.Of(
            "return _norm.call(x);",
            "[N, 6, 4]",
            "private readonly GroupNorm _norm;",
            "_norm = GroupNorm(eps: 1e-3, affine: true, num_channels: 6, num_groups: 2);"),
        1,
        ".call(x)",
        "return In2Groups6x4(x, _norm.weight!, _norm.bias!);",
        "mean(new long[] { 2 }, true) + 0.001).sqrt();");

    private static IEnumerable<TorchSharpVersionCase> WholeMeans() =>
        [Forward(
            "return torch.mean(input: x) * x.mean();",
            "[N, 3]",
            2,
            "mean()",
            "torch.mean(input: x, dimensions: new long[] { 0, 1 }) * x.mean(new long[] { 0, 1 })")];

    private static TorchSharpVersionCase PRelus() => new(
        ForwardSource.Of(
            "return _act.call(x);", "[N, 6, 4]", "private readonly PReLU _act;", "_act = PReLU(init: 0.1, num_parameters: 6);"),
        1,
        ".call(x)",
        "return PreluOf3Dims(x, _act.weight!);") { Since = "0.102.8" };

    private static IEnumerable<TorchSharpVersionCase> Spreads() =>
    [
        Forward(
            "return torch.std(dimensions: 1, input: x.var(dim: 2, keepdim: true)) * torch.norm(input: x);",
            "[2, 3, 4]",
            3,
            "torch.norm",
            "torch.std(dimensions: 1, input: x.var(dim: 2, keepdim: true, unbiased: false).mul(4.0 / 3), unbiased: false)"
                + ".mul(Math.Sqrt(3.0 / 2)) * x.reshape(-1).norm(0)"),
        Forward(
            "return torch.var(input: x) * x.std(unbiased: true);",
            "[2, 3]",
            2,
            "unbiased: true",
            "torch.var(input: x, dimensions: new long[] { 0, 1 }, unbiased: false).mul(6.0 / 5)",
            "x.std(unbiased: false, dimensions: new long[] { 0, 1 }).mul(Math.Sqrt(6.0 / 5))"),
    ];

    private static IEnumerable<TorchSharpVersionCase> UnbatchedPools() =>
    [
        Forward(
            "return nn.functional.max_pool3d(<kernel_size>: new long[] { 2, 2, 2 }, input: x);",
            "[N, 4, 6, 8]",
            1,
            "input: x)",
            "max_pool3d(<kernel_size>: new long[] { 2, 2, 2 }, input: x.unsqueeze(1)).select(1, 0);"),
        new(
            ForwardSource.Of(
                "return _pool.call(x);",
                "[N, 4, 6, 8]",
                "private readonly MaxPool3d _pool;",
                "_pool = MaxPool3d(<kernel_size>: (1, 2, 2), stride: (2, 2, 2), <ceil_mode>: false);"),
            1,
            ".call(x)",
            "return _pool.call(x.unsqueeze(1)).select(1, 0);"),
    ];

    private static IEnumerable<TorchSharpVersionCase> PoolOptions() =>
    [
        Forward(
            "return nn.functional.avg_pool2d(<kernel_size>: 2, input: nn.functional.avg_pool2d(x, 2, ceil_mode: true));",
            "[N, 3, 8, 8]",
            2,
            "ceil_mode: true))",
            "avg_pool2d(<kernel_size>: 2, input: nn.functional.avg_pool2d(x, 2, ceil_mode: true, count_include_pad: false), "
                + "count_include_pad: false)"),
        Layers("AvgPool2d(kernel_size: 4, stride: 4)", "_layer.call(x)", "4);", "4, count_include_pad: false);"),
    ];
}
