using System.Numerics;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Values;

/// <summary>Arithmetic of 64 bits gives what arithmetic without a limit gives, or nothing.</summary>
public sealed class CheckedTests
{
    private static readonly long[] Numbers =
    [
        0,
            1,
            -1,
            2,
            -2,
            3,
            -7,
            10,
            int.MaxValue,
            int.MinValue,
            1L << 32,
            -(1L << 40),
            3_037_000_499,
            3_037_000_500,
            -3_037_000_500,
            1L << 62,
            -(1L << 62),
        long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1,
    ];

    [Fact]
    public void Every_pair_is_computed_as_without_a_limit()
    {
        foreach (var a in Numbers)
            foreach (var b in Numbers)
            {
                Assert.Equal(Fitting((BigInteger)a + b), Checked.Sum(a, b));
                Assert.Equal(Fitting((BigInteger)a - b), Checked.Difference(a, b));
                Assert.Equal(Fitting((BigInteger)a * b), Checked.Product(a, b));
                Assert.Equal(b == 0 ? null : Fitting(BigInteger.Divide(a, b)), Checked.Quotient(a, b));
                Assert.Equal(b == 0 ? null : Fitting(BigInteger.Remainder(a, b)), Checked.Remainder(a, b));
                Assert.Equal(b == 0 ? null : Fitting(Floor(a, b)), Checked.FloorQuotient(a, b));
            }
    }

    [Fact]
    public void The_least_number_has_no_magnitude() => Assert.Null(Checked.Magnitude(long.MinValue));

    [Theory]
    [InlineData(2.9, 2L)]
    [InlineData(-2.9, -2L)]
    [InlineData(9007199254740992.0, 9007199254740992L)]
    [InlineData(9007199254740994.0, null)]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(double.NegativeInfinity, null)]
    [InlineData(1e300, null)]
    public void A_double_is_cut_where_it_is_sure_to_be_exact(
        double number,
        long? expected) => Assert.Equal(expected, Checked.Truncated(number));

    private static long? Fitting(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (long)number : null;

    private static BigInteger Floor(BigInteger a, BigInteger b) => BigInteger.Divide(a - (a % b + b) % b, b);
}
