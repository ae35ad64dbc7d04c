using System.Numerics;
using System.Runtime.InteropServices;

namespace ModelFix.Engine.Export.OnnxRuntime;

/// <summary>How far two tensors of the same dtype and shape are apart.</summary>
internal static class ElementDistance
{
    /// <summary>The largest difference of two elements, and the largest finite magnitude of what is expected (1 where that is 0).</summary>
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
        var (absolute, scale) = (0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            var (one, other) = (double.CreateChecked(left[i]), double.CreateChecked(right[i]));
            if (double.IsFinite(one)) scale = Math.Max(scale, Math.Abs(one));
            if (one.Equals(other)) continue;
            var difference = Math.Abs(one - other);
            absolute = Math.Max(absolute, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return (absolute, scale == 0 ? 1 : scale);
    }
}
