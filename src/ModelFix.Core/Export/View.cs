using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>A part or another shape of a tensor that shares its storage: what is written to it is written to the whole.</summary>
internal abstract record View
{
    /// <summary>True for a view of all as it is.</summary>
    public virtual bool IsNothing => false;

    /// <summary>The part of a whole.</summary>
    public abstract GraphValue Of(GraphWriter write, GraphValue whole);

    /// <summary>The whole with another part.</summary>
    /// <exception cref="ExportRefusal">That is not known.</exception>
    public abstract GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part);
}

/// <summary>The same elements in the same shape.</summary>
internal sealed record SameView : View
{
    public override GraphValue Of(GraphWriter write, GraphValue whole) => whole;

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part) => part;
}

/// <summary>The dims in another order.</summary>
internal sealed record PermutedView(ImmutableArray<long> Permutation) : View
{
    public override GraphValue Of(GraphWriter write, GraphValue whole) => write.Transpose(whole, Permutation) with
    {
        Shape = Permutation.Select(d => whole.Shape[(int)d]).ToImmutableArray(),
    };

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part) =>
        write.Transpose(part, Enumerable.Range(0, Permutation.Length).Select(d => (long)Permutation.IndexOf(d)));
}

/// <summary>The same elements in another shape.</summary>
internal sealed record ReshapedView(ImmutableArray<Size> From, ImmutableArray<Size> To) : View
{
    public override GraphValue Of(GraphWriter write, GraphValue whole) => write.Reshape(whole with { Shape = From }, To);

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part) =>
        write.Reshape(part with { Shape = To }, From);
}

/// <summary>Dims of size 1 taken away.</summary>
internal sealed record SqueezedView(ImmutableArray<long> Dims) : View
{
    public override GraphValue Of(GraphWriter write, GraphValue whole) => Dims.IsEmpty ? whole : write.Squeeze(whole, [.. Dims]) with
    {
        Shape = whole.Shape.Where((_, i) => !Dims.Contains(i)).ToImmutableArray(),
    };

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part) =>
        Dims.IsEmpty ? part : write.Unsqueeze(part, [.. Dims]);
}

/// <summary>Dims of size 1 added at these positions.</summary>
internal sealed record UnsqueezedView(ImmutableArray<long> Dims) : View
{
    public override GraphValue Of(GraphWriter write, GraphValue whole)
    {
        if (Dims.IsEmpty) return whole;
        var shape = whole.Shape;
        foreach (var dim in Dims.OrderBy(d => d)) shape = shape.Insert((int)dim, 1);
        return write.Unsqueeze(whole, [.. Dims]) with { Shape = shape };
    }

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part) =>
        Dims.IsEmpty ? part : write.Squeeze(part, [.. Dims]);
}

/// <summary>Elements repeated without copies; several of its elements are one of the whole, so that it cannot be written to.</summary>
internal sealed record ExpandedView(ImmutableArray<Size> Shape) : View
{
    public override GraphValue Of(GraphWriter write, GraphValue whole) => write.Expand(whole, Shape);

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part) => whole.Shape.SequenceEqual(Shape)
        ? part
        : throw new ExportRefusal("a tensor is written to whose elements share their storage (expand)");
}

/// <summary>Every step-th element along a dim, from start on; the dim itself where it is one element that is selected.</summary>
/// <param name="Dim">The dim.</param>
/// <param name="All">The dim's size.</param>
/// <param name="Start">The first position, 0 or more.</param>
/// <param name="Count">How many.</param>
/// <param name="Step">How far apart, at least 1.</param>
/// <param name="IsDropped">True where the dim is taken away.</param>
internal sealed record SlicedView(long Dim, Size All, Size Start, Size Count, long Step = 1, bool IsDropped = false) : View
{
    /// <summary>
    /// The start as the program has given it: ONNX counts negative ones from the end and clamps as libtorch does, so that it is right for
    /// sizes that the slice is longer than, too.
    /// </summary>
    public Size From { get; init; } = Start;

    /// <summary>The end as the program has given it; null for the dim's own.</summary>
    public Size? To { get; init; } = Step == 1 && Start + Count == All ? null : Start + (Count - 1) * Step + 1;

    /// <summary>True where how many elements it has is not as recorded at sizes that its bounds are beyond.</summary>
    public bool IsClamped => !IsDropped && !All.IsConstant && (From is { IsConstant: true, First: not 0 } || To is { IsConstant: true });

    public override bool IsNothing => !IsDropped && Step == 1 && (From == 0 && To is null || All.IsConstant && Count == All);

    public override GraphValue Of(GraphWriter write, GraphValue whole)
    {
        if (IsDropped)
            return write.Node("Gather", [whole, write.Sizes.Scalar(Start)], ("axis", Dim))
                with { Shape = whole.Shape.RemoveAt((int)Dim) };
        return IsNothing
            ? whole
            : write.Slice(whole, Dim, From, To, Step)
                with { Shape = whole.Shape.SetItem((int)Dim, Count) };
    }

    public override GraphValue Replaced(GraphWriter write, GraphValue whole, GraphValue part)
    {
        var block = IsDropped ? write.Unsqueeze(part, Dim) : part;
        if (Step != 1) return Scattered(write, whole, block);
        var parts = new List<GraphValue>();
        if (From != 0) parts.Add(write.Slice(whole, Dim, 0, From));
        parts.Add(block);
        if (To is { } end) parts.Add(Rest(write, whole, end));
        return parts.Count == 1 ? block : write.Concat(parts, Dim);
    }

    /// <summary>
    /// What is after the part. Where one bound is counted from the end, they may have passed each other, and the part is empty.
    /// </summary>
    private GraphValue Rest(GraphWriter write, GraphValue whole, Size end)
    {
        if (From == 0 || !From.IsConstant || !end.IsConstant) return write.Slice(whole, Dim, end, null);
        var (start, stop) = (From.First, end.First);
        if (start < 0 == stop < 0) return write.Slice(whole, Dim, Math.Max(start, stop), null);
        var (front, back) = start < 0 ? (stop, start) : (start, stop);
        return write.Slice(write.Slice(whole, Dim, front, null), Dim, back, null);
    }

    /// <summary>Positions with gaps between them: along the first dim, where ScatterND takes whole blocks.</summary>
    private GraphValue Scattered(GraphWriter write, GraphValue whole, GraphValue block)
    {
        var order = Enumerable.Range(0, whole.Rank).Select(d => (long)d).ToList();
        (order[0], order[(int)Dim]) = (Dim, 0);
        var positions = write.Unsqueeze(write.Positions(Count, Start, Step), 1);
        var scattered = write.Node("ScatterND", write.Transpose(whole, order), positions, write.Transpose(block, order));
        return write.Transpose(scattered, order) with { Shape = whole.Shape };
    }
}
