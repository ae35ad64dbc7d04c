using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1001 to MFX1003: squeeze and views that read sizes.</summary>
public sealed class ShapeRulesTests
{
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
    [InlineData("x = x.squeeze();\nreturn x.relu();", "[2, 3, 5]", "{\n        return x.relu();")]
    [InlineData("return x.unsqueeze(1).squeeze(1);", "[N, 3, 5]", "x.unsqueeze(1).select(1, 0)")]
    [InlineData("return x.sum(1, keepdim: true).squeeze(1);", "[N, 3, 5]", ".select(1, 0)")]
    [InlineData("return x.view(x.shape[0], -1);", "[N, 3, 5]", "x.flatten(1)")]
    [InlineData("return x.view(x.size(0), -1);", "[N, 3, 5]", "x.flatten(1)")]
    [InlineData("return x.reshape(new long[] { x.shape[0], -1 });", "[N, 3, 5]", "x.flatten(1)")]
    [InlineData("return torch.reshape(x, x.shape[0], -1);", "[N, 3, 5]", "torch.flatten(x, 1)")]
    [InlineData("var (b, c, l) = (x.shape[0], x.shape[1], x.shape[2]);\nreturn x.view(b, c * l);", "[N, 3, 5]", "{\n        return x.flatten(1);")]
    [InlineData("var b = x.shape[0];\nreturn x.view(b, 5, 3);", "[N, 3, 5]", "{\n        return x.reshape(-1, 5, 3);")]
    [InlineData("var s = x.shape;\nreturn x.transpose(1, 2).reshape(s[0], s[^1], 3);", "[N, 3, 5]", ".reshape(-1, 5, 3)")]
    [InlineData("return x.sum(1).view(x.shape[0], 1, 5);", "[N, 3, 5]", "x.sum(1).unsqueeze(1)")]
    [InlineData("return x.relu().view(x.shape);", "[N, 3, 5]", "x.relu().reshape(-1, 3, 5)")]
    [InlineData("var n = x.shape[0];\nvar y = x.view(n, -1);\nvar z = x.relu().view(n, 15);\nreturn y + z;", "[N, 3, 5]", "{\n        var y = x.flatten(1);\n        var z = x.relu().flatten(1);")]
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
    [InlineData("return x.squeeze();", "[4, 1, 5]", "x.select(1, 0)")]
    [InlineData("return x.squeeze();", "[2, 3, 5]", "return x;")]
    [InlineData("return x.squeeze(null);", "[2, 1, 1]", "x.select(2, 0).select(1, 0)")]
    public void A_proven_rewrite_has_equal_bits(string body, string contract, string expected)
    {
        var run = RuleRun.Of("MFX10", ForwardSource.Of(body, contract));

        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Assert.Contains(expected, run.AfterText);
        var sizes = contract.Trim('[', ']').Split(", ");
        foreach (var batch in new long[] { 1, 3 })
        {
            var shape = sizes.Select(s => s == "N" ? batch : long.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            RuleNumbers.AssertBitExact(run, [torch.randn(shape), torch.zeros(shape), torch.full(shape, float.NaN)]);
        }
    }

    [Theory]
    [InlineData("return x.squeeze(1);", null, "size(1) is 1")]
    [InlineData("return x.squeeze(1);", "[N, C, 5]", "size(1) is 1")]
    [InlineData("return x.view(x.shape[0], -1);", null, "the tensor has at least 2 dims")]
    public void What_the_shape_does_not_prove_is_only_assumed(string body, string? contract, string assumption)
    {
        var source = ForwardSource.Of(body, contract);

        var finding = Assert.Single(RuleRun.Of("MFX10", source).Findings);

        Assert.Equal(Safety.Assumed, finding.Safety);
        Assert.Equal(assumption, finding.Assumption);
        Assert.Equal(source, RuleRun.Of("MFX10", source).AfterText);
        Assert.NotEqual(source, RuleRun.Of("MFX10", source, assume: true).AfterText);
    }

    [Theory]
    [InlineData("return x.squeeze();", "[N, 1, 5]")]
    [InlineData("return x.squeeze();", null)]
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
    [InlineData("return x.squeeze(/* all */);", "[2, 1, 5]")]
    [InlineData("var d = (int)x.shape[0]; return x.squeeze(d);", "[N, 1, 5]")]
    [InlineData("return x.view(x.shape[0], x.shape[1], -1);", "[N, C, 5, 6]")]
    [InlineData("return x.view(x.shape[0], x.shape[1], -1);", null)]
    public void What_cannot_be_assumed_is_reported(string body, string? contract)
    {
        var source = ForwardSource.Of(body, contract);
        var run = RuleRun.Of("MFX10", source, assume: true);
        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(source, run.AfterText);
    }

    [Theory]
    [InlineData("return x.view(-1, 15);")]
    [InlineData("return x.reshape(2, heads, -1);")]
    [InlineData("if (training) { return x.squeeze(1); } return x;")]
    [InlineData("if (!training) return x; return x.squeeze(1);")]
    [InlineData("return training ? x.squeeze(1) : x;")]
    public void Literal_views_and_training_code_are_left_in_peace(string body) =>
        Assert.Empty(RuleRun.Of("MFX10", ForwardSource.Of(body, "[N, 3, 5]", members: "private readonly int heads = 3;\n")).Findings);

    [Fact]
    public void Flatten_of_the_last_dims_is_never_written()
    {
        var after = RuleRun.Of("MFX1003", ForwardSource.Of("return x.view(x.shape[0], x.shape[1], -1);", "[N, 3, 4, 5]")).AfterText;
        Assert.Contains("x.reshape(-1, 3, 20)", after);
        Assert.DoesNotContain("flatten", after);
    }

    [Fact]
    public void A_chain_is_fixed_whole()
    {
        var run = RuleRun.Of("MFX10", ForwardSource.Of("return x.squeeze(1).relu().view(x.shape[0], -1);", "[N, 1, 4, 5]"));
        Assert.Contains("return x.select(1, 0).relu().flatten(1);", run.AfterText);
    }

    [Fact]
    public void A_loss_is_never_exported() => Assert.Empty(RuleRun.Of("MFX10", ForwardSource.Of("return x.squeeze(1);").Replace("Net", "DepthLoss")).Findings);
}
