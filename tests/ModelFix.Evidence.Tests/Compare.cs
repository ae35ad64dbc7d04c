using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>Comparisons of tensors.</summary>
internal static class Compare
{
    /// <summary>Asserts the same shape, dtype and elements.</summary>
    /// <param name="expected">What is right.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="bound">The relative difference that is allowed, 0 for every bit and the sign of zero; NaN equals NaN. float64 is held to a 1e-8 part of it.</param>
    /// <param name="what">What is compared, for the message.</param>
    public static void Equal(torch.Tensor expected, torch.Tensor actual, double bound, string what)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: [{string.Join(", ", expected.shape)}] and [{string.Join(", ", actual.shape)}]");
        Assert.True(expected.dtype == actual.dtype, $"{what}: {expected.dtype} and {actual.dtype}");
        if (expected.dtype == torch.ScalarType.Float64) bound *= 1e-8;
        var (a, b) = (Values(expected), Values(actual));
        // Where terms cancel, a sum is off by a part of its largest terms.
        var absolute = bound / 10 * a.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < a.Length; i++)
            Assert.True(Same(a[i], b[i], bound, absolute), $"{what}: element {i} is {a[i]:R} and {b[i]:R}");
    }

    private static bool Same(double a, double b, double bound, double absolute)
    {
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a) && double.IsNaN(b);
        if (bound == 0) return BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
        return a == b || Math.Abs(a - b) <= bound * Math.Abs(a) + absolute;
    }

    private static double[] Values(torch.Tensor tensor) => tensor.dtype == torch.ScalarType.Int64
        // As bits: a double does not hold every long.
        ? [.. tensor.contiguous().data<long>().ToArray().Select(BitConverter.Int64BitsToDouble)]
        : tensor.to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
}
