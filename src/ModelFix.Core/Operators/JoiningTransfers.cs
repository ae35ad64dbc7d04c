using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that join tensors, or cut one into several.</summary>
internal static class JoiningTransfers
{
    /// <summary>Tensors that are cut into more pieces than this are not followed.</summary>
    private const int MostPieces = 64;

    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        .. new[] { "cat", "concat", "concatenate" }.Select(n => Row(n, Cat)),
        .. new[] { "hstack", "vstack", "row_stack" }.Select(n => Row(n, Stacked)),
        Row("stack", Stack),
        Row("split", Split),
        Row("chunk", Chunk),
        .. new[] { "tensor_split", "hsplit", "vsplit", "dsplit" }.Select(n => Row(n, TensorSplit)),
        .. new[] { "column_stack", "dstack" }.Select(n => Row(n, Deepened)),
        Row("meshgrid", Meshgrid),
        Row("broadcast_tensors", Broadcast),
        Row("block_diag", BlockDiagonal),
        Row("unbind", Unbind),
        Row("cartesian_prod", Combinations),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    public static ImmutableArray<TensorValue>? Tensors(OperatorCall call)
    {
        if (call.Arguments.Elements("tensors") is not { IsEmpty: false } elements) return null;
        var values = elements.Length == 1 && call.Known(elements[0]) is ListValue list ? list.Items : elements.Select(call.Known).ToImmutableArray();
        return values.All(v => v is TensorValue) ? values.Cast<TensorValue>().ToImmutableArray() : null;
    }

    private static Value Cat(OperatorCall call)
    {
        var dim = call.Integer(call.Arguments.Has("axis") ? "axis" : "dim");
        return Tensors(call) is { } tensors && dim is not null ? Joined(call, tensors, dim.Value) : call.Result(TensorShape.Unknown, ElementType.Unknown);
    }

    /// <summary>Joined horizontally or vertically: along the columns or the rows of tensors that have both.</summary>
    private static Value Stacked(OperatorCall call) => Tensors(call) is { } tensors && tensors.All(t => t.Shape.Rank >= 2)
        ? Joined(call, tensors, call.Operator == "hstack" ? 1 : 0)
        : call.Result(TensorShape.Unknown, ElementType.Unknown);

    private static TensorValue Joined(OperatorCall call, ImmutableArray<TensorValue> tensors, long dim)
    {
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
        var at = dim < 0 ? dim + rank + 1 : dim;
        return at < 0 || at > rank ? call.Result(TensorShape.Unknown, type) : call.Result(TensorShape.Of(tensors[0].Shape.Dims.Insert((int)at, Dim.Of(tensors.Length))), type);
    }

    private static Value Split(OperatorCall call)
    {
        var sections = call.Integers("sizes") ?? call.Integers("split_size_or_sections");
        if (sections is { Length: > 1 } sizes && call.Integer("dim") is { } d) return Pieces(call, d, sizes);
        var size = call.Integer("size") ?? call.Integer("split_size");
        if (size is not > 0 || call.Integer("dim") is not { } dim || call.Shape[dim] is not { Constant: >= 0 and var total } || total / size > MostPieces) return Value.Nothing;
        return Pieces(call, dim, Even(total, size.Value));
    }

    private static Value Chunk(OperatorCall call)
    {
        if (call.Integer("chunks") is not (> 0 and <= MostPieces and var count) || call.Integer("dim") is not { } dim || call.Shape[dim] is not { Constant: >= 0 and var total }) return Value.Nothing;
        // Nothing is cut into as many pieces as are asked for.
        return Pieces(call, dim, total == 0 ? Enumerable.Repeat(0L, (int)count) : Even(total, total / count + (total % count > 0 ? 1 : 0)));
    }

    /// <summary>Into so many pieces, the first ones longer by one, or at the given places. hsplit and its like have a dim of their own.</summary>
    private static Value TensorSplit(OperatorCall call)
    {
        long? dim = call.Operator switch
        {
            "vsplit" => 0,
            "dsplit" => 2,
            "hsplit" => call.Shape.Rank is { } rank ? rank == 1 ? 0 : 1 : null,
            _ => call.Integer("dim"),
        };
        if (dim is not { } d || call.Shape[d] is not { Constant: >= 0 and var total }) return Value.Nothing;
        if (new[] { "size", "indices_or_sections" }.Select(call.Integer).FirstOrDefault(n => n is not null) is { } count)
        {
            if (count is < 1 or > MostPieces || call.Operator != "tensor_split" && total % count != 0) return Value.Nothing;
            return Pieces(call, d, Enumerable.Range(0, (int)count).Select(i => total / count + (i < total % count ? 1 : 0)));
        }

        if ((call.Integers("sizes") ?? call.Integers("indices_or_sections")) is not { } places) return Value.Nothing;
        var ends = places.Append(total).Select(p => Math.Min(Math.Max(p < 0 ? p + total : p, 0), total)).ToList();
        return Pieces(call, d, ends.Select((end, i) => Math.Max(0, end - (i == 0 ? 0 : ends[i - 1]))));
    }

