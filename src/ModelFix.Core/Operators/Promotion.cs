using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>The dtype of results, by PyTorch's promotion rules as far as they are decided by what is known.</summary>
internal static class Promotion
{
    /// <summary>
    /// A tensor with a C# number: an integer never changes a tensor's dtype (but bool's), a fraction only makes integers Float32.
    /// </summary>
    public static ElementType WithScalar(ElementType tensor, bool? fractional)
    {
        if (tensor.IsFloating()) return tensor;
        return fractional switch
        {
            false when tensor.IsInteger() => tensor,
            false when tensor == ElementType.Bool => ElementType.Int64,
            true when tensor.IsInteger() || tensor == ElementType.Bool => ElementType.Float32,
            true => ElementType.Floating,
            _ => ElementType.Unknown,
        };
    }

    /// <summary>
    /// Two tensors: the higher category; within one the wider type, but that of a tensor with dims beside one without.
    /// </summary>
    public static ElementType Of(TensorValue a, TensorValue b)
    {
        if (a.Type == b.Type) return a.Type;
        if (a.Type == ElementType.Unknown || b.Type == ElementType.Unknown) return ElementType.Unknown;
        if (Category(a.Type) != Category(b.Type)) return Category(a.Type) > Category(b.Type) ? a.Type : b.Type;
        var (first, second, wider) = (HasDims(a.Shape), HasDims(b.Shape), Wider(a.Type, b.Type));
        if (first is { } one && second is { } other) return one == other ? wider : one ? a.Type : b.Type;
        // The one without dims gives way or is the narrower: both come to the same.
        if (first == false && b.Type == wider || second == false && a.Type == wider) return wider;
        return a.Type.IsFloating() ? ElementType.Floating : ElementType.Unknown;
    }

    /// <summary>As for two tensors whose shapes are known.</summary>
    public static ElementType Of(GraphValue a, GraphValue b)
    {
        if (a.Type == b.Type) return a.Type;
        if (Category(a.Type) != Category(b.Type)) return Category(a.Type) > Category(b.Type) ? a.Type : b.Type;
        return a.Rank > 0 == b.Rank > 0 ? Wider(a.Type, b.Type) : a.Rank > 0 ? a.Type : b.Type;
    }

    /// <summary>bool, integer, floating point, complex.</summary>
    private static int Category(ElementType type) => type switch
    {
        ElementType.Bool => 0,
        ElementType.Complex => 3,
        _ => type.IsFloating() ? 2 : 1,
    };

    /// <summary>Null where a tensor without dims cannot be excluded.</summary>
    private static bool? HasDims(TensorShape shape) => shape.MinRank > 0 ? true : shape.Rank == 0 ? false : null;

    private static ElementType Wider(ElementType a, ElementType b)
    {
        if (a == ElementType.Floating || b == ElementType.Floating) return ElementType.Floating;
        var (narrow, wide) = a < b ? (a, b) : (b, a);
        return (narrow, wide) switch
        {
            (ElementType.Float16, ElementType.BFloat16) => ElementType.Float32,
            (ElementType.Byte, ElementType.Int8) => ElementType.Int16,
            _ => wide,
        };
    }

    /// <summary>True for float and double operands, false for integers, null for others.</summary>
    public static bool? IsFractional(IOperation operand)
    {
        var type = operand.Type?.SpecialType is null or SpecialType.None && operand is IConversionOperation conversion
            ? conversion.Operand.Type
            : operand.Type;
        return type?.SpecialType switch
        {
            SpecialType.System_Single or SpecialType.System_Double => true,
            SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Byte or SpecialType.System_Int16 => false,
            _ => null,
        };
    }

    /// <summary>What operators make that compute with fractions: integers and bools become Float32.</summary>
    public static ElementType Floating(ElementType type) =>
        type.IsFloating() ? type : type.IsInteger() || type == ElementType.Bool ? ElementType.Float32 : ElementType.Floating;
}
