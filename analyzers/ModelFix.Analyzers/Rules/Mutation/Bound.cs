using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>An integer index, or one end of a range.</summary>
/// <param name="Text">As source, in a place where a number stands alone.</param>
/// <param name="Constant">The number where it is known; negative where it counts from the end of a dim of unknown size.</param>
/// <param name="Dim">What it is, where that can be computed with; counted from the front.</param>
/// <param name="IsInside">Proven to lie in [0, size] of a dim whose size is a constant.</param>
internal sealed record Bound(string Text, long? Constant, Dim? Dim, bool IsInside)
{
    /// <summary>What must hold for the bound to count from the front, as it follows "assuming"; null where it provably does.</summary>
    public string? Assumption { get; init; }

    public static Bound Of(
        long constant,
        bool isInside) => new(CSharpText.Of(constant), constant, constant < 0 ? null : Core.Values.Dim.Of(constant), isInside);

    /// <summary>The position after this one; null after the last that 64 bits count.</summary>
    public Bound? Next =>
        Constant is { } n
            ? Checked.Sum(n, 1) is { } next ? Of(next, IsInside) : null
            : this with { Text = $"{(Text.IndexOf(' ') < 0 ? Text : $"({Text})")} + 1",
                Dim = Dim is null ? null : Dim + Core.Values.Dim.One };

    /// <summary>What is written, resolved against the size of its dim; null where it is not known what it selects.</summary>
    /// <param name="written">The number, or ^number.</param>
    /// <param name="size">The size of the dim, null where nothing is known of it.</param>
    /// <param name="item">The entry that the number belongs to.</param>
    /// <param name="torch">What is known of the compilation.</param>
    public static Bound? At(IOperation written, Dim? size, IndexItem item, TorchCompilation torch)
    {
        var fromEnd = written is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat };
        var number = fromEnd ? ((IUnaryOperation)written).Operand.WithoutImplicitConversions() : written;
        if (!IsNumber(number)) return null;
        if (torch.IntegerOf(number)?.Constant is { } constant) return AtConstant(fromEnd ? -constant : constant, fromEnd, size, item);
        if (!IsRepeatable(number)) return null;
        return fromEnd ? FromEnd(number, size, torch) : FromFront(number, size, item, torch);
    }

    private static Bound? AtConstant(long at, bool fromEnd, Dim? size, IndexItem item)
    {
        // ^0 is the end of a range and nothing else.
        if (fromEnd && at == 0) return null;
        if (size?.Constant is not { } length) return Of(at, isInside: false);
        var position = at < 0 ? at + length : at;
        return position >= 0 && (item.Kind == IndexKind.Integer ? position < length : position <= length)
            ? Of(position, isInside: true)
            : null;
    }

    private static Bound FromFront(IOperation number, Dim? size, IndexItem item, TorchCompilation torch)
    {
        var dim = torch.IntegerOf(number);
        var text = CSharpText.Text(number.Syntax);
        var (lower, upper) = Limits(number, torch);
        var isInside = lower >= 0 && size?.Constant is { } length && upper <= length;
        return new Bound(text, null, dim, isInside)
        {
            Assumption = lower >= 0 || item.IsSystemRange || dim is not null && IsSize(dim, size)
                ? null
                : $"{CSharpText.Text(number.Syntax)} is not negative",
        };
    }

    /// <summary>^d with a variable d: of use where d is proven to be at least 1, since ^0 and 0 are not the same.</summary>
    private static Bound? FromEnd(IOperation number, Dim? size, TorchCompilation torch)
    {
        var (lower, upper) = Limits(number, torch);
        if (lower is not >= 1 || size?.Constant is not { } length || upper is not { } last || last > length) return null;
        var dim = torch.IntegerOf(number);
        return new Bound(
            $"{CSharpText.Of(length)} - {CSharpText.AsReceiver(number.Syntax)}",
            null,
            dim is null ? null : Core.Values.Dim.Of(length) - dim,
            IsInside: true);
    }

    /// <summary>The numbers that a loop variable takes: the first, and one more than the last.</summary>
    private static (long? Lower, long? Upper) Limits(IOperation number, TorchCompilation torch) =>
        number is ILocalReferenceOperation { Local: var variable } && torch.LoopBounds(variable) is { } bounds
            ? (bounds.Lower.Constant, bounds.Upper.Constant)
            : (null, null);

    private static bool IsSize(Dim dim, Dim? size) => size is not null && dim.Equals(size);

    private static bool IsNumber(IOperation number) => number.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    private static bool IsRepeatable(IOperation number) => number.DescendantsAndSelf().All(o => o
        is ILocalReferenceOperation
            or IParameterReferenceOperation
            or IFieldReferenceOperation
            or IInstanceReferenceOperation
            or ILiteralOperation
        or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add
            or BinaryOperatorKind.Subtract
            or BinaryOperatorKind.Multiply
            or BinaryOperatorKind.Divide }
        or IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus }
            or IConversionOperation { Conversion.IsUserDefined: false }
            or IParenthesizedOperation);
}
