namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1302: assignments to the elements of a mask become masked_fill or where.</summary>
public sealed class MaskAssignmentRuleTests
{
    private const string Id = "MFX1302";

    [Theory]
    [InlineData("y[y > 1f] = 0f;", "y = y.masked_fill(y > 1f, 0f);")]
    [InlineData("var m = y > 0.5f; y[m] = x[m];", "y = where(m, x, y);")]
    public void A_mask_Triggers(string statements, string after) => IndexAssignments.AssertTriggers(Id, statements, after);

    [Fact]
    public void Values_that_are_packed_IsReported() => IndexAssignments.AssertIsReported(
        Id, "var y = x.abs(); var m = y > 0; y[m] = x.masked_select(m); return y;", "packs one value per true element");

    [Fact]
    public void Training_code_DoesNotTrigger() =>
        IndexAssignments.AssertDoesNotTrigger("if (training) { var y = x.abs(); y[y > 1f] = 0f; return y; } return x;");
}
