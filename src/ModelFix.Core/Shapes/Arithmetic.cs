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

    /// <summary>Doubles: constants, and sizes divided by a whole constant.</summary>
    public static Value OfDoubles(BinaryOperatorKind kind, Value left, Value right) => (kind, Number(left), Number(right)) switch
    {
        (BinaryOperatorKind.Add, { } a, { } b) => new ConstantValue(a + b),
        (BinaryOperatorKind.Subtract, { } a, { } b) => new ConstantValue(a - b),
        (BinaryOperatorKind.Multiply, { } a, { } b) => new ConstantValue(a * b),
        (BinaryOperatorKind.Divide, { } a, { } b) => new ConstantValue(a / b),
        (BinaryOperatorKind.Divide, null, >= 1 and <= int.MaxValue and var b) when left is IntegerValue size && b == Math.Floor(b) && !size.Dim.MayBeNegative => new QuotientValue(size.Dim, (long)b),
        _ => Value.Nothing,
    };

    /// <summary>Max, Min, Ceiling and Floor of sizes; null where nothing is known, or where all are constants.</summary>
    public static Dim? Rounded(string function, IReadOnlyList<Value> values) => (function, values.Count) switch
    {
        ("Max", 2) when values[0] is IntegerValue a && values[1] is IntegerValue b && !(a.Dim.IsConstant && b.Dim.IsConstant) => Dim.Max(a.Dim, b.Dim),
        ("Min", 2) when values[0] is IntegerValue a && values[1] is IntegerValue b && !(a.Dim.IsConstant && b.Dim.IsConstant) => Dim.Min(a.Dim, b.Dim),
        ("Ceiling", 1) when values[0] is QuotientValue q => (q.Dividend + Dim.Of(q.Divisor - 1)).FloorDivide(Dim.Of(q.Divisor)),
        ("Floor", 1) when values[0] is QuotientValue q => q.Dividend.FloorDivide(Dim.Of(q.Divisor)),
        _ => null,
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
