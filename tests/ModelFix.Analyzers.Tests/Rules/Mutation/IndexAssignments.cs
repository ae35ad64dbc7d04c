using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>
/// What the tests of MFX1301 to MFX1305 ask. The five run together, as they do for a user: each assignment is one rule's.
/// </summary>
internal static class IndexAssignments
{
    public const string Contract = "float32[N, 4, 5, 6]";

    private const string All = "MFX13";

    /// <summary>Asserts that the rule proves a rewrite to this text, and that it computes the same in every bit.</summary>
    public static void AssertTriggers(string rule, string statements, string after)
    {
        var run = RuleRun.Of(All, ForwardSource.Of($"var y = x.abs();\n{statements}\nreturn y;", Contract));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((rule, Safety.Proven), (f.Rule.Id, f.Safety)));
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    public static void AssertIsReported(string rule, string body, string reason)
    {
        var run = RuleRun.Of(
            All, ForwardSource.Of(body, Contract, members: "private readonly Tensor kept = torch.zeros(4, 5, 6);\n"), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((rule, Safety.Report), (finding.Rule.Id, finding.Safety));
        Assert.Contains(reason, finding.Message);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    public static void AssertDoesNotTrigger(string body, string members = "", string constructor = "") =>
        Assert.Empty(RuleRun.Of(All, ForwardSource.Of(body, Contract, members, constructor)).Findings);

    public static IEnumerable<torch.Tensor> Inputs()
    {
        torch.manual_seed(5);
        foreach (var batch in new long[] { 1, 3 })
        {
            yield return torch.randn(batch, 4, 5, 6);
            yield return torch.zeros(batch, 4, 5, 6);
            yield return torch.full(new[] { batch, 4, 5, 6 }, float.NaN);
            yield return torch.full(new[] { batch, 4, 5, 6 }, float.PositiveInfinity);
            yield return torch.randn(batch, 4, 6, 5).transpose(2, 3);
        }
    }
}
