using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Pooling;

/// <summary>MFX1402: 3-d pools of tensors of 4 dims, whose channels become samples of one channel.</summary>
public sealed class UnbatchedPoolRuleTests
{
    private const string Id = "MFX1402";
    private const string Contract = "[C, 4, 6, 8]";

    [Theory]
    [InlineData("return functional.max_pool3d(x, new long[] { 2, 2, 2 });",
        "return functional.max_pool3d(x.unsqueeze(1), new long[] { 2, 2, 2 }).select(1, 0);")]
    [InlineData("return functional.max_pool3d(x, new long[] { 1, 3, 3 }, new long[] { 2, 2, 1 }, new long[] { 0, 1, 1 });",
        "max_pool3d(x.unsqueeze(1), new long[] { 1, 3, 3 }, new long[] { 2, 2, 1 }, new long[] { 0, 1, 1 }).select(1, 0);")]
    [InlineData("return functional.max_pool3d(kernel_size: new long[] { 2, 2, 2 }, input: x + 1).relu_();",
        "max_pool3d(kernel_size: new long[] { 2, 2, 2 }, input: (x + 1).unsqueeze(1)).select(1, 0).relu_();")]
    [InlineData("return functional.avg_pool3d(x, new long[] { 2, 1, 2 }, padding: new long[] { 1, 0, 1 });",
        "avg_pool3d(x.unsqueeze(1), new long[] { 2, 1, 2 }, padding: new long[] { 1, 0, 1 }).select(1, 0);")]
    [InlineData("return functional.max_pool3d( /* a */ x /* b */, new long[] { 2, 2, 2 } /* c */) /* d */;",
        "max_pool3d( /* a */ x.unsqueeze(1) /* b */, new long[] { 2, 2, 2 } /* c */).select(1, 0) /* d */;")]
    [InlineData("var k = new long[] { 2, 2, 2 }; return functional.max_pool3d(functional.max_pool3d(x, k), k);",
        "max_pool3d(functional.max_pool3d(x.unsqueeze(1), k).select(1, 0).unsqueeze(1), k).select(1, 0);")]
    [InlineData("return functional.max_pool3d(x, new long[] { 2, 2, 2 }).view(-1);",
        "max_pool3d(x.unsqueeze(1), new long[] { 2, 2, 2 }).select(1, 0).view(-1);")]
    [InlineData("return MaxPool3d((2, 3, 2)).call(x);", "MaxPool3d((2, 3, 2)).call(x.unsqueeze(1)).select(1, 0);")]
    public void A_function_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract));

        AssertProven(run);
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    [Theory]
    [InlineData("pool.call(x)", "pool.call(x.unsqueeze(1)).select(1, 0)")]
    [InlineData("this.pool.forward(x * 2)", "this.pool.forward((x * 2).unsqueeze(1)).select(1, 0)")]
    [InlineData("pool.call(pool.call(x))", "pool.call(pool.call(x.unsqueeze(1)).select(1, 0).unsqueeze(1)).select(1, 0)")]
    [InlineData("pool.call(x) + pool.call(-x)", "pool.call(x.unsqueeze(1)).select(1, 0) + pool.call((-x).unsqueeze(1)).select(1, 0)")]
    [InlineData("pool.call(x) + pool.call(x.unsqueeze(0)).sum()",
        "pool.call(x.unsqueeze(1)).select(1, 0) + pool.call(x.unsqueeze(0)).sum()")]
    public void A_field_Triggers(string call, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(
            $"return {call};", Contract, "private readonly MaxPool3d pool;", "pool = MaxPool3d((1, 2, 2), ceil_mode: true);"));

        AssertProven(run);
        Assert.Contains($"return {after};", run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    [Theory]
    [InlineData("return functional.max_pool3d(x, new long[] { 2, 2, 2 });", "[N, 2, 4, 6, 8]")]
    [InlineData("return functional.max_pool3d(x, new long[] { 2, 2, 2 });", null)]
    [InlineData("return functional.max_pool2d(x, 2) + functional.avg_pool2d(x, 2);", Contract)]
    [InlineData("functional.max_pool3d(x, new long[] { 2, 2, 2 }); return x;", Contract)]
    [InlineData("if (training) { return functional.max_pool3d(x, new long[] { 2, 2, 2 }); } return x;", Contract)]
    public void A_batch_or_an_unknown_rank_DoesNotTrigger(string body, string? contract)
    {
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, contract)).Findings);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(
            "return pool.call(x);", "[N, 2, 4, 6, 8]", "private readonly MaxPool3d pool = MaxPool3d(2);")).Findings);
    }

    [Fact]
    public void A_layer_that_nothing_exported_calls_DoesNotTrigger() => Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(
        "return x;",
        members: "private readonly MaxPool3d pool = MaxPool3d(2);\n"
            + "public Tensor Pooled() => pool.call(torch.ones(2, 4, 6, 8));")).Findings);

    [Fact]
    public void A_part_of_a_Sequential_IsReported()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(
            "return pool.call(x);", Contract, "private readonly Sequential pool = Sequential(ReLU(), MaxPool3d(2));"), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("portable", true), InlineData("tensorrt-6.0", true)]
    [InlineData("tensorrt-10.1", true), InlineData("bmnetp", false), InlineData("onnxify", false)]
    public void Triggers_for_targets_that_refuse_it(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = ForwardSource.Of("return functional.max_pool3d(x, new long[] { 2, 2, 2 });", Contract);

        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, source, settings: settings).Findings.Length);
    }

    [Fact]
    public void CSharp_7_3_Triggers() => Assert.Contains(
        "x.unsqueeze(1)",
        RuleRun.Of(Id, TestCompilation.Create(
            ForwardSource.Of("return functional.max_pool3d(x, new long[] { 2, 2, 2 });", Contract), LanguageVersion.CSharp7_3)).AfterText);

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return functional.max_pool3d(\n    x, // a\n    new long[] { 2, 2, 2 }); // b", Contract)
            .Replace("    ", "\t").Replace("\n", "\r\n");

        Assert.Equal(
            source.Replace("\t\t\tx,", "\t\t\tx.unsqueeze(1),").Replace("2, 2, 2 });", "2, 2, 2 }).select(1, 0);"),
            RuleRun.Of(Id, source).AfterText);
    }

    private static void AssertProven(RuleRun run)
    {
        Assert.NotEmpty(run.Findings);
        Assert.All(
            run.Findings,
            f => Assert.Equal((Safety.Proven, Equality.BitExact, DiagnosticSeverity.Warning), (f.Safety, f.Equality, f.Severity)));
    }

    /// <summary>No channels-last tensor of 4 dims is among them: libtorch itself refuses those.</summary>
    private static IEnumerable<torch.Tensor> Inputs()
    {
        torch.manual_seed(6);
        long[] shape = [3, 4, 6, 8];
        yield return torch.randn(shape);
        yield return torch.randn(1, 4, 6, 8);
        yield return torch.randn(shape, dtype: torch.float64);
        yield return torch.randn(8, 6, 4, 3).permute(3, 2, 1, 0);
        yield return torch.ones(shape);
        yield return torch.full(shape, float.NegativeInfinity);
        var special = torch.randn(shape);
        special[0, 1, 1] = float.NaN;
        special[2, 2, 3] = float.PositiveInfinity;
        yield return special;
    }
}
