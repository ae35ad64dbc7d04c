namespace TorchSharp.Kernels;

/// <summary>Normalisation by the mean and the biased variance of groups of elements.</summary>
internal static class Normalization
{
    /// <summary>Normalises each channel of [N, C, ...] over batch and space, or by the running statistics.</summary>
    /// <remarks>In training the running statistics move towards the batch's, with the unbiased variance.</remarks>
    public static torch.Tensor Batch(torch.Tensor input, RunningStatistics running, AffineWeights affine, bool training, double eps)
    {
        const string Op = "batch_norm";
        Validate(Op, input, running, affine, input.dim() >= 2 ? input.shape[1] : 0);
        if (input.dim() < 2) throw Errors.Torch($"{Op}: expected at least 2 dimensions, but got input of size {Errors.Shape(input.shape)}");
        if (!training && running.Missing) throw Errors.Torch($"{Op}: running_mean and running_var must be defined in evaluation mode");
        var values = Dense.Values(input);
        var layout = new ChannelLayout(input);
        var moments = training
            ? Enumerable.Range(0, layout.Channels).Select(channel => Moments.Of(values, layout.Everywhere(channel))).ToArray()
            : running.Moments();
        if (training) running.Update(moments, layout.Batch * layout.Space);
        for (var channel = 0; channel < layout.Channels; channel++)
            Scale(values, layout.Everywhere(channel), moments[channel], affine.Of(channel), eps);
        return Dense.Tensor(values, input.shape, input.dtype);
    }

    /// <summary>Normalises each channel of each sample of [N, C, ...] over space, or by the running statistics.</summary>
    public static torch.Tensor Instance(torch.Tensor input, RunningStatistics running, AffineWeights affine, bool useInput, double eps)
    {
        const string Op = "instance_norm";
        if (input.dim() < 3) throw Errors.Torch($"{Op}: expected at least 3 dimensions, but got input of size {Errors.Shape(input.shape)}");
        Validate(Op, input, running, affine, input.shape[1]);
        if (!useInput && running.Missing)
            throw Errors.Torch($"{Op}: Expected running_mean and running_var to be defined when use_input_stats is false");
        var values = Dense.Values(input);
        var layout = new ChannelLayout(input);
        var fixedMoments = useInput ? null : running.Moments();
        var moments = new Moments[layout.Batch * layout.Channels];
        for (var plane = 0; plane < moments.Length; plane++)
        {
            moments[plane] = fixedMoments?[plane % layout.Channels] ?? Moments.Of(values, layout.Plane(plane));
            Scale(values, layout.Plane(plane), moments[plane], affine.Of(plane % layout.Channels), eps);
        }
        if (useInput && layout.Batch > 0) running.Update(Averaged(moments, layout), layout.Space);
        return Dense.Tensor(values, input.shape, input.dtype);
    }

    /// <summary>Normalises groups of channels of each sample of [N, C, ...].</summary>
    public static torch.Tensor Group(torch.Tensor input, int groups, AffineWeights affine, double eps)
    {
        const string Op = "group_norm";
        if (input.dim() < 2) throw Errors.Torch($"{Op}: expected at least 2 dimensions, but got input of size {Errors.Shape(input.shape)}");
        Validate(Op, input, RunningStatistics.None, affine, input.shape[1]);
        var layout = new ChannelLayout(input);
        if (groups <= 0 || layout.Channels % groups != 0)
        {
            throw Errors.Torch($"{Op}: Expected number of channels in input to be divisible by num_groups, "
                + $"but got input of shape {Errors.Shape(input.shape)} and num_groups={groups}");
        }
        var values = Dense.Values(input);
        var perGroup = layout.Channels / groups;
        for (var group = 0; group < layout.Batch * groups; group++)
        {
            var moments = Moments.Of(values, [new Run(group * perGroup * layout.Space, perGroup * layout.Space)]);
            for (var plane = group * perGroup; plane < (group + 1) * perGroup; plane++)
                Scale(values, layout.Plane(plane), moments, affine.Of(plane % layout.Channels), eps);
        }
        return Dense.Tensor(values, input.shape, input.dtype);
    }

    /// <summary>Normalises over the trailing dimensions, with a weight and a bias per element.</summary>
    public static torch.Tensor Layer(torch.Tensor input, long[] normalizedShape, AffineWeights affine, double eps)
    {
        const string Op = "layer_norm";
        Dense.RequireFloat(Op, input);
        if (normalizedShape.Length == 0) throw Errors.Torch($"{Op}: Expected normalized_shape to be at least 1-dimensional");
        if (input.dim() < normalizedShape.Length || !input.shape.AsSpan(^normalizedShape.Length..).SequenceEqual(normalizedShape))
        {
            throw Errors.Torch($"Given normalized_shape={Errors.Shape(normalizedShape)}, expected input with shape [*, "
                + $"{string.Join(", ", normalizedShape)}], but got input of size{Errors.Shape(input.shape)}");
        }
        affine.Validate(Op, input, normalizedShape);
        var values = Dense.Values(input);
        var size = Dense.Count(normalizedShape);
        for (var start = 0; start < values.Length; start += size)
        {
            var moments = Moments.Of(values, [new Run(start, size)]);
            for (var i = 0; i < size; i++) Scale(values, [new Run(start + i, 1)], moments, affine.Of(i), eps);
        }
        return Dense.Tensor(values, input.shape, input.dtype);
    }

    private static Moments[] Averaged(Moments[] moments, ChannelLayout layout)
        => [.. Enumerable.Range(0, layout.Channels).Select(channel =>
        {
            var own = Enumerable.Range(0, layout.Batch).Select(batch => moments[batch * layout.Channels + channel]).ToArray();
            return new Moments(own.Average(static each => each.Mean), own.Average(static each => each.Variance));
        })];

    private static void Scale(double[] values, IEnumerable<Run> runs, Moments moments, (double Weight, double Bias) affine, double eps)
    {
        var scale = affine.Weight / Math.Sqrt(moments.Variance + eps);
        foreach (var run in runs)
        {
            foreach (ref var value in values.AsSpan(run.Start, run.Length)) value = (value - moments.Mean) * scale + affine.Bias;
        }
    }

    private static void Validate(string op, torch.Tensor input, RunningStatistics running, AffineWeights affine, long channels)
    {
        Dense.RequireFloat(op, input);
        running.Validate(op, channels);
        affine.Validate(op, input, [channels]);
    }
}
