using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1303: assignments to the rows of an index tensor become index_copy.</summary>
public sealed class IndexTensorAssignmentRuleTests
{
    private const string Id = "MFX1303";

    [Theory]
    [InlineData("var i = torch.tensor(new long[] { 0 }); y[i] = x.index_select(0, i);", "y = y.index_copy(0, i, ")]
    [InlineData(
        "var i = torch.tensor(new long[] { 2, 0 }); y[TensorIndex.Colon, TensorIndex.Tensor(i)] = x.narrow(1, 1, 2);",
        "y = y.index_copy(1, i, x.narrow(1, 1, 2));")]
    public void Indices_Triggers(string statements, string after) => IndexAssignments.AssertTriggers(Id, statements, after);

    [Fact]
    public void Indices_that_may_be_negative_IsAssumed()
    {
        var source = ForwardSource.Of(
            "var y = x.abs(); var i = x.sum(new long[] { 1, 2, 3 }).to(torch.int64); y[i] = x; return y;", IndexAssignments.Contract);

        var finding = Assert.Single(RuleRun.Of(Id, source).Findings);

        Assert.Equal(Safety.Assumed, finding.Safety);
        Assert.Equal("the indices are not negative", finding.Assumption);
    }

    [Fact]
    public void Positions_of_a_sorting_Triggers_as_they_are_never_negative()
    {
        var source = ForwardSource.Of(
            "var y = x.abs(); var i = x.sum(new long[] { 1, 2, 3 }).argsort(); y[i] = x; return y;", IndexAssignments.Contract);

        Assert.Equal(Safety.Proven, Assert.Single(RuleRun.Of(Id, source).Findings).Safety);
    }

    [Fact]
    public void Training_code_DoesNotTrigger() =>
        IndexAssignments.AssertDoesNotTrigger(
            "if (training) { var y = x.abs(); y[torch.tensor(new long[] { 0 })] = x[..1]; return y; } return x;");
}
