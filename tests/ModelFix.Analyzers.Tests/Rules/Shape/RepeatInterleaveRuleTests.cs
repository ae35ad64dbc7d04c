using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1008: x.repeat_interleave(k, d): a stack of k copies whose dim is merged into the one before it.</summary>
public sealed class RepeatInterleaveRuleTests
{
    private const string Id = "MFX1008";

    [Theory]
    [InlineData("return x.repeat_interleave(2, 1);", "[N, 3, 4]", "return stack(new[] { x, x }, 2).reshape(-1, 6, 4);")]
    [InlineData("return x.repeat_interleave(2, -1);", "[N, 3, 4]", "return stack(new[] { x, x }, 3).reshape(-1, 3, 8);")]
    [InlineData("return x.repeat_interleave(3, -2);", "[N, 3, 4]", "return stack(new[] { x, x, x }, 2).reshape(-1, 9, 4);")]
    [InlineData("return x.repeat_interleave(2, 0);", "[N, 3, 4]", "return stack(new[] { x, x }, 1).reshape(-1, 3, 4);")]
    [InlineData("return x.repeat_interleave(repeats: 2, dim: 1);", "[N, 3, 4]", "stack(new[] { x, x }, 2).reshape(-1, 6, 4)")]
    [InlineData("return x.repeat_interleave(dim: 1, repeats: 2);", "[N, 3, 4]", "stack(new[] { x, x }, 2).reshape(-1, 6, 4)")]
    [InlineData("return torch.repeat_interleave(x, 2, 1);", "[N, 3, 4]", "torch.stack(new[] { x, x }, 2).reshape(-1, 6, 4)")]
    [InlineData("return repeat_interleave(x, 2, 1);", "[N, 3, 4]", "stack(new[] { x, x }, 2).reshape(-1, 6, 4)")]
    [InlineData("return x.repeat_interleave(1, 1);", "[N, 3, 4]", "stack(new[] { x }, 2).reshape(-1, 3, 4)")]
    [InlineData("return x.repeat_interleave(2);", "[N, 3, 4]", "stack(new[] { x, x }, 3).flatten()")]
    [InlineData("return x.repeat_interleave(2, dim: null);", "[N, 3, 4]", "stack(new[] { x, x }, 3).flatten()")]
    [InlineData(
        "return x.sigmoid().repeat_interleave(2, 1);",
        "[N, 3, 4]",
        "var copied = x.sigmoid();\n        return stack(new[] { copied, copied }, 2).reshape(-1, 6, 4);")]
    [InlineData(
        "return x.repeat_interleave(2, 1).repeat_interleave(2, 2).relu();",
        "[N, 3, 4]",
        "var copied = stack(new[] { x, x }, 2).reshape(-1, 6, 4);\n"
            + "        return stack(new[] { copied, copied }, 3).reshape(-1, 6, 8).relu();")]
    [InlineData(
        "var y = x + 1;\nreturn y.repeat_interleave(2, 1) + x.repeat_interleave(2, 1);",
        "[N, 3, 4]",
        "stack(new[] { y, y }, 2).reshape(-1, 6, 4)")]
    public void A_constant_number_of_copies_Triggers(string body, string contract, string after) =>
        AssertTriggers(body, contract, after);

    [Theory]
    [InlineData("return x.repeat_interleave(2, 1);", "[N, C, 4]", "stack(new[] { x, x }, 2).flatten(1, 2)")]
    [InlineData("return x.repeat_interleave(2, 1);", null, "stack(new[] { x, x }, 2).flatten(1, 2)")]
    [InlineData("return x.repeat_interleave(2, -1);", null, "stack(new[] { x, x }, -1).flatten(-2, -1)")]
    [InlineData("return x.repeat_interleave(2, -2);", null, "stack(new[] { x, x }, -2).flatten(-3, -2)")]
    [InlineData("return x.repeat_interleave(2);", null, "stack(new[] { x, x }, -1).flatten()")]
    public void Sizes_that_are_not_known_Triggers_with_flatten(string body, string? contract, string after) =>
        AssertTriggers(body, contract, after);

