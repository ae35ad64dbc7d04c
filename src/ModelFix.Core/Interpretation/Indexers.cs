using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>Reads through indexers: <c>x[0]</c>, <c>x[.., 1..3]</c>, <c>x[TensorIndex.Ellipsis, k]</c>, <c>x[mask]</c>.</summary>
internal sealed class Indexers(Interpreter interpreter) : Room(interpreter)
{
    public Value Indexed(IPropertyReferenceOperation reference)
    {
        var collection = reference.Instance is { } instance ? Evaluate(instance) : Value.Nothing;
        var indices = reference.Arguments
            .SelectMany(a => a.ArgumentKind == ArgumentKind.ParamArray || a.Value.WithoutConversions() is IArrayCreationOperation
                ? a.Value.Elements()
                : ImmutableArray.Create(a.Value.WithoutConversions()))
            .ToList();
        foreach (var index in indices) Evaluate(index);
        if (collection is ListValue or SizesValue or ModuleValue)
            return indices.Count == 1 ? Members.ElementAt(collection, Members.Position(indices[0])) : Value.Nothing;
        if (collection is not TensorValue tensor) return Value.Nothing;
        return tensor with { Id = Id(reference), Shape = IndexedShape(tensor, indices, Id(reference)) };
    }

    private TensorShape IndexedShape(TensorValue tensor, List<IOperation> indices, ValueId id)
    {
        var kinds = indices.Select(KindOf).ToList();
        if (kinds.Contains(IndexKind.Other) || kinds.Count(k => k == IndexKind.Tensor) > 1) return TensorShape.Unknown;
        var chosen = kinds.IndexOf(IndexKind.Tensor) is >= 0 and var tensorAt ? Chosen(indices[tensorAt], id) : (0, []);
        if (chosen is not (var taken, { } given)) return TensorShape.Unknown;
        var consumed = kinds.Count(k => k is IndexKind.Integer or IndexKind.Range or IndexKind.Colon) + taken;
        var shape = tensor.Shape;
        if (shape.Rank is not { } rank)
        {
            Parameters.Prove(tensor, consumed);
            return TensorShape.Unknown;
        }

        if (consumed > rank || kinds.Count(k => k == IndexKind.Ellipsis) > 1) return TensorShape.Unknown;
        var result = new List<Dim>();
        var at = 0;
        for (var i = 0; i < kinds.Count; i++)
        {
            switch (kinds[i])
            {
                case IndexKind.New: result.Add(Dim.One); break;
                case IndexKind.Ellipsis: for (var skipped = rank - consumed; skipped > 0; skipped--) result.Add(shape.Dims[at++]); break;
                case IndexKind.Integer: at++; break;
                case IndexKind.Colon: result.Add(shape.Dims[at++]); break;
                case IndexKind.Tensor:
                    at += taken;
                    result.AddRange(given);
                    break;
                default: result.Add(RangeLength(shape.Dims[at++], indices[i]) ?? id.NewSize(result.Count)); break;
            }
        }

        return TensorShape.Of(result.Concat(shape.Dims.Skip(at)));
    }

    /// <summary>
    /// How many dims a tensor as an index takes, and which it gives in their place: one of integers its own for one, a mask one size that
    /// nobody knows for as many as it has. Null where that is not known.
    /// </summary>
    private (int Taken, List<Dim> Given)? Chosen(IOperation index, ValueId id)
    {
        var tensor = index is IInvocationOperation { Arguments: { Length: 1 } wrapped } && IsTensorIndex(index) ? wrapped[0].Value : index;
        return Known(tensor) switch
        {
            TensorValue { Type: ElementType.Bool, Shape.Rank: { } rank } => (rank, [id.NewSize(-1)]),
            TensorValue { Type: ElementType.Int64 or ElementType.Int32, Shape: { Rank: not null } shape } => (1, [.. shape.Dims]),
            _ => null,
        };
    }

    private bool IsTensorIndex(IOperation index) => index is IInvocationOperation { TargetMethod: var method }
        && SymbolEqualityComparer.Default.Equals(method.ContainingType, Scope.Symbols.TensorIndex);

    private enum IndexKind
    {
        Tensor,
        Integer,
        Range,
        Colon,
        Ellipsis,
        New,
        Other,
    }

