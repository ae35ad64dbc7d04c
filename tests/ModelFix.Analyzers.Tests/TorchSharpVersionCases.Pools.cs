using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>The cases of adaptive pooling.</summary>
internal static partial class TorchSharpVersionCases
{
    private static IEnumerable<TorchSharpVersionCase> PoolFunctions()
    {
        TorchSharpVersionCase Pool(string call, string contract, string expected) =>
            Forward($"return nn.functional.{call};", contract, 1, "daptive_", expected);
        const string functional = "return functional.";
        yield return Pool(
            "adaptive_avg_pool1d(output_size: 2, input: x)", "[N, 3, 8]", functional + "avg_pool1d(x, 4, 4, count_include_pad: false)");
        yield return Pool("adaptive_avg_pool2d(output_size: (1, 1), input: x)", "[N, 3, 8, 8]", "x.mean(new long[] { 2, 3 }, true)");
        yield return Pool(
            "adaptive_avg_pool2d(output_size: 4, input: x)", "[N, 3, 8, 8]", functional + "avg_pool2d(x, 2, 2, count_include_pad: false)");
        yield return Pool(
            "adaptive_avg_pool2d(output_size: (2, 4), input: x)",
            "[N, 3, 8, 8]",
            functional + "avg_pool2d(x, (4, 2), (4, 2), count_include_pad: false)");
        yield return Pool(
            "adaptive_avg_pool3d(output_size: 2, input: x)",
            "[N, 3, 8, 8, 8]",
            functional + "avg_pool3d(x, new long[] { 4, 4, 4 }, new long[] { 4, 4, 4 }, count_include_pad: false)");
        yield return Pool("adaptive_max_pool1d(<output_size>: 2, <input>: x)", "[N, 3, 8]", functional + "max_pool1d(x, 4, 4)");
        yield return Pool(
            "adaptive_max_pool2d(<output_size>: new long[] { 1, 1 }, <input>: x)", "[N, 3, 8, 8]", "x.amax(new long[] { 2, 3 }, true)");
        yield return Pool(
            "adaptive_max_pool2d(<output_size>: new long[] { 2, 4 }, <input>: x)",
            "[N, 3, 8, 8]",
            functional + "max_pool2d(x, (4, 2), (4, 2))");
        yield return Pool(
            "adaptive_avg_pool2d(output_size: (3, 5), input: x)", "[N, 3, 8, 8]", "private static Tensor Average8x8To3x5Bins(Tensor x)");
    }

    private static IEnumerable<TorchSharpVersionCase> PoolLayers()
    {
        TorchSharpVersionCase Pool(string layer, string contract, string expected) => new(
            ForwardSource.Of(
                "return _pool.call(x);", contract, $"private readonly {layer[..layer.IndexOf('(')]} _pool;", $"_pool = {layer};"),
                1, "Adaptive", expected);
        yield return Pool("AdaptiveAvgPool1d(<output_size>: 2)", "[N, 3, 8]", "_pool = AvgPool1d(4, 4, count_include_pad: false);");
        yield return Pool("AdaptiveAvgPool2d(<output_size>: 2)", "[N, 3, 8, 8]", "_pool = AvgPool2d(4, 4, count_include_pad: false);");
        yield return Pool(
            "AdaptiveAvgPool2d(<output_size>: (2, 4))", "[N, 3, 8, 8]", "_pool = AvgPool2d((4, 2), (4, 2), count_include_pad: false);");
        yield return Pool(
            "AdaptiveAvgPool3d(<output_size>: new long[] { 2, 2, 2 })",
            "[N, 3, 8, 8, 8]",
            "_pool = AvgPool3d(4, 4, count_include_pad: false);");
        yield return Pool("AdaptiveMaxPool1d(<output_size>: 2)", "[N, 3, 8]", "_pool = MaxPool1d(4, 4);");
        yield return Pool("AdaptiveMaxPool2d(<output_size>: new long[] { 2, 4 })", "[N, 3, 8, 8]", "_pool = MaxPool2d((4, 2), (4, 2));");
        yield return new TorchSharpVersionCase(
            ForwardSource.Of(
                "return _body.call(x);",
                "[N, 3, 8, 8]",
                "private readonly Module<Tensor, Tensor> _body;",
                "_body = Sequential(ReLU(inplace: true), AdaptiveAvgPool2d(<output_size>: 2));"),
            1,
            "Adaptive",
            "_body = Sequential(ReLU(inplace: true), AvgPool2d(4, 4, count_include_pad: false));");
    }

    /// <summary>Pools that throw: before 0.105.2 the rule for all adaptive pools finds them.</summary>
    private static IEnumerable<TorchSharpVersionCase> ThrowingPools()
    {
        yield return Forward(
            "return nn.functional.adaptive_max_pool3d(<output_size>: new long[] { 2, 2, 2 }, <input>: x);",
            "[N, 3, 8, 8, 8]",
            1,
            "daptive_",
            "return functional.max_pool3d(x, new long[] { 4, 4, 4 }, new long[] { 4, 4, 4 })");
        yield return new TorchSharpVersionCase(
            ForwardSource.Of(
                "return _pool.call(x);",
                "[N, 3, 8, 8, 8]",
                "private readonly AdaptiveMaxPool3d _pool;",
                "_pool = AdaptiveMaxPool3d(<output_size>: new long[] { 2, 2, 2 });"),
            1,
            "Adaptive",
            "_pool = MaxPool3d(4, 4);");
    }
}
