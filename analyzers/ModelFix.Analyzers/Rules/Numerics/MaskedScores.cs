using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Numerics;

/// <summary>Scores of which a mask makes some -inf before a softmax.</summary>
/// <param name="Mask">What decides which, or the product of a mask and an infinity.</param>
/// <param name="IsProduct">True where 0 times an infinity is added, which is NaN.</param>
internal sealed record MaskedScores(IOperation Mask, bool IsProduct)
{
    /// <summary>Operators whose result is masked wherever their input is.</summary>
    private static readonly ImmutableHashSet<string> Kept = ImmutableHashSet.Create(
        "to", "type", "contiguous", "clone", "view", "reshape", "flatten", "unsqueeze", "expand", "transpose", "permute");

    /// <summary>Operators by which a mask stays one.</summary>
    private static readonly ImmutableHashSet<string> OfMask = Kept.Union(
        new[] { "squeeze", "expand_as", "repeat", "eq", "ne", "lt", "gt", "le", "ge", "logical_not", "bitwise_not", "bool" });

    private static readonly ImmutableHashSet<string> Causal = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase, "causal", "subsequent", "future", "ahead", "triangle", "triangular", "tril", "triu");

    /// <summary>The last mask that fills what a softmax is given with -inf; null where there is none.</summary>
    public static MaskedScores? Before(IOperation scores, TorchCompilation torch) => In(scores, scores, torch, depth: 8);

    /// <summary>
    /// The parameter that a mask is made of alone, by comparisons and views, so that its caller may mask a row whole; null where the mask
    /// is made of anything else, or where its name says that each row keeps an element.
    /// </summary>
    public static IParameterSymbol? RootOf(IOperation mask, TorchCompilation torch, int depth = 8)
    {
        if (depth == 0) return null;
        var operation = mask.WithoutConversions();
        switch (operation)
        {
            case IParameterReferenceOperation { Parameter: var parameter }:
                return IsGivenByOthers(parameter) && !Causal.Any(c => parameter.Name.IndexOf(c, StringComparison.OrdinalIgnoreCase) >= 0)
                    ? parameter
                    : null;
            case ILocalReferenceOperation when VariableUses.Of(operation) is { Writes: { Length: 1 } writes }:
                return writes[0].Value is { } value ? RootOf(value, torch, depth - 1) : null;
            case IUnaryOperation unary:
                return RootOf(unary.Operand, torch, depth - 1);
            case IBinaryOperation binary when binary.RightOperand.WithoutConversions().ConstantValue.HasValue:
                return RootOf(binary.LeftOperand, torch, depth - 1);
            case IBinaryOperation binary when binary.LeftOperand.WithoutConversions().ConstantValue.HasValue:
                return RootOf(binary.RightOperand, torch, depth - 1);
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance }
                when torch.Symbols.IsTensor(instance.Type):
                return RootOf(instance, torch, depth - 1);
            case IInvocationOperation:
                return OperatorCalls.From(operation, torch.Symbols) is { InPlace: false } call && OfMask.Contains(call.Operator)
                    ? RootOf(call.Input, torch, depth - 1)
                    : null;
            default:
                return null;
        }
    }

    public static bool IsNegativeInfinity(IOperation? value) => value?.WithoutConversions().ConstantValue.Value
        is double.NegativeInfinity or float.NegativeInfinity;

    private static bool IsInfinity(IOperation value) =>
        value.WithoutConversions().ConstantValue.Value is double and (double.NegativeInfinity or double.PositiveInfinity)
            or float and (float.NegativeInfinity or float.PositiveInfinity);

    private static bool IsGivenByOthers(IParameterSymbol parameter) => parameter.ContainingSymbol.Name is "forward" or "call";

    /// <param name="value">What is looked at.</param>
    /// <param name="use">Where it is used.</param>
    /// <param name="torch">What is known.</param>
    /// <param name="depth">How many steps back to go at most.</param>
    private static MaskedScores? In(IOperation value, IOperation use, TorchCompilation torch, int depth)
    {
        if (depth == 0) return null;
        var operation = value.WithoutConversions();
        if (operation is ILocalReferenceOperation) return InLocal(operation, use, torch, depth);
        if (Terms(operation, BinaryOperatorKind.Add, "add", torch) is var (left, right))
            return In(right, use, torch, depth - 1) ?? In(left, use, torch, depth - 1) ?? Product(right, torch) ?? Product(left, torch);
        if (OperatorCalls.From(operation, torch.Symbols) is not { } call) return null;
        if (call.Operator == "masked_fill")
            return IsNegativeInfinity(call.Arguments["value"]) && call.Arguments["mask"] is { } mask
                ? new MaskedScores(mask, IsProduct: false)
                : In(call.Input, use, torch, depth - 1);
        if (call.Operator == "where" && call.Arguments["condition"] is { } condition)
            return IsNegativeInfinity(call.Arguments["y"]) || IsNegativeInfinity(call.Arguments["x"])
                ? new MaskedScores(condition, IsProduct: false)
                : null;
        return Kept.Contains(call.Operator) ? In(call.Input, use, torch, depth - 1) : null;
    }

    /// <summary>What was written into the local last, or filled in place after that.</summary>
    private static MaskedScores? InLocal(IOperation local, IOperation use, TorchCompilation torch, int depth)
    {
        if (VariableUses.Of(local) is not { IsCaptured: false } uses) return null;
        var write = uses.Writes.LastOrDefault(w => w.Operation.Syntax.Span.End <= use.Syntax.SpanStart);
        var filled = uses.References
            .Where(r => r.Syntax.SpanStart < use.Syntax.SpanStart && r.Syntax.SpanStart > (write?.Operation.Syntax.Span.End ?? 0))
            .Select(r => r.Parent is { } parent ? OperatorCalls.From(parent, torch.Symbols) : null)
            .LastOrDefault(c => c is { InPlace: true, Operator: "masked_fill" } && c.Input.Syntax.Span.End < use.Syntax.SpanStart);
        if (filled is not null) return In(filled.Invocation, use, torch, depth - 1);
        return write?.Value is { } value ? In(value, write.Operation, torch, depth - 1) : null;
    }

    /// <summary><c>(1 - mask) * float.NegativeInfinity</c></summary>
    private static MaskedScores? Product(IOperation value, TorchCompilation torch)
    {
        var operation = value.WithoutConversions();
        if (operation is ILocalReferenceOperation && VariableUses.Of(operation) is { Writes: { Length: 1 } writes })
            return writes[0].Value is { } written ? Product(written, torch) : null;
        return Terms(operation, BinaryOperatorKind.Multiply, "mul", torch) is var (left, right) && (IsInfinity(left) || IsInfinity(right))
            ? new MaskedScores(operation, IsProduct: true)
            : null;
    }

    private static (IOperation Left, IOperation Right)? Terms(
        IOperation operation,
        BinaryOperatorKind kind,
        string name,
        TorchCompilation torch)
    {
        if (operation is IBinaryOperation { LeftOperand: var left, RightOperand: var right } binary && binary.OperatorKind == kind)
            return (left, right);
        return OperatorCalls.From(operation, torch.Symbols) is { } call && call.Operator == name
            && call.Arguments.All.FirstOrDefault(a => a != call.Input) is { } other
            ? (call.Input, other)
            : null;
    }
}
