namespace ModelFix.Core.Values;

/// <summary>
/// Arithmetic on 64-bit integers, null where a result does not fit or a divisor is zero: what depends on such a number is not known.
/// </summary>
internal static class Checked
{
    public static long? Sum(long a, long b)
    {
        var sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) < 0 ? null : sum;
    }

    public static long? Difference(long a, long b)
    {
        var difference = unchecked(a - b);
        return ((a ^ b) & (a ^ difference)) < 0 ? null : difference;
    }

    public static long? Product(long a, long b)
    {
        if (a == 0 || b == 0) return 0;
        // The one number that has no opposite may only be divided by the other factor where that is not -1.
        if (a == -1) return Difference(0, b);
        if (b == -1) return Difference(0, a);
        var product = unchecked(a * b);
        return product / b == a ? product : null;
    }

    /// <summary>The quotient, cut towards zero as C# does.</summary>
    public static long? Quotient(long a, long b) => b switch
    {
        0 => null,
        -1 => Difference(0, a),
        _ => a / b,
    };

    public static long? Remainder(long a, long b) => b switch
    {
        0 => null,
        -1 => 0,
        _ => a % b,
    };

    /// <summary>The quotient, rounded down.</summary>
    public static long? FloorQuotient(long a, long b) =>
        Quotient(a, b) is { } quotient ? Remainder(a, b) != 0 && (a < 0) != (b < 0) ? Difference(quotient, 1) : quotient : null;

    public static long? Magnitude(long a) => a < 0 ? Difference(0, a) : a;

    /// <summary>A double without its fraction; null for NaN, infinities and what a double may not hold exactly.</summary>
    public static long? Truncated(double number) => Math.Abs(number) <= MaxExact ? (long)number : null;

    /// <summary>Up to here every integer is a double.</summary>
    public const long MaxExact = 1L << 53;
}
