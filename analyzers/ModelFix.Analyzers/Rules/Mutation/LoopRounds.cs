using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>The rounds of a counting loop in which a place in it is reached.</summary>
/// <param name="Variable">The variable of the loop; null for code that runs once.</param>
/// <param name="First">The variable's value in the first of them.</param>
/// <param name="Last">Its value in the last.</param>
internal sealed record LoopRounds(ILocalSymbol? Variable, long First, Dim Last)
{
    /// <summary>Code that runs once.</summary>
    public static readonly LoopRounds Once = new(null, 0, Dim.Zero);

    /// <summary>All rounds of a loop that counts up from a constant; null where it does something else.</summary>
    public static LoopRounds? Of(IForLoopOperation loop, TorchCompilation torch) =>
        loop.Locals.Length == 1 && torch.LoopBounds(loop.Locals[0]) is { Lower.Constant: { } first, Upper: var end }
            ? new LoopRounds(loop.Locals[0], first, end - Dim.One)
            : null;

    /// <summary>True where the place is reached in the same value of the variable every time.</summary>
    public bool IsOne => Last.Constant == First;

    /// <summary>The rounds in which control comes to a place, as far as conditions around it compare the variable with numbers.</summary>
    public LoopRounds To(IOperation place, ILoopOperation loop, TorchCompilation torch)
    {
        var rounds = this;
        for (var (inner, o) = (place, place.Parent); o is not null && o != loop; (inner, o) = (o, o.Parent))
            if (o is IConditionalOperation conditional && inner != conditional.Condition)
                rounds = rounds.Where(conditional.Condition, inner == conditional.WhenTrue, torch);
        return rounds;
    }

    /// <summary>True where a number is proven to be zero or more in every round: it is least in the first or in the last.</summary>
    public bool IsNeverNegative(LoopPosition number) => !number.Where(number.Slope < 0 ? Last : Dim.Of(First)).MayBeNegative;

    /// <summary>True where a length is proven to be one or more in every round.</summary>
    public bool IsNeverEmpty(LoopPosition length) => IsNeverNegative(length with { Offset = length.Offset - Dim.One });

    private LoopRounds Where(IOperation condition, bool isTrue, TorchCompilation torch)
    {
        switch (condition.WithoutConversions())
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Where(not.Operand, !isTrue, torch);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when isTrue:
                return Where(both.LeftOperand, true, torch).Where(both.RightOperand, true, torch);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !isTrue:
                return Where(either.LeftOperand, false, torch).Where(either.RightOperand, false, torch);
            case IBinaryOperation comparison when IsVariable(comparison.LeftOperand):
                return Compared(comparison.OperatorKind, Number(comparison.RightOperand, torch), isTrue);
            case IBinaryOperation comparison when IsVariable(comparison.RightOperand):
                return Compared(Turned(comparison.OperatorKind), Number(comparison.LeftOperand, torch), isTrue);
            default:
                return this;
        }
    }

    private LoopRounds Compared(BinaryOperatorKind kind, long? number, bool isTrue)
    {
        if (number is not { } n) return this;
        return (isTrue ? kind : Opposite(kind)) switch
        {
            BinaryOperatorKind.Equals => this with { First = n, Last = Dim.Of(n) },
            BinaryOperatorKind.NotEquals when n == First => this with { First = First + 1 },
            BinaryOperatorKind.NotEquals when n == Last.Constant => this with { Last = Dim.Of(n - 1) },
            BinaryOperatorKind.GreaterThan => this with { First = Math.Max(First, n + 1) },
            BinaryOperatorKind.GreaterThanOrEqual => this with { First = Math.Max(First, n) },
            BinaryOperatorKind.LessThan => this with { Last = Dim.Of(Math.Min(Last.Constant ?? long.MaxValue, n - 1)) },
            BinaryOperatorKind.LessThanOrEqual => this with { Last = Dim.Of(Math.Min(Last.Constant ?? long.MaxValue, n)) },
            _ => this,
        };
    }

    private bool IsVariable(IOperation operand) =>
        operand.WithoutImplicitConversions() is ILocalReferenceOperation { Local: var local }
        && SymbolEqualityComparer.Default.Equals(local, Variable);

    /// <summary>A number of moderate size, so that one more is one, too.</summary>
    private static long? Number(IOperation operand, TorchCompilation torch) =>
        operand.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
        && torch.IntegerOf(operand)?.Constant is > int.MinValue and < int.MaxValue and var n ? n : null;

    private static BinaryOperatorKind Turned(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => kind,
    };

    private static BinaryOperatorKind Opposite(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equals => BinaryOperatorKind.NotEquals,
        BinaryOperatorKind.NotEquals => BinaryOperatorKind.Equals,
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThan,
        _ => BinaryOperatorKind.None,
    };
}
