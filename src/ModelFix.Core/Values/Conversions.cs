using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.Values;

/// <summary>What casts and implicit conversions make of a value.</summary>
internal static class Conversions
{
    /// <param name="expression">The expression with its conversions.</param>
    /// <param name="value">The value below them.</param>
    public static Value Of(IOperation expression, Value value)
    {
        for (var o = expression; o is IConversionOperation or IParenthesizedOperation; o = o.ChildOperations.First())
            if (o is IConversionOperation conversion) value = Converted(conversion, value);
        return value;
    }

    private static Value Converted(IConversionOperation conversion, Value value)
    {
        // Tensor to number reads the tensor's content; number to Tensor, Scalar or TensorIndex is looked through by those who take them.
        if (conversion.OperatorMethod is not null && value is TensorValue or SizesValue) return Value.Nothing;
        return (conversion.Type?.SpecialType, value) switch
        {
            (SpecialType.System_Int32 or SpecialType.System_Int64, ConstantValue { Constant: double number }) =>
                Checked.Truncated(number) is { } whole ? Arithmetic.Fitting(Dim.Of(whole), conversion.Type) : Value.Nothing,
            (SpecialType.System_Int32 or SpecialType.System_Int64, QuotientValue quotient) =>
                Arithmetic.Fitting(quotient.Dividend.FloorDivide(Dim.Of(quotient.Divisor)), conversion.Type),
            (SpecialType.System_Int32, IntegerValue integer) => Arithmetic.Fitting(integer.Dim, conversion.Type),
            (SpecialType.System_UInt32 or SpecialType.System_UInt64, not IntegerValue { Dim.Constant: >= 0 and <= int.MaxValue }) =>
                Value.Nothing,
            (SpecialType.System_Single, QuotientValue or IntegerValue { Dim.IsConstant: false }) => Value.Nothing,
            (SpecialType.System_Single, IntegerValue { Dim: var number }) when !number.IsWithin(MaxExactSingle) => Value.Nothing,
            (SpecialType.System_Double, IntegerValue { Dim: var number }) when !number.IsWithin(Checked.MaxExact) => Value.Nothing,
            (SpecialType.System_Byte
                or SpecialType.System_SByte
                or SpecialType.System_Int16
                or SpecialType.System_UInt16
                or SpecialType.System_Char, _) =>
                Value.Nothing,
            _ => value,
        };
    }

    /// <summary>Up to here every integer is a float.</summary>
    private const long MaxExactSingle = 1L << 24;
}
