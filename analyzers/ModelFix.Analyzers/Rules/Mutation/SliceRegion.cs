using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>A block of a tensor that integers and ranges select, dim by dim.</summary>
internal sealed class SliceRegion
{
    private SliceRegion(ImmutableArray<SliceAxis> axes, int? rank, ImmutableArray<string> assumptions)
    {
        Axes = axes;
        Rank = rank;
        Assumptions = assumptions;
    }

    /// <summary>The dims that the index list names, whole ones too; all dims where the rank is known.</summary>
    public ImmutableArray<SliceAxis> Axes { get; }

    public int? Rank { get; }

    /// <summary>What must hold for the bounds to be what they seem, as it follows "assuming".</summary>
    public ImmutableArray<string> Assumptions { get; }

    /// <summary>The dims of which only a part is selected, or that the selection drops, first to last.</summary>
    public IEnumerable<SliceAxis> Cut => Axes.Where(a => !a.IsWhole);

    /// <summary>The one dim that is selected in steps, where everything else is whole.</summary>
    public SliceAxis? Stepped => Cut.Any(a => a.Step != 1) ? Cut.Single() : null;

    /// <summary>The number of dims of the right side that the block has place for, null where it is not known.</summary>
    public int? ValueRank => Rank - Axes.Count(a => a.IsInteger);

    /// <summary>The shape that the right side is broadcast to: integers drop their dim. Unknown where a size is not known.</summary>
    public TensorShape ValueShape
    {
        get
        {
            var lengths = Axes.Where(a => !a.IsInteger).Select(a => a.Length).ToList();
            return Rank is null || lengths.Contains(null) ? TensorShape.Unknown : TensorShape.Of(lengths.Select(l => l!));
        }
    }

    /// <summary>The region, or null with the reason why it is not known.</summary>
    public static SliceRegion? Find(IndexAssignment assignment, out string reason)
    {
        var shape = assignment.Torch.ShapeOf(assignment.Target);
        var consumed = assignment.Items.Count(i => i.Kind != IndexKind.Ellipsis);
        if (shape.Rank < consumed || assignment.Items.Length > consumed + 1)
        {
            reason = $"{assignment.TargetText} has {shape.Rank} dims";
            return null;
        }

        var axes = ImmutableArray.CreateBuilder<SliceAxis>();
        var assumptions = ImmutableArray.CreateBuilder<string>();
        foreach (var (item, dim) in Placed(assignment.Items, shape))
        {
            if (Axis(item, dim, shape[dim], assignment.Torch, assumptions) is not { } axis)
            {
                reason = $"{item.Operation.Syntax} is not proven to lie inside dim {CSharpText.Of(dim)}"
                    + (shape[dim]?.Shown is { } size ? $" of size {size}" : "");
                return null;
            }

            axes.Add(axis);
        }

        reason = axes.Count(a => !a.IsWhole) > 1 && axes.Any(a => a.Step != 1) ? "steps go with whole dims only" : "";
        return reason.Length > 0 ? null : new SliceRegion(axes.ToImmutable(), shape.Rank, assumptions.Distinct().ToImmutableArray());
    }

    /// <summary>The block itself with every dim kept: <c>x.narrow(1, 2, 1).narrow(3, 0, 4)</c>.</summary>
    public string Kept(string tensor) => Cut.Aggregate(tensor, (t, a) => a.Kept(t));

    /// <summary>
    /// The block as the indexer reads it: integers drop their dim. Dims are dropped from the inside, so that the others keep their numbers.
    /// </summary>
    public string Read(string tensor)
    {
        var ranges = Cut.Where(a => !a.IsInteger).Aggregate(tensor, (t, a) => a.Kept(t));
        return Cut.Where(a => a.IsInteger).OrderByDescending(a => Math.Abs(a.Dim)).Aggregate(ranges, (t, a) => a.Selected(t));
    }

    /// <summary>A value of the indexer's shape with the dims that integers dropped put back, from the outside in.</summary>
    public string Unsqueezed(string value) => Axes.Where(a => a.IsInteger)
        .OrderBy(a => Math.Abs(a.Dim))
        .Aggregate(value, (v, a) => $"{v}.unsqueeze({CSharpText.Of(a.Dim)})");

