namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1002: x.squeeze() of all dims: written out where every size is known, reported elsewhere.</summary>
public sealed class SqueezeAllRuleTests
{
    private const string Id = "MFX1002";

    [Theory]
    [InlineData("x = x.squeeze();\nreturn x.relu();", "[2, 3, 5]", "{\n        return x.relu();")]
    [InlineData("return x.squeeze();", "[4, 1, 5]", "x.select(1, 0)")]
    [InlineData("return x.squeeze();", "[2, 3, 5]", "return x;")]
    [InlineData("return x.squeeze(null);", "[2, 1, 1]", "x.select(2, 0).select(1, 0)")]
    public void A_tensor_of_known_shape_Triggers(
        string body,
        string contract,
        string after) => ShapeRules.AssertTriggers(Id, body, contract, after);

    [Theory]
    [InlineData("return x.squeeze();", "[N, 3, 5]")]
    [InlineData("return x.squeeze();", null)]
    [InlineData("return x.squeeze(/* all */);", "[2, 1, 5]")]
    public void A_tensor_of_unknown_shape_IsReported(string body, string? contract) => ShapeRules.AssertIsReported(Id, body, contract);

    [Theory]
    [InlineData("return x.squeeze();", "[N, 1, 5]", "N is not 1")]
    [InlineData("return x + x.relu().squeeze();", "[B, 1, T, C]", "B, T and C are not 1")]
    [InlineData("return x.narrow(0, 0, x.shape[0] - 2).squeeze();", "[N, 1]", "N - 2 is not 1")]
    public void A_dim_beside_a_1_IsAssumed_not_to_be_1(string body, string contract, string assumption) =>
        ShapeRules.AssertIsAssumed(Id, body, contract, assumption);

    [Fact]
    public void Training_code_DoesNotTrigger() => ShapeRules.AssertDoesNotTrigger("if (training) { return x.squeeze(); } return x;");
}
