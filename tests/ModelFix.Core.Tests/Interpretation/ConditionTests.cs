namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What conditions say of sizes on the way that they open, and that they say nothing elsewhere.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("if (x.dim() != 4) throw new ArgumentException(); Ask(x);", null, "[x.shape[0], x.shape[1], x.shape[2], x.shape[3]]")]
    [InlineData("if (x.dim() == 4) Ask(x);", null, "[x.shape[0], x.shape[1], x.shape[2], x.shape[3]]")]
    [InlineData("if (x.shape.Length is not 2) throw new ArgumentException(); Ask(x);", null, "[x.shape[0], x.shape[1]]")]
    [InlineData("if (x.ndim is 2) Ask(x);", null, "[x.shape[0], x.shape[1]]")]
    [InlineData("if (x.dim() == 3 && x.shape[1] == 1) Ask(x);", null, "[x.shape[0], 1, x.shape[2]]")]
    [InlineData("if (x.dim() != 3 || x.size(1) != 1) return x; Ask(x);", null, "[x.shape[0], 1, x.shape[2]]")]
    [InlineData("if (!(x.dim() == 2)) return x; else Ask(x);", null, "[x.shape[0], x.shape[1]]")]
    [InlineData("if (x.shape[1] != 1) return x; Ask(x);", "[N, C, 8]", "[N, 1, 8]")]
    [InlineData("var c = x.shape[1]; if (c != 1) return x; Ask(x.relu());", "[N, C, 8]", "[N, 1, 8]")]
    [InlineData("var y = x.unsqueeze(0); if (x.shape[1] == 1) Ask(y);", "[N, C, 8]", "[1, N, 1, 8]")]
    [InlineData("if (x.shape[1] * 2 == x.shape[2] * 3) Ask(x);", "[N, C, L]", "[N, C, L]")]
    [InlineData("if (x.shape[1] * 2 == x.shape[2] * 2) Ask(x);", "[N, C, L]", "[N, C, C]")]
    [InlineData("if (x.shape[1] * 2 == x.shape[2] * 4 + 6) Ask(x);", "[N, C, L]", "[N, 2*L + 3, L]")]
    [InlineData("if (x.shape[1] == x.shape[2]) Ask(x);", "[N, C, L]", "[N, C, C]")]
    [InlineData("if (x.shape[1] == x.shape[2] - 2) Ask(x);", "[N, C, L]", "[N, C, C + 2]")]
    [InlineData("if (x.shape[1] == 1) { } Ask(x);", "[N, C, 8]", "[N, C, 8]")]
    [InlineData("if (x.shape[1] == 1) x = x.relu(); Ask(x);", "[N, C, 8]", "[N, C, 8]")]
    [InlineData("if (x.shape[1] == 1) x = cat(new[] { x, x }, 2); Ask(x);", "[N, C, 8]", "[N, C, x@L]")]
    [InlineData("if (x.shape[1] == 1) { } else Ask(x);", "[N, C, 8]", "[N, C, 8]")]
    [InlineData("if (x.shape[1] == 1 || x.shape[0] == 2) Ask(x);", "[N, C, 8]", "[N, C, 8]")]
    [InlineData("if (x.shape[1] != 1 && x.shape[0] != 2) return x; Ask(x);", "[N, C, 8]", "[N, C, 8]")]
    [InlineData("while (x.shape[1] != 1) x = x.narrow(1, 0, 1); Ask(x);", "[N, C, 8]", "[N, x@L, 8]")]
    [InlineData(
        "for (var i = 0; i < 3; i++) { if (x.shape[2] != 8) continue; x = x.flatten(1).unsqueeze(1); } Ask(x);",
        "[N, C, L]",
        "[N, x@L, x@L]")]
    [InlineData(
        "for (var i = 0; i < 3; i++) { if (x.shape[2] == 8) { x = x.narrow(2, 0, x.shape[2] - 1); continue; } Ask(x); x = x.relu(); }",
        "[N, C, L]",
        "[N, C, x@L]")]
    public void A_shape_is_refined_on_the_way_that_a_condition_opens(string body, string? contract, string expected)
    {
        var shape = FlowQuestion.Forward(body + "\nreturn x;", contract).Shape;
        Assert.Equal(expected, "[" + string.Join(", ", shape[1..^1].Split(", ").Select(d => d.Contains('@') ? "x@L" : d)) + "]");
    }

    [Fact]
    public void A_loop_variable_is_known_where_it_is_compared()
    {
        var asked = FlowQuestion.Forward(
            "for (var d = 0; d < 8; d++) { if (d == 0) { Ask(x, d); } else { Ask(x, d); } Ask(x, d); }", "[N, 3]");
        var indices = asked.Integers.Where(i => i is not null).ToList();

        Assert.Equal(3, indices.Count);
        Assert.Equal("0", indices[0]!.ToString());
        Assert.All(indices.Skip(1), d => Assert.Null(d!.Constant));
    }

    [Fact]
    public void A_contradiction_does_not_end_the_analysis() =>
        Assert.Equal(["[N, 3]", "[N, 3]"], FlowQuestion.Forward("if (x.shape[1] == 4) { Ask(x); } Ask(x);", "[N, 3]").Shapes);
}
