using Microsoft.CodeAnalysis;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1009: a 0 that is bound as a dtype; the author chooses what is meant.</summary>
public sealed class DimAsTypeRuleTests
{
    private const string Id = "MFX1009";

    [Theory]
    [InlineData("x.sum(0)", "x.sum(dim: 0)", "x.sum(ScalarType.Byte)")]
    [InlineData("x.prod(0)", "x.prod(dim: 0)", "x.prod(ScalarType.Byte)")]
    [InlineData("x.prod((0))", "x.prod(dim: (0))", "x.prod(ScalarType.Byte)")]
    [InlineData("torch.sum(x, 0)", "torch.sum(x, dim: 0)", "torch.sum(x, ScalarType.Byte)")]
    [InlineData("torch.prod(x, 1 - 1)", "torch.prod(x, dim: 1 - 1)", "torch.prod(x, ScalarType.Byte)")]
    [InlineData("sum(x, 0)", "sum(x, dim: 0)", "sum(x, ScalarType.Byte)")]
    [InlineData("global::TorchSharp.torch.sum(x, 0)", "global::TorchSharp.torch.sum(x, dim: 0)",
        "global::TorchSharp.torch.sum(x, ScalarType.Byte)")]
    [InlineData("x.sum(First)", "x.sum(dim: First)", "x.sum(ScalarType.Byte)")]
    [InlineData("x.sum( /* rows */ 0 /* all */)", "x.sum( /* rows */ dim: 0 /* all */)", "x.sum( /* rows */ ScalarType.Byte /* all */)")]
    public void A_zero_IsReported_with_two_ways_out(string call, string dim, string type)
    {
        var run = RuleRun.Of(Id, Source(call), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((Safety.Report, DiagnosticSeverity.Warning), (finding.Safety, finding.Severity));
        Assert.Null(finding.Loss);
        Assert.Equal(run.BeforeText, run.AfterText);
        Assert.Equal([Source(dim), Source(type)], finding.Fixes.Select(f => Edited(run.BeforeText, f)));
        Assert.Empty(RuleRun.Of(Id, Source(dim)).Findings);
        Assert.Empty(RuleRun.Of(Id, Source(type)).Findings);
    }

    [Fact]
    public void A_nested_call_IsReported_too() => Assert.Equal(2, RuleRun.Of(Id, Source("x.sum(0).prod(0)")).Findings.Length);

    [Theory]
    [InlineData("x.sum(0L)")]
    [InlineData("x.sum(1)")]
    [InlineData("x.sum(-1) + x.prod(1)")]
    [InlineData("x.sum(dim: 0)")]
    [InlineData("x.sum(0, true)")]
    [InlineData("x.sum(0, 1)")]
    [InlineData("x.sum(new long[] { 0 }) + x.sum()")]
    [InlineData("x.sum(type: 0)")]
    [InlineData("x.sum((ScalarType)0)")]
    [InlineData("x.sum(ScalarType.Byte) + torch.sum(x, torch.uint8)")]
    [InlineData("x.amax(0) + x.any(0) + x.std(0) + x.cumsum(0) + x.logsumexp(0)")]
    public void A_dim_or_a_dtype_that_is_bound_as_such_DoesNotTrigger(string call) => Assert.Empty(RuleRun.Of(Id, Source(call)).Findings);

    [Theory]
    [InlineData("x.sum(0); return x;")]
    [InlineData("if (training) return x.sum(0); return x;")]
    public void What_is_not_used_or_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]")).Findings);

    [Fact]
    public void A_loss_DoesNotTrigger() => Assert.Empty(RuleRun.Of(Id, Source("x.sum(0)").Replace("Net", "AreaLoss")).Findings);

    /// <summary>What the rule says of TorchSharp, asked of TorchSharp.</summary>
    [Fact]
    public void TorchSharp_computes_what_the_rule_says()
    {
        var x = torch.tensor(new[] { 1.5f, 2.5f, 3.5f, 4.5f });

        Assert.Equal((torch.ScalarType.Byte, 10L), (x.sum(0).dtype, x.sum(0).to(torch.int64).item<long>()));
        Assert.Equal(144, torch.full(4, 100.7f).sum(0).to(torch.int64).item<long>());
        Assert.Equal(x.sum(torch.ScalarType.Byte), x.sum(0));
        Assert.Equal(x.prod(torch.ScalarType.Byte), torch.prod(x, 0));
        Assert.Equal(torch.ScalarType.Float32, x.sum(dim: 0).dtype);
    }

    private static string Source(string call) => ForwardSource.Of($"return {call};", "[N, 3]", "private const int First = 0;");

    private static string Edited(string source, Fix fix)
    {
        foreach (var edit in fix.Edits.OrderByDescending(e => e.Span.Start))
            source = source[..edit.Span.Start] + edit.NewText + source[edit.Span.End..];
        return source;
    }
}
