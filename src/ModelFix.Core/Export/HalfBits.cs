namespace ModelFix.Core.Export;

/// <summary>Numbers as IEEE 754 binary16, for which .NET Standard has no type.</summary>
internal static class HalfBits
{
    private const int Infinity = 0x7C00;

    /// <summary>The bits of the nearest half; of two that are as near, the even one.</summary>
    public static ushort Of(float value)
    {
        var bits = BitConverter.ToInt32(BitConverter.GetBytes(value), 0);
        var sign = bits >> 16 & 0x8000;
        return (ushort)(sign | OfMagnitude(bits & int.MaxValue, Math.Abs((double)value)));
    }

    /// <param name="bits">The bits of the float without its sign.</param>
    /// <param name="value">The same number.</param>
    private static int OfMagnitude(int bits, double value)
    {
        if (double.IsNaN(value)) return Infinity | 0x0200;
        // Half a step above the greatest number, 65504, is infinite.
        if (value >= 65520) return Infinity;
        // Below 2^-14 they are multiples of 2^-24.
        if (value < 1.0 / (1 << 14)) return (int)Math.Round(value * (1 << 24), MidpointRounding.ToEven);
        // 13 bits fewer, and an exponent that is counted from 15 in place of 127.
        var isOdd = bits >> 13 & 1;
        return bits - (127 - 15 << 23) + 0xFFF + isOdd >> 13;
    }
}
