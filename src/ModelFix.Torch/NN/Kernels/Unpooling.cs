namespace TorchSharp.Kernels;

/// <summary>The inverse of max pooling: maxima go back to the positions that the pool recorded.</summary>
internal static class Unpooling
{
    public static torch.Tensor Max(torch.Tensor input, torch.Tensor indices, PoolingArguments arguments, long[]? outputSize)
    {
        var (op, dims) = (arguments.Op, arguments.Dims);
        if (indices.dtype is not torch.ScalarType.Int64)
            throw Errors.Torch($"{op}: elements in indices should be type int64 but got: {Errors.Name(indices.dtype)}");
        if (!input.shape.AsSpan().SequenceEqual(indices.shape))
        {
            throw Errors.Torch($"{op}: Expected shape of indices to be same as that of the input tensor ({Errors.Shape(input.shape)}) "
                + $"but got indices tensor with shape: {Errors.Shape(indices.shape)}");
        }
        var planes = new Planes(op, input, dims);
        var output = Axes.From(Output(arguments, input.shape[^dims..], outputSize, input.dim()), 1);
        var positions = indices.CopyData<long>();
        var values = new double[planes.Count * output.Product];
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] < 0 || positions[i] >= output.Product)
            {
                throw Errors.Torch($"{op}: Found an invalid max index: {positions[i]} (output volumes are of size "
                    + $"{string.Join("x", output.Trailing(dims))})");
            }
            values[i / planes.Size.Product * output.Product + positions[i]] = planes.Values[i];
        }
        return planes.Tensor(values, output);
    }

    // The size that the pool most likely had; a given one may differ from it by less than a stride.
    private static long[] Output(PoolingArguments arguments, long[] input, long[]? given, long rank)
    {
        var (op, dims) = (arguments.Op, arguments.Dims);
        var kernel = Axes.FromArgument(op, "kernel_size", arguments.Kernel, dims, 1).Trailing(dims);
        var stride = arguments.Stride is null or [] ? kernel : Axes.FromArgument(op, "stride", arguments.Stride, dims, 1).Trailing(dims);
        var padding = Axes.FromArgument(op, "padding", arguments.Padding ?? [0], dims, 0).Trailing(dims);
        var expected = new long[dims];
        for (var d = 0; d < dims; d++) expected[d] = (input[d] - 1) * stride[d] + kernel[d] - 2 * padding[d];
        if (given is null) return expected;
        var size = given.Length == rank ? given[^dims..] : given;
        if (size.Length != dims)
            throw Errors.Torch($"{op}: output_size should be a sequence containing {dims} or {dims + 2} elements, but it has a " +
                $"length of '{given.Length}'");
        for (var d = 0; d < dims; d++)
        {
            if (size[d] > expected[d] - stride[d] && size[d] < expected[d] + stride[d]) continue;
            throw Errors.Torch($"{op}: invalid output_size {Errors.Shape(size)} (dim {d} must be between {expected[d] - stride[d]} "
                + $"and {expected[d] + stride[d]})");
        }
        return size;
    }
}
