namespace TorchSharp.Kernels;

/// <summary>
/// Tensors as row-major arrays of doubles. Sums are taken in double and rounded once, so that the same mathematics
/// written in another way gives the same float32 bits.
/// </summary>
internal static class Dense
{
    public static double[] Values(torch.Tensor tensor) => tensor.CopyData<double>();

    public static double[]? OptionalValues(torch.Tensor? tensor) => tensor?.CopyData<double>();

    public static torch.Tensor Tensor(double[] values, long[] shape, torch.ScalarType dtype)
        => dtype switch
        {
            torch.ScalarType.Float64 => torch.Tensor.FromData(values, shape),
            torch.ScalarType.Float32 => torch.Tensor.FromData(Array.ConvertAll(values, static value => (float)value), shape),
            _ => torch.Tensor.FromData(values, shape).to_type(dtype),
        };

    /// <summary>The value as it would be stored in a tensor of that type.</summary>
    public static double Rounded(double value, torch.ScalarType dtype) => dtype switch
    {
        torch.ScalarType.Float32 => (float)value,
        torch.ScalarType.Float16 => (double)(Half)(float)value,
        torch.ScalarType.BFloat16 => (double)new BFloat16((float)value),
        _ => value,
    };

    public static void RequireFloat(string op, torch.Tensor input)
    {
        if (torch.is_floating_point(input.dtype)) return;
        throw Errors.Torch($"\"{op}\" not implemented for '{Errors.Name(input.dtype)}': convert the input with .to(ScalarType.Float32) first");
    }

    /// <summary>Weights and statistics must have the input's type, as in PyTorch.</summary>
    public static void RequireSameType(string op, torch.Tensor input, params torch.Tensor?[] others)
    {
        foreach (var other in others)
        {
            if (other is null || other.dtype == input.dtype) continue;
            throw Errors.Torch($"{op}: expected scalar type {Errors.Name(input.dtype)} but found {Errors.Name(other.dtype)}");
        }
    }

    public static int Count(ReadOnlySpan<long> sizes)
    {
        var count = 1L;
        foreach (var size in sizes) count *= size;
        return checked((int)count);
    }
}