    [Theory]
    [InlineData("return x.repeat_interleave((long)x.shape[1], 1);")]
    [InlineData("return x.repeat_interleave(heads, 1);")]
    [InlineData("return x.repeat_interleave(0, 1);")]
    [InlineData("return x.repeat_interleave(17, 1);")]
    [InlineData("return x.repeat_interleave(2, x.shape[1] - 2);")]
    [InlineData("return x.repeat_interleave(2, 1, output_size: 6);")]
    [InlineData("return x.repeat_interleave(torch.tensor(new long[] { 1, 2, 1 }), 1);")]
    [InlineData("return x?.repeat_interleave(2, 1)!;")]
    [InlineData("return x.repeat_interleave(2 /* twice */, 1);")]
    [InlineData("return x.mul(2).sum() + (x * 2).repeat_interleave(2, 1);")]
    [InlineData("return x.shape[0] > 1 ? x.relu().repeat_interleave(2, 1) : x;")]
    public void What_is_not_constant_or_cannot_be_used_twice_IsReported(string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3, 4]", "private readonly int heads = 2;"), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x.repeat(1, 2, 1) + x.tile(new long[] { 2, 1 });")]
    [InlineData("x.repeat_interleave(2, 1); return x;")]
    [InlineData("if (training) return x.repeat_interleave(2, 1); return x;")]
    public void Other_copies_or_code_that_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3, 4]")).Findings);

    [Fact]
    public void Integers_Triggers_and_keep_their_dtype() =>
        RuleNumbers.AssertBitExact(
            RuleRun.Of(Id, ForwardSource.Of("return x.repeat_interleave(2, 1);")),
            new[] { torch.int64, torch.uint8, torch.@bool }.Select(t => torch.ones(2, 3).to(t)));

    [Fact]
    public void CSharp_7_3_Triggers()
    {
        var before = TestCompilation.Create(ForwardSource.Of("return x.repeat_interleave(2, 1);", "[N, 3]"), LanguageVersion.CSharp7_3);

        Assert.Contains("stack(new[] { x, x }, 2).reshape(-1, 6)", RuleRun.Of(Id, before).AfterText);
    }

    /// <summary>Wrong along a negative dim up to opset 11, and along a dim of unknown size; no Expand in TensorRT up to 6.</summary>
    [Theory]
    [InlineData("onnx-9", "1", DiagnosticSeverity.Info), InlineData("portable", "1", DiagnosticSeverity.Info)]
    [InlineData("onnx-11", "-1", DiagnosticSeverity.Warning), InlineData("portable", "-1", DiagnosticSeverity.Warning)]
    [InlineData("onnx-13", "-1", DiagnosticSeverity.Info), InlineData("tensorrt-8.6", "-1", DiagnosticSeverity.Warning)]
    [InlineData("onnx-17", "0", DiagnosticSeverity.Warning), InlineData("onnx-17", "null", DiagnosticSeverity.Warning)]
    [InlineData("tensorrt-6.0", "1", DiagnosticSeverity.Warning), InlineData("tensorrt-8.6", "1", DiagnosticSeverity.Info)]
    [InlineData("bmnetp", "0", null), InlineData("onnxify", "0", null)]
    public void The_severity_is_what_becomes_of_the_dim(string target, string dim, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of($"return x.repeat_interleave(2, {dim});", "[N, 3]"), settings: settings);

        Assert.Equal(severity, run.Findings.SingleOrDefault()?.Severity);
    }

    private static void AssertTriggers(string body, string? contract, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, Equality.BitExact), (f.Safety, f.Equality)));
        Assert.Contains(after, run.AfterText);
        foreach (var batch in new long[] { 0, 1, 3 })
            RuleNumbers.AssertBitExact(run, [torch.randn(batch, 3, 4), torch.full(batch, 3, 4, float.NaN)]);
    }
}
