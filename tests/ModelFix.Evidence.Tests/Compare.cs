using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>Comparisons of tensors.</summary>
internal static class Compare
{
    /// <summary>Asserts the same shape, dtype and elements.</summary>
    /// <param name="bound">
    /// The relative difference that is allowed, 0 for every bit and the sign of zero; NaN equals NaN. float64 is held to a 1e-8 part of it,
    /// and no dtype to less than four times its smallest number.
    /// </param>
    /// <param name="ofLargest">The difference is relative to the largest element, not to each.</param>
    /// <param name="what">What is compared, for the message.</param>
    public static void Equal(torch.Tensor before, torch.Tensor after, double bound, bool ofLargest, string what)
    {
        Assert.True(
            before.shape.SequenceEqual(after.shape),
            $"{what}: [{string.Join(", ", before.shape)}] before and [{string.Join(", ", after.shape)}] after");
        Assert.True(before.dtype == after.dtype, $"{what}: {before.dtype} before and {after.dtype} after");
        // float16 rounds 2^13 times as coarsely as float32, of which the bounds are.
        bound *= before.dtype switch { torch.ScalarType.Float64 => 1e-8, torch.ScalarType.Float16 => 8192, _ => 1 };
        var floor = bound == 0 ? 0 : 4 * Extremes.Smallest(before.dtype);
        var (a, b) = (Values(before), Values(after));
        var largest = a.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < a.Length; i++)
            Assert.True(
                Same(a[i], b[i], bound, Math.Max(floor, bound * (ofLargest ? largest : Math.Abs(a[i])))),
                $"{what}: element {i} is {a[i]:R} before and {b[i]:R} after");
    }

    private static bool Same(double a, double b, double bound, double allowed)
    {
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a) && double.IsNaN(b);
        if (bound == 0) return BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
        return a == b || !double.IsInfinity(a) && !double.IsInfinity(b) && Math.Abs(a - b) <= allowed;
    }

    private static double[] Values(torch.Tensor tensor) => tensor.dtype == torch.ScalarType.Int64 && tensor.numel() > 0
        // As bits: a double does not hold every long.
        ? [.. tensor.contiguous().data<long>().ToArray().Select(BitConverter.Int64BitsToDouble)]
        : tensor.Elements();
}
