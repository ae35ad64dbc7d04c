using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>An index list with one index tensor, on one dim, and whole dims around it.</summary>
/// <param name="Dim">The dim that is indexed.</param>
/// <param name="Tensor">The index tensor.</param>
/// <param name="IsPosition">True for an index tensor without dims: a single position, which the value has no dim for.</param>
internal sealed record IndexedDim(int Dim, IOperation Tensor, bool IsPosition)
{
    public string DimText => CSharpText.Of(Dim);

    /// <summary>The index tensor as index_copy takes it: with one dim.</summary>
    public string List => IsPosition ? $"{CSharpText.AsReceiver(Tensor.Syntax)}.reshape(-1)" : CSharpText.Text(Tensor.Syntax);

    /// <summary>What must hold for the index to be usable outside an indexer, which counts negative indices from the end.</summary>
    public string? Assumption { get; private init; }

    public static IndexedDim? Find(IndexAssignment assignment, out string reason)
    {
        reason = "index tensors go with whole dims only; use index_copy with one index tensor";
        if (assignment.Items.Any(i => i.Kind is not (IndexKind.Colon or IndexKind.Indices) || i.Step != 1)) return null;
        if (assignment.Items.Count(i => i.Kind == IndexKind.Indices) != 1) return null;
        var at = assignment.Items.TakeWhile(i => i.Kind == IndexKind.Colon).Count();
        var tensor = assignment.Items[at].Operation;
        var text = CSharpText.Text(tensor.Syntax);
        reason = $"{text} must not be evaluated twice; give it to a variable";
        if (!CSharpText.IsRepeatable(tensor)) return null;
        var rank = assignment.Torch.ShapeOf(tensor).Rank;
        reason = rank is null ? $"it is not known how many dims {text} has" : $"{text} has {rank} dims; flatten it and the value";
        if (rank is not (0 or 1)) return null;
        return new IndexedDim(
            at,
            tensor,
            rank == 0) { Assumption = IndexValues.AreNeverNegative(tensor, assignment.Torch) ? null : "the indices are not negative" };
    }

    /// <summary>The shape of what the index selects, unknown where a size is not known.</summary>
    public TensorShape Selection(IndexAssignment assignment)
    {
        var shape = assignment.Torch.ShapeOf(assignment.Target);
        if (shape.Rank is null || Dim >= shape.Rank) return TensorShape.Unknown;
        if (IsPosition) return TensorShape.Of(shape.Dims.RemoveAt(Dim));
        return assignment.Torch.ShapeOf(Tensor)[0] is { } count ? TensorShape.Of(shape.Dims.SetItem(Dim, count)) : TensorShape.Unknown;
    }

    /// <summary>The rank of what the index selects.</summary>
    public int? SelectionRank(IndexAssignment assignment) => assignment.Torch.ShapeOf(assignment.Target).Rank - (IsPosition ? 1 : 0);

    /// <summary>What the index selects, with the indexed dim kept.</summary>
    public string Selected(IndexAssignment assignment) => $"{assignment.TargetText}.index_select({DimText}, {List})";

    /// <summary>What the index selects as the indexer reads it.</summary>
    public string Read(IndexAssignment assignment) => IsPosition ? $"{Selected(assignment)}.select({DimText}, 0)" : Selected(assignment);

    /// <summary>A value of the indexer's shape with the indexed dim.</summary>
    public string Unsqueezed(string value) => IsPosition ? $"{value}.unsqueeze({DimText})" : value;

    public string IndexCopy(IndexAssignment assignment, string value) => $"{assignment.TargetText}.index_copy({DimText}, {List}, {value})";
}

/// <summary>What is known of the numbers in an index tensor.</summary>
internal static class IndexValues
{
    /// <summary>True where no element can be negative: constants, arange from a constant on, or what counts positions.</summary>
    public static bool AreNeverNegative(IOperation tensor, TorchCompilation torch)
    {
        if (VariableUses.Symbol(tensor) is null || VariableUses.Of(tensor) is not { IsCaptured: false, Writes: { Length: 1 } writes } uses)
            return false;
        if (writes[0].Value is not { } value || uses.Variable is IParameterSymbol) return false;
        // Whatever changes the elements in place does so through the variable or a view of it.
        var changed = uses.Reads.Any(r =>
            r.Parent is IInvocationOperation call && call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal)
            || r.Parent is IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } indexer && assignment.Target == indexer
            || AliasFlow.Of(r, torch) is AliasFlow.Kept or AliasFlow.Named);
        return !changed && Counts(value.WithoutConversions(), torch);
    }

    private static bool Counts(IOperation value, TorchCompilation torch)
    {
        if (value is IPropertyReferenceOperation { Property.IsIndexer: false }) return false;
        if (OperatorCalls.From(value, torch.Symbols) is not { InPlace: false } call) return false;
        return call.Operator switch
        {
            "argmax" or "argmin" or "argsort" => true,
            "tensor" => Data(call) is { IsEmpty: false } data && data.All(IsNatural),
            "arange" => new[] { "start", "stop", "step" }.All(n => call.Arguments[n] is not { } bound || IsNatural(bound)),
            "to" or "contiguous" or "clone" or "flatten" or "reshape" or "view" => Counts(call.Input.WithoutConversions(), torch),
            _ => false,
        };
    }

    private static ImmutableArray<IOperation> Data(TorchCall call) =>
        call.Arguments.All.FirstOrDefault() is { Type: IArrayTypeSymbol { Rank: 1 } or { SpecialType: not SpecialType.None } } data
        ? data.Elements()
        : ImmutableArray<IOperation>.Empty;

    private static bool IsNatural(IOperation number) => number.WithoutConversions().ConstantValue.Value is >= 0 or >= 0L;
}
