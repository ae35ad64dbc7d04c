using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Pooling;

/// <summary>MFX1403: averages that count a padding of nothing, and pools that round their size up at opset 9.</summary>
public sealed class PoolOptionsRuleTests
{
    private const string Id = "MFX1403";

    [Theory]
    [InlineData("avg_pool2d(x, 2)", "avg_pool2d(x, 2, count_include_pad: false)", 4)]
    [InlineData("avg_pool2d(x, 2, 1, 0)", "avg_pool2d(x, 2, 1, 0, count_include_pad: false)", 4)]
    [InlineData("avg_pool2d(x, (2, 3), padding: (0, 0))", "avg_pool2d(x, (2, 3), padding: (0, 0), count_include_pad: false)", 4)]
    [InlineData("avg_pool2d(x, 2, ceil_mode: true)", "avg_pool2d(x, 2, ceil_mode: true, count_include_pad: false)", 4)]
    [InlineData("avg_pool2d(x, 2, 2, 0, false, true)", "avg_pool2d(x, 2, 2, 0, false, false)", 4)]
    [InlineData("avg_pool2d(x, 2, count_include_pad: true)", "avg_pool2d(x, 2, count_include_pad: false)", 4)]
    [InlineData("avg_pool2d(kernel_size: 2, input: x)", "avg_pool2d(kernel_size: 2, input: x, count_include_pad: false)", 4)]
    [InlineData("avg_pool1d(x, 2)", "avg_pool1d(x, 2, count_include_pad: false)", 3)]
    [InlineData("avg_pool3d(x, new long[] { 2, 2, 3 })", "avg_pool3d(x, new long[] { 2, 2, 3 }, count_include_pad: false)", 5)]
    [InlineData("avg_pool2d( /* a */ x, 2 /* b */)", "avg_pool2d( /* a */ x, 2, count_include_pad: false /* b */)", 4)]
    public void A_function_that_pads_nothing_Triggers(string call, string after, int rank)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of($"return functional.{call};"));

        Assert.All(
            run.Findings,
            f => Assert.Equal((Safety.Proven, Equality.BitExact, DiagnosticSeverity.Info), (f.Safety, f.Equality, f.Severity)));
        Assert.Contains($"return functional.{after};", run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs([2, 3, 5, 7, 5], rank));
    }

    [Theory]
    [InlineData("AvgPool2d(2)", "AvgPool2d(2, count_include_pad: false)", 4)]
    [InlineData("AvgPool2d((2, 3), ceil_mode: true)", "AvgPool2d((2, 3), ceil_mode: true, count_include_pad: false)", 4)]
    [InlineData("AvgPool2d(2, padding: null)", "AvgPool2d(2, padding: null, count_include_pad: false)", 4)]
    [InlineData("AvgPool1d(3, 2)", "AvgPool1d(3, 2, count_include_pad: false)", 3)]
    [InlineData("AvgPool3d(new long[] { 2, 3, 2 })", "AvgPool3d(new long[] { 2, 3, 2 }, count_include_pad: false)", 5)]
    [InlineData("Sequential(ReLU(), AvgPool2d(2, 1))", "Sequential(ReLU(), AvgPool2d(2, 1, count_include_pad: false))", 4)]
    public void A_layer_that_pads_nothing_Triggers(string layer, string after, int rank)
    {
        var run = RuleRun.Of(Id, Layer(layer));

        Assert.Equal((Safety.Proven, DiagnosticSeverity.Info), (Assert.Single(run.Findings).Safety, run.Findings[0].Severity));
        Assert.Contains($"pool = {after};", run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs([2, 3, 5, 7, 5], rank));
    }

    [Theory]
    [InlineData("return functional.avg_pool2d(x, 3, padding: 1);")]
    [InlineData("return functional.avg_pool2d(x, (3, 3), padding: (0, 1));")]
    [InlineData("return functional.avg_pool2d(x, 2, padding: x.dim() - 4);")]
    [InlineData("return functional.avg_pool2d(x, 2, count_include_pad: false);")]
    [InlineData("return functional.avg_pool2d(x, 2, count_include_pad: x.dim() > 3);")]
    [InlineData("return functional.avg_pool2d(x, new long[] { 2 }, divisor_override: 3);")]
    [InlineData("return functional.max_pool2d(x, 2) + functional.max_pool2d(x, 2, ceil_mode: true);")]
    [InlineData("functional.avg_pool2d(x, 2); return x;")]
    [InlineData("if (training) { return functional.avg_pool2d(x, 2); } return x;")]
    [InlineData("return functional.lp_pool2d(x, 2, 2);")]
    public void What_is_harmless_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body)).Findings);

    [Fact]
    public void A_layer_that_nothing_exported_calls_DoesNotTrigger() => Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(
        "return x;",
        members: "private readonly AvgPool2d pool = AvgPool2d(2);\npublic Tensor Halved(Tensor x) => pool.call(x);")).Findings);

    /// <summary>Opset 9 has no ceil_mode: what is rounded has to be known, and nothing may be padded by a kernel.</summary>
    [Theory]
    [InlineData("MaxPool2d(2, ceil_mode: true)", "[N, 2, H, W]", "sizes")]
    [InlineData("MaxPool2d(2, ceil_mode: true)", null, "sizes")]
    [InlineData("MaxPool2d(2, ceil_mode: true)", "[N, 2, 5, 7]", null)]
    [InlineData("MaxPool2d(2, ceil_mode: true)", "[N, 2, 5, W]", "sizes")]
    [InlineData("MaxPool2d(3, 2, 1, ceil_mode: true)", "[N, 2, 5, 5]", null)]
    [InlineData("MaxPool2d(3, 2, 1, ceil_mode: true)", "[N, 2, 6, 5]", "functional.pad")]
    [InlineData("AvgPool2d(3, 2, 1, ceil_mode: true, count_include_pad: false)", "[N, 2, 6, 6]", "functional.pad")]
    [InlineData("MaxPool1d(2, ceil_mode: true)", "[N, 2, L]", "sizes")]
    public void Rounding_up_IsReported_at_opset_9(string layer, string? contract, string? advice)
    {
        var run = RuleRun.Of(Id, Layer(layer, contract), settings: For("onnx-9"));

        Assert.Equal(run.BeforeText, run.AfterText);
        if (advice is null) Assert.Empty(run.Findings);
        else Assert.Contains(advice, Assert.Single(run.Findings).Message);
        Assert.Empty(RuleRun.Of(Id, Layer(layer, contract), settings: For("onnx-11")).Findings);
    }

    [Theory]
    [InlineData("return functional.max_pool2d(x, 2, ceil_mode: true);", "max_pool2d(x, 2, ceil_mode: false)")]
    [InlineData("return functional.max_pool2d(x, 3, 1, 1, 1, true);", "max_pool2d(x, 3, 1, 1, 1, false)")]
    [InlineData("return functional.avg_pool2d(x, 4, ceil_mode: true);", "avg_pool2d(x, 4, ceil_mode: false, count_include_pad: false)")]
    public void Rounding_of_nothing_Triggers_at_opset_9(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3, H, W], H % 4 == 0, W % 4 == 0"), settings: For("onnx-9"));

        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(run.Findings).Severity);
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, [torch.randn(2, 3, 8, 4), torch.randn(1, 3, 4, 12)]);
    }

    [Theory]
    [InlineData("onnx-9", DiagnosticSeverity.Info), InlineData("onnx-17", DiagnosticSeverity.Info)]
    [InlineData("tensorrt-8.6", DiagnosticSeverity.Info), InlineData("portable", DiagnosticSeverity.Info)]
    [InlineData("onnxify", null), InlineData("bmnetp", null)]
    public void A_Pad_of_nothing_is_a_suggestion(string target, DiagnosticSeverity? severity)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return functional.avg_pool2d(x, 2);"), settings: For(target));

        Assert.Equal(severity, run.Findings.SingleOrDefault()?.Severity);
    }

    [Fact]
    public void CSharp_7_3_Triggers() => Assert.Contains(
        "AvgPool2d(2, count_include_pad: false)",
        RuleRun.Of(Id, TestCompilation.Create(Layer("AvgPool2d(2)"), LanguageVersion.CSharp7_3)).AfterText);

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return functional.avg_pool2d(\n    x, // a\n    2); // b")
            .Replace("    ", "\t").Replace("\n", "\r\n");

        Assert.Equal(source.Replace("\t\t2);", "\t\t2, count_include_pad: false);"), RuleRun.Of(Id, source).AfterText);
    }

    private static string Layer(string layer, string? contract = null) => ForwardSource.Of(
        "return pool.call(x);", contract, "private readonly Module<Tensor, Tensor> pool;", $"pool = {layer};");

    private static ModelSettings For(string target) => ModelSettings.Default with { Target = Target.Find(target)! };

    private static IEnumerable<torch.Tensor> Inputs(long[] sizes, int rank)
    {
        torch.manual_seed(4);
        var shape = sizes[..rank];
        yield return torch.randn(shape);
        yield return torch.randn(shape[1..]);
        yield return torch.randn([0, .. shape[1..]]);
        yield return torch.randn(shape, dtype: torch.float64);
        yield return torch.randn([.. shape.Reverse()]).permute([.. Enumerable.Range(0, rank).Reverse().Select(d => (long)d)]);
        var special = torch.randn(shape);
        special[0, 0, 1] = float.NaN;
        special[1, 2, 3] = float.PositiveInfinity;
        yield return special;
    }
}
