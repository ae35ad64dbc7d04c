using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1301 where several assignments fill new zeros part by part: one cat of the parts in order.</summary>
public sealed class FilledBufferTests
{
    private const string Id = "MFX1301";

    [Theory]
    [InlineData(
        "var y = zeros_like(x);\ny[.., ..2] = x[.., 2..];\ny[.., 2..] = -x[.., ..2];",
        "        var y = cat(new[] { x[.., 2..], -x[.., ..2] }, 1);\n        return y;")]
    [InlineData(
        "Tensor y = empty_like(x);\ny[.., 2..] = x[.., ..2];\ny[.., ..2] = x[.., 2..];",
        "Tensor y = cat(new[] { x[.., 2..], x[.., ..2] }, 1);")]
    [InlineData(
        "var y = zeros_like(x);\ny[.., 0] = x[.., 3];\ny[.., 1..3] = x[.., ..2];\ny[.., 3] = x[.., 0];",
        "var y = cat(new[] { x[.., 3].unsqueeze(1), x[.., ..2], x[.., 0].unsqueeze(1) }, 1);")]
    [InlineData(
        "var y = zeros_like(x);\ny[.., ..1] = x[.., 3..];\ny[.., 1..2] = x[.., ..1];",
        "var yPart = x[.., ..1];\n"
            + "        var y = cat(new[] { x[.., 3..], yPart, zeros_like(yPart.narrow(1, 0, 1)).expand(-1, 2, -1, -1) }, 1);")]
    [InlineData(
        "var y = zeros_like(x);\ny[.., ..1] = x[.., 3..].relu();\ny[.., 2..] = x[.., ..2].relu();",
        "var yPart = x[.., 3..].relu();\n        var yPart2 = x[.., ..2].relu();\n"
            + "        var y = cat(new[] { yPart, zeros_like(yPart2.narrow(1, 0, 1)), yPart2 }, 1);")]
    [InlineData(
        "var y = zeros_like(x);\nvar half = x * 0.5;\ny[.., ..2] = half[.., 2..];\ny[.., 2..] = half[.., ..2];",
        "        var half = x * 0.5;\n        var y = cat(new[] { half[.., 2..], half[.., ..2] }, 1);")]
    [InlineData(
        "// All.\nvar y = zeros_like(x);\n// One.\ny[.., ..2] = x[.., 2..];   // done\n// Other.\ny[.., 2..] = x[.., ..2];   // done, too",
        "        // All.\n        // One.\n        // done\n        // Other.\n"
            + "        var y = cat(new[] { x[.., 2..], x[.., ..2] }, 1);   // done, too")]
    public void Parts_that_follow_one_another_Trigger(string statements, string after) => AssertTriggers(statements, after);

    [Fact]
    public void A_temporal_shift_Triggers() => AssertTriggers(
        """
        var y = zeros_like(x);
        y[.., ..^1, ..2] = x[.., 1.., ..2];
        y[.., 1.., 2..4] = x[.., ..^1, 2..4];
        y[.., .., 4..] = x[.., .., 4..];
        """,
        """
                var yPart = x[.., 1.., ..2];
                var yPart2 = x[.., ..^1, 2..4];
                var y = cat(new[]
                {
                    cat(new[] { yPart, zeros_like(yPart.narrow(1, 0, 1)) }, 1),
                    cat(new[] { zeros_like(yPart2.narrow(1, 0, 1)), yPart2 }, 1),
                    x[.., .., 4..],
                }, 2);
        """);

    [Fact]
    public void What_may_be_viewed_is_contiguous() => AssertTriggers(
        "var p = x.permute(0, 3, 1, 2).relu();\nvar y = zeros(new long[] { x.shape[0], 12, 4, 5 });\ny[.., ..6] = p;\ny[.., 6..] = p;\n"
            + "y = y.view(x.shape[0], -1);",
        "var y = cat(new[] { p, p }, 1).contiguous();");

    [Theory]
    [InlineData("var y = zeros_like(x);\ny[.., ..3] = x[.., 1..];\ny[.., 2..] = x[.., ..2];")]
    [InlineData("var y = full_like(x, 2);\ny[.., ..1] = x[.., 3..];\ny[.., 2..] = x[.., ..2];")]
    [InlineData("var y = x.abs();\ny[.., ..2] = x[.., 2..];\ny[.., 2..] = x[.., ..2];")]
    [InlineData("var y = zeros_like(x);\ny[.., ..2] = x[.., 2..];\nx = x * 2;\ny[.., 2..] = x[.., ..2];")]
    [InlineData("var y = zeros_like(x);\ny[.., ..2] = x[.., 2..];\ny[.., 2..] = y[.., ..2] * 2;")]
    [InlineData("var h = x * 1;\nvar y = zeros_like(x);\ny[.., ..2] = h[.., ..2];\ny[.., 2..] = h.add_(1)[.., ..2];")]
    [InlineData("var y = zeros_like(x);\nif (x.shape[0] > 1)\n{\n    y[.., ..2] = x[.., 2..];\n    y[.., 2..] = x[.., ..2];\n}")]
    public void Other_parts_are_put_in_one_by_one(string statements)
    {
        var run = RuleRun.Of("MFX13", ForwardSource.Of($"{statements}\nreturn y;", IndexAssignments.Contract));

        Assert.Equal(2, run.Findings.Length);
        Assert.All(run.Findings, f => Assert.Equal((Id, Safety.Proven), (f.Rule.Id, f.Safety)));
        RuleNumbers.AssertBitExact(run, IndexAssignments.Inputs());
    }

    private static void AssertTriggers(string statements, string after)
    {
        var run = RuleRun.Of("MFX13", ForwardSource.Of($"{statements}\nreturn y;", IndexAssignments.Contract));

        var finding = Assert.Single(run.Findings);
        Assert.Equal((Id, Safety.Proven), (finding.Rule.Id, finding.Safety));
        Assert.Contains(after.ReplaceLineEndings("\n"), run.AfterText);
        RuleNumbers.AssertBitExact(run, IndexAssignments.Inputs());
    }
}
