using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
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

    public static ElementType Of(TensorValue a, TensorValue b)
    {
        if (a.Type == b.Type) return a.Type;
        if (a.Type.IsFloating() && b.Type.IsFloating()) return ElementType.Floating;
        // Without a known rank a 0-d tensor cannot be excluded, and those do not promote within a category.
        if (a.Type.IsFloating() && (b.Type.IsInteger() || b.Type == ElementType.Bool)) return a.Type;
        if (b.Type.IsFloating() && (a.Type.IsInteger() || a.Type == ElementType.Bool)) return b.Type;
        return ElementType.Unknown;
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
