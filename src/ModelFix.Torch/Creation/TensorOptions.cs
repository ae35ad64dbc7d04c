using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What every factory takes besides shape and values.</summary>
internal readonly record struct TensorOptions(ScalarType? DType, Device? Device, bool RequiresGrad, string[]? Names)
{
    /// <summary>The tensor with these options; its dtype stays where none was asked for.</summary>
    public Tensor Apply(Tensor tensor)
    {
        Require(Device);
        if (Names is { Length: > 0 })
            throw new NotSupportedException("Named dimensions are not supported in ModelFix.Torch: leave `names` out.");
        var result = DType is { } dtype && dtype != tensor.dtype ? tensor.to_type(dtype) : tensor;
        result.requires_grad = RequiresGrad;
        return result;
    }
}
