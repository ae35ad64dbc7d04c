using Microsoft.CodeAnalysis;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Range;

/// <summary>MFX1103: torch.div and torch.divide ignore their rounding mode; the author chooses what is meant.</summary>
public sealed class IgnoredRoundingRuleTests
{
    private const string Id = "MFX1103";

    private static readonly torch.Tensor X = torch.tensor(new[] { -7f, 7, -1, 5, 2.5f });

    [Theory]
    [InlineData("torch.div(x, x + 2, RoundingMode.floor)", "x.div(x + 2, RoundingMode.floor)", "torch.div(x, x + 2)")]
    [InlineData("torch.div(x, 2, RoundingMode.trunc)", "x.div(2, RoundingMode.trunc)", "torch.div(x, 2)")]
    [InlineData(
        "torch.divide(x, 2, rounding_mode: RoundingMode.floor)", "x.divide(2, RoundingMode.floor)", "torch.divide(x, 2)")]
    [InlineData(
        "torch.div(left: x * 3, right: x, rounding_mode: RoundingMode.trunc)",
        "(x * 3).div(x, RoundingMode.trunc)",
        "torch.div(left: x * 3, right: x)")]
    [InlineData("div(x, 2, mode)", "x.div(2, mode)", "div(x, 2)")]
    public void A_mode_IsReported_with_two_ways_out(string call, string rounding, string true_)
    {
        var source = ForwardSource.Of($"return {call};", members: "private RoundingMode mode => RoundingMode.floor;");
        var run = RuleRun.Of(Id, source, assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((Safety.Report, DiagnosticSeverity.Warning), (finding.Safety, finding.Severity));
        Assert.Null(finding.Loss);
        Assert.Equal(run.BeforeText, run.AfterText);
        Assert.EndsWith(", which rounds", finding.Fixes[0].Title);
        Assert.EndsWith(", and divide truly as before", finding.Fixes[1].Title);
        Assert.Equal([rounding, true_], finding.Fixes.Select(f => Returned(source, f)));
    }

    [Theory]
    [InlineData("var t = x + 1; torch.div_(t, x, RoundingMode.floor); return t;", 2)]
    [InlineData("var t = x + 1; torch.divide_(t, x, RoundingMode.floor); return t;", 2)]
    [InlineData("return torch.div(right: x, rounding_mode: RoundingMode.floor, left: x + 1);", 1)]
    [InlineData("return torch.div(rounding_mode: RoundingMode.floor, right: x, left: x + 1);", 1)]
    [InlineData("return torch.div(x, 2 /* two */, RoundingMode.floor);", 1)]
    [InlineData("return torch.div(1f, x, RoundingMode.floor);", 1)]
    public void Other_spellings_IsReported(string body, int fixes) =>
        Assert.Equal(fixes, Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body)).Findings).Fixes.Length);

    /// <summary>torch.div_ passes the mode on where it divides by a number.</summary>
    [Theory]
    [InlineData("return x.div(2, RoundingMode.floor) + x.divide(x, RoundingMode.trunc);")]
    [InlineData("return torch.div(x, 2) + torch.div(x, 2, RoundingMode.None) + torch.true_divide(x, 2);")]
    [InlineData("var t = x + 1; torch.div_(t, 2, RoundingMode.floor); return t.div_(3, RoundingMode.floor);")]
    [InlineData("torch.div(x, 2, RoundingMode.floor); return x;")]
    [InlineData("if (training) return torch.div(x, 2, RoundingMode.floor); return x;")]
    public void A_mode_that_is_kept_or_none_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body)).Findings);

    /// <summary>What the rule says of TorchSharp, asked of TorchSharp: a version that rounds has to end the rule.</summary>
    [Fact]
    public void TorchSharp_ignores_the_mode_where_the_rule_says_so()
    {
        var (y, down) = (X + 2, torch.RoundingMode.floor);
        Assert.Equal(X.div(y), torch.div(X, y, down));
        Assert.Equal(X.div(y), torch.divide(X, y, down));
        Assert.Equal(X.div(2), torch.div(X, 2, down));
        Assert.Equal(X.div(2), torch.divide(X, 2, down));
        Assert.Equal(X.div(y), torch.div_(X.clone(), y, down));
        Assert.Equal(X.div(y), torch.divide_(X.clone(), y, down));
        Assert.Equal(X.div(2, down), torch.div_(X.clone(), 2, down));
        Assert.NotEqual(X.div(2), X.div(2, down));
    }

    private static string Returned(string source, Fix fix)
    {
        foreach (var edit in fix.Edits.OrderByDescending(e => e.Span.Start))
            source = source[..edit.Span.Start] + edit.NewText + source[edit.Span.End..];
        Assert.Empty(TestCompilation.Complaints(TestCompilation.Create(source)));
        return source.Split("return ")[1].Split(';')[0];
    }
}
