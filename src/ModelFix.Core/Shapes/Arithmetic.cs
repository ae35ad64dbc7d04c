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
                _ => Value.Nothing,
            };
        }
        catch (OverflowException)
        {
            return Value.Nothing;
        }
    }

    /// <summary>C# truncates towards zero, which is the floor for sizes: a negative constant is left alone.</summary>
    private static Value Divide(Dim left, Dim right)
    {
        if (right.Constant is 0 || left.Constant < 0 || right.Constant < 0) return Value.Nothing;
        return new IntegerValue(left.Quotient(right) ?? left.FloorDivide(right));
    }

    private static Value Remainder(Dim left, Dim right)
    {
        if (left.Constant is { } n && right.Constant is > 0 and var d && n >= 0) return new IntegerValue(Dim.Of(n % d));
        return left.Quotient(right) is not null ? new IntegerValue(Dim.Zero) : Value.Nothing;
    }
}

/// <summary>What a constructor stores in a field.</summary>
internal static class ConstructorValues
{
    /// <summary>A constant, or the value that modelfix.json gives the constructor parameter; null where neither is known.</summary>
    public static Value? Of(Microsoft.CodeAnalysis.IOperation assigned, FlowScope scope)
    {
        var value = TorchSharp.Operations.WithoutConversions(assigned);
        if (Constants.Of(value) is IntegerValue constant) return constant;
        return value is IParameterReferenceOperation { Parameter: var parameter }
            && scope.Contracts.Argument(parameter.ContainingType, parameter.Name) is long argument
                ? new IntegerValue(Dim.Of(argument))
                : null;
    }
}
