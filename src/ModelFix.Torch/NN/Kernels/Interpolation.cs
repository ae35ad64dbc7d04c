namespace TorchSharp.Kernels;

/// <summary>Resizes the spatial dimensions of [N, C, ...].</summary>
internal static class Interpolation
{
    private const string Op = "interpolate";

    public static torch.Tensor Resize(
        torch.Tensor input, long[]? size, double[]? factors, torch.InterpolationMode mode, bool? alignCorners, bool recomputeFactors)
    {
        var dims = (int)input.dim() - 2;
        Validate(input, dims, size, factors, mode, alignCorners);
        var output = size ?? OutputSize(input, factors!);
        if (output.Any(static extent => extent <= 0))
        {
            throw Errors.Torch($"{Op}: Input and output sizes should be greater than 0, "
                + $"but got input {Errors.Shape(input.shape)} and output {Errors.Shape(output)}");
        }
        if (mode is torch.InterpolationMode.Area) return AdaptivePooling.Average(Op, input, dims, output);
        var planes = new Planes(Op, input, dims);
        var extents = Axes.From(output, 1);
        var used = recomputeFactors || size is not null ? null : factors;
        var taps = Enumerable.Range(0, 3)
            .Select(axis => axis < 3 - dims ? [new Taps([0], [1])] : Along(axis, used?[axis - 3 + dims]))
            .ToArray();
        var values = new double[planes.Count * extents.Product];
        Parallel.For(0, planes.Count, plane => Plane(
            planes.Values.AsSpan(plane * planes.Size.Product, planes.Size.Product),
            planes.Size, taps, values.AsSpan(plane * extents.Product, extents.Product)));
        return planes.Tensor(values, extents);

        Taps[] Along(int axis, double? factor) => input.dtype is not torch.ScalarType.Float64
            ? InterpolationWeights<float>.Along(mode, planes.Size[axis], extents[axis], factor, alignCorners ?? false)
            : InterpolationWeights<double>.Along(mode, planes.Size[axis], extents[axis], factor, alignCorners ?? false);
    }

    private static long[] OutputSize(torch.Tensor input, double[] factors)
    {
        var output = new long[factors.Length];
        for (var d = 0; d < output.Length; d++) output[d] = (long)Math.Floor(input.shape[2 + d] * factors[d]);
        return output;
    }

    private static void Plane(ReadOnlySpan<double> input, Axes size, Taps[][] taps, Span<double> output)
    {
        var at = 0;
        foreach (var depth in taps[0])
        {
            foreach (var height in taps[1])
            {
                foreach (var width in taps[2]) output[at++] = Value(input, size, depth, height, width);
            }
        }
    }

    private static double Value(ReadOnlySpan<double> input, Axes size, Taps depth, Taps height, Taps width)
    {
        // Nearest only copies: a sum would lose the sign of -0.
        if (depth.IsCopy && height.IsCopy && width.IsCopy)
            return input[(depth.Positions[0] * size.Height + height.Positions[0]) * size.Width + width.Positions[0]];
        var volume = 0.0;
        for (var d = 0; d < depth.Positions.Length; d++)
        {
            var area = 0.0;
            for (var h = 0; h < height.Positions.Length; h++)
            {
                var line = 0.0;
                var row = (depth.Positions[d] * size.Height + height.Positions[h]) * size.Width;
                for (var w = 0; w < width.Positions.Length; w++) line += width.Weights[w] * input[row + width.Positions[w]];
                area += height.Weights[h] * line;
            }
            volume += depth.Weights[d] * area;
        }
        return volume;
    }

    private static void Validate(
        torch.Tensor input, int dims, long[]? size, double[]? factors, torch.InterpolationMode mode, bool? alignCorners)
    {
        if (dims is < 1 or > 3 || !Suits(mode, dims))
        {
            throw Errors.Torch($"Input Error: Only 3D, 4D and 5D input Tensors supported, with modes that suit their rank "
                + $"(got {input.dim()}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area (got {mode})");
        }
        if (size is null == factors is null)
            throw Errors.Torch($"{Op}: only one of size or scale_factor should be defined, and one of them must be");
        if (size is not null && size.Length != dims)
        {
            throw Errors.Torch($"{Op}: Input and output must have the same number of spatial dimensions, but got input with "
                + $"spatial dimensions of {Errors.Shape(input.shape[2..])} and output size of {Errors.Shape(size)}");
        }
        if (factors is not null && factors.Length != dims)
        {
            throw Errors.Torch($"{Op}: scale_factor must have one entry per spatial dimension: input {Errors.Shape(input.shape)} needs {dims}, "
                + $"but got {factors.Length} (TorchSharp ends the process here)");
        }
        if (alignCorners is not null && !IsLinear(mode))
        {
            throw Errors.Torch("align_corners option can only be set with the interpolating modes: "
                + $"linear | bilinear | bicubic | trilinear, but got {mode}");
        }
    }

    private static bool Suits(torch.InterpolationMode mode, int dims) => mode switch
    {
        torch.InterpolationMode.Linear => dims == 1,
        torch.InterpolationMode.Bilinear or torch.InterpolationMode.Bicubic => dims == 2,
        torch.InterpolationMode.Trilinear => dims == 3,
        _ => true,
    };

    private static bool IsLinear(torch.InterpolationMode mode)
        => mode is torch.InterpolationMode.Linear or torch.InterpolationMode.Bilinear
            or torch.InterpolationMode.Bicubic or torch.InterpolationMode.Trilinear;
}
