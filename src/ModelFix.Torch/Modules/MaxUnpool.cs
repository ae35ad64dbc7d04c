namespace TorchSharp.Modules;

/// <summary>Puts pooled maxima back where they were; everything else is 0.</summary>
public sealed class MaxUnpool1d : ParameterLessModule<torch.Tensor, torch.Tensor, long[], torch.Tensor>
{
    internal MaxUnpool1d(long kernel_size, long? stride, long? padding) : base(nameof(MaxUnpool1d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
    }

    public long kernel_size { get; set; }

    public long? stride { get; set; }

    public long? padding { get; set; }

    public override torch.Tensor forward(torch.Tensor tensor, torch.Tensor indices, long[]? output_size = null)
        => torch.nn.functional.max_unpool1d(tensor, indices, kernel_size, stride, padding, output_size);

    public new torch.Tensor call(torch.Tensor tensor, torch.Tensor indices, long[]? output_size = null)
        => base.call(tensor, indices, output_size!);
}

/// <summary>Puts pooled maxima back where they were; everything else is 0.</summary>
public sealed class MaxUnpool2d : ParameterLessModule<torch.Tensor, torch.Tensor, long[], torch.Tensor>
{
    internal MaxUnpool2d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
    }

    public long[] kernel_size { get; set; }

    public long[]? stride { get; set; }

    public long[]? padding { get; set; }

    public override torch.Tensor forward(torch.Tensor tensor, torch.Tensor indices, long[]? output_size = null)
        => torch.nn.functional.max_unpool2d(tensor, indices, kernel_size, stride, padding, output_size);

    public new torch.Tensor call(torch.Tensor tensor, torch.Tensor indices, long[]? output_size = null)
        => base.call(tensor, indices, output_size!);
}

/// <summary>Puts pooled maxima back where they were; everything else is 0.</summary>
public sealed class MaxUnpool3d : ParameterLessModule<torch.Tensor, torch.Tensor, long[], torch.Tensor>
{
    internal MaxUnpool3d(long[] kernel_size, long[]? stride, long[]? padding) : base(nameof(MaxUnpool3d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
    }

    public long[] kernel_size { get; set; }

    public long[]? stride { get; set; }

    public long[]? padding { get; set; }

    public override torch.Tensor forward(torch.Tensor tensor, torch.Tensor indices, long[]? output_size = null)
        => torch.nn.functional.max_unpool3d(tensor, indices, kernel_size, stride, padding, output_size);

    public new torch.Tensor call(torch.Tensor tensor, torch.Tensor indices, long[]? output_size = null)
        => base.call(tensor, indices, output_size!);
}
