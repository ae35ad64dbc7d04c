using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.Shapes;

/// <summary>C#'s integer operators on dims.</summary>
internal static class Arithmetic
{
    public static Value Of(BinaryOperatorKind kind, Dim left, Dim right)
    {
        try
        {
            return kind switch
            {
                BinaryOperatorKind.Add => new IntegerValue(left + right),
                BinaryOperatorKind.Subtract => new IntegerValue(left - right),
                BinaryOperatorKind.Multiply => new IntegerValue(left * right),
                BinaryOperatorKind.Divide => Divide(left, right),
                BinaryOperatorKind.Remainder => Remainder(left, right),
                BinaryOperatorKind.LeftShift when right.Constant is >= 0 and < 31 and var by => new IntegerValue(left * Dim.Of(1L << (int)by)),
                _ => Value.Nothing,
            };
        }
        catch (OverflowException)
        {
            return Value.Nothing;
        }
    }

    /// <summary>A comparison, where it has the same outcome whatever the symbols are.</summary>
    public static Value Compared(BinaryOperatorKind kind, Dim left, Dim right)
    {
        if ((left - right).Constant is not { } difference) return Value.Nothing;
        return kind switch
        {
            BinaryOperatorKind.Equals => new ConstantValue(difference == 0),
            BinaryOperatorKind.NotEquals => new ConstantValue(difference != 0),
            BinaryOperatorKind.LessThan => new ConstantValue(difference < 0),
            BinaryOperatorKind.LessThanOrEqual => new ConstantValue(difference <= 0),
            BinaryOperatorKind.GreaterThan => new ConstantValue(difference > 0),
            BinaryOperatorKind.GreaterThanOrEqual => new ConstantValue(difference >= 0),
            _ => Value.Nothing,
        };
    }

    /// <summary>Doubles: only constants, as in Math.Ceiling((double)size / stride) with a known size.</summary>
    public static Value OfDoubles(BinaryOperatorKind kind, Value left, Value right) => (kind, Number(left), Number(right)) switch
    {
        (BinaryOperatorKind.Add, { } a, { } b) => new ConstantValue(a + b),
        (BinaryOperatorKind.Subtract, { } a, { } b) => new ConstantValue(a - b),
        (BinaryOperatorKind.Multiply, { } a, { } b) => new ConstantValue(a * b),
        (BinaryOperatorKind.Divide, { } a, { } b) => new ConstantValue(a / b),
        _ => Value.Nothing,
    };

    /// <summary>A known number as a double, or null.</summary>
    public static double? Number(Value value) => value switch
    {
        IntegerValue { Dim.Constant: { } n } => n,
        ConstantValue { Constant: double d } => d,
        _ => null,
    };

    /// <summary>
    /// C# truncates towards zero. Where the dividend may be negative and the division may leave a remainder that is not the floor that
    /// a quotient of sizes stands for, but a value of its own.
    /// </summary>
    private static Value Divide(Dim left, Dim right)
    {
        if (right.Constant is 0) return Value.Nothing;
        if (left.Constant is { } n && right.Constant is { } d) return new IntegerValue(Dim.Of(n / d));
        if (left.Quotient(right) is { } exact) return new IntegerValue(exact);
        return left.MayBeNegative || right.MayBeNegative
            ? new IntegerValue(Dim.Integer($"trunc(({left})/({right}))"))
            : new IntegerValue(left.FloorDivide(right));
    }

    private static Value Remainder(Dim left, Dim right)
    {
        if (right.Constant is 0) return Value.Nothing;
        if (left.Constant is { } n && right.Constant is { } d) return new IntegerValue(Dim.Of(n % d));
        return left.Quotient(right) is not null ? new IntegerValue(Dim.Zero) : Value.Nothing;
    }
}
