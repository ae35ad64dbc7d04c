using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

/// <summary>MFX1504: the padding that Padding.Same stands for, as a number.</summary>
public sealed class SamePaddingRuleTests
{
    private const string Id = "MFX1504";

    [Theory]
    [InlineData("Conv2d(3, 4, 3, Padding.Same)", "Conv2d(3, 4, 3, padding: 1)")]
    [InlineData("nn.Conv2d(3, 4, 5, padding: Padding.Same, bias: false)", "nn.Conv2d(3, 4, 5, padding: 2, bias: false)")]
    [InlineData("Conv2d(3, 4, Kernel, Padding.Same, dilation: 2)", "Conv2d(3, 4, Kernel, padding: 2, dilation: 2)")]
    [InlineData("Conv2d(3, 4, 2, Padding.Same, dilation: 2)", "Conv2d(3, 4, 2, padding: 1, dilation: 2)")]
    [InlineData("Conv2d(3, 6, (3, 5), TorchSharp.Padding.Same, groups: 3)", "Conv2d(3, 6, (3, 5), padding: (1, 2), groups: 3)")]
    [InlineData("Conv2d(3, 4, (1, 1), Padding.Same)", null)]
    [InlineData("Conv2d(3, 4, (3, 2), Padding.Same, dilation: (1, 2))", "Conv2d(3, 4, (3, 2), padding: (1, 1), dilation: (1, 2))")]
    [InlineData("Conv2d(3, 4, (3, 1), Padding.Same, stride: (1, 1))", "Conv2d(3, 4, (3, 1), padding: (1, 0), stride: (1, 1))")]
    [InlineData("Conv2d(3, 4, 3, Padding.Same, padding_mode: PaddingModes.Zeros)", "padding: 1, padding_mode: PaddingModes.Zeros)")]
    [InlineData("Conv2d(3, 4, 1, Padding.Same)", null)]
    [InlineData("Conv2d(3, 4, 4, Padding.Same)", null)]
    [InlineData("Conv2d(3, 4, (3, 4), Padding.Same)", null)]
    [InlineData("Conv2d(3, 4, 3, Padding.Same, 1, 1)", null)]
    [InlineData("Conv2d(3, 4, 3, Padding.Same /* odd */, 1)", null)]
    [InlineData("Conv2d(3, 4, Size(), Padding.Same)", null)]
    [InlineData("Conv2d(3, 4, 3, Padding.Same, padding_mode: PaddingModes.Reflect)", null)]
    public void A_layer_of_a_field_Triggers_where_its_padding_is_even(string layer, string? after)
    {
        var run = RuleRun.Of(Id, Source(layer, "return conv.call(x);"));

        var finding = Assert.Single(run.Findings);
        Assert.Equal((after is null ? Safety.Report : Safety.Proven, Equality.BitExact), (finding.Safety, finding.Equality));
        if (after is null) return;
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(
            run,
            [
                torch.randn(2, 3, 7, 6), torch.randn(1, 3, 1, 1), torch.randn(3, 5, 4), torch.full(1, 3, 4, 4, float.NaN),
                torch.randn(2, 6, 7, 3).permute(0, 3, 1, 2),
            ]);
    }

    [Theory]
    [InlineData("Sequential(Conv2d(3, 4, 3, Padding.Same), ReLU(), Conv2d(4, 2, 5, Padding.Same))")]
    [InlineData("Sequential((\"a\", Conv2d(3, 4, 3, Padding.Same)), (\"b\", Conv2d(4, 2, 5, Padding.Same)))")]
    public void A_part_of_a_Sequential_Triggers(string layer)
    {
        var run = RuleRun.Of(Id, Source(layer, "return conv.call(x);"));

        Assert.Equal(2, run.Findings.Length);
        Assert.DoesNotContain("Padding.Same", run.AfterText);
        RuleNumbers.AssertBitExact(run, [torch.randn(2, 3, 7, 6)]);
    }

    [Theory]
    [InlineData("Conv1d(3, 4, 3, Padding.Same)", 1)]
    [InlineData("Conv3d(3, 4, 3, Padding.Same)", 3)]
    [InlineData("Conv3d(3, 4, (1, 3, 5), Padding.Same)", 3)]
    public void Rows_and_volumes_Triggers(string layer, int dims)
    {
        var run = RuleRun.Of(Id, Source(layer, "return conv.call(x);"));

        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        RuleNumbers.AssertBitExact(run, [torch.randn([2, 3, .. Enumerable.Repeat(6L, dims)])]);
    }

    [Theory]
    [InlineData("Conv2d(3, 4, 3, Padding.Valid)", "return conv.call(x);")]
    [InlineData("Conv2d(3, 4, 3, padding: 1)", "return conv.call(x);")]
    [InlineData("Conv2d(3, 4, 3, Padding.Same)", "return x;")]
    [InlineData("Conv2d(3, 4, 3, Padding.Same)", "if (training) return conv.call(x); return x;")]
    public void Another_padding_or_a_layer_that_is_not_exported_DoesNotTrigger(string layer, string body) =>
        Assert.Empty(RuleRun.Of(Id, Source(layer, body)).Findings);

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("tensorrt-10.1", true)]
    [InlineData("bmnetp", false), InlineData("onnxify", false), InlineData("module-tree", false)]
    public void Triggers_for_targets_without_it(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, Source("Conv2d(3, 4, 3, Padding.Same)", "return conv.call(x);"), settings: settings);

        Assert.Equal(on ? DiagnosticSeverity.Warning : null, run.Findings.SingleOrDefault()?.Severity);
    }

    private static string Source(string layer, string body) => ForwardSource.Of(
        body,
        null,
        "private const int Kernel = 3;\nprivate static int Size() => 3;\nprivate readonly Module<Tensor, Tensor> conv;",
        $"conv = {layer};");
}
