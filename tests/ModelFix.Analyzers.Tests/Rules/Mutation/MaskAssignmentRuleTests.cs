using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1302: assignments to the elements of a mask become masked_fill or where.</summary>
public sealed class MaskAssignmentRuleTests
{
    private const string Id = "MFX1302";

    [Theory]
    [InlineData("y[y > 1f] = 0f;", "y = y.masked_fill(y > 1f, 0f);")]
    [InlineData("var m = y > 0.5f; y[m] = x[m];", "y = where(m, x, y);")]
    public void A_mask_Triggers(string statements, string after) => IndexAssignments.AssertTriggers(Id, statements, after);

    [Theory]
    [InlineData("var y = emb.weight.clone(); y[x == -1f] = 0f; return y;")]
    [InlineData("var y = x.clone(); var m = x.amax(1) > 0; y[m] = 0f; return y;")]
    [InlineData("var y = x.clone(); var m = x.amax(1) > 0; y[m] = x[m]; return y;")]
    [InlineData("var y = x.clone(); var m = x.amax(1) > 0; y[m] += 1f; return y;")]
    public void A_mask_of_another_tensor_of_unknown_rank_IsReported(string body)
    {
        var source = ForwardSource.Of(body, members: "private readonly Embedding emb = Embedding(3, 4);");

        var finding = Assert.Single(RuleRun.Of("MFX13", source, assume: true).Findings);

        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains("is not known; use where with a mask of the tensor's rank", finding.Message);
    }

    [Fact]
    public void A_mask_of_rows_Triggers_with_the_rank_of_the_tensor() => Assert.Contains(
        "y = y.masked_fill((labels == -1).unsqueeze(-1), 0f);",
        RuleRun.Of(Id, ForwardSource.Of(
            "var labels = x.select(2, 0); var y = x.abs(); y[labels == -1] = 0f; return y;", "[N, 3, 8]")).AfterText);

    [Fact]
    public void Values_that_are_packed_IsReported() => IndexAssignments.AssertIsReported(
        Id, "var y = x.abs(); var m = y > 0; y[m] = x.masked_select(m); return y;", "packs one value per true element");

    [Fact]
    public void Training_code_DoesNotTrigger() =>
        IndexAssignments.AssertDoesNotTrigger("if (training) { var y = x.abs(); y[y > 1f] = 0f; return y; } return x;");
}
