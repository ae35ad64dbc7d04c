namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1304: +=, -=, *= and /= of a part of a tensor become the assignment of what they compute.</summary>
public sealed class CompoundIndexAssignmentRuleTests
{
    private const string Id = "MFX1304";

    [Theory]
    [InlineData("y[.., 2] *= 2f;", "y = cat(new[] { y.narrow(1, 0, 2), y.narrow(1, 2, 1) * 2f, y.narrow(1, 3, 1) }, 1);")]
    [InlineData(
        "y[.., 2] += x[.., 1];",
        "y = cat(new[] { y.narrow(1, 0, 2), (y.select(1, 2) + x[.., 1]).unsqueeze(1), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 2] -= 1 - 3f;", "y.narrow(1, 2, 1) - (1 - 3f)")]
    [InlineData("var m = y > 0.5f; y[m] *= 3f;", "y = where(m, y * 3f, y);")]
    [InlineData("var i = torch.tensor(new long[] { 0 }); y[i] += 1f;", "y = y.index_copy(0, i, y.index_select(0, i) + 1f);")]
    public void A_compound_assignment_Triggers(string statements, string after) => IndexAssignments.AssertTriggers(Id, statements, after);

    [Fact]
    public void Training_code_DoesNotTrigger() =>
        IndexAssignments.AssertDoesNotTrigger("if (training) { var y = x.abs(); y[.., 0] += 1f; return y; } return x;");
}
