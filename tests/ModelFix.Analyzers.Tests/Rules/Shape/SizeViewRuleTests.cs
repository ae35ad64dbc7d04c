using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1003: views and reshapes that read sizes: written with constants and -1, or as flatten and unsqueeze.</summary>
public sealed class SizeViewRuleTests
{
    private const string Id = "MFX1003";

    [Theory]
    [InlineData("return x.view(x.shape[0], -1);", "[N, 3, 5]", "x.flatten(1)")]
    [InlineData("return x.view(x.size(0), -1);", "[N, 3, 5]", "x.flatten(1)")]
    [InlineData("return x.reshape(new long[] { x.shape[0], -1 });", "[N, 3, 5]", "x.flatten(1)")]
    [InlineData("return torch.reshape(x, x.shape[0], -1);", "[N, 3, 5]", "torch.flatten(x, 1)")]
    [InlineData(
        "var (b, c, l) = (x.shape[0], x.shape[1], x.shape[2]);\nreturn x.view(b, c * l);",
        "[N, 3, 5]",
        "{\n        return x.flatten(1);")]
    [InlineData("var b = x.shape[0];\nreturn x.view(b, 5, 3);", "[N, 3, 5]", "{\n        return x.reshape(-1, 5, 3);")]
    [InlineData("var s = x.shape;\nreturn x.transpose(1, 2).reshape(s[0], s[^1], 3);", "[N, 3, 5]", ".reshape(-1, 5, 3)")]
    [InlineData("return x.sum(1).view(x.shape[0], 1, 5);", "[N, 3, 5]", "x.sum(1).unsqueeze(1)")]
    [InlineData("return x.relu().view(x.shape);", "[N, 3, 5]", "x.relu().reshape(-1, 3, 5)")]
    [InlineData(
        "var n = x.shape[0];\nvar y = x.view(n, -1);\nvar z = x.relu().view(n, 15);\nreturn y + z;",
        "[N, 3, 5]",
        "{\n        var y = x.flatten(1);\n        var z = x.relu().flatten(1);")]
    public void A_view_of_known_sizes_Triggers(
        string body,
        string contract,
        string after) => ShapeRules.AssertTriggers(Id, body, contract, after);

    /// <summary>Only what reads sizes is replaced.</summary>
    [Theory]
    [InlineData("return x.view(x.shape[0], x.shape[1] / Window, Window, -1);", "x.reshape(-1, 56 / Window, Window, 28)")]
    [InlineData(
        "var (b, h, w) = (x.shape[0], x.shape[1], x.shape[2]);\nreturn x.view(b * 7, h * w / Window);",
        "x.reshape(-1, 1568 / Window)")]
    [InlineData("return x.view(x.shape[0] * 2, (x.shape[1] - 7) / Window, Window + 1, -1);", "x.reshape(-1, 49 / Window, Window + 1, 14)")]
    [InlineData("return x.view(x.shape[0], x.shape[1] / (Window - 5), 2, -1);", "x.reshape(-1, 56 / (Window - 5), 2, 28)")]
    [InlineData("return x.view(x.shape[0], 7 * 2 * 2, x.shape[2], -1);", "x.reshape(-1, 7 * 2 * 2, 28, 2)")]
    [InlineData("return x.view(x.shape[0], groups, x.shape[1] / groups, 28);", "x.reshape(-1, groups, 56 / groups, 28)")]
    [InlineData("const int Half = 28;\nreturn x.view(x.shape[0], 2, Half, x.shape[2]);", "x.reshape(-1, 2, Half, 28)")]
    [InlineData("return x.view(x.shape[0], (int)(x.shape[1] * 0.5), -1);", "x.reshape(-1, 28, 56)")]
    [InlineData("var k = -1L;\nreturn x.view(x.shape[0], k, Window) * k;", "x.reshape(-1, 224, Window)")]
    [InlineData("return x.view(x.shape[0], rest, x.shape[2]) * rest;", "x.reshape(-1, 56, 28)")]
    public void What_the_author_named_Triggers_and_stays(string body, string after)
    {
        const string Members = "private const int Window = 7;\nprivate readonly int groups = 8, rest = -1;";
        var source = ForwardSource.Of(body, "[N, 56, 28]", Members);

        var run = RuleRun.Of(Id, source);

        Assert.Contains(after, run.AfterText);
    }

    [Theory]
    [InlineData("return x.view(x.shape[0], x.shape[1], heads, headDim);", "[N, 56, C]", "x.reshape(-1, 56, heads, headDim)")]
    [InlineData("return x.view(x.shape[0], -1, heads, headDim);", "[N, 56, C]", null)]
    [InlineData("return x.view(x.shape[0], Count(), 4);", "[N, 56, C]", null)]
    public void What_is_not_known_and_named_IsAssumed_to_be_above_0(string body, string contract, string? after)
    {
        var source = ForwardSource.Of(
            body,
            contract,
            members: "private readonly long heads = System.DateTime.Now.Year, headDim = System.DateTime.Now.Month;\n"
                + "private static long Count() => System.DateTime.Now.Year;");

        var run = RuleRun.Of(Id, source, assume: true);

        Assert.Equal(after is null ? null : "heads and headDim are above 0", Assert.Single(run.Findings).Assumption);
        Assert.Contains(after ?? "x.view(", run.AfterText);
    }

    [Theory]
    [InlineData("return x.view(x.shape[0], -1);", null, "the tensor has at least 2 dims")]
    public void A_tensor_of_unknown_rank_IsAssumed(
        string body,
        string? contract,
        string assumption) => ShapeRules.AssertIsAssumed(Id, body, contract, assumption);

    [Theory]
    [InlineData("return x.view(x.shape[0], x.shape[1], -1);", "[N, C, 5, 6]")]
    [InlineData("return x.view(x.shape[0], x.shape[1], -1);", null)]
    public void Two_sizes_that_are_not_known_IsReported(string body, string? contract) => ShapeRules.AssertIsReported(Id, body, contract);

    [Theory]
    [InlineData("return x.view(-1, 15);")]
    [InlineData("return x.reshape(2, heads, -1);")]
    public void Literal_sizes_DoesNotTrigger(string body) => ShapeRules.AssertDoesNotTrigger(body);

    [Fact]
    public void The_last_dims_Triggers_without_flatten()
    {
        var after = RuleRun.Of(Id, ForwardSource.Of("return x.view(x.shape[0], x.shape[1], -1);", "[N, 3, 4, 5]")).AfterText;
        Assert.Contains("x.reshape(-1, 3, 20)", after);
        Assert.DoesNotContain("flatten", after);
    }

    [Fact]
    public void A_chain_with_a_squeeze_Triggers_as_a_whole()
    {
        var run = RuleRun.Of(ShapeRules.All, ForwardSource.Of("return x.squeeze(1).relu().view(x.shape[0], -1);", "[N, 1, 4, 5]"));
        Assert.Contains("return x.select(1, 0).relu().flatten(1);", run.AfterText);
    }
}