    private IndexKind KindOf(IOperation index) => index switch
    {
        IRangeOperation { LeftOperand: null, RightOperand: null } => IndexKind.Colon,
        IRangeOperation => IndexKind.Range,
        IPropertyReferenceOperation
            or IFieldReferenceOperation when SymbolEqualityComparer.Default.Equals(
                Member(index)?.ContainingType, Scope.Symbols.TensorIndex) =>
            Member(index)!.Name switch
            {
                "Colon" => IndexKind.Colon,
                "Ellipsis" => IndexKind.Ellipsis,
                "None" or "Null" => IndexKind.New,
                _ => IndexKind.Other,
            },
        IInvocationOperation { TargetMethod.Name: var made } when IsTensorIndex(index) => made switch
        {
            "Slice" => IndexKind.Range,
            "Single" => IndexKind.Integer,
            "Tensor" => IndexKind.Tensor,
            _ => IndexKind.Other,
        },
        { Type: var type } when Scope.Symbols.IsTensor(type) => IndexKind.Tensor,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } => IndexKind.Integer,
        { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => IndexKind.Integer,
        _ => IndexKind.Other,
    };

    private static ISymbol? Member(IOperation reference) => (reference as IMemberReferenceOperation)?.Member;

    /// <summary>The length of a range or Slice over a size; null where its ends are not known.</summary>
    private Dim? RangeLength(Dim size, IOperation index)
    {
        if (index is IInvocationOperation slice)
            return slice.Arguments is { Length: 1 } only && only[0].Value.WithoutConversions() is IRangeOperation inner
                ? RangeLength(size, inner)
                : SliceLength(size, slice);
        if (index is not IRangeOperation range) return null;
        if (End(range.LeftOperand, size, Dim.Zero) is not { } from || End(range.RightOperand, size, size) is not { } to) return null;
        if (from.Constant is { } f && to.Constant is { } t && size.Constant is >= 0 and var s)
            return Dim.Of(Slicing.SliceLength(s, f, t, 1));
        // With symbols the ends are only believed where they cannot be clamped: a bounded loop variable or the whole.
        // One end at the tensor's end keeps the range from being empty the wrong way round.
        return (from.Equals(Dim.Zero) || to.Equals(size)) && InRange(from, size) && InRange(to, size)
            ? to - from
            : size.Sliced(from, to.Equals(size) ? null : to, 1);
    }

    /// <summary>Slice(start, stop, step), of which each may be left out or null.</summary>
    private Dim? SliceLength(Dim size, IInvocationOperation slice)
    {
        var given = new TorchArguments(slice.Arguments);
        if (!given.Has("start") || Given("start", Dim.Zero) is not { } start || Given("step", Dim.One)?.Constant is not (> 0 and var step))
            return null;
        // No tensor is as long.
        if (Given("stop", Dim.Of(long.MaxValue)) is not { } stop) return null;
        return size.Constant is >= 0 and var all && start.Constant is { } from && stop.Constant is { } to
            ? Dim.Of(Slicing.SliceLength(all, from, to, step))
            : size.Sliced(start, stop.Constant == long.MaxValue ? null : stop, step);

        Dim? Given(string name, Dim missing) => given[name] is not { } bound || bound.ConstantValue is { HasValue: true, Value: null }
            ? missing
            : Evaluate(bound) is IntegerValue at ? at.Dim : null;
    }

    private Dim? End(IOperation? bound, Dim size, Dim missing)
    {
        if (bound?.WithoutConversions() is not { } operand) return missing;
        if (operand is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
            return Evaluate(hat.Operand) is IntegerValue back ? size - back.Dim : null;
        return Evaluate(operand) is IntegerValue at ? at.Dim.Constant < 0 ? size + at.Dim : at.Dim : null;
    }

    private bool InRange(Dim at, Dim size)
    {
        if (at.Equals(Dim.Zero) || at.Equals(size)) return true;
        foreach (var (symbol, (lower, upper)) in Facts.Bounds.Select(b => (Flow[b.Key], b.Value)))
        {
            if (symbol is not IntegerValue { Dim: var variable } || lower.Constant is not >= 0) continue;
            if (upper.Constant <= size.Constant && (at.Equals(variable) || at.Equals(size - variable))) return true;
        }

        return false;
    }
}
