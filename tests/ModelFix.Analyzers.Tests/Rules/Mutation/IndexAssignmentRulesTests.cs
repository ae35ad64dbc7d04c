using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1301 to MFX1304: what is written for each kind of index, and what must not be.</summary>
public sealed class IndexAssignmentRulesTests
{
    private const string Contract = "float32[N, 4, 5, 6]";

    [Theory]
    [InlineData("y[.., 2] = x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 2), x[.., 1].unsqueeze(1), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 0] = x[.., 1];", "y = cat(new[] { x[.., 1].unsqueeze(1), y.narrow(1, 1, 3) }, 1);")]
    [InlineData("y[.., 3] = x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 3), x[.., 1].unsqueeze(1) }, 1);")]
    [InlineData("y[.., -1] = x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 3), x[.., 1].unsqueeze(1) }, 1);")]
    [InlineData("y[TensorIndex.Colon, 2] = x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 2), x[.., 1].unsqueeze(1), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 1..3] = x[.., ..2];", "y = cat(new[] { y.narrow(1, 0, 1), x[.., ..2], y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., ^2..] = x[.., ..2];", "y = cat(new[] { y.narrow(1, 0, 2), x[.., ..2] }, 1);")]
    [InlineData("y[TensorIndex.Ellipsis, TensorIndex.Slice(1, 3)] = x[TensorIndex.Ellipsis, 1..3];", "y = cat(new[] { y.narrow(3, 0, 1), x[TensorIndex.Ellipsis, 1..3], y.narrow(3, 3, 3) }, 3);")]
    [InlineData("y[.., 2] = 0f;", "y = cat(new[] { y.narrow(1, 0, 2), zeros_like(y.narrow(1, 2, 1)), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 2] = 0.5f;", "y = cat(new[] { y.narrow(1, 0, 2), full_like(y.narrow(1, 2, 1), 0.5f), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 2] = -0.0f;", "y = cat(new[] { y.narrow(1, 0, 2), full_like(y.narrow(1, 2, 1), -0.0f), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 1..3, 1..2] = x[.., ..2, ..1];", "cat(new[] { y.narrow(1, 1, 2).narrow(2, 0, 1), x[.., ..2, ..1], y.narrow(1, 1, 2).narrow(2, 2, 3) }, 2)")]
    [InlineData("y[.., 2] = x[.., 1, 2, 3].unsqueeze(-1).unsqueeze(-1);", ".expand_as(y.select(1, 2)).unsqueeze(1)")]
    [InlineData("y[.., 2] *= 2f;", "y = cat(new[] { y.narrow(1, 0, 2), y.narrow(1, 2, 1) * 2f, y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 2] += x[.., 1];", "y = cat(new[] { y.narrow(1, 0, 2), (y.select(1, 2) + x[.., 1]).unsqueeze(1), y.narrow(1, 3, 1) }, 1);")]
    [InlineData("y[.., 2] -= 1 - 3f;", "y.narrow(1, 2, 1) - (1 - 3f)")]
    [InlineData("y[y > 1f] = 0f;", "y = y.masked_fill(y > 1f, 0f);")]
    [InlineData("var m = y > 0.5f; y[m] = x[m];", "y = where(m, x, y);")]
    [InlineData("var m = y > 0.5f; y[m] *= 3f;", "y = where(m, y * 3f, y);")]
    [InlineData("var i = torch.tensor(new long[] { 0 }); y[i] = x.index_select(0, i);", "y = y.index_copy(0, i, ")]
    [InlineData("var i = torch.tensor(new long[] { 0 }); y[i] += 1f;", "y = y.index_copy(0, i, y.index_select(0, i) + 1f);")]
    [InlineData("var i = torch.tensor(new long[] { 2, 0 }); y[TensorIndex.Colon, TensorIndex.Tensor(i)] = x.narrow(1, 1, 2);", "y = y.index_copy(1, i, x.narrow(1, 1, 2));")]
    [InlineData("for (var d = 0; d < 4; d++) { y[.., d] = x[.., 3]; }", "y = cat(new[] { y.narrow(1, 0, d), x[.., 3].unsqueeze(1), y.narrow(1, d + 1, 3 - d) }, 1);")]
    [InlineData("for (var d = 1; d < 4; d++) { y[.., .., d..] = x[.., .., d..]; }", "y = cat(new[] { y.narrow(2, 0, d), x[.., .., d..] }, 2);")]
    public void A_proven_assignment_becomes_a_new_tensor_with_equal_bits(string statements, string expected)
    {
        var run = RuleRun.Of("MFX13", ForwardSource.Of($"var y = x.abs();\n{statements}\nreturn y;", Contract));

        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Assert.Contains(expected, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    [Theory]
    [InlineData("x[.., 2] = 0f; return x;", "the caller keeps the tensor")]
    [InlineData("var y = x; y[.., 2] = 0f; return y;", "may belong to someone else")]
    [InlineData("var y = x.view(-1, 4, 5, 6); y[.., 2] = 0f; return y;", "may belong to someone else")]
    [InlineData("var y = x.transpose(2, 3); y[.., 2] = 0f; return y;", "may belong to someone else")]
    [InlineData("var y = x.abs(); var z = y; y[.., 2] = 0f; return z;", "known under another name")]
    [InlineData("var y = x.abs(); var z = y[.., 0]; y[.., 0] = 0f; return z + y.sum();", "known under another name")]
    [InlineData("var y = x.abs(); var z = y.select(1, 0); y[.., 0] = 0f; return z;", "known under another name")]
    [InlineData("var y = x.abs(); var all = new List<Tensor> { y }; y[.., 0] = 0f; return all[0];", "known under another name")]
    [InlineData("var y = x.abs(); Func<Tensor> read = () => y; y[.., 0] = 0f; return read();", "captured")]
    [InlineData("using var y = x.abs(); y[.., 0] = 0f; return y.clone();", "cannot be assigned")]
    [InlineData("kept[0] = 0f; return kept + x;", "kept outside this method")]
    [InlineData("var y = x.abs(); y[.., 9] = 0f; return y;", "not proven to lie inside")]
    [InlineData("var y = x.abs(); y[..] = 0f; return y;", "replaces the whole tensor")]
    [InlineData("var y = x.abs(); y[TensorIndex.Ellipsis, TensorIndex.Slice(null, null, 3)] = x[TensorIndex.Ellipsis, ..2]; return y;", "a slice with a step")]
    [InlineData("var y = x.abs(); var m = y > 0; y[m] = x.masked_select(m); return y;", "packs one value per true element")]
    [InlineData("var y = x.abs(); var z = y[.., 0] = x[.., 1]; return y + z.sum();", "its value is used")]
    [InlineData("var y = x.abs(); y[.., 0] /* why */ = 0f; return y;", "a comment stands in it")]
    public void What_is_not_proven_is_reported_without_a_fix(string body, string reason)
    {
        var run = RuleRun.Of("MFX13", ForwardSource.Of(body, Contract, members: "private readonly Tensor kept = torch.zeros(4, 5, 6);\n"), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains(reason, finding.Message);
        Assert.Equal(run.Before.SyntaxTrees.First().ToString(), run.AfterText);
    }

    [Fact]
    public void Indices_that_may_be_negative_are_an_assumption()
    {
        var source = ForwardSource.Of("var y = x.abs(); var i = x.sum(new long[] { 1, 2, 3 }).to(torch.int64); y[i] = x; return y;", Contract);

        var finding = Assert.Single(RuleRun.Of("MFX1303", source).Findings);

        Assert.Equal(Safety.Assumed, finding.Safety);
        Assert.Equal("the indices are not negative", finding.Assumption);
    }

    [Fact]
    public void Positions_of_a_sorting_are_never_negative()
    {
        var source = ForwardSource.Of("var y = x.abs(); var i = x.sum(new long[] { 1, 2, 3 }).argsort(); y[i] = x; return y;", Contract);

        Assert.Equal(Safety.Proven, Assert.Single(RuleRun.Of("MFX1303", source).Findings).Safety);
    }

    [Theory]
    [InlineData("if (training) { var y = x.abs(); y[.., 0] = 0f; return y; } return x;")]
    [InlineData("var y = new float[3]; y[0] = 1f; return x * y[0];")]
    [InlineData("var y = x[.., 2]; return y;")]
    public void What_is_not_exported_or_no_tensor_is_left_in_peace(string body) => Assert.Empty(RuleRun.Of("MFX13", ForwardSource.Of(body, Contract)).Findings);

    [Fact]
    public void A_constructor_may_fill_its_tables() => Assert.Empty(RuleRun.Of("MFX13", ForwardSource.Of(
        "return x;", Contract, members: "private readonly Tensor table;\n", constructor: "table = torch.zeros(4, 5);\ntable[0] = torch.ones(5);")).Findings);

    [Fact]
    public void Line_endings_and_tabs_stay_and_a_long_cat_is_laid_out()
    {
        var source = ForwardSource.Of("var accumulated = x.abs();\naccumulated[.., 1..3, 1..2] = x[.., ..2, ..1];   // kept\nreturn accumulated;", Contract)
            .Replace("    ", "\t").Replace("\n", "\r\n");

        var after = RuleRun.Of("MFX1301", source).AfterText;

        Assert.DoesNotContain("\n", after.Replace("\r\n", ""));
        Assert.Contains("\r\n\t\taccumulated = cat(new[]\r\n\t\t{\r\n\t\t\taccumulated.narrow(1, 0, 1),\r\n", after);
        Assert.Contains("}, 1);   // kept\r\n", after);
    }

    private static IEnumerable<torch.Tensor> Inputs()
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
