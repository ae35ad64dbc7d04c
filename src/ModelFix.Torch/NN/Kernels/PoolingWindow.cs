namespace TorchSharp.Kernels;

/// <summary>The arguments of a pool as the caller gave them; a null stride is the kernel.</summary>
internal sealed record PoolingArguments(string Op, int Dims, long[] Kernel)
{
    public long[]? Stride { get; init; }
    public long[]? Padding { get; init; }
    public long[]? Dilation { get; init; }
    public bool CeilMode { get; init; }

    public PoolingWindow Window(Axes input)
    {
        var kernel = Axes.FromArgument(Op, "kernel_size", Kernel, Dims, 1);
        var window = new PoolingWindow(
            kernel,
            Stride is null or [] ? kernel : Axes.FromArgument(Op, "stride", Stride, Dims, 1),
            Axes.FromArgument(Op, "padding", Padding ?? [0], Dims, 0),
            Axes.FromArgument(Op, "dilation", Dilation ?? [1], Dims, 1),
            CeilMode);
        window.Validate(Op, Dims, input);
        return window;
    }
}

/// <summary>Where a pool's windows lie. Sizes follow ATen's pooling_output_shape.</summary>
internal sealed record PoolingWindow(Axes Kernel, Axes Stride, Axes Padding, Axes Dilation, bool CeilMode)
{
    public Axes Output(Axes input) => new(Output(input, 0), Output(input, 1), Output(input, 2));

    public void Validate(string op, int dims, Axes input)
    {
        for (var axis = 3 - dims; axis < 3; axis++)
        {
            if (Kernel[axis] <= 0) throw Errors.Torch($"{op}: kernel size should be greater than zero, but got {Kernel[axis]}");
            if (Stride[axis] <= 0) throw Errors.Torch($"{op}: stride should not be zero, but got {Stride[axis]}");
            if (Dilation[axis] <= 0) throw Errors.Torch($"{op}: dilation should be greater than zero, but got {Dilation[axis]}");
            if (Padding[axis] < 0) throw Errors.Torch($"{op}: pad must be non-negative, but got pad: {Padding[axis]}");
            if (Padding[axis] > Kernel[axis] / 2)
            {
                throw Errors.Torch($"{op}: pad should be at most half of kernel size, "
                    + $"but got pad={Padding[axis]} and kernel_size={Kernel[axis]}");
            }
            if (Output(input, axis) >= 1) continue;
            throw Errors.Torch($"{op}: Given input size: ({string.Join("x", input.Trailing(dims))}). "
                + $"Calculated output size: ({string.Join("x", Output(input).Trailing(dims))}). Output size is too small");
        }
    }

    private int Output(Axes input, int axis)
    {
        var free = input[axis] + 2 * Padding[axis] - Dilation[axis] * (Kernel[axis] - 1) - 1;
        if (free < 0 && !CeilMode) return 0;
        var stride = Stride[axis];
        var output = (int)Math.Floor((free + (CeilMode ? stride - 1 : 0)) / (double)stride) + 1;
        // The last window must start inside the input or its left padding.
        return CeilMode && (output - 1) * stride >= input[axis] + Padding[axis] ? output - 1 : output;
    }
}
