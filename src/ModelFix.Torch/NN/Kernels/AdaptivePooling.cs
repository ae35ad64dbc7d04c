namespace TorchSharp.Kernels;

/// <summary>Pools to a given size: bin i of n covers floor(i * size / n) to ceil((i + 1) * size / n).</summary>
internal static class AdaptivePooling
{
    public static (torch.Tensor Values, torch.Tensor Indices) Max(string op, torch.Tensor input, int dims, long[] outputSize)
    {
        var planes = new Planes(op, input, dims);
        var output = Output(op, dims, outputSize);
        var bins = Bins(planes.Size, output);
        var values = new double[planes.Count * output.Product];
        var indices = new long[values.Length];
        Parallel.For(0, planes.Count, plane => Windows.Maximum(
            planes.Values.AsSpan(plane * planes.Size.Product, planes.Size.Product),
            bins, values.AsSpan(plane * output.Product, output.Product), indices.AsSpan(plane * output.Product, output.Product)));
        return (planes.Tensor(values, output), planes.Indices(indices, output));
    }

    public static torch.Tensor Average(string op, torch.Tensor input, int dims, long[] outputSize)
    {
        var planes = new Planes(op, input, dims);
        var output = Output(op, dims, outputSize);
        var bins = Bins(planes.Size, output);
        var divisors = Array.ConvertAll(bins, static bin => (double)bin.Length);
        var values = new double[planes.Count * output.Product];
        Parallel.For(0, planes.Count, plane => Windows.Mean(
            planes.Values.AsSpan(plane * planes.Size.Product, planes.Size.Product),
            bins, divisors, values.AsSpan(plane * output.Product, output.Product)));
        return planes.Tensor(values, output);
    }

    private static Axes Output(string op, int dims, long[] outputSize)
    {
        if (outputSize.Length != dims)
            throw Errors.Torch($"{op}: internal error: output_size.size() must be {dims}, but got output_size={Errors.Shape(outputSize)}");
        if (outputSize.Any(static size => size < 0))
            throw Errors.Torch($"{op}: elements of output_size must be greater than or equal to 0, but got {Errors.Shape(outputSize)}");
        return Axes.From(outputSize, 1);
    }

    private static int[][] Bins(Axes input, Axes output)
        => Windows.Positions(input, output, (axis, index) =>
        {
            var start = (int)((long)index * input[axis] / output[axis]);
            var end = (int)(((long)(index + 1) * input[axis] + output[axis] - 1) / output[axis]);
            return Enumerable.Range(start, end - start);
        });
}
