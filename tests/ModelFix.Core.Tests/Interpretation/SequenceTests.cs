using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>Shapes computed with LINQ, spreads, Math.Min, Max, Ceiling and Floor.</summary>
public sealed class SequenceTests
{
    [Theory]
    [InlineData("x.shape.Skip(1).ToArray()", "[3, H, 16]")]
    [InlineData("x.shape.Take(2).Concat(new long[] { 5 }).ToArray()", "[N, 3, 5]")]
    [InlineData("x.shape.SkipLast(2).ToArray()", "[N, 3]")]
    [InlineData("x.shape.TakeLast(2).ToArray()", "[H, 16]")]
    [InlineData("x.shape.Append(4L).Prepend(2).ToArray()", "[2, N, 3, H, 16, 4]")]
    [InlineData("x.shape[..^1].Append(2L).ToArray()", "[N, 3, H, 2]")]
    [InlineData("x.shape.AsEnumerable().Reverse().ToArray()", "[16, H, 3, N]")]
    [InlineData("x.shape.Where((s, k) => k != 1).ToArray()", "[N, H, 16]")]
    [InlineData("x.shape.Select(s => s * 2).ToArray()", "[2*N, 6, 2*H, 32]")]
    [InlineData("x.shape.Select((s, i) => s + i).ToArray()", "[N, 4, H + 2, 19]")]
    [InlineData("new[] { x.shape.Skip(2).Aggregate(1L, (p, q) => p * q), x.shape.Aggregate((p, q) => p + q) }", "[16*H, H + N + 19]")]
    [InlineData("new[] { x.shape.Last(), x.shape.First(), x.shape.ElementAt(1), x.shape.Count() }", "[16, N, 3, 4]")]
    [InlineData("new[] { x.shape.Skip(2).Sum(), x.shape.Length }", "[H + 16, 4]")]
    [InlineData("new long[] { x.shape.Take(3).ToList()[2], 1 }", "[H, 1]")]
    [InlineData("[.. x.shape[..2], 7]", "[N, 3, 7]")]
    [InlineData("[1, .. x.shape.Skip(2), .. new long[] { 4 }]", "[1, H, 16, 4]")]
    [InlineData("x.shape.Where(s => s > 4).ToArray()", "[...]")]
    [InlineData("x.shape.OrderBy(s => s).ToArray()", "[...]")]
    public void A_shape_is_computed_from_another(string sizes, string expected) =>
        Assert.Equal(expected, FlowQuestion.Forward($"Ask(zeros({sizes}));", "[N, 3, H, 16]").TensorShape.Display);

    /// <summary>A sequence that runs later runs over what the array holds then.</summary>
    [Fact]
    public void A_sequence_that_is_kept_is_not_believed() =>
        Assert.Equal(
            "[...]",
            FlowQuestion.Forward(
                "var s = x.shape; var later = s.Skip(1); s[1] = 7; Ask(zeros(later.ToArray()));", "[N, 3, H]").TensorShape.Display);

    /// <summary>What a lambda's own expressions are differs from element to element.</summary>
    [Fact]
    public void Nothing_is_said_inside_the_lambda() =>
        Assert.Null(
            FlowQuestion.Forward(
                "Func<long, long> see = s => s; var sizes = x.shape.Select(s => see(s) + Seen(s)).ToArray();",
                "[N, 3, H]",
                "private static long Seen(long s) { Ask(s); return s; }").Integer!.Constant);

    [Theory]
    [InlineData("(long)Math.Ceiling(x.shape[2] / 2.0)", "(H + 1)/2")]
    [InlineData("(int)Math.Floor(x.shape[2] / 4.0)", "(H)/4")]
    [InlineData("(long)(x.shape[2] / 2.0)", "(H)/2")]
    [InlineData("(long)Math.Ceiling((double)x.shape[3] / 5)", "4")]
    [InlineData("Math.Max(x.shape[2], 1L)", "max(1, H)")]
    [InlineData("Math.Max(x.shape[2] + 3, x.shape[2])", "H + 3")]
    [InlineData("Math.Min(x.shape[2] + 3, x.shape[2])", "H")]
    [InlineData("Math.Min(x.shape[2], x.shape[0])", "min(H, N)")]
    [InlineData("Math.Min(x.shape[0], x.shape[2])", "min(H, N)")]
    [InlineData("Math.Max(x.shape[2] - 4, 0L)", "max(0, H - 4)")]
    [InlineData("Math.Min(x.shape[3], 5L)", "5")]
    public void Numbers_are_rounded_and_compared(string number, string expected) =>
        Assert.Equal(expected, FlowQuestion.Forward($"Ask({number});", "[N, 3, H, 16]").Integer!.Display);

    [Theory]
    [InlineData("(long)((float)x.shape[2] / 2)")]
    [InlineData("(long)Math.Ceiling(x.shape[2] / 2.5)")]
    [InlineData("(long)Math.Ceiling(x.shape[2] / -2.0)")]
    [InlineData("(long)Math.Ceiling((x.shape[2] - 9) / 2.0)")]
    public void What_may_round_otherwise_is_not_known(string number) =>
        Assert.Null(FlowQuestion.Forward($"Ask({number});", "[N, 3, H, 16]").Integer);

    /// <summary>Bounds by value: whatever the symbols are, the larger one is at least either, and one of them.</summary>
    [Fact]
    public void Max_and_Min_decide_only_what_is_decided()
    {
        var (h, n) = (Dim.Symbol("H"), Dim.Symbol("N"));
        Assert.Equal(h + Dim.One, Dim.Max(h, h + Dim.One));
        Assert.Equal(h, Dim.Min(h, h + n));
        Assert.Equal(Dim.Max(h, n), Dim.Max(n, h));
        Assert.False(Dim.Max(h - Dim.Of(2), Dim.Zero).MayBeNegative);
        Assert.True(Dim.Min(h - Dim.Of(2), n).MayBeNegative);
        Assert.NotEqual(Dim.Max(h, n), Dim.Min(h, n));
    }
}
