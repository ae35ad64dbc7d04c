using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.Values;

/// <summary>C#'s integer operators on dims.</summary>
internal static class Arithmetic
{
    /// <summary>
    /// The result of an operator on integers of a C# type; nothing where it does not fit the type, since C# wraps or throws then.
    /// </summary>
    public static Value Of(
        BinaryOperatorKind kind,
        Dim left,
        Dim right,
        ITypeSymbol? type) => Of(kind, left, right) is { } dim ? Fitting(dim, type) : Value.Nothing;

    private static Dim? Of(BinaryOperatorKind kind, Dim left, Dim right) => kind switch
    {
        BinaryOperatorKind.Add => left + right,
        BinaryOperatorKind.Subtract => left - right,
        BinaryOperatorKind.Multiply => left * right,
        BinaryOperatorKind.Divide => left.CutDivide(right),
        BinaryOperatorKind.Remainder => Remainder(left, right),
        BinaryOperatorKind.LeftShift when right.Constant is >= 0 and < 31 and var by => left * Dim.Of(1L << (int)by),
        _ => null,
    };

    /// <summary>
    /// An integer as a value of a C# type: nothing where a number is beyond the type, or a factor of a symbol is beyond any count of
    /// elements.
    /// </summary>
    public static Value Fitting(Dim dim, ITypeSymbol? type)
    {
        if (dim.IsUnknown) return Value.Nothing;
        if (type?.SpecialType == SpecialType.System_Int64 && dim.IsConstant) return new IntegerValue(dim);
        return dim.IsWithin(int.MaxValue) || dim.Constant == int.MinValue ? new IntegerValue(dim) : Value.Nothing;
    }

    /// <summary>A comparison, where it has the same outcome whatever the symbols are.</summary>
    public static Value Compared(BinaryOperatorKind kind, Dim left, Dim right)
    {
        if ((left.Constant is { } l && right.Constant is { } r ? l.CompareTo(r) : (left - right).Constant) is not { } difference)
            return Value.Nothing;
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
        (BinaryOperatorKind.Divide, null, >= 1
            and <= int.MaxValue
            and var b) when left is IntegerValue size && b == Math.Floor(b) && !size.Dim.MayBeNegative =>
            new QuotientValue(size.Dim, (long)b),
        _ => Value.Nothing,
    };

    /// <summary>Max, Min, Ceiling and Floor of sizes; null where nothing is known, or where all are constants.</summary>
    public static Dim? Rounded(string function, IReadOnlyList<Value> values) => (function, values.Count) switch
    {
        ("Max", 2) when values[0] is IntegerValue a && values[1] is IntegerValue b && !(a.Dim.IsConstant && b.Dim.IsConstant) =>
            Dim.Max(a.Dim, b.Dim),
        ("Min", 2) when values[0] is IntegerValue a && values[1] is IntegerValue b && !(a.Dim.IsConstant && b.Dim.IsConstant) =>
            Dim.Min(a.Dim, b.Dim),
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

    private static Dim? Remainder(Dim left, Dim right)
    {
        if (right.Constant is 0) return null;
        if (left.Constant is { } n && right.Constant is { } d) return Checked.Remainder(n, d) is { } remainder ? Dim.Of(remainder) : null;
        return left.Quotient(right) is not null ? Dim.Zero : null;
    }
}
