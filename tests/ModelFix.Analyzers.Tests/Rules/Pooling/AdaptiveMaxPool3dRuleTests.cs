using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Pooling;

/// <summary>MFX1404: AdaptiveMaxPool3d in the versions of TorchSharp in which it throws.</summary>
public sealed class AdaptiveMaxPool3dRuleTests
{
    private const string Id = "MFX1404";
    private const string Contract = "[N, 2, 4, 6, 5]";

    [Theory]
    [InlineData("functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 })",
        "x.amax(new long[] { 2, 3, 4 }, true)", Equality.InferenceOnly)]
    [InlineData("functional.adaptive_max_pool3d(output_size: [2, 2, 1], input: x + 1)",
        "functional.max_pool3d(x + 1, [2, 3, 5], [2, 3, 5])", Equality.BitExact)]
    [InlineData("nn.functional.adaptive_max_pool3d(x, new long[] { 1, 4, 5 })", "Max4x6x5To1x4x5Bins(x)", Equality.BitExact)]
    [InlineData("functional.adaptive_max_pool3d(x, new long[] { 4, 6, 5 })", "x.clone()", Equality.BitExact)]
    public void A_function_Triggers(string call, string after, object equality)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of($"return {call};", Contract));

        var finding = Assert.Single(run.Findings);
        Assert.Equal((Safety.Proven, equality, DiagnosticSeverity.Warning), (finding.Safety, finding.Equality, finding.Severity));
        Assert.Contains($"return {after};", run.AfterText);
        Assert.Contains("throws in TorchSharp 0.107.0, whatever it is given; ", finding.Message);
    }

    [Theory]
    [InlineData("AdaptiveMaxPool3d pool", "AdaptiveMaxPool3d(new long[] { 2, 2, 5 })", Contract, "pool = MaxPool3d((2, 3, 1), (2, 3, 1));")]
    [InlineData("Module<Tensor, Tensor> pool",
        "torch.nn.AdaptiveMaxPool3d(new long[] { 2, 2, 2 })",
        "[N, 2, 4, 4, 4]",
        "torch.nn.MaxPool3d(2, 2);")]
    [InlineData("AdaptiveMaxPool3d pool",
        "AdaptiveMaxPool3d(new long[] { 1, 1, 1 })", null, "return x.amax(new long[] { -3, -2, -1 }, true);")]
    [InlineData("Sequential pool",
        "Sequential(ReLU(), AdaptiveMaxPool3d(new long[] { 2, 3, 1 }))", Contract, "ReLU(), MaxPool3d((2, 2, 5), (2, 2, 5))")]
    public void A_layer_Triggers(string field, string layer, string? contract, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return pool.call(x);", contract, $"private readonly {field};", $"pool = {layer};"));

        Assert.Equal((Safety.Proven, DiagnosticSeverity.Warning), (Assert.Single(run.Findings).Safety, run.Findings[0].Severity));
        Assert.Contains(after, run.AfterText);
        var model = (torch.nn.Module)Execution.Create(run.After, "Net");
        long[] shape = contract == Contract ? [2, 2, 4, 6, 5] : [2, 2, 4, 4, 4];
        Assert.Equal(5, ((torch.Tensor)Execution.Call(model, "forward", torch.randn(shape))!).dim());
    }

    [Theory]
    [InlineData("return functional.adaptive_max_pool3d(x, new long[] { 2, 2, 2 });", "[N, 2, D, 6, 5]")]
    [InlineData("return functional.adaptive_max_pool3d(x, new long[] { x.shape[2], 2, 2 });", Contract)]
    [InlineData("return functional.adaptive_max_pool3d(x, /* one */ new long[] { 1, 1, 1 });", Contract)]
    [InlineData("return functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 });", "[N, 2, 4, 6, 5, 3]")]
    public void What_is_not_known_IsReported(string body, string contract)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    /// <summary>Where it does not throw it is one of the adaptive pools, and never both.</summary>
    [Theory]
    [InlineData("0.99.6", false), InlineData("0.102.8", false), InlineData("0.105.2", true), InlineData("0.107.0", true)]
    public void Triggers_for_versions_that_throw(string version, bool throws)
    {
        var name = version is "0.99.6" or "0.102.8" ? "outputSize" : "output_size";
        var source = ForwardSource.Of("return pool.call(x);", Contract,
            "private readonly AdaptiveMaxPool3d pool;", $"pool = AdaptiveMaxPool3d({name}: new long[] {{ 2, 2, 5 }});");

        Assert.Equal(throws ? 1 : 0, RuleRun.Of(Id, TestCompilation.CreateFor(version, source)).Findings.Length);
        Assert.Equal(throws ? 0 : 1, RuleRun.Of("MFX1401", TestCompilation.CreateFor(version, source)).Findings.Length);
    }

    [Theory]
    [InlineData("return functional.adaptive_avg_pool3d(x, 1) + functional.adaptive_max_pool2d(x.flatten(0, 1), new long[] { 1, 1 });")]
    [InlineData("if (training) { return functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 }); } return x;")]
    public void Another_pool_DoesNotTrigger(string body) => Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, Contract)).Findings);

    [Theory]
    [InlineData("onnx-9"), InlineData("bmnetp"), InlineData("module-tree"), InlineData("tensorrt-10.1"), InlineData("portable")]
    public void Triggers_for_every_target(string target)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = ForwardSource.Of("return functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 });", Contract);

        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(RuleRun.Of(Id, source, settings: settings).Findings).Severity);
    }

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 }); // b", Contract)
            .Replace("    ", "\t").Replace("\n", "\r\n");

        Assert.Equal(
            source.Replace("functional.adaptive_max_pool3d(x, new long[] { 1, 1, 1 })", "x.amax(new long[] { 2, 3, 4 }, true)"),
            RuleRun.Of(Id, source).AfterText);
    }
}
