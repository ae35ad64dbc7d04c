using System.Numerics;

namespace TorchSharp.Kernels;

/// <summary>For one output coordinate: which input coordinates it reads along an axis, and with what weights.</summary>
internal readonly record struct Taps(int[] Positions, double[] Weights)
{
    /// <summary>Nearest: the one element itself.</summary>
    public bool IsCopy => Positions.Length == 1;
}

/// <summary>
/// The index and weight formulas of ATen's UpSample.h, in the tensor's own precision: the weights of float32 tensors are
/// float32 numbers in PyTorch too.
/// </summary>
internal static class InterpolationWeights<T> where T : IFloatingPointIeee754<T>
{
    /// <param name="mode">The interpolation.</param>
    /// <param name="input">The input's size along the axis.</param>
    /// <param name="output">The output's size along the axis.</param>
    /// <param name="factor">The scale factor the caller gave, when it is to be used in place of the ratio of the sizes.</param>
    /// <param name="alignCorners">Whether the corner elements' centres coincide.</param>
    public static Taps[] Along(torch.InterpolationMode mode, int input, int output, double? factor, bool alignCorners)
    {
        var taps = new Taps[output];
        var scale = Scale(input, output, factor, alignCorners);
        for (var i = 0; i < output; i++)
        {
            taps[i] = mode switch
            {
                torch.InterpolationMode.Nearest => Single(Nearest(i, input, output, factor, 0f)),
                torch.InterpolationMode.NearestExact => Single(Nearest(i, input, output, factor, 0.5f)),
                torch.InterpolationMode.Bicubic => Cubic(Source(scale, i, alignCorners), input),
                _ => Linear(T.Max(T.Zero, Source(scale, i, alignCorners)), input),
            };
        }
        return taps;
    }

    private static Taps Single(int position) => new([position], [1]);

    // ATen keeps this scale in float32 whatever the tensor's type.
    private static int Nearest(int index, int input, int output, double? factor, float offset)
    {
        var scale = factor > 0 ? (float)(1 / factor.Value) : (float)input / output;
        return Math.Min((int)MathF.Floor((index + offset) * scale), input - 1);
    }

    private static T Scale(int input, int output, double? factor, bool alignCorners)
    {
        if (alignCorners) return output > 1 ? T.CreateChecked(input - 1) / T.CreateChecked(output - 1) : T.Zero;
        return factor > 0 ? T.CreateSaturating(1 / factor.Value) : T.CreateChecked(input) / T.CreateChecked(output);
    }

    private static T Source(T scale, int index, bool alignCorners)
    {
        if (alignCorners) return scale * T.CreateChecked(index);
        var half = T.CreateChecked(0.5);
        return scale * (T.CreateChecked(index) + half) - half;
    }

    private static Taps Linear(T source, int input)
    {
        var low = Math.Min(int.CreateTruncating(source), input - 1);
        var upper = T.Clamp(source - T.CreateChecked(low), T.Zero, T.One);
        var high = Math.Min(low + 1, input - 1);
        return new Taps([low, high], [double.CreateChecked(T.One - upper), double.CreateChecked(upper)]);
    }

    // Keys' cubic convolution with A = -0.75; positions outside the input repeat its border.
    private static Taps Cubic(T source, int input)
    {
        var floor = T.Floor(source);
        var fraction = source - floor;
        var first = int.CreateChecked(floor) - 1;
        var positions = new int[4];
        for (var i = 0; i < 4; i++) positions[i] = Math.Clamp(first + i, 0, input - 1);
        var rest = T.One - fraction;
        T[] weights = [Outer(fraction + T.One), Inner(fraction), Inner(rest), Outer(rest + T.One)];
        return new Taps(positions, Array.ConvertAll(weights, static weight => double.CreateChecked(weight)));
    }

    private static T Inner(T x)
    {
        var a = T.CreateChecked(-0.75);
        return ((a + T.CreateChecked(2)) * x - (a + T.CreateChecked(3))) * x * x + T.One;
    }

    private static T Outer(T x)
    {
        var a = T.CreateChecked(-0.75);
        return ((a * x - T.CreateChecked(5) * a) * x + T.CreateChecked(8) * a) * x - T.CreateChecked(4) * a;
    }
}
