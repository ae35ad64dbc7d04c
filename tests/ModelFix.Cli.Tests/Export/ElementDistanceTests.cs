using System.Runtime.InteropServices;
using ModelFix.Engine.Export.OnnxRuntime;

namespace ModelFix.Cli.Tests.Export;

/// <summary>What counts as a difference of two outputs.</summary>
public sealed class ElementDistanceTests
{
    private const int Float32 = 1;
    private const int Int64 = 7;

    private static double Relative<T>(int type, T[] expected, T[] actual)
        where T : unmanaged
    {
        var (absolute, scale) = ElementDistance.Of(type, MemoryMarshal.AsBytes(expected.AsSpan()), MemoryMarshal.AsBytes(actual.AsSpan()));
        return absolute / scale;
    }

    [Fact]
    public void IsRelativeToTheLargestElement() =>
        Assert.Equal(0.25, Relative(Float32, [1f, 4f], [2f, 4f]));

    [Fact]
    public void LeavesOutWhatStandsWhereAMaskIs() =>
        Assert.Equal(0.5, Relative(Float32, [-1e9f, 1f, 2f, -1e9f], [-1e9f, 2f, 2f, -1e9f]));

    [Fact]
    public void TakesALargeElementThatIsAlone() =>
        Assert.Equal(1e-9, Relative(Float32, [-1e9f, 1f, 2f], [-1e9f, 2f, 2f]), 1e-12);

    [Fact]
    public void TakesEqualElementsOfUsualSize() => Assert.Equal(0.5, Relative(Float32, [2f, 2f, 1f], [2f, 2f, 2f]));

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(1, float.NaN)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity, float.MaxValue)]
    public void IsInfiniteWhereOneIsNoNumber(float one, float other) =>
        Assert.Equal(double.PositiveInfinity, Relative(Float32, [one, 1], [other, 1]));

    [Fact]
    public void IsNothingWhereBothAreNoNumber() =>
        Assert.Equal(0, Relative(Float32, [float.NaN, float.PositiveInfinity], [float.NaN, float.PositiveInfinity]));

    [Fact]
    public void TellsLargeWholeNumbersApart() =>
        Assert.Equal(1, Relative(Int64, [9007199254740993L, 5], [9007199254740992L, 5]));
}
