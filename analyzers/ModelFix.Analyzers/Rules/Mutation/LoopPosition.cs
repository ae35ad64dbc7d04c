using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>A position that moves with the variable of a loop: slope * d + offset.</summary>
internal sealed record LoopPosition(long Slope, Dim Offset)
{
    public static LoopPosition At(Dim position) => new(0, position);

    /// <summary>The position that is the same in all rounds and known as a number, or null.</summary>
    public long? Constant => Slope == 0 ? Offset.Constant : null;

    /// <summary>What an integer expression is in each round, or null where it is not known how it moves.</summary>
    /// <param name="number">The expression.</param>
    /// <param name="variable">The variable of the loop, null outside of one.</param>
    /// <param name="torch">What is known of the compilation.</param>
    public static LoopPosition? Of(IOperation number, ILocalSymbol? variable, TorchCompilation torch)
    {
        if (Integer(number) is not { } n) return null;
        if (!Moves(n, variable)) return torch.IntegerOf(n) is { } dim ? At(dim) : null;
        return n switch
        {
            ILocalReferenceOperation { Local: var local } when SymbolEqualityComparer.Default.Equals(local, variable) => new(1, Dim.Zero),
            ILocalReferenceOperation local => VariableUses.Of(local) is { IsCaptured: false, Writes: { Length: 1 } writes }
                && writes[0].Value is { } value ? Of(value, variable, torch) : null,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum =>
                Of(sum.LeftOperand, variable, torch)?.Plus(Of(sum.RightOperand, variable, torch), 1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference =>
                Of(difference.LeftOperand, variable, torch)?.Plus(Of(difference.RightOperand, variable, torch), -1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product =>
                Product(Of(product.LeftOperand, variable, torch), Of(product.RightOperand, variable, torch)),
            _ => null,
        };
    }

    public static LoopPosition operator -(LoopPosition left, LoopPosition right) => left.Plus(right, -1)!;

    public LoopPosition Next => this with { Offset = Offset + Dim.One };

    /// <summary>Where the variable has a value.</summary>
    public Dim Where(Dim variable) => Slope == 0 ? Offset : Dim.Of(Slope) * variable + Offset;

    /// <summary>As source, as simply as it can be said; null where only the analysis has a name for it.</summary>
    public string? Text(string variable)
    {
        if (Offset.Constant is not { } offset) return null;
        if (Slope == 0) return CSharpText.Of(offset);
        var moved = Math.Abs(Slope) == 1 ? variable : $"{CSharpText.Of(Math.Abs(Slope))} * {variable}";
        if (Slope < 0) return $"{CSharpText.Of(offset)} - {moved}";
        return offset == 0 ? moved : offset > 0 ? $"{moved} + {CSharpText.Of(offset)}" : $"{moved} - {CSharpText.Of(-offset)}";
    }

    /// <summary>True where what an expression is depends on the variable, directly or through a local of the loop.</summary>
    private static bool Moves(IOperation number, ILocalSymbol? variable, int depth = 4) => variable is not null
        && number.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(r =>
            SymbolEqualityComparer.Default.Equals(r.Local, variable)
            || depth == 0
            || VariableUses.Of(r)!.Writes.Any(w => w.Value is { } value && Moves(value, variable, depth - 1)));

    private static LoopPosition? Product(LoopPosition? left, LoopPosition? right)
    {
        if (left is null || right is null) return null;
        if (left.Constant is not { } factor) return right.Constant is null ? null : Product(right, left);
        return Checked.Product(factor, right.Slope) is { } slope ? new LoopPosition(slope, Dim.Of(factor) * right.Offset) : null;
    }

    private LoopPosition? Plus(LoopPosition? other, long sign) => other is null || Checked.Sum(Slope, sign * other.Slope) is not { } slope
        ? null
        : new LoopPosition(slope, Offset + Dim.Of(sign) * other.Offset);

    /// <summary>The number below conversions between int and long; null for anything else.</summary>
    private static IOperation? Integer(IOperation number)
    {
        while (IsInteger(number))
        {
            if (number is IConversionOperation { Conversion.IsUserDefined: false } conversion) number = conversion.Operand;
            else if (number is IParenthesizedOperation parenthesized) number = parenthesized.Operand;
            else return number;
        }

        return null;
    }

    private static bool IsInteger(IOperation number) => number.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
}
