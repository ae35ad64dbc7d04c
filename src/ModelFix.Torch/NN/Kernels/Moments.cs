namespace TorchSharp.Kernels;

/// <summary>A stretch of consecutive elements.</summary>
internal readonly record struct Run(int Start, int Length);

/// <summary>Mean and biased variance, computed in two passes.</summary>
internal readonly record struct Moments(double Mean, double Variance)
{
    public static Moments Of(double[] values, IEnumerable<Run> runs)
    {
        var all = runs as IReadOnlyCollection<Run> ?? [.. runs];
        var count = all.Sum(static run => run.Length);
        var sum = 0.0;
        foreach (var run in all)
        {
            foreach (var value in values.AsSpan(run.Start, run.Length)) sum += value;
        }
        var mean = sum / count;
        var squares = 0.0;
        foreach (var run in all)
        {
            foreach (var value in values.AsSpan(run.Start, run.Length)) squares += (value - mean) * (value - mean);
        }
        return new Moments(mean, squares / count);
    }
}

/// <summary>Where the elements of a channel of [N, C, ...] lie.</summary>
internal sealed class ChannelLayout(torch.Tensor input)
{
    public int Batch { get; } = checked((int)input.shape[0]);

    public int Channels { get; } = checked((int)input.shape[1]);

    public int Space { get; } = Dense.Count(input.shape.AsSpan(2));

    /// <summary>The channel in all samples.</summary>
    public IEnumerable<Run> Everywhere(int channel)
        => Enumerable.Range(0, Batch).Select(batch => new Run((batch * Channels + channel) * Space, Space));

    /// <summary>One channel of one sample, counted in storage order.</summary>
    public Run[] Plane(int plane) => [new Run(plane * Space, Space)];
}

/// <summary>The learned scale and shift of a normalisation; a missing one is 1 or 0.</summary>
internal sealed class AffineWeights(torch.Tensor? weight, torch.Tensor? bias)
{
    private readonly double[]? _weights = Dense.OptionalValues(weight);
    private readonly double[]? _biases = Dense.OptionalValues(bias);

    public (double Weight, double Bias) Of(int index) => (_weights?[index] ?? 1, _biases?[index] ?? 0);

    public void Validate(string op, torch.Tensor input, long[] shape)
    {
        Dense.RequireSameType(op, input, weight, bias);
        foreach (var (name, tensor) in new[] { ("weight", weight), ("bias", bias) })
        {
            if (tensor is null || tensor.shape.AsSpan().SequenceEqual(shape)) continue;
            throw Errors.Torch($"{op}: Expected {name} to be of shape {Errors.Shape(shape)}, but got {name} of shape "
                + $"{Errors.Shape(tensor.shape)} and input of shape {Errors.Shape(input.shape)}");
        }
    }
}

/// <summary>The running mean and variance of a normalisation; both may be absent.</summary>
internal sealed class RunningStatistics(torch.Tensor? mean, torch.Tensor? variance, double momentum)
{
    public static RunningStatistics None { get; } = new(null, null, 0);

    public bool Missing => mean is null || variance is null;

    public Moments[] Moments()
        => [.. Dense.Values(mean!).Zip(Dense.Values(variance!), static (center, spread) => new Moments(center, spread))];

    /// <param name="moments">The batch's statistics per channel, with the biased variance.</param>
    /// <param name="count">From how many elements each was computed.</param>
    public void Update(Moments[] moments, int count)
    {
        Move(mean, moments.Select(static each => each.Mean));
        Move(variance, moments.Select(each => each.Variance * ((double)count / (count - 1))));
    }

    public void Validate(string op, long channels)
    {
        foreach (var (name, tensor) in new[] { ("running_mean", mean), ("running_var", variance) })
        {
            if (tensor is null || tensor.numel() == channels) continue;
            throw Errors.Torch($"{op}: {name} should contain {channels} elements not {tensor.numel()}");
        }
    }

    private void Move(torch.Tensor? statistic, IEnumerable<double> batch)
    {
        if (statistic is null) return;
        double[] moved = [.. Dense.Values(statistic).Zip(batch, (old, now) => momentum * now + (1 - momentum) * old)];
        statistic.copy_(Dense.Tensor(moved, statistic.shape, statistic.dtype));
    }
}
