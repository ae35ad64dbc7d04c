using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Shapes;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>One end of a slice: its text and what it is.</summary>
internal sealed record Bound(string Text, Dim Dim);

/// <summary>What an index list selects of one dim: [From, To) of Size; an integer index drops the dim from the value's shape.</summary>
internal sealed record SliceAxis(int Dim, Bound From, Bound To, Dim Size, bool IsInteger)
{
    public Dim Length => To.Dim - From.Dim;

    public bool IsWhole => From.Dim.Equals(Core.Shapes.Dim.Zero) && To.Dim.Equals(Size);
}

/// <summary>A block of a tensor that integers and ranges select, dim by dim, each with bounds that are proven to lie inside.</summary>
internal sealed class SliceRegion
{
    private SliceRegion(ImmutableArray<SliceAxis> axes) => Axes = axes;

    /// <summary>Every dim of the tensor.</summary>
    public ImmutableArray<SliceAxis> Axes { get; }

    /// <summary>The dims that are cut, first to last.</summary>
    public IEnumerable<SliceAxis> Cut => Axes.Where(a => !a.IsWhole);

    /// <summary>The shape that the right side is broadcast to: integers drop their dim.</summary>
    public TensorShape ValueShape => TensorShape.Of(Axes.Where(a => !a.IsInteger).Select(a => a.Length));

    /// <summary>The region, or null with the reason why it is not known.</summary>
    public static SliceRegion? Find(IndexAssignment assignment, TorchCompilation torch, out string reason)
    {
        var shape = torch.ShapeOf(assignment.Target);
        var name = CSharpText.Text(assignment.Target.Syntax);
        if (shape.Rank is not { } rank)
        {
            reason = $"the rank of {name} is not known: state the input's shape in a doc comment or in modelfix.json";
            return null;
        }

        var consumed = assignment.Items.Count(i => i.Kind != IndexKind.Ellipsis);
        var ellipses = assignment.Items.Length - consumed;
        if (consumed > rank || ellipses > 1)
        {
            reason = $"{name} has {CSharpText.Of(rank)} dims";
            return null;
        }

        var axes = ImmutableArray.CreateBuilder<SliceAxis>(rank);
        foreach (var item in assignment.Items)
        {
            if (item.Kind == IndexKind.Ellipsis) for (var skipped = rank - consumed; skipped > 0; skipped--) axes.Add(Whole(axes.Count, shape));
            else if (Axis(item, axes.Count, shape.Dims[axes.Count], torch) is { } axis) axes.Add(axis);
            else
            {
                reason = $"{item.Operation.Syntax} is not proven to lie inside dim {CSharpText.Of(axes.Count)} of size {shape.Dims[axes.Count]}";
                return null;
            }
        }

        while (axes.Count < rank) axes.Add(Whole(axes.Count, shape));
        reason = "";
        return new SliceRegion(axes.ToImmutable());
    }

    /// <summary>The block itself with every dim kept: <c>x.narrow(1, 2, 1).narrow(3, 0, 4)</c>.</summary>
    public string Narrowed(string tensor) => Cut.Aggregate(tensor, (t, a) => $"{t}.narrow({CSharpText.Of(a.Dim)}, {a.From.Text}, {Text(a.Length, a)})");

    /// <summary>The block as the indexer reads it: integers drop their dim.</summary>
    public string Selected(string tensor)
    {
        var dropped = 0;
        foreach (var axis in Cut)
        {
            var dim = CSharpText.Of(axis.Dim - dropped);
            tensor = axis.IsInteger ? $"{tensor}.select({dim}, {axis.From.Text})" : $"{tensor}.narrow({dim}, {axis.From.Text}, {Text(axis.Length, axis)})";
            if (axis.IsInteger) dropped++;
        }

        return tensor;
    }

    /// <summary>A value of the indexer's shape with the dims that integers dropped put back.</summary>
    public string Unsqueezed(string value) => Axes.Where(a => a.IsInteger).Aggregate(value, (v, a) => $"{v}.unsqueeze({CSharpText.Of(a.Dim)})");

    /// <summary>The tensor with the block replaced: a cat along the first cut dim, of what is before, the rest of the block and what is after.</summary>
    public string Replaced(string tensor, string block, SourceStyle style) => Replaced(tensor, Cut.ToList(), block, style);

