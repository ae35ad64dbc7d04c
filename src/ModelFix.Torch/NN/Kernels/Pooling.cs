namespace TorchSharp.Kernels;

/// <summary>Maximum and average over windows.</summary>
internal static class Pooling
{
    /// <summary>The largest value of each window and its position in the input plane; NaN wins.</summary>
    public static (torch.Tensor Values, torch.Tensor Indices) Max(torch.Tensor input, PoolingArguments arguments)
    {
        var planes = new Planes(arguments.Op, input, arguments.Dims);
        var window = arguments.Window(planes.Size);
        var output = window.Output(planes.Size);
        var taps = Taps(window, planes.Size, output);
        var values = new double[planes.Count * output.Product];
        var indices = new long[values.Length];
        Parallel.For(0, planes.Count, plane => Windows.Maximum(
            planes.Values.AsSpan(plane * planes.Size.Product, planes.Size.Product),
            taps, values.AsSpan(plane * output.Product, output.Product), indices.AsSpan(plane * output.Product, output.Product)));
        return (planes.Tensor(values, output), planes.Indices(indices, output));
    }

    /// <summary>The mean of each window.</summary>
    /// <param name="input">The tensor to pool.</param>
    /// <param name="arguments">Kernel, stride, padding.</param>
    /// <param name="countPadding">Whether the padding counts in the divisor.</param>
    /// <param name="divisor">Used in place of the number of elements.</param>
    public static torch.Tensor Average(torch.Tensor input, PoolingArguments arguments, bool countPadding, long? divisor)
    {
        if (divisor == 0) throw Errors.Torch($"{arguments.Op}: divisor must be not zero");
        var planes = new Planes(arguments.Op, input, arguments.Dims);
        var window = arguments.Window(planes.Size);
        var output = window.Output(planes.Size);
        var taps = Taps(window, planes.Size, output);
        var divisors = Divisors(window, planes.Size, output, countPadding, divisor);
        var values = new double[planes.Count * output.Product];
        Parallel.For(0, planes.Count, plane => Windows.Mean(
            planes.Values.AsSpan(plane * planes.Size.Product, planes.Size.Product),
            taps, divisors, values.AsSpan(plane * output.Product, output.Product)));
        return planes.Tensor(values, output);
    }

    private static int[][] Taps(PoolingWindow window, Axes input, Axes output)
        => Windows.Positions(input, output, (axis, index) =>
        {
            var start = index * window.Stride[axis] - window.Padding[axis];
            return Enumerable.Range(0, window.Kernel[axis])
                .Select(tap => start + tap * window.Dilation[axis])
                .Where(position => position >= 0 && position < input[axis]);
        });

    private static double[] Divisors(PoolingWindow window, Axes input, Axes output, bool countPadding, long? divisor)
    {
        var divisors = new double[output.Product];
        var at = 0;
        for (var d = 0; d < output.Depth; d++)
        {
            for (var h = 0; h < output.Height; h++)
            {
                for (var w = 0; w < output.Width; w++)
                    divisors[at++] = divisor ?? (double)Extent(0, d) * Extent(1, h) * Extent(2, w);
            }
        }
        return divisors;

        // With padding counted, a window is still cut where the padded input ends.
        int Extent(int axis, int index)
        {
            var start = index * window.Stride[axis] - window.Padding[axis];
            var end = Math.Min(start + window.Kernel[axis], input[axis] + window.Padding[axis]);
            return countPadding ? end - start : Math.Min(end, input[axis]) - Math.Max(start, 0);
        }
    }
}
