using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that rearrange, cut or join dims.</summary>
internal static class ViewTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        Row("squeeze", Squeeze),
        Row("unsqueeze", Unsqueeze),
        Row("select", c => c.Result(WithoutDim(c, c.Integer("dim")))),
        Row("narrow", c => c.Result(WithDim(c, c.Integer("dim"), c.Dim("length")))),
        Row("slice", Slice),
        Row("flatten", c => Flatten(c, c.Integer("start_dim"), c.Integer("end_dim"))),
        Row("unflatten", c => Unflatten(c, c.Integer("dim"), c.Dims("sizes"))),
        Row("view", Reshape),
        Row("reshape", Reshape),
        .. new[] { "view_as", "expand_as" }.Select(n => Row(n, c => c.Result(c.Tensor("other")?.Shape ?? TensorShape.Unknown))),
        Row("expand", c => Expand(c, c.Dims("sizes"))),
        Row("broadcast_to", c => Expand(c, c.Dims("shape"))),
        Row("permute", Permute),
        .. new[] { "transpose", "swapaxes", "swapdims" }.Select(n => Row(n, Transpose)),
        Row("t", c => c.Input is { } input ? OperatorCatalog.Transpose(input, 0, 1, c.Name) : Value.Nothing),
        Row("repeat", Repeat),
        Row("tile", Tile),
        Row("ravel", c => Flatten(c, 0, -1)),
        .. new[] { "movedim", "moveaxis" }.Select(n => Row(n, Move)),
        Row("take", c => c.Result(c.Tensor("index")?.Shape ?? TensorShape.Unknown)),
        Row("index_select", c => c.Result(WithDim(c, c.Integer("dim"), c.Tensor("index")?.Shape is { Rank: 1 } index ? index.Dims[0] : null))),
        Row("gather", c => c.Result(c.Tensor("index")?.Shape ?? TensorShape.Unknown)),
        Row("repeat_interleave", c => c.Integer("repeats") is { } k && c.IsGiven("dim") && c.Integer("dim") is { } d
            ? c.Result(WithDim(c, d, c.Shape[d] is { } size ? size * Dim.Of(k) : null))
            : c.Result(c.IsGiven("dim") ? WithDim(c, c.Integer("dim"), null) : TensorShape.Of(c.Fresh(0)))),
        Row("rot90", Rotate),
        Row("diff", Difference),
        Row("take_along_dim", TakeAlong),
        .. Enumerable.Range(1, 3).Select(n => Row($"atleast_{n}d", c => AtLeast(c, n))),
        Row("as_strided", c => c.Result(c.Dims("size") is { } sizes ? TensorShape.Of(sizes) : TensorShape.Unknown)),
        Row("masked_select", c => c.Result(TensorShape.Of(c.Fresh(0)))),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    private static Value Squeeze(OperatorCall call)
    {
        if (!call.IsGiven("dim")) return call.Shape.Rank is not null && call.Shape.Dims.All(d => d.IsConstant)
            ? call.Result(TensorShape.Of(call.Shape.Dims.Where(d => d.Constant != 1)))
            : call.Result(TensorShape.Unknown);
        if (call.Integer("dim") is not { } dim || call.Shape[dim] is not { } size) return call.Result(TensorShape.Unknown);
        if (size.Constant == 1) return call.Result(WithoutDim(call, dim));
        return size.IsKnownDifferent(Dim.One) ? call.Result(call.Shape) : call.Result(TensorShape.Unknown);
    }

    private static Value Unsqueeze(OperatorCall call)
    {
        if (call.Integer("dim") is not { } dim) return call.Result(TensorShape.Unknown);
        if (call.Shape.Rank is not { } rank)
            return call.Result(dim switch
            {
                -1 => new TensorShape(true, call.Shape.Dims.Add(Dim.One)),
                >= 0 and < TensorShape.MaxRank => TensorShape.Unknown with { Front = Enumerable.Range(0, (int)dim + 1).Select(i => i == dim ? Dim.One : call.Shape[i]).ToImmutableArray() },
                _ => TensorShape.Unknown,
            });
        var at = dim < 0 ? dim + rank + 1 : dim;
        return call.Result(at < 0 || at > rank ? TensorShape.Unknown : TensorShape.Of(call.Shape.Dims.Insert((int)at, Dim.One)));
    }

    private static Value Slice(OperatorCall call)
    {
        if (call.Integer("dim") is not { } dim || call.Shape[dim] is not { } size || call.Integer("step") is not (> 0 and var step)
            || call.Dim("start") is not { } start || call.Dim("finish") is not { } finish) return call.Result(WithDim(call, call.Integer("dim"), null));
        var length = size.Constant is >= 0 and var all && start.Constant is { } from && finish.Constant is { } to
            ? Dim.Of(SliceLength(all, from, to, step))
            : size.Sliced(start, finish.Constant == long.MaxValue ? null : finish, step);
        return call.Result(WithDim(call, dim, length));
    }

    /// <summary>The number of elements that start:finish:step takes of a size, ends clamped as PyTorch does.</summary>
    /// <param name="size">The size, zero or more.</param>
    /// <param name="start">The first position; negative ones count from the end.</param>
    /// <param name="finish">The position after the last.</param>
    /// <param name="step">The distance between the positions, at least 1.</param>
    public static long SliceLength(long size, long start, long finish, long step)
    {
        long Clamped(long at) => Math.Min(Math.Max(at < 0 ? at + size : at, 0), size);
        var distance = Clamped(finish) - Clamped(start);
        return distance <= 0 ? 0 : (distance - 1) / step + 1;
    }

    internal static Value Flatten(OperatorCall call, long? from, long? to)
    {
        if (from is not { } start || to is not { } end) return call.Result(TensorShape.Unknown);
        if (call.Shape.Rank is not { } rank)
            return call.Result(start == 1 && end == -1 ? TensorShape.Of(call.Shape[0] ?? call.Input?.Size(0) ?? call.Fresh(0), call.Fresh(1)) : TensorShape.Unknown);
        if (rank == 0) return call.Result(TensorShape.Of(Dim.One));
        if (call.Shape.FromFront(start) is not { } s || call.Shape.FromFront(end) is not { } e || s > e) return call.Result(TensorShape.Unknown);
        var merged = call.Shape.Dims.Skip(s).Take(e - s + 1).Aggregate(Dim.One, (p, d) => p * d);
        return call.Result(TensorShape.Of(call.Shape.Dims.Take(s).Append(merged).Concat(call.Shape.Dims.Skip(e + 1))));
    }

    /// <summary>One dim becomes several, of which one may be -1.</summary>
    public static Value Unflatten(OperatorCall call, long? dim, ImmutableArray<Dim>? sizes)
    {
        if (dim is not { } d || sizes is not { } into || call.Shape.Rank is null || call.Shape.FromFront(d) is not { } at) return call.Result(TensorShape.Unknown);
        var others = into.Where(s => s.Constant != -1).Aggregate(Dim.One, (p, s) => p * s);
        var rest = others.Constant == 0 ? null : call.Shape.Dims[at].Quotient(others);
        return call.Result(TensorShape.Of(call.Shape.Dims.RemoveAt(at).InsertRange(at, into.Select((s, i) => s.MayBeNegative ? (s.Constant == -1 ? rest : null) ?? call.Fresh(at + i) : s))));
    }

    private static Value Reshape(OperatorCall call)
    {
        if (call.Dims("shape") is not { } wanted) return call.Result(TensorShape.Unknown);
        var open = wanted.Select((d, i) => (d, i)).Where(p => p.d.Constant == -1).Select(p => p.i).ToList();
        // An integer that is no size may be the -1 that asks for the rest.
        bool MayBeNegative(Dim dim) => dim.MayBeNegativeAmong(call.Shape.Dims);
        if (wanted.Any(d => d.Constant is null && MayBeNegative(d)))
            return call.Result(TensorShape.Of(wanted.Select((d, i) => MayBeNegative(d) ? call.Fresh(i) : d)));
        if (open.Count == 0) return call.Result(TensorShape.Of(wanted));
        if (open.Count > 1) return call.Result(TensorShape.Unknown);
        var others = wanted.Where((_, i) => i != open[0]).Aggregate(Dim.One, (p, d) => p * d);
        var size = others.Constant == 0 ? null : call.Shape.ElementCount?.Quotient(others);
        return call.Result(TensorShape.Of(wanted.SetItem(open[0], size ?? call.Fresh(open[0]))));
    }

    private static Value Expand(OperatorCall call, ImmutableArray<Dim>? given)
    {
        if (given is not { } sizes || call.Shape.Rank is not { } rank || rank > sizes.Length) return call.Result(TensorShape.Unknown);
        return call.Result(TensorShape.Of(sizes.Select((d, i) =>
            !d.MayBeNegative ? d : d.Constant == -1 && i >= sizes.Length - rank ? call.Shape.Dims[i - (sizes.Length - rank)] : call.Fresh(i))));
    }

    private static Value Permute(OperatorCall call)
    {
        if ((call.Integers("permutation") ?? call.Integers("dim") ?? call.Integers("axes")) is not { } order) return call.Result(TensorShape.Unknown);
        if (call.Shape.Rank != order.Length) return call.Result(new TensorShape(false, order.Select((_, i) => call.Fresh(i)).ToImmutableArray()));
        return call.Result(TensorShape.Of(order.Select(d => call.Shape[d] ?? call.Fresh(d))));
    }

    private static Value Transpose(OperatorCall call)
    {
        var (a, b) = (call.Integer("dim0") ?? call.Integer("axis0"), call.Integer("dim1") ?? call.Integer("axis1"));
        return call.Input is { } input && a is not null && b is not null ? OperatorCatalog.Transpose(input, a.Value, b.Value, call.Name) : call.Result(TensorShape.Unknown);
    }

    private static Value Repeat(OperatorCall call)
    {
        if (call.Dims("sizes") is not { } counts || call.Shape.Rank is not { } rank || rank > counts.Length) return call.Result(TensorShape.Unknown);
        return call.Result(TensorShape.Of(counts.Select((c, i) => i < counts.Length - rank ? c : c * call.Shape.Dims[i - (counts.Length - rank)])));
    }

    /// <summary>As repeat, but dims for which no count is given stay.</summary>
    private static Value Tile(OperatorCall call)
    {
        if ((call.Dims("reps") ?? call.Dims("dim")) is not { } counts || call.Shape.Rank is not { } rank) return call.Result(TensorShape.Unknown);
        var length = Math.Max(rank, counts.Length);
        return call.Result(TensorShape.Of(Enumerable.Range(1, length).Reverse().Select(e =>
            (e <= counts.Length ? counts[counts.Length - e] : Dim.One) * (e <= rank ? call.Shape.Dims[rank - e] : Dim.One))));
    }

    private static Value Move(OperatorCall call)
    {
        if (call.Integers("source") is not { } from || call.Integers("destination") is not { } to || from.Length != to.Length || call.Shape.Rank is not { } rank)
            return call.Result(TensorShape.Unknown);
        var (sources, places) = (from.Select(d => call.Shape.FromFront(d)).ToList(), to.Select(d => call.Shape.FromFront(d)).ToList());
        if (sources.Contains(null) || places.Contains(null) || sources.Distinct().Count() != sources.Count || places.Distinct().Count() != places.Count)
            return call.Result(TensorShape.Unknown);
        var others = new Queue<Dim>(call.Shape.Dims.Where((_, i) => !sources.Contains(i)));
        return call.Result(TensorShape.Of(Enumerable.Range(0, rank).Select(i => places.IndexOf(i) is >= 0 and var k ? call.Shape.Dims[sources[k]!.Value] : others.Dequeue()).ToList()));
    }

    /// <summary>An odd number of quarter turns swaps the two dims of the plane.</summary>
    private static Value Rotate(OperatorCall call)
    {
        if (call.Integer("k") is not { } turns || call.Input is not { } input) return call.Result(TensorShape.Unknown);
        if (turns % 2 == 0) return call.Result(call.Shape);
        var plane = call.IsGiven("dim") ? call.Integers("dim") : ImmutableArray.Create(0L, 1L);
        return plane is { Length: 2 } dims ? OperatorCatalog.Transpose(input, dims[0], dims[1], call.Name) : call.Result(TensorShape.Unknown);
    }

    /// <summary>Each time a dim gets shorter by one, until nothing is left; what is prepended and appended counts before.</summary>
    private static Value Difference(OperatorCall call)
    {
        var others = new[] { "prepend", "append" }.Where(call.IsGiven).ToList();
        if (others.Any(o => call.Tensor(o) is null) || call.Integer("n") is not (>= 1 and var times) || call.Integer("dim") is not { } dim)
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var tensors = others.Select(o => call.Tensor(o)!).ToList();
        // Other than in what is joined along the dim the tensors agree.
        var size = tensors.Select(t => t.Shape[dim]).Aggregate(call.Shape[dim], (sum, part) => sum is not null && part is not null ? sum + part : null);
        return call.Result(WithDim(call, dim, size is null ? null : Dim.Max(size - Dim.Of(times), Dim.Zero)), tensors.Select(t => t.Type).Aggregate(call.Type, ElementTypes.Join));
    }

    /// <summary>As many elements as the indices have; along a dim, tensor and indices broadcast in the others.</summary>
    private static Value TakeAlong(OperatorCall call)
    {
        if (call.Tensor("indices") is not { Shape: var indices }) return call.Result(TensorShape.Unknown);
        if (!call.Arguments.Has("dim")) return call.Result(TensorShape.Of(indices.ElementCount ?? call.Fresh(0)));
        if (call.Integer("dim") is not { } dim || indices.Rank is not { } rank || call.Shape.Rank != rank || call.Shape.FromFront(dim) is not { } at)
            return call.Result(TensorShape.Unknown);
        var others = Broadcasting.Of(TensorShape.Of(call.Shape.Dims.SetItem(at, Dim.One)), TensorShape.Of(indices.Dims.SetItem(at, Dim.One)), call.Name);
        return call.Result(TensorShape.Of(others.Dims.SetItem(at, indices.Dims[at])));
    }

    /// <summary>Dims of size 1 where there are too few; the static form takes several tensors and gives as many.</summary>
    private static Value AtLeast(OperatorCall call, int rank)
    {
        if (!call.Arguments.Has("input")) return call.Result(Raised(call.Shape, rank));
        var elements = call.Arguments.Elements("input");
        var values = elements.Length == 1 && call.Known(elements[0]) is ListValue list ? list.Items : elements.Select(call.Known).ToImmutableArray();
        return new ListValue(values
            .Select((v, i) => v is TensorValue tensor ? tensor with { Name = FormattableString.Invariant($"{call.Name}[{i}]"), Shape = Raised(tensor.Shape, rank) } : Value.Nothing)
            .ToImmutableArray());
    }

    /// <summary>A vector becomes a row, and a matrix a layer of depth 1.</summary>
    private static TensorShape Raised(TensorShape shape, int rank) => (shape.Rank, rank) switch
    {
        (null, _) => shape.MinRank >= rank ? shape : TensorShape.Unknown,
        (0, _) => TensorShape.Of(Enumerable.Repeat(Dim.One, rank)),
        (1, 2) => TensorShape.Of(Dim.One, shape.Dims[0]),
        (1, 3) => TensorShape.Of(Dim.One, shape.Dims[0], Dim.One),
        (2, 3) => TensorShape.Of(shape.Dims[0], shape.Dims[1], Dim.One),
        _ => shape,
    };

    internal static TensorShape WithoutDim(OperatorCall call, long? dim)
    {
        if (dim is not { } d) return TensorShape.Unknown;
        if (call.Shape.Rank is not null) return call.Shape.FromFront(d) is { } at ? TensorShape.Of(call.Shape.Dims.RemoveAt(at)) : TensorShape.Unknown;
        return d < 0 && d >= -call.Shape.Dims.Length ? new TensorShape(true, call.Shape.Dims.RemoveAt((int)(call.Shape.Dims.Length + d))) : TensorShape.Unknown;
    }

    internal static TensorShape WithDim(OperatorCall call, long? dim, Dim? size)
    {
        if (dim is not { } d || call.Shape.Rank is null || call.Shape.FromFront(d) is not { } at) return TensorShape.Unknown;
        return TensorShape.Of(call.Shape.Dims.SetItem(at, size ?? call.Fresh(at)));
    }
}