    /// <summary>Vectors become columns, or matrices layers, and are joined along that dim.</summary>
    private static Value Deepened(OperatorCall call)
    {
        var rank = call.Operator == "dstack" ? 3 : 2;
        if (Tensors(call) is not { } tensors || tensors.Any(t => t.Shape.Rank is null or 0)) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        return Joined(call, tensors.Select(t => t with { Shape = TensorShape.Of(Raised(t.Shape, rank)) }).ToImmutableArray(), rank - 1);
    }

    private static IEnumerable<Dim> Raised(TensorShape shape, int rank)
    {
        var front = rank == 3 && shape.Rank == 1 ? new[] { Dim.One } : [];
        return front.Concat(shape.Dims).Concat(Enumerable.Repeat(Dim.One, Math.Max(0, rank - front.Length - shape.Dims.Length)));
    }

    private static Value Meshgrid(OperatorCall call)
    {
        if (Tensors(call) is not { } tensors || tensors.Any(t => t.Shape.Rank is null or > 1) || call.Arguments.Constant("indexing").Value is not string indexing) return Value.Nothing;
        var sizes = tensors.Select(t => t.Shape.Rank == 0 ? Dim.One : t.Shape.Dims[0]).ToList();
        if (indexing == "xy" && sizes.Count > 1) (sizes[0], sizes[1]) = (sizes[1], sizes[0]);
        return Each(call, tensors.Select(t => (TensorShape.Of(sizes), t.Type)));
    }

    private static Value Broadcast(OperatorCall call)
    {
        if (Tensors(call) is not { } tensors) return Value.Nothing;
        var shape = tensors.Select(t => t.Shape).Aggregate((a, b) => Broadcasting.Of(a, b, call.Name));
        return Each(call, tensors.Select(t => (shape, t.Type)));
    }

    /// <summary>A row for each way to take one element of each vector; of a single vector itself.</summary>
    private static Value Combinations(OperatorCall call)
    {
        if (Tensors(call) is not { } tensors) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = tensors.Select(t => t.Type).Aggregate(ElementTypes.Join);
        if (tensors.Length == 1) return call.Result(tensors[0].Shape, type);
        var count = tensors.All(t => t.Shape.Rank == 1) ? tensors.Select(t => t.Shape.Dims[0]).Aggregate((a, b) => a * b) : call.Fresh(0);
        return call.Result(TensorShape.Of(count, Dim.Of(tensors.Length)), type);
    }

    private static ListValue Each(OperatorCall call, IEnumerable<(TensorShape Shape, ElementType Type)> tensors) => new(tensors
        .Select((t, i) => (Value)(call.Result(t.Shape, t.Type) with { Name = FormattableString.Invariant($"{call.Name}[{i}]") }))
        .ToImmutableArray());

    /// <summary>Matrices one below and right of the other; a vector is a row, a number a matrix of one.</summary>
    private static Value BlockDiagonal(OperatorCall call)
    {
        if (Tensors(call) is not { } tensors || tensors.Any(t => t.Shape.Rank is null or > 2)) return call.Result(TensorShape.Of(call.Fresh(0), call.Fresh(1)), ElementType.Unknown);
        Dim Sum(int fromEnd) => tensors.Select(t => t.Shape[-fromEnd] ?? Dim.One).Aggregate((a, b) => a + b);
        return call.Result(TensorShape.Of(Sum(2), Sum(1)), tensors.Select(t => t.Type).Aggregate(ElementTypes.Join));
    }

    private static IEnumerable<long> Even(long total, long size)
    {
        if (total == 0) yield return 0;
        for (var left = total; left > 0; left -= size) yield return Math.Min(size, left);
    }

    private static Value Pieces(OperatorCall call, long dim, IEnumerable<long> sizes) => new ListValue(sizes
        .Select((s, i) => (Value)(call.Result(ViewTransfers.WithDim(call, dim, Dim.Of(s))) with { Name = $"{call.Name}[{i}]" }))
        .ToImmutableArray());

    private static Value Unbind(OperatorCall call)
    {
        if (call.Integer("dim") is not { } dim || call.Shape[dim] is not { Constant: >= 0 and <= MostPieces and var count }) return Value.Nothing;
        return new ListValue(Enumerable.Range(0, (int)count)
            .Select(i => (Value)(call.Result(ViewTransfers.WithoutDim(call, dim)) with { Name = FormattableString.Invariant($"{call.Name}[{i}]") }))
            .ToImmutableArray());
    }
}
