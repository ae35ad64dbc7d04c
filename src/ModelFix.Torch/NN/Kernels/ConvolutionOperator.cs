namespace TorchSharp.Kernels;

/// <summary>The arguments of a convolution as the caller gave them; null is PyTorch's default.</summary>
internal sealed record ConvolutionArguments(string Op, int Dims)
{
    public long[]? Stride { get; init; }
    public long[]? Padding { get; init; }
    public long[]? OutputPadding { get; init; }
    public long[]? Dilation { get; init; }
    public long Groups { get; init; } = 1;

    public Axes StrideAxes => Axes.FromArgument(Op, "stride", Stride ?? [1], Dims, 1);

    public Axes PaddingAxes => Axes.FromArgument(Op, "padding", Padding ?? [0], Dims, 0);

    public Axes OutputPaddingAxes => Axes.FromArgument(Op, "output_padding", OutputPadding ?? [0], Dims, 0);

    public Axes DilationAxes => Axes.FromArgument(Op, "dilation", Dilation ?? [1], Dims, 1);
}

/// <summary>Checks a convolution's arguments, runs it and adds the bias.</summary>
internal static class ConvolutionOperator
{
    public static torch.Tensor Convolve(torch.Tensor input, torch.Tensor weight, torch.Tensor? bias, ConvolutionArguments arguments)
    {
        Validate(input, weight, bias, arguments, weight.shape[0]);
        var channels = Channels(input, arguments);
        var groups = arguments.Groups;
        var outChannels = weight.shape[0];
        if (outChannels < groups || outChannels % groups != 0)
        {
            var expected = outChannels < groups ? $"at least {groups}" : $"divisible by {groups}";
            throw Errors.Torch(
                $"Given groups={groups}, expected weight to be {expected} at dimension 0, "
                + $"but got weight of size {Errors.Shape(weight.shape)} instead");
        }
        if (channels != weight.shape[1] * groups)
        {
            throw Errors.Torch($"Given groups={groups}, weight of size {Errors.Shape(weight.shape)}, "
                + $"expected input{Errors.Shape(input.shape)} to have {weight.shape[1] * groups} channels, but got {channels} channels instead");
        }
        var shape = Shape(input, weight, arguments, checked((int)outChannels), OutputSize(input, weight, arguments));
        var sums = new ConvolutionKernel(shape, Dense.Values(input), Dense.Values(weight)).Run();
        return Finish(sums, input, bias, shape, arguments.Dims);
    }

    public static torch.Tensor Transpose(torch.Tensor input, torch.Tensor weight, torch.Tensor? bias, ConvolutionArguments arguments)
    {
        var outChannels = weight.dim() > 1 ? weight.shape[1] * arguments.Groups : 0;
        Validate(input, weight, bias, arguments, outChannels);
        var channels = Channels(input, arguments);
        if (channels != weight.shape[0] || channels % arguments.Groups != 0)
        {
            throw Errors.Torch($"Given transposed=1, weight of size {Errors.Shape(weight.shape)}, "
                + $"expected input{Errors.Shape(input.shape)} to have {weight.shape[0]} channels, but got {channels} channels instead");
        }
        var shape = Shape(input, weight, arguments, checked((int)outChannels), TransposedOutputSize(input, weight, arguments));
        var sums = new TransposedConvolutionKernel(shape, Dense.Values(input), Dense.Values(weight)).Run();
        return Finish(sums, input, bias, shape, arguments.Dims);
    }

    // The sum is rounded before the bias is added, so that a convolution without bias plus the bias gives the same bits.
    private static torch.Tensor Finish(double[] sums, torch.Tensor input, torch.Tensor? bias, ConvolutionShape shape, int dims)
    {
        var dtype = input.dtype;
        if (bias is not null)
        {
            var offsets = Dense.Values(bias);
            var plane = shape.Output.Product;
            for (var i = 0; i < sums.Length; i++)
                sums[i] = Dense.Rounded(sums[i], dtype) + offsets[i / plane % shape.OutChannels];
        }
        long[] leading = input.dim() == dims + 2 ? [shape.Batch, shape.OutChannels] : [shape.OutChannels];
        return Dense.Tensor(sums, [.. leading, .. shape.Output.Trailing(dims)], dtype);
    }

    private static ConvolutionShape Shape(
        torch.Tensor input, torch.Tensor weight, ConvolutionArguments arguments, int outChannels, Axes output) => new()
        {
            Batch = input.dim() == arguments.Dims + 2 ? checked((int)input.shape[0]) : 1,
            Groups = checked((int)arguments.Groups),
            InChannels = checked((int)Channels(input, arguments)),
            OutChannels = outChannels,
            Input = Axes.From(input.shape.AsSpan(^arguments.Dims..), 1),
            Kernel = Axes.From(weight.shape.AsSpan(2), 1),
            Output = output,
            Stride = arguments.StrideAxes,
            Padding = arguments.PaddingAxes,
            Dilation = arguments.DilationAxes,
        };

