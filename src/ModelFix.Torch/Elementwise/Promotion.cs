using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One side of an elementwise operation. A C# number is "wrapped": it decides the result's dtype only by its category.</summary>
internal readonly record struct Operand(Tensor Tensor, bool IsNumber)
{
    public static implicit operator Operand(Tensor tensor) => new(tensor, IsNumber: false);

    public static implicit operator Operand(Scalar scalar) => new(Tensor.ScalarTensor(scalar), IsNumber: true);
}

/// <summary>Which dtype an operation computes in, by the rules of torch.result_type.</summary>
internal static class Promotion
{
    public static ScalarType Result(params ReadOnlySpan<Operand> operands)
    {
        ScalarType? dimensional = null, zeroDimensional = null, number = null;
        foreach (var (tensor, isNumber) in operands)
        {
            if (isNumber) number = Promote(number, is_floating_point(tensor.dtype) ? get_default_dtype() : tensor.dtype);
            else if (tensor.Rank == 0) zeroDimensional = Promote(zeroDimensional, tensor.dtype);
            else dimensional = Promote(dimensional, tensor.dtype);
        }

        return Combine(dimensional, Combine(zeroDimensional, number))
            ?? throw new ArgumentException("An operation needs at least one operand.", nameof(operands));
    }

    public static ScalarType Promote(ScalarType left, ScalarType right)
    {
        if (left == right) return left;
        if (Mixes(left, right, ScalarType.Byte, ScalarType.Int8)) return ScalarType.Int16;
        if (Mixes(left, right, ScalarType.Float16, ScalarType.BFloat16)) return ScalarType.Float32;
        return Order(left) >= Order(right) ? left : right;
    }

    /// <summary>The dtype itself if it is floating point, otherwise the default one.</summary>
    public static ScalarType Real(ScalarType dtype) => torch.is_floating_point(dtype) ? dtype : get_default_dtype();

    /// <summary>Whether a result may be written into a tensor of another dtype: not from a higher category to a lower one.</summary>
    public static bool CanCast(ScalarType from, ScalarType to) => Category(from) <= Category(to);

    private static ScalarType? Promote(ScalarType? left, ScalarType right) => left is { } known ? Promote(known, right) : right;

    private static ScalarType? Combine(ScalarType? higher, ScalarType? lower)
    {
        if (higher is not { } first) return lower;
        if (lower is not { } second || torch.is_floating_point(first)) return first;
        return first == ScalarType.Bool || torch.is_floating_point(second) ? Promote(first, second) : first;
    }

    private static int Category(ScalarType dtype) =>
        dtype == ScalarType.Bool ? 0 : torch.is_integral(dtype) ? 1 : torch.is_floating_point(dtype) ? 2 : 3;

    private static bool Mixes(ScalarType left, ScalarType right, ScalarType one, ScalarType other) =>
        (left == one && right == other) || (left == other && right == one);

    private static int Order(ScalarType dtype) => dtype == ScalarType.Bool ? -1 : dtype == ScalarType.BFloat16 ? (int)ScalarType.Float16 : (int)dtype;
}
