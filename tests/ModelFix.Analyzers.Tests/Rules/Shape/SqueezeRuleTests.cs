using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1001: x.squeeze(d): what is written for a dim of size 1, what is only assumed, and what is left alone.</summary>
public sealed class SqueezeRuleTests
{
    private const string Id = "MFX1001";

    [Theory]
    [InlineData("return x.squeeze(1);", "[N, 1, 5]", "x.select(1, 0)")]
    [InlineData("return x.squeeze(dim: 1);", "[N, 1, 5]", "x.select(1, 0)")]
    [InlineData("return x.squeeze((1));", "[N, 1, 5]", "x.select(1, 0)")]
    [InlineData("return x.squeeze(dim: ((2 - 1)));", "[N, 1, 5]", "x.select(2 - 1, 0)")]
    [InlineData("return x.squeeze(-2);", "[N, 1, 5]", "x.select(-2, 0)")]
    [InlineData("return torch.squeeze(x, 1);", "[N, 1, 5]", "torch.select(x, 1, 0)")]
    [InlineData("return torch.squeeze(dim: 1, input: x);", "[N, 1, 5]", "torch.select(x, 1, 0)")]
    [InlineData("return squeeze(x, 1);", "[N, 1, 5]", "select(x, 1, 0)")]
    [InlineData("return global::TorchSharp.torch.squeeze(x, 1);", "[N, 1, 5]", "global::TorchSharp.torch.select(x, 1, 0)")]
    [InlineData("return x.squeeze( /* c */ 1).relu();", "[N, 1, 5]", "x.select( /* c */ 1, 0).relu()")]
    [InlineData("return x.squeeze(1).relu();", "[N, 3, 5]", "return x.relu();")]
    [InlineData("x = x.squeeze(1);\nreturn x.relu();", "[N, 3, 5]", "{\n        return x.relu();")]
    [InlineData("x = x.squeeze(1).squeeze(2);\nreturn x.relu();", "[N, 3, 5]", "{\n        return x.relu();")]
    [InlineData("x = torch.squeeze(x, 1);\nreturn x.relu();", "[N, 3, 5]", "{\n        return x.relu();")]
    [InlineData("return x.unsqueeze(1).squeeze(1);", "[N, 3, 5]", "x.unsqueeze(1).select(1, 0)")]
    [InlineData("return x.sum(1, keepdim: true).squeeze(1);", "[N, 3, 5]", ".select(1, 0)")]
    [InlineData("return x.squeeze(-1).squeeze(-1);", "[N, 3, 1, 1]", "return x.flatten(1);")]
    [InlineData("return x.squeeze(3).squeeze(2).relu();", "[N, 3, 1, 1]", "return x.flatten(1).relu();")]
    [InlineData("return x.squeeze(2).squeeze(2).squeeze(2);", "[N, 3, 1, 1, 1]", "return x.flatten(1);")]
    [InlineData("return x.squeeze(3).squeeze(1);", "[N, 1, 3, 1]", "x.select(3, 0).select(1, 0)")]
    [InlineData("return x.squeeze(3).squeeze(2);", "[N, 3, 4, 1]", "return x.select(3, 0);")]
    [InlineData("return x.squeeze(3) /* c */ .squeeze(2);", "[N, 3, 1, 1]", "x.select(3, 0) /* c */ .select(2, 0)")]
    [InlineData("var t = x.relu(); t.squeeze_(1); return t;", "[N, 1, 5]", "t = t.select(1, 0); return t;")]
    [InlineData("var t = x.relu(); torch.squeeze_(t, 1); return t;", "[N, 1, 5]", "t = torch.select(t, 1, 0); return t;")]
    [InlineData("return x.relu().squeeze_(1);", "[N, 1, 5]", "return x.relu().select(1, 0);")]
    [InlineData("return torch.squeeze(x + x, 1);", "[N, 3, 5]", "return (x + x);")]
    public void A_dim_of_known_size_Triggers(
        string body,
        string contract,
        string after) => ShapeRules.AssertTriggers(Id, body, contract, after);

    [Theory]
    [InlineData("return x.squeeze(1);", null, "size(1) is 1")]
    [InlineData("return x.squeeze(1);", "[N, C, 5]", "size(1) is 1")]
    [InlineData("return (x * 2).squeeze(1);", "[N, T]", "T is not 1")]
    [InlineData("return functional.relu(x.unsqueeze(1)).select(1, 0).squeeze(1);", "[N, T]", "T is not 1")]
    [InlineData("return x.narrow(1, 0, x.shape[1] - 2).squeeze(1);", "[N, T, 5]", "size(1) is 1")]
    public void A_dim_of_unknown_size_IsAssumed(
        string body,
        string? contract,
        string assumption) => ShapeRules.AssertIsAssumed(Id, body, contract, assumption);

    [Theory]
    [InlineData("x.squeeze_(1); return x;", "[N, 1, 5]")]
    [InlineData("var t = x.relu(); var u = t; t.squeeze_(1); return u;", "[N, 1, 5]")]
    [InlineData("using var t = x.relu(); t.squeeze_(1); return t + 1;", "[N, 1, 5]")]
    [InlineData("var t = x.relu(); return t.squeeze_(1) + t;", "[N, 1, 5]")]
    [InlineData("x.squeeze(1); return x;", "[N, 1, 5]")]
    [InlineData("x.squeeze(1); return x;", "[N, 3, 5]")]
    [InlineData("return x.squeeze(1 /* channels */);", "[N, 3, 5]")]
    [InlineData("if (x.shape[0] > 1) x = x.squeeze(1);\nreturn x;", "[N, 3, 5]")]
    [InlineData("x = x.squeeze(1); // no channels\nreturn x;", "[N, 3, 5]")]
    [InlineData("using var t = x.squeeze(1); return t + 1;", "[N, 3, 5]")]
    [InlineData("return torch.squeeze(x, /* channels */ 1);", "[N, 1, 5]")]
    [InlineData("var d = (int)x.shape[0]; return x.squeeze(d);", "[N, 1, 5]")]
    public void A_squeeze_that_others_notice_or_that_does_nothing_IsReported(
        string body,
        string? contract) => ShapeRules.AssertIsReported(Id, body, contract);

    [Theory]
    [InlineData("if (training) { return x.squeeze(1); } return x;")]
    [InlineData("if (!training) return x; return x.squeeze(1);")]
    [InlineData("return training ? x.squeeze(1) : x;")]
    public void Training_code_DoesNotTrigger(string body) => ShapeRules.AssertDoesNotTrigger(body);

    [Theory]
    [InlineData("x = torch.cat(new[] { x.nonzero(), torch.ones(2, 2, ScalarType.Int64) }, 0);", "size(0) is not 1, and")]
    [InlineData("x = torch.cat(new[] { x, torch.ones(2, 2) }, 0);", "size(0) is N + 2, and")]
    public void A_size_that_has_no_name_is_not_written(string before, string message)
    {
        var run = RuleRun.Of(ShapeRules.All, ForwardSource.Of($"{before}\nreturn x.squeeze(0);", "[N, 2]"));

        Assert.Contains(message, Assert.Single(run.Findings).Message);
    }

    [Fact]
    public void A_loss_DoesNotTrigger() =>
        Assert.Empty(RuleRun.Of(ShapeRules.All, ForwardSource.Of("return x.squeeze(1);").Replace("Net", "DepthLoss")).Findings);
}
