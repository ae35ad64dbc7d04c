using System.Collections.Immutable;

namespace ModelFix.Core.Shapes;

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
        Row("unflatten", c => c.Result(TensorShape.Unknown)),
        Row("view", Reshape),
        Row("reshape", Reshape),
        .. new[] { "view_as", "expand_as" }.Select(n => Row(n, c => c.Result(c.Tensor("other")?.Shape ?? TensorShape.Unknown))),
        Row("expand", Expand),
        Row("permute", Permute),
        .. new[] { "transpose", "swapaxes" }.Select(n => Row(n, Transpose)),
        Row("t", c => c.Input is { } input ? Operators.Transpose(input, 0, 1, c.Name) : Value.Nothing),
        .. new[] { "cat", "concat", "concatenate" }.Select(n => Row(n, Cat)),
        Row("stack", Stack),
        Row("split", Split),
        Row("chunk", Chunk),
        Row("repeat", Repeat),
        Row("index_select", c => c.Result(WithDim(c, c.Integer("dim"), c.Tensor("index")?.Shape is { Rank: 1 } index ? index.Dims[0] : null))),
        Row("gather", c => c.Result(c.Tensor("index")?.Shape ?? TensorShape.Unknown)),
        .. new[] { "matmul", "bmm", "mm" }.Select(n => Row(n, MatMul)),
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
                >= 0 => TensorShape.Unknown with { Front = Enumerable.Range(0, (int)dim + 1).Select(i => i == dim ? Dim.One : call.Shape[i]).ToImmutableArray() },
                _ => TensorShape.Unknown,
            });
        var at = dim < 0 ? dim + rank + 1 : dim;
        return call.Result(at < 0 || at > rank ? TensorShape.Unknown : TensorShape.Of(call.Shape.Dims.Insert((int)at, Dim.One)));
    }

    private static Value Slice(OperatorCall call)
    {
        if (call.Integer("dim") is not { } dim || call.Shape[dim] is not { Constant: { } size } || call.Integer("step") is not (> 0 and var step)
            || call.Integer("start") is not { } start || call.Integer("finish") is not { } finish) return call.Result(WithDim(call, call.Integer("dim"), null));
        return call.Result(WithDim(call, dim, Dim.Of(SliceLength(size, start, finish, step))));
    }

    /// <summary>The number of elements that start:finish:step takes of a size, ends clamped as PyTorch does.</summary>
    public static long SliceLength(long size, long start, long finish, long step)
    {
        long Clamped(long at) => Math.Min(Math.Max(at < 0 ? at + size : at, 0), size);
        return Math.Max(0, (Clamped(finish) - Clamped(start) + step - 1) / step);
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

    private static Value Reshape(OperatorCall call)
    {
        if (call.Dims("shape") is not { } wanted) return call.Result(TensorShape.Unknown);
        var open = wanted.Select((d, i) => (d, i)).Where(p => p.d.Constant == -1).Select(p => p.i).ToList();
        // An integer that is no size may be the -1 that asks for the rest.
        if (wanted.Any(d => d.Constant is null && d.MayBeNegative))
            return call.Result(TensorShape.Of(wanted.Select((d, i) => d.MayBeNegative ? call.Fresh(i) : d)));
        if (open.Count == 0) return call.Result(TensorShape.Of(wanted));
        if (open.Count > 1) return call.Result(TensorShape.Unknown);
        var others = wanted.Where((_, i) => i != open[0]).Aggregate(Dim.One, (p, d) => p * d);
        var size = others.Constant == 0 ? null : call.Shape.ElementCount?.Quotient(others);
        return call.Result(TensorShape.Of(wanted.SetItem(open[0], size ?? call.Fresh(open[0]))));
    }

    private static Value Expand(OperatorCall call)
    {
        if (call.Dims("sizes") is not { } sizes || call.Shape.Rank is not { } rank || rank > sizes.Length) return call.Result(TensorShape.Unknown);
        return call.Result(TensorShape.Of(sizes.Select((d, i) =>
            !d.MayBeNegative ? d : d.Constant == -1 && i >= sizes.Length - rank ? call.Shape.Dims[i - (sizes.Length - rank)] : call.Fresh(i))));
    }

    private static Value Permute(OperatorCall call)
    {
        if ((call.Integers("permutation") ?? call.Integers("dim") ?? call.Integers("axes")) is not { } order) return call.Result(TensorShape.Unknown);
        if (call.Shape.Rank != order.Length) return call.Result(new TensorShape(false, order.Select((_, i) => call.Fresh(i)).ToImmutableArray()));
        return call.Result(TensorShape.Of(order.Select(d => call.Shape[d] ?? call.Fresh((int)d))));
    }

    private static Value Transpose(OperatorCall call)
    {
        var (a, b) = (call.Integer("dim0") ?? call.Integer("axis0"), call.Integer("dim1") ?? call.Integer("axis1"));
        return call.Input is { } input && a is not null && b is not null ? Operators.Transpose(input, a.Value, b.Value, call.Name) : call.Result(TensorShape.Unknown);
    }

    private static ImmutableArray<TensorValue>? Tensors(OperatorCall call)
    {
        if (call.Arguments.Elements("tensors") is not { IsEmpty: false } elements) return null;
        var values = elements.Length == 1 && call.Known(elements[0]) is ListValue list ? list.Items : elements.Select(call.Known).ToImmutableArray();
        return values.All(v => v is TensorValue) ? values.Cast<TensorValue>().ToImmutableArray() : null;
    }

    private static Value Cat(OperatorCall call)
    {
        if (Tensors(call) is not { } tensors || call.Integer("dim") is not { } dim) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = tensors.Select(t => t.Type).Aggregate(ElementTypes.Join);
        if (tensors.FirstOrDefault(t => t.Shape.Rank is not null)?.Shape is not { } shape || shape.FromFront(dim) is not { } at)
            return call.Result(TensorShape.Unknown, type);
        if (tensors.Any(t => t.Shape.Rank is { } r && r != shape.Rank)) return call.Result(TensorShape.Unknown, type);
        // All tensors agree on every other dim, so a constant that any of them shows holds for all.
        var dims = shape.Dims.Select((d, i) => i == at
            ? tensors.Select(t => t.Size(i - shape.Dims.Length)).Aggregate((sum, d2) => sum + d2)
            : tensors.Select(t => t.Shape[i - shape.Dims.Length]).FirstOrDefault(d2 => d2?.Constant is not null) ?? d);
        return call.Result(TensorShape.Of(dims), type);
    }

    private static Value Stack(OperatorCall call)
    {
        if (Tensors(call) is not { } tensors || call.Integer("dim") is not { } dim) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = tensors.Select(t => t.Type).Aggregate(ElementTypes.Join);
        if (tensors[0].Shape.Rank is not { } rank) return call.Result(TensorShape.Unknown, type);
        var at = (int)(dim < 0 ? dim + rank + 1 : dim);
        return at < 0 || at > rank ? call.Result(TensorShape.Unknown, type) : call.Result(TensorShape.Of(tensors[0].Shape.Dims.Insert(at, Dim.Of(tensors.Length))), type);
    }

    private static Value Split(OperatorCall call)
    {
        var sections = call.Integers("sizes") ?? call.Integers("split_size_or_sections");
        if (sections is { Length: > 1 } sizes && call.Integer("dim") is { } d) return Pieces(call, d, sizes);
        var size = call.Integer("size") ?? call.Integer("split_size");
        if (size is not > 0 || call.Integer("dim") is not { } dim || call.Shape[dim] is not { Constant: { } total }) return Value.Nothing;
        return Pieces(call, dim, Even(total, size.Value));
    }

    private static Value Chunk(OperatorCall call)
    {
        if (call.Integer("chunks") is not (> 0 and var count) || call.Integer("dim") is not { } dim || call.Shape[dim] is not { Constant: { } total }) return Value.Nothing;
        return Pieces(call, dim, Even(total, Math.Max(1, (total + count - 1) / count)));
    }

    private static IEnumerable<long> Even(long total, long size)
    {
        for (var at = 0L; at < total; at += size) yield return Math.Min(size, total - at);
    }

    private static Value Pieces(OperatorCall call, long dim, IEnumerable<long> sizes) => new ListValue(sizes
        .Select((s, i) => (Value)(call.Result(WithDim(call, dim, Dim.Of(s))) with { Name = $"{call.Name}[{i}]" }))
        .ToImmutableArray());

    private static Value Repeat(OperatorCall call)
    {
        if (call.Dims("sizes") is not { } counts || call.Shape.Rank is not { } rank || rank > counts.Length) return call.Result(TensorShape.Unknown);
        return call.Result(TensorShape.Of(counts.Select((c, i) => i < counts.Length - rank ? c : c * call.Shape.Dims[i - (counts.Length - rank)])));
    }

    private static Value MatMul(OperatorCall call)
    {
        var other = call.Tensor("target") ?? call.Tensor("other") ?? call.Tensor("batch2");
        if (call.Input is not { } input || other is null) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = ElementTypes.Join(input.Type, other.Type);
        var (a, b) = (input.Shape, other.Shape);
        if (a.Rank is null or < 2 || b.Rank is null or < 2) return call.Result(TensorShape.Unknown, type);
        var batch = Broadcasting.Of(TensorShape.Of(a.Dims.Take(a.Dims.Length - 2)), TensorShape.Of(b.Dims.Take(b.Dims.Length - 2)), call.Name);
        return call.Result(TensorShape.Of(batch.Dims.Add(a[-2]!).Add(b[-1]!)), type);
    }

    private static TensorShape WithoutDim(OperatorCall call, long? dim)
    {
        if (dim is not { } d) return TensorShape.Unknown;
        if (call.Shape.Rank is not null) return call.Shape.FromFront(d) is { } at ? TensorShape.Of(call.Shape.Dims.RemoveAt(at)) : TensorShape.Unknown;
        return d < 0 && -d <= call.Shape.Dims.Length ? new TensorShape(true, call.Shape.Dims.RemoveAt((int)(call.Shape.Dims.Length + d))) : TensorShape.Unknown;
    }

    private static TensorShape WithDim(OperatorCall call, long? dim, Dim? size)
    {
        if (dim is not { } d || call.Shape.Rank is null || call.Shape.FromFront(d) is not { } at) return TensorShape.Unknown;
        return TensorShape.Of(call.Shape.Dims.SetItem(at, size ?? call.Fresh(at)));
    }
}
