using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>The one mask of an index list, with whole dims around it.</summary>
/// <param name="Item">The mask.</param>
/// <param name="Before">How many whole dims come before it.</param>
/// <param name="Rank">The tensor's rank, null where it is not known but that of the mask.</param>
/// <param name="Text">The mask as it broadcasts with the tensor.</param>
internal sealed record Mask(IndexItem Item, int Before, int? Rank, string Text)
{
    /// <summary>What must hold for it to select what the indexer does, or null: a size of 1 broadcasts, which an indexer refuses.</summary>
    public string? Assumption { get; init; }

    /// <summary>The mask of an assignment, or null with the reason why it cannot be used.</summary>
    public static Mask? In(IndexAssignment assignment, out string reason)
    {
        reason = "masks go with whole dims only; use where with a mask of the tensor's rank";
        if (assignment.Items.Any(i => i.Kind is not (IndexKind.Mask or IndexKind.Colon) || i.Step != 1)) return null;
        if (assignment.Items.Count(i => i.Kind == IndexKind.Mask) != 1) return null;
        var before = assignment.Items.TakeWhile(i => i.Kind == IndexKind.Colon).Count();
        var item = assignment.Items[before];
        var (of, rank) = (assignment.Torch.ShapeOf(item.Operation).Rank, assignment.Torch.ShapeOf(assignment.Target).Rank);
        var mask = CSharpText.Text(item.Operation.Syntax);
        if (of > 0 && of + before <= rank && Differs(item.Operation, assignment.Target, before, assignment.Torch))
        {
            reason = $"{mask} has other sizes than {assignment.TargetText}, which throws: give it the sizes of the tensor";
            return null;
        }

        if (of > 0 && of + before <= rank)
            return new Mask(item, before, rank, Padded(item.Operation, of.Value, rank.Value - before - of.Value))
            {
                Assumption = Unless(HasSizesOf(item.Operation, assignment.Target, before, assignment.Torch), mask),
            };
        // A comparison of the tensor itself has its shape, whatever that is; a mask of another tensor often has fewer dims.
        if (before == 0 && of != 0 && IsOfShape(item.Operation, assignment.Target, assignment.Torch))
            return new Mask(item, before, null, mask);
        reason = $"the rank of {mask} or {assignment.TargetText} is not known; use where with a mask of the tensor's rank";
        return null;
    }

    /// <summary>y where a value is y[mask] with this very mask, and y has the tensor's rank; null where it is something else.</summary>
    public IOperation? SelectionFrom(IOperation value, TorchCompilation torch)
    {
        if (value is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } read
            || !torch.Symbols.IsTensor(instance.Type))
            return null;
        var (source, items) = (instance.WithoutImplicitConversions(), IndexItem.ListOf(read, torch));
        if (items.Count(i => i.Kind == IndexKind.Mask) != 1
            || items.Any(i => i.Kind is not (IndexKind.Mask or IndexKind.Colon) || i.Step != 1))
            return null;
        if (items[items.Length - 1].Kind != IndexKind.Mask && items.Length <= Before
            || items.Length <= Before
            || items[Before].Kind != IndexKind.Mask)
            return null;
        if (!IsSame(items[Before].Operation, Item.Operation)) return null;
        return Rank is { } rank && torch.ShapeOf(source).Rank == rank ? source : null;
    }

    /// <summary>
    /// True for two readings of the same variable, or the same comparison of variables and numbers, within one statement.
    /// </summary>
    private static bool IsSame(IOperation a, IOperation b) => a.Syntax.IsEquivalentTo(b.Syntax) && a.DescendantsAndSelf().All(o => o
        is ILocalReferenceOperation
            or IParameterReferenceOperation
            or ILiteralOperation
            or IBinaryOperation
            or IConversionOperation
            or IUnaryOperation);

    private static string Padded(IOperation mask, int rank, int after)
    {
        if (after == 0) return CSharpText.Text(mask.Syntax);
        var receiver = CSharpText.AsReceiver(mask.Syntax);
        return rank == 1
            ? $"{receiver}.view(-1{string.Concat(Enumerable.Repeat(", 1", after))})"
            : receiver + string.Concat(Enumerable.Repeat(".unsqueeze(-1)", after));
    }

    /// <summary>True where a mask is proven to have another size than a dim that it selects from: it does not broadcast.</summary>
    public static bool Differs(IOperation mask, IOperation tensor, int before, TorchCompilation torch)
    {
        var (own, sizes) = (torch.ShapeOf(mask), torch.ShapeOf(tensor));
        return own.Rank is { } rank && Enumerable.Range(0, rank).Any(i =>
            own[i] is { } size && sizes[i + before] is { } wanted && size.IsKnownDifferent(wanted));
    }

    /// <summary>What is assumed of a mask whose sizes are not proven to be those of the tensor.</summary>
    public static string? Unless(bool isProven, string mask) => isProven ? null : $"{mask} has the sizes of what it selects from";

    /// <summary>True where a mask is proven to have the sizes of the dims that it selects from.</summary>
    public static bool HasSizesOf(IOperation mask, IOperation tensor, int before, TorchCompilation torch)
    {
        var (own, sizes) = (torch.ShapeOf(mask), torch.ShapeOf(tensor));
        return own.Rank is { } rank && Enumerable.Range(0, rank).All(i => own[i]!.Equals(sizes[i + before]))
            || before == 0 && IsOfShape(mask, tensor, torch);
    }

    /// <summary>True where a mask is computed from a variable element by element, so that it has its shape, whatever that is.</summary>
    public static bool IsOfShape(IOperation mask, IOperation tensor, TorchCompilation torch)
    {
        if (VariableUses.Symbol(tensor) is not { } target) return false;
        return mask.WithoutImplicitConversions() switch
        {
            IBinaryOperation binary => IsElementwise(binary.LeftOperand, target, torch) && IsNumber(binary.RightOperand)
                || IsElementwise(binary.RightOperand, target, torch) && IsNumber(binary.LeftOperand),
            var other => IsElementwise(other, target, torch),
        };
    }

    private static bool IsNumber(IOperation operand) => operand.WithoutConversions().Type?.SpecialType is not (null or SpecialType.None);

    private static readonly ImmutableHashSet<string> Elementwise = ImmutableHashSet.Create(
        "abs", "isnan", "isinf", "isfinite", "logical_not", "sigmoid", "exp", "relu");

    private static bool IsElementwise(IOperation operand, ISymbol? target, TorchCompilation torch)
    {
        var expression = operand.WithoutImplicitConversions();
        if (SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(expression), target)) return true;
        if (OperatorCalls.From(expression, torch.Symbols) is not { } call) return false;
        return Elementwise.Contains(call.Operator) && IsElementwise(call.Input, target, torch)
            || call.Operator is "lt" or "le" or "gt" or "ge" or "eq" or "ne"
                && IsElementwise(call.Input, target, torch)
                && call.Arguments.All.Skip(call.Spelling == Spelling.Static ? 1 : 0).All(IsNumber);
    }
}