    private static long Channels(torch.Tensor input, ConvolutionArguments arguments) => input.shape[^(arguments.Dims + 1)];

    private static Axes OutputSize(torch.Tensor input, torch.Tensor weight, ConvolutionArguments arguments)
    {
        var size = Axes.From(input.shape.AsSpan(^arguments.Dims..), 1);
        var kernel = Axes.From(weight.shape.AsSpan(2), 1);
        var padded = Each(axis => size[axis] + 2 * arguments.PaddingAxes[axis]);
        var span = Each(axis => arguments.DilationAxes[axis] * (kernel[axis] - 1) + 1);
        for (var axis = 0; axis < 3; axis++)
        {
            if (padded[axis] >= span[axis]) continue;
            throw Errors.Torch($"{arguments.Op}: Calculated padded input size per channel: {By(padded, arguments.Dims)}. "
                + $"Kernel size: {By(span, arguments.Dims)}. Kernel size can't be greater than actual input size");
        }
        return Each(axis => (padded[axis] - span[axis]) / arguments.StrideAxes[axis] + 1);
    }

    private static Axes TransposedOutputSize(torch.Tensor input, torch.Tensor weight, ConvolutionArguments arguments)
    {
        var size = Axes.From(input.shape.AsSpan(^arguments.Dims..), 1);
        var kernel = Axes.From(weight.shape.AsSpan(2), 1);
        var extra = arguments.OutputPaddingAxes;
        for (var axis = 0; axis < 3; axis++)
        {
            if (extra[axis] < Math.Max(arguments.StrideAxes[axis], arguments.DilationAxes[axis])) continue;
            throw Errors.Torch($"{arguments.Op}: output padding must be smaller than either stride or dilation, but got output_padding: "
                + $"{By(extra, arguments.Dims)} stride: {By(arguments.StrideAxes, arguments.Dims)} "
                + $"dilation: {By(arguments.DilationAxes, arguments.Dims)}");
        }
        var output = Each(axis => (size[axis] - 1) * arguments.StrideAxes[axis] - 2 * arguments.PaddingAxes[axis]
            + arguments.DilationAxes[axis] * (kernel[axis] - 1) + extra[axis] + 1);
        if (output.Depth > 0 && output.Height > 0 && output.Width > 0) return output;
        throw Errors.Torch($"{arguments.Op}: Given input size per channel: {By(size, arguments.Dims)}. "
            + $"Calculated output size per channel: {By(output, arguments.Dims)}. Output size is too small");
    }

    private static void Validate(
        torch.Tensor input, torch.Tensor weight, torch.Tensor? bias, ConvolutionArguments arguments, long outChannels)
    {
        var (op, dims) = (arguments.Op, arguments.Dims);
        Dense.RequireFloat(op, input);
        Dense.RequireSameType(op, input, weight, bias);
        if (input.dim() != dims + 1 && input.dim() != dims + 2)
        {
            throw Errors.Torch($"Expected {dims + 1}D (unbatched) or {dims + 2}D (batched) input to {op}, "
                + $"but got input of size: {Errors.Shape(input.shape)}");
        }
        if (weight.dim() != dims + 2)
            throw Errors.Torch($"{op}: expected a {dims + 2}-dimensional weight, but got weight of size {Errors.Shape(weight.shape)}");
        if (arguments.Groups <= 0) throw Errors.Torch($"{op}: non-positive groups is not supported");
        RequireAtLeast(arguments.StrideAxes, 1, $"{op}: non-positive stride is not supported");
        RequireAtLeast(arguments.DilationAxes, 1, $"{op}: dilation should be greater than zero");
        RequireAtLeast(arguments.PaddingAxes, 0, $"{op}: negative padding is not supported");
        RequireAtLeast(arguments.OutputPaddingAxes, 0, $"{op}: negative output_padding is not supported");
        if (bias is null || (bias.dim() == 1 && bias.shape[0] == outChannels)) return;
        throw Errors.Torch($"Given weight of size {Errors.Shape(weight.shape)}, expected bias to be 1-dimensional with {outChannels} elements, "
            + $"but got bias of size {Errors.Shape(bias.shape)} instead");
    }

    private static void RequireAtLeast(Axes axes, int minimum, string message)
    {
        if (axes.Depth < minimum || axes.Height < minimum || axes.Width < minimum) throw Errors.Torch(message);
    }

    private static Axes Each(Func<int, int> value) => new(value(0), value(1), value(2));

    private static string By(Axes axes, int dims) => $"({string.Join(" x ", axes.Trailing(dims))})";
}