    private static string Replaced(string tensor, List<SliceAxis> cut, string block, SourceStyle style)
    {
        if (cut.Count == 0) return block;
        var axis = cut[0];
        var dim = CSharpText.Of(axis.Dim);
        var inner = Replaced($"{tensor}.narrow({dim}, {axis.From.Text}, {Text(axis.Length, axis)})", cut.Skip(1).ToList(), block, style);
        var pieces = new List<string>();
        if (!axis.From.Dim.Equals(Core.Shapes.Dim.Zero)) pieces.Add($"{tensor}.narrow({dim}, 0, {axis.From.Text})");
        pieces.Add(inner);
        if (!axis.To.Dim.Equals(axis.Size)) pieces.Add($"{tensor}.narrow({dim}, {axis.To.Text}, {Text(axis.Size - axis.To.Dim, axis)})");
        return $"{style.Torch("cat")}(new[] {{ {string.Join(", ", pieces)} }}, {dim})";
    }

    private static SliceAxis Whole(int dim, TensorShape shape) => new(dim, new Bound("0", Core.Shapes.Dim.Zero), new Bound("", shape.Dims[dim]), shape.Dims[dim], IsInteger: false);

    private static SliceAxis? Axis(IndexItem item, int dim, Dim size, TorchCompilation torch)
    {
        if (item.Kind == IndexKind.Colon) return new SliceAxis(dim, new Bound("0", Core.Shapes.Dim.Zero), new Bound("", size), size, IsInteger: false);
        if (size.Constant is not { } length) return null;
        if (item.Kind == IndexKind.Integer)
            return At(item.Operation, length, torch, isRange: false) is { } at
                ? new SliceAxis(dim, at, new Bound(Plus(at, 1), at.Dim + Core.Shapes.Dim.One), size, IsInteger: true)
                : null;
        var from = item.From is null ? new Bound("0", Core.Shapes.Dim.Zero) : At(item.From, length, torch, isRange: true);
        var to = item.To is null ? new Bound(CSharpText.Of(length), size) : At(item.To, length, torch, isRange: true);
        if (from is null || to is null) return null;
        // A slice that may be empty or reversed is left alone.
        return (to.Dim - from.Dim).Constant is > 0 || VariableOf(from.Dim) is not null && to.Dim.IsConstant || from.Dim.IsConstant && VariableOf(to.Dim) is not null
            ? new SliceAxis(dim, from, to, size, IsInteger: false)
            : null;
    }

    /// <summary>An index inside [0, length] (below length where it is no end of a range): a constant, or a bounded loop variable, possibly counted from the end.</summary>
    private static Bound? At(IOperation index, long length, TorchCompilation torch, bool isRange)
    {
        var fromEnd = index is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat };
        var operand = fromEnd ? ((IUnaryOperation)index).Operand.WithoutConversions() : index;
        if (torch.IntegerOf(operand)?.Constant is { } n)
        {
            var at = fromEnd ? length - n : n < 0 ? length + n : n;
            return at >= 0 && (isRange ? at <= length : at < length) ? new Bound(CSharpText.Of(at), Core.Shapes.Dim.Of(at)) : null;
        }

        if (operand is not ILocalReferenceOperation { Local: var variable } || torch.LoopBounds(variable) is not { } bounds || torch.IntegerOf(operand) is not { } dim) return null;
        if (bounds.Lower.Constant is not >= 0 || bounds.Upper.Constant is not { } upper || upper > length) return null;
        // ^0 is the end for a C# range and nothing for a negative index, so a variable that may be 0 is not counted from the end.
        if (fromEnd) return bounds.Lower.Constant > 0 ? new Bound($"{CSharpText.Of(length)} - {variable.Name}", Core.Shapes.Dim.Of(length) - dim) : null;
        return new Bound(variable.Name, dim);
    }

    private static string Plus(Bound bound, long more) => bound.Dim.Constant is { } n ? CSharpText.Of(n + more) : $"{bound.Text} + {CSharpText.Of(more)}";

    private static string? VariableOf(Dim dim) => dim.Symbols.Count() == 1 ? dim.Symbols.Single() : null;

    /// <summary>A length as C#: a constant, or constant - variable, where the axis has one variable.</summary>
    private static string Text(Dim length, SliceAxis axis)
    {
        if (length.Constant is { } n) return CSharpText.Of(n);
        var (bound, dim) = VariableOf(axis.From.Dim) is not null ? (axis.From, axis.From.Dim) : (axis.To, axis.To.Dim);
        if ((length + dim).Constant is { } minus) return $"{CSharpText.Of(minus)} - {Parenthesised(bound.Text)}";
        return (length - dim).Constant is { } plus ? plus == 0 ? bound.Text : $"{bound.Text} + {CSharpText.Of(plus)}" : bound.Text;
    }

    private static string Parenthesised(string text) => text.Contains(' ') ? $"({text})" : text;
}
