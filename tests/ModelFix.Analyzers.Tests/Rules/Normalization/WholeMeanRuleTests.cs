using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

/// <summary>MFX1204: x.mean() of everything, with its dims named.</summary>
public sealed class WholeMeanRuleTests
{
    private const string Id = "MFX1204";
    private const string Contract = "[N, 3, 4]";

    [Theory]
    [InlineData("return x.mean();", "return x.mean(new long[] { 0, 1, 2 });")]
    [InlineData("return x - x.mean();", "return x - x.mean(new long[] { 0, 1, 2 });")]
    [InlineData("return x.sum(1).mean() / x.mean();", "return x.sum(1).mean(new long[] { 0, 1 }) / x.mean(new long[] { 0, 1, 2 });")]
    [InlineData("return torch.mean(x * x);", "return torch.mean(x * x, new long[] { 0, 1, 2 });")]
    [InlineData("return torch.mean(input: x);", "return torch.mean(input: x, dimensions: new long[] { 0, 1, 2 });")]
    [InlineData("return mean(x);", "return mean(x, new long[] { 0, 1, 2 });")]
    [InlineData("return x.mean( /* all */ );", "return x.mean(new long[] { 0, 1, 2 } /* all */ );")]
    [InlineData("return torch.mean(x /* all */);", "return torch.mean(x, new long[] { 0, 1, 2 } /* all */);")]
    [InlineData("return (x.mean()!.relu() + (x).mean());", "(x.mean(new long[] { 0, 1, 2 })!.relu() + (x).mean(new long[] { 0, 1, 2 }))")]
    [InlineData("return x.flatten().mean();", "return x.flatten().mean(new long[] { 0 });")]
    [InlineData("return x.mean().mean(new long[0]);", "return x.mean(new long[] { 0, 1, 2 }).mean(new long[0]);")]
    public void A_known_rank_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract));

        Assert.All(
            run.Findings,
            f => Assert.Equal((Safety.Proven, Equality.BitExact, DiagnosticSeverity.Warning), (f.Safety, f.Equality, f.Severity)));
        Assert.Contains(after, run.AfterText);
        torch.manual_seed(2);
        RuleNumbers.AssertBitExact(
            run,
            [
                torch.randn(2, 3, 4), torch.randn(1, 3, 4), torch.randn(0, 3, 4), torch.randn(2, 3, 4, dtype: torch.float64),
                torch.randn(4, 3, 5).transpose(0, 2), torch.randn(64, 3, 333) * 1e3f, torch.full([2, 3, 4], float.NaN),
                torch.full([2, 3, 4], float.PositiveInfinity), torch.full([2, 3, 4], 3e38f), torch.full([2, 3, 4], -0f),
                torch.randn(2, 3, 400).to(torch.bfloat16),
            ]);
    }

    /// <summary>The arrays of the file's own style.</summary>
    [Fact]
    public void A_collection_expression_Triggers() => Assert.Contains(
        "x.view([-1, 12]).mean([0, 1])",
        RuleRun.Of(Id, ForwardSource.Of("return x.view([-1, 12]).mean();", Contract)).AfterText);

    [Theory]
    [InlineData("return x.mean();", null)]
    [InlineData("return x?.mean()!;", Contract)]
    [InlineData("return x.sum().mean();", Contract)]
    [InlineData("return torch.mean(x);", "any shape")]
    public void An_unknown_rank_or_a_single_number_IsReported(string body, string? contract)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x.mean(new long[] { 1 }) + x.mean([0, 1], true).sum(1);")]
    [InlineData("x.mean(); return x;")]
    [InlineData("if (training) { return x.mean(); } return x;")]
    [InlineData("return mean(x, 2);")]
    [InlineData("return new[] { x }.Average(t => t.dim()) > 3 ? x : x * 2;")]
    public void What_is_harmless_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private static Tensor mean(Tensor t, int n) => t;")).Findings);

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger()
    {
        var loss = "\npublic class MeanLoss : Module<Tensor, Tensor>\n{\n    public MeanLoss() : base(\"l\") { }\n"
            + "    public override Tensor forward(Tensor x) => x.mean();\n}\n";

        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x;", Contract, "public Tensor Mean(Tensor x) => x.mean();") + loss).Findings);
    }

    /// <summary>ONNX and TensorRT from 7 on take it; no form of it is taken by TensorRT up to 6.</summary>
    [Theory]
    [InlineData("onnx-9", null), InlineData("onnx-17", null), InlineData("tensorrt-7.1", null), InlineData("tensorrt-10.1", null)]
    [InlineData("bmnetp", null), InlineData("module-tree", null)]
    [InlineData("onnxify", nameof(Safety.Proven)), InlineData("portable", nameof(Safety.Proven))]
    [InlineData("tensorrt-5.1", nameof(Safety.Report)), InlineData("tensorrt-6.0", nameof(Safety.Report))]
    public void Triggers_for_targets_that_need_dims(string target, string? safety)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };

        var run = RuleRun.Of(Id, ForwardSource.Of("return x.mean();", Contract), settings: settings);

        Assert.Equal(safety, run.Findings.SingleOrDefault()?.Safety.ToString());
    }

    [Fact]
    public void CSharp_7_3_Triggers() => Assert.Contains(
        "torch.mean(input: x, dimensions: new long[] { 0, 1, 2 })",
        RuleRun.Of(
            Id, TestCompilation.Create(ForwardSource.Of("return torch.mean(input: x);", Contract), LanguageVersion.CSharp7_3)).AfterText);

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return x // a\n    .mean(); // b", Contract).Replace("    ", "\t").Replace("\n", "\r\n");

        Assert.Equal(source.Replace(".mean()", ".mean(new long[] { 0, 1, 2 })"), RuleRun.Of(Id, source).AfterText);
    }
}
