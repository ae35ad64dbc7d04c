using ModelFix.Core.Tests.Interpretation;

namespace ModelFix.Core.Tests.Values;

/// <summary>C#'s integers wrap or throw where they leave their type, and doubles are rounded: nothing is known of them then.</summary>
public sealed class IntegerLimitTests
{
    [Theory]
    [InlineData("var n = int.MaxValue; Ask(n);", "2147483647")]
    [InlineData("var n = int.MaxValue; Ask(n + 1);", null)]
    [InlineData("var n = int.MinValue; Ask(n);", "-2147483648")]
    [InlineData("var n = int.MinValue; Ask(-n);", null)]
    [InlineData("var n = int.MinValue; var m = -1; Ask(n / m);", null)]
    [InlineData("var n = int.MinValue; var m = -1; Ask(n % m);", "0")]
    [InlineData("var n = int.MaxValue; n++; Ask(n);", null)]
    [InlineData("var n = int.MaxValue; n *= 2; Ask(n);", null)]
    [InlineData("var n = int.MaxValue; long m = n; Ask(m + 1);", "2147483648")]
    [InlineData("var n = 65536; Ask(n * n);", null)]
    [InlineData("var n = 65536L; Ask(n * n);", "4294967296")]
    [InlineData("var n = long.MaxValue; Ask(n);", "9223372036854775807")]
    [InlineData("var n = long.MaxValue; Ask(n + 1);", null)]
    [InlineData("var n = long.MinValue; Ask(n);", null)]
    [InlineData("var n = long.MinValue; Ask(n / -1);", null)]
    [InlineData("var n = 1L << 40; Ask((int)n);", null)]
    [InlineData("var n = 300; Ask((int)(byte)n);", null)]
    [InlineData("var n = -1; Ask((long)(uint)n);", null)]
    [InlineData("var n = 7; Ask((long)(uint)n);", "7")]
    [InlineData("var n = (1L << 53) + 1; Ask((long)(double)n);", null)]
    [InlineData("var n = (1 << 24) + 1; Ask((int)(float)n);", null)]
    [InlineData("var d = 1e300; Ask((long)Math.Ceiling(d));", null)]
    [InlineData("var d = double.NaN; Ask((int)Math.Floor(d));", null)]
    [InlineData("var n = 0; Ask(x.shape[1] / n);", null)]
    [InlineData("var n = 0; Ask(x.shape[1] % n);", null)]
    [InlineData("Ask(x.shape[0] * 3000000000);", null)]
    [InlineData("Ask(x.shape[0] * 3);", "3*N")]
    [InlineData("Ask(new[] { int.MaxValue, 1 }.Sum());", null)]
    [InlineData("Ask(Math.Abs(x.shape[1] - 9));", "1")]
    public void An_integer_is_known_only_within_its_type(string body, string? expected) =>
        Assert.Equal(expected, FlowQuestion.Forward($"#pragma warning disable CS0652, CS0221\n{body}", "[N, 8]").Integer?.ToString());

    [Theory]
    [InlineData("Ask(x.repeat(1, long.MaxValue));", "[N, ?]")]
    [InlineData("Ask(x.unsqueeze(int.MaxValue));", "[...]")]
    [InlineData("Ask(zeros(new long[] { -3, 2 }));", "[?, 2]")]
    [InlineData("Ask(x.split(1L << 40, 1)[0]);", "[N, 8]")]
    [InlineData("Ask(x.sum(int.MinValue));", "[...]")]
    [InlineData("Ask(functional.pad(x, new long[] { long.MaxValue, 1 }));", "[N, ?]")]
    [InlineData("Ask(functional.max_pool1d(x.unsqueeze(1), 2, 0L));", "[N, 1, ?]")]
    public void A_size_is_known_only_within_64_bits(string body, string expected) =>
        Assert.Equal(expected, FlowQuestion.Forward(body, "[N, 8]").TensorShape.Display);

    [Fact]
    public void A_dim_beyond_32_bits_is_not_another_dim() =>
        Assert.Equal("[...]", FlowQuestion.Forward("Ask(stack(new[] { x, x }, 1L << 32));", "[N, 8]").Shape);
}
