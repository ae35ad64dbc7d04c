using ModelFix.Core.Export;

namespace ModelFix.Core.Tests.Export;

/// <summary>Halves are those of the runtime, which .NET Standard has not.</summary>
public sealed class HalfBitsTests
{
    [Fact]
    public void EveryHalfIsItself() => Assert.All(
        Enumerable.Range(0, ushort.MaxValue + 1).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)),
        half => AssertSame(half, Of((float)half)));

    [Fact]
    public void EveryMiddleAndItsNeighboursAreRoundedAsTheRuntimeDoes() => Assert.All(
        Enumerable.Range(0, ushort.MaxValue)
            .Select(bits => ((float)BitConverter.UInt16BitsToHalf((ushort)bits)
                + (float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1))) / 2)
            .SelectMany(middle => new[] { MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle) }),
        number => AssertSame((Half)number, Of(number)));

    [Fact]
    public void RandomNumbersAreRoundedAsTheRuntimeDoes()
    {
        var random = new Random(14);
        Assert.All(
            Enumerable.Range(0, 300_000)
                .Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-40, 20))))
                .Concat([float.MaxValue, float.MinValue, float.Epsilon, 65504, 65519, 65520, -65520, float.NaN]),
            number => AssertSame((Half)number, Of(number)));
    }

    private static Half Of(float number) => BitConverter.UInt16BitsToHalf(HalfBits.Of(number));

    private static void AssertSame(Half expected, Half actual)
    {
        if (Half.IsNaN(expected)) Assert.True(Half.IsNaN(actual));
        else Assert.Equal(BitConverter.HalfToUInt16Bits(expected), BitConverter.HalfToUInt16Bits(actual));
    }
}
