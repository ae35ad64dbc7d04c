namespace TorchSharp.Modules;

/// <summary>The means of as many bins as wanted.</summary>
public sealed class AdaptiveAvgPool1d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal AdaptiveAvgPool1d(long output_size)
        : base(nameof(AdaptiveAvgPool1d))
    {
        this.output_size = output_size;
    }

    public long output_size { get; set; }

    public override torch.Tensor forward(torch.Tensor input)
        => torch.nn.functional.adaptive_avg_pool1d(input, output_size);
}

/// <summary>The means of as many bins as wanted.</summary>
public sealed class AdaptiveAvgPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal AdaptiveAvgPool2d(long[] output_size)
        : base(nameof(AdaptiveAvgPool2d))
    {
        this.output_size = output_size;
    }

    public long[] output_size { get; set; }

    public override torch.Tensor forward(torch.Tensor input)
        => torch.nn.functional.adaptive_avg_pool2d(input, output_size);
}

/// <summary>The means of as many bins as wanted.</summary>
public sealed class AdaptiveAvgPool3d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal AdaptiveAvgPool3d(long[] output_size)
        : base(nameof(AdaptiveAvgPool3d))
    {
        this.output_size = output_size;
    }

    public long[] output_size { get; set; }

    public override torch.Tensor forward(torch.Tensor input)
        => torch.nn.functional.adaptive_avg_pool3d(input, output_size);
}

/// <summary>The largest values of as many bins as wanted.</summary>
public sealed class AdaptiveMaxPool1d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal AdaptiveMaxPool1d(long output_size)
        : base(nameof(AdaptiveMaxPool1d))
    {
        this.output_size = output_size;
    }

    public long output_size { get; set; }

    public override torch.Tensor forward(torch.Tensor input)
        => torch.nn.functional.adaptive_max_pool1d(input, output_size);

    public (torch.Tensor Values, torch.Tensor Indices) forward_with_indices(torch.Tensor input)
        => torch.nn.functional.adaptive_max_pool1d_with_indices(input, output_size);
}

/// <summary>The largest values of as many bins as wanted.</summary>
public sealed class AdaptiveMaxPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal AdaptiveMaxPool2d(long[] output_size)
        : base(nameof(AdaptiveMaxPool2d))
    {
        this.output_size = output_size;
    }

    public long[] output_size { get; set; }

    public override torch.Tensor forward(torch.Tensor input)
        => torch.nn.functional.adaptive_max_pool2d(input, output_size);

    public (torch.Tensor output, torch.Tensor indices) forward_with_indices(torch.Tensor input)
        => torch.nn.functional.adaptive_max_pool2d_with_indices(input, output_size);
}

/// <summary>Always throws when called: TorchSharp 0.105.2 to 0.107.0 never stores the output size.</summary>
public sealed class AdaptiveMaxPool3d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    private readonly long[] _wanted;

    internal AdaptiveMaxPool3d(long[] output_size) : base(nameof(AdaptiveMaxPool3d))
    {
        _wanted = output_size;
    }

    /// <summary>Null until it is set: the factory's argument does not arrive here.</summary>
    public long[] output_size { get; set; } = null!;

    public override torch.Tensor forward(torch.Tensor input) => throw Broken();

    public (torch.Tensor output, torch.Tensor indices) forward_with_indices(torch.Tensor input) => throw Broken();

    private NullReferenceException Broken()
        => new($"AdaptiveMaxPool3d([{string.Join(", ", _wanted)}]) fails in TorchSharp 0.105.2 to 0.107.0, where output_size stays null. "
            + "For one output element use x.amax(new long[] { 2, 3, 4 }, true).");
}
