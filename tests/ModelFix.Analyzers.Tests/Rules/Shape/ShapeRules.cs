using System.Globalization;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>
/// What the tests of the rules about shapes ask. The rules run together, as they do for a user: what one writes the next may find.
/// </summary>
internal static class ShapeRules
{
    public const string All = "MFX10";

    /// <summary>Asserts that the rule proves a rewrite to this text, and that it computes the same in every bit.</summary>
    public static void AssertTriggers(string rule, string body, string contract, string after)
    {
        var run = RuleRun.Of(All, ForwardSource.Of(body, contract));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((rule, Safety.Proven), (f.Rule.Id, f.Safety)));
        Assert.Contains(after, run.AfterText);
        var sizes = contract.Trim('[', ']').Split(", ");
        foreach (var batch in new long[] { 1, 3 })
        {
            var shape = sizes.Select(s => s == "N" ? batch : long.Parse(s, CultureInfo.InvariantCulture)).ToArray();
            RuleNumbers.AssertBitExact(run, [torch.randn(shape), torch.zeros(shape), torch.full(shape, float.NaN)]);
        }
    }

    public static void AssertIsAssumed(string rule, string body, string? contract, string assumption)
    {
        var source = ForwardSource.Of(body, contract);

        var run = RuleRun.Of(All, source);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((rule, Safety.Assumed, assumption), (finding.Rule.Id, finding.Safety, finding.Assumption));
        Assert.Equal(source, run.AfterText);
        Assert.NotEqual(source, RuleRun.Of(All, source, assume: true).AfterText);
    }

    public static void AssertIsReported(string rule, string body, string? contract)
    {
        var run = RuleRun.Of(All, ForwardSource.Of(body, contract), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((rule, Safety.Report), (finding.Rule.Id, finding.Safety));
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    public static void AssertDoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(All, ForwardSource.Of(body, "[N, 3, 5]", members: "private readonly int heads = 3;\n")).Findings);
}