    /// <summary>
    /// The tensor with the block replaced: a cat along the first cut dim, of what is before, the rest of the block and what is after.
    /// </summary>
    public CatText Replaced(string tensor, string block, SourceStyle style) => Replaced(tensor, Cut.ToList(), block, style);

    private static CatText Replaced(string tensor, List<SliceAxis> cut, string block, SourceStyle style)
    {
        if (cut.Count == 0) return CatText.Of(block);
        var axis = cut[0];
        var inner = Replaced(axis.Kept(tensor), cut.Skip(1).ToList(), block, style);
        var pieces = new[] { axis.Before(tensor), null, axis.After(tensor) };
        if (pieces[0] is null && pieces[2] is null) return inner;
        return CatText.Of(
            $"{style.Torch("cat")}(new[]", [CatText.Maybe(pieces[0]), inner, CatText.Maybe(pieces[2])], $", {CSharpText.Of(axis.Dim)})");
    }

    /// <summary>The entries with their dims: counted from the front, behind an ellipsis from the end where the rank is not known.</summary>
    internal static IEnumerable<(IndexItem Item, int Dim)> Placed(ImmutableArray<IndexItem> items, TensorShape shape)
    {
        var rest = shape.Rank - items.Count(i => i.Kind != IndexKind.Ellipsis);
        var colon = new IndexItem(IndexKind.Colon, items[0].Operation);
        var dim = 0;
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Kind != IndexKind.Ellipsis) yield return (items[i], dim++);
            else if (rest is { } skipped) for (; skipped > 0; skipped--) yield return (colon, dim++);
            else dim = i + 1 - items.Length;
        }

        while (dim >= 0 && dim < shape.Rank) yield return (colon, dim++);
    }

    private static SliceAxis? Axis(IndexItem item, int dim, Dim? size, TorchCompilation torch, ICollection<string> assumptions)
    {
        if (item.Kind == IndexKind.Colon) return new SliceAxis(dim, IsInteger: false, null, null, size) { Step = item.Step };
        if (item.Kind == IndexKind.Integer)
            return Bound.At(item.Operation, size, item, torch) is { } at
                ? Assuming(new SliceAxis(dim, IsInteger: true, at, null, size), at, assumptions)
                : null;
        var (from, to) = (item.From is null ? null : Bound.At(item.From, size, item, torch),
            item.To is null ? null : Bound.At(item.To, size, item, torch));
        if (from is null && item.From is not null || to is null && item.To is not null || !Ordered(from, to, item, torch, assumptions))
            return null;
        return Assuming(
            Assuming(new SliceAxis(dim, IsInteger: false, from, to, size) { Step = item.Step }, from, assumptions), to, assumptions);
    }

    private static SliceAxis Assuming(SliceAxis axis, Bound? bound, ICollection<string> assumptions)
    {
        if (bound?.Assumption is { } assumption) assumptions.Add(assumption);
        return axis;
    }

    /// <summary>
    /// False where the range is empty or reversed, or may count from both ends; an assumption where that depends on a variable.
    /// </summary>
    private static bool Ordered(Bound? from, Bound? to, IndexItem item, TorchCompilation torch, ICollection<string> assumptions)
    {
        if (from is null || to is null) return true;
        if (from.Constant is { } a && to.Constant is { } b) return a < 0 == b < 0 && a < b;
        if (from.Constant < 0 || to.Constant < 0) return false;
        if (from.Dim is not null && to.Dim is not null && (to.Dim - from.Dim).Constant is { } length) return length > 0;
        if (Limit(item.From!, torch)?.Upper.Constant - 1 <= to.Constant || Limit(item.To!, torch)?.Lower.Constant >= from.Constant)
            return true;
        assumptions.Add($"{from.Text} <= {to.Text}");
        return true;
    }

    private static (Dim Lower, Dim Upper)? Limit(Microsoft.CodeAnalysis.IOperation end, TorchCompilation torch) =>
        end is Microsoft.CodeAnalysis.Operations.ILocalReferenceOperation { Local: var variable } ? torch.LoopBounds(variable) : null;
}
