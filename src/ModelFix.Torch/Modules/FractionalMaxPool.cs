namespace TorchSharp.Modules;

/// <summary>The largest values of windows at pseudo-random steps.</summary>
public sealed class FractionalMaxPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal FractionalMaxPool2d(long[] kernel_size, long[]? output_size, double[]? output_ratio) : base(nameof(FractionalMaxPool2d))
    {
        if (output_size is null == output_ratio is null)
            throw new ArgumentNullException(nameof(output_size), "FractionalMaxPool2d requires specifying either an output size, or a pooling ratio.");
        this.kernel_size = kernel_size;
        this.output_size = output_size;
        this.output_ratio = output_ratio;
    }

    public long[] kernel_size { get; set; }

    public long[]? output_size { get; set; }

    public double[]? output_ratio { get; set; }

    public override torch.Tensor forward(torch.Tensor input) => forward_with_indices(input).Values;

    public (torch.Tensor Values, torch.Tensor Indices) forward_with_indices(torch.Tensor input)
        => torch.nn.functional.fractional_max_pool2d_with_indices(input, kernel_size, output_size, output_ratio);
}

/// <summary>The largest values of windows at pseudo-random steps.</summary>
public sealed class FractionalMaxPool3d : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal FractionalMaxPool3d(long[] kernel_size, long[]? output_size, double[]? output_ratio) : base(nameof(FractionalMaxPool3d))
    {
        if (output_size is null == output_ratio is null)
            throw new ArgumentNullException(nameof(output_size), "FractionalMaxPool3d requires specifying either an output size, or a pooling ratio.");
        this.kernel_size = kernel_size;
        this.output_size = output_size;
        this.output_ratio = output_ratio;
    }

    public long[] kernel_size { get; set; }

    public long[]? output_size { get; set; }

    public double[]? output_ratio { get; set; }

    public override torch.Tensor forward(torch.Tensor input) => forward_with_indices(input).Values;

    public (torch.Tensor Values, torch.Tensor Indices) forward_with_indices(torch.Tensor input)
        => torch.nn.functional.fractional_max_pool3d_with_indices(input, kernel_size, output_size, output_ratio);
}
