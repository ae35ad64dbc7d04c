namespace TorchSharp.Kernels;

/// <summary>An input seen as planes of up to three spatial dimensions: batch and channels are one leading count.</summary>
internal sealed class Planes
{
    private readonly torch.Tensor _input;
    private readonly int _dims;

    /// <exception cref="System.Runtime.InteropServices.ExternalException">The rank or the type does not suit the operator.</exception>
    public Planes(string op, torch.Tensor input, int dims)
    {
        Dense.RequireFloat(op, input);
        if (input.dim() != dims + 1 && input.dim() != dims + 2)
        {
            throw Errors.Torch($"{op}: Expected {dims + 1}D or {dims + 2}D (batch mode) tensor for input, "
                + $"but got input of size: {Errors.Shape(input.shape)}");
        }
        var nonBatch = input.dim() == dims + 2 ? input.shape.Skip(1) : input.shape;
        if (nonBatch.Contains(0))
        {
            throw Errors.Torch($"{op}(): Expected input to have non-zero size for non-batch dimensions, "
                + $"but input has sizes {Errors.Shape(input.shape)}");
        }
        _input = input;
        _dims = dims;
        Count = Dense.Count(input.shape.AsSpan(..^dims));
        Size = Axes.From(input.shape.AsSpan(^dims..), 1);
        Values = Dense.Values(input);
    }

    public int Count { get; }

    public Axes Size { get; }

    public double[] Values { get; }

    public long[] OutputShape(Axes output) => [.. _input.shape[..^_dims], .. output.Trailing(_dims)];

    public torch.Tensor Tensor(double[] values, Axes output) => Dense.Tensor(values, OutputShape(output), _input.dtype);

    public torch.Tensor Indices(long[] values, Axes output) => torch.Tensor.FromData(values, OutputShape(output));
}
