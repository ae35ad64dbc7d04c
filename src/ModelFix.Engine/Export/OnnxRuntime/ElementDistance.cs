using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelFix.Engine.Export.OnnxRuntime;

/// <summary>How far two tensors of the same dtype and shape are apart.</summary>
internal static class ElementDistance
{
    /// <summary>
    /// The largest difference of two elements, and the largest finite magnitude of what is expected (1 where that is 0, and for whole
    /// numbers).
    /// </summary>
    /// <param name="type">ONNX's number of the dtype.</param>
    /// <param name="expected">The elements of the one.</param>
    /// <param name="actual">The elements of the other.</param>
    public static (double Absolute, double Scale) Of(int type, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) => type switch
    {
        1 => Of<float>(expected, actual),
        2 or 9 => Of<byte>(expected, actual),
        3 => Of<sbyte>(expected, actual),
        5 => Of<short>(expected, actual),
        6 => Of<int>(expected, actual),
        7 => Of<long>(expected, actual),
        10 => Of<Half>(expected, actual),
        11 => Of<double>(expected, actual),
        _ => expected.SequenceEqual(actual) ? (0, 1) : (double.PositiveInfinity, 1),
    };

    private static (double Absolute, double Scale) Of<T>(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
        where T : unmanaged, INumber<T>
    {
        var left = MemoryMarshal.Cast<byte, T>(expected);
        var right = MemoryMarshal.Cast<byte, T>(actual);
        var absolute = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i].Equals(right[i])) continue;
            var difference = Math.Abs(double.CreateChecked(left[i]) - double.CreateChecked(right[i]));
            // Whole numbers are the same or not, however large they are.
            if (IsWhole<T>()) difference = Math.Max(difference, 1);
            absolute = Math.Max(absolute, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return (absolute, IsWhole<T>() ? 1 : Scale(left));
    }

    /// <summary>True for a dtype in which a half is none.</summary>
    private static bool IsWhole<T>()
        where T : INumber<T> => T.IsZero(T.One / (T.One + T.One));

    /// <summary>
    /// The largest finite magnitude, but not that of a number that stands for nothing (-1e9 where a mask is): several elements are exactly
    /// that, and all others far smaller.
    /// </summary>
    private static double Scale<T>(ReadOnlySpan<T> elements)
        where T : unmanaged, INumber<T>
    {
        const double FarSmaller = 1e-3;
        var (scale, count) = Largest(elements, double.PositiveInfinity);
        while (count > 1 && Largest(elements, scale) is var (next, times) && next > 0 && next < scale * FarSmaller)
            (scale, count) = (next, times);
        return scale == 0 ? 1 : scale;
    }

    private static (double Magnitude, int Count) Largest<T>(ReadOnlySpan<T> elements, double below)
        where T : unmanaged, INumber<T>
    {
        var (largest, count) = (0.0, 0);
        foreach (var element in elements)
        {
            var magnitude = Math.Abs(double.CreateChecked(element));
            if (!(magnitude < below) || magnitude < largest) continue;
            count = magnitude == largest ? count + 1 : 1;
            largest = magnitude;
        }

        return (largest, count);
    }
}
