namespace TorchSharp.Kernels;

/// <summary>
/// Maximum over windows at pseudo-random steps. Source: Graham, 2014, with the intervals of ATen's FractionalMaxPool.
/// libtorch draws other numbers: only where the steps are whole are its windows these.
/// </summary>
internal static class FractionalPooling
{
    public static (torch.Tensor Values, torch.Tensor Indices) Max(
        torch.Tensor input, int dims, long[] kernel, long[]? outputSize, double[]? ratio)
    {
        var op = $"fractional_max_pool{dims}d";
        if (outputSize is null == ratio is null)
            throw new ArgumentNullException(nameof(outputSize), $"{op}: exactly one of output_size and output_ratio must be given");
        var planes = new Planes(op, input, dims);
        var window = Axes.FromArgument(op, "kernel_size", kernel, dims, 1);
        var output = Axes.FromArgument(op, "output_size", outputSize ?? Scaled(input.shape[^dims..], ratio!), dims, 1);
        for (var axis = 3 - dims; axis < 3; axis++)
        {
            // libtorch wants room to spare in volumes, but not in planes.
            var room = planes.Size[axis] - (output[axis] + window[axis] - 1);
            if (output[axis] >= 1 && room >= (dims == 3 ? 1 : 0)) continue;
            throw Errors.Torch($"{op}(): pool size {window[axis]} too large relative to input size {planes.Size[axis]} for {output[axis]} outputs");
        }
        var values = new double[planes.Count * output.Product];
        var indices = new long[values.Length];
        for (var plane = 0; plane < planes.Count; plane++)
        {
            int[][] starts = [.. Enumerable.Range(0, 3).Select(axis => Starts(planes.Size[axis], window[axis], output[axis]))];
            var taps = Windows.Positions(planes.Size, output, (axis, index) => Enumerable.Range(starts[axis][index], window[axis]));
            Windows.Maximum(planes.Values.AsSpan(plane * planes.Size.Product, planes.Size.Product), taps,
                values.AsSpan(plane * output.Product, output.Product), indices.AsSpan(plane * output.Product, output.Product));
        }
        return (planes.Tensor(values, output), planes.Indices(indices, output));
    }

    private static long[] Scaled(long[] input, double[] ratio)
        => [.. input.Select((size, d) => (long)(size * ratio[ratio.Length == 1 ? 0 : d]))];

    // The first window starts at 0 and the last one ends at the input's end.
    private static int[] Starts(int input, int kernel, int output)
    {
        var starts = new int[output];
        if (output > 1)
        {
            var sample = torch.Generator.Default.NextUniform();
            var step = (double)(input - kernel) / (output - 1);
            for (var i = 0; i < output - 1; i++) starts[i] = (int)((i + sample) * step) - (int)(sample * step);
        }
        starts[^1] = input - kernel;
        return starts;
    }
}
