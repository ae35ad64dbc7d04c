using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Tensors joined along a dim that they have. TorchSharp hands a single one back from cat.</summary>
internal static class Cat
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("cat concat concatenate S -", Storage.OfOnlyTensor, Result, Demand),
        .. Operator.Each(
            "hstack S -",
            Storage.New,
            Stacked,
            c => c.Tensors() is { } all && all.All(t => t.Shape.Rank > 0) ? Unequal(all, all.Any(t => t.Shape.Rank > 1) ? 1 : 0) : null),
        .. Operator.Each(
            "vstack row_stack S -",
            Storage.New,
            Stacked,
            c => c.Tensors() is { } all && all.All(t => t.Shape.Rank > 1) ? Unequal(all, 0) : null),
        .. Operator.Each("column_stack dstack S -", Storage.New, Deepened),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            cat
            column_stack dstack hstack vstack
            row_stack = torch.vstack({})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_cat", c => c.Write.Concat(
            // A list with one dim of size 0 counts for nothing.
            c.Tensors("tensor").Where(t => t.Rank == c.Result.Shape.Length).Select(t => c.Write.Cast(t, c.ResultType)),
            c.Dim("dim", c.Result.Shape.Length))),
        NativeRow.Of("THSTensor_hstack", c => Stacked(c, t => AtLeast.Added(t.Rank, 1), c.Result.Shape.Length == 1 ? 0 : 1)),
        .. NativeRow.Each("THSTensor_vstack THSTensor_row_stack", c => Stacked(c, t => AtLeast.Added(t.Rank, 2), 0)),
        NativeRow.Of("THSTensor_dstack", c => Stacked(c, t => AtLeast.Added(t.Rank, 3), 2)),
        // Here vectors are columns.
        NativeRow.Of("THSTensor_column_stack", c => Stacked(c, t => t.Rank switch { 0 => [0, 1], 1 => [1], _ => [] }, 1)),
    ];

    /// <summary>Joined along a dim after dims of size 1 were added.</summary>
    private static GraphValue Stacked(ExportCall call, Func<GraphValue, long[]> added, long dim) => call.Write.Concat(
        call.Tensors(call.HasParameter("tensors") ? "tensors" : "tensor")
            .Select(t => (Value: call.Write.Cast(t, call.ResultType), Added: added(t)))
            .Select(t => t.Added.Length == 0 ? t.Value : call.Write.Unsqueeze(t.Value, t.Added)),
        dim);

    private static Value Result(OperatorCall call)
    {
        var dim = call.Integer(call.Arguments.Has("axis") ? "axis" : "dim");
        return call.Tensors() is { } tensors && dim is not null
            ? Joined(call, tensors, dim.Value)
            : call.Result(TensorShape.Unknown, ElementType.Unknown);
    }

    /// <summary>Joined horizontally or vertically: along the columns or the rows of tensors that have both.</summary>
    private static Value Stacked(OperatorCall call) => call.Tensors() is { } tensors && tensors.All(t => t.Shape.Rank >= 2)
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

    /// <summary>Vectors become columns, or matrices layers, and are joined along that dim.</summary>
    private static Value Deepened(OperatorCall call)
    {
        var rank = call.Operator == "dstack" ? 3 : 2;
        if (call.Tensors() is not { } tensors || tensors.Any(t => t.Shape.Rank is null or 0))
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        return Joined(call, tensors.Select(t => t with { Shape = TensorShape.Of(Raised(t.Shape, rank)) }).ToImmutableArray(), rank - 1);
    }

    private static IEnumerable<Dim> Raised(TensorShape shape, int rank)
    {
        var front = rank == 3 && shape.Rank == 1 ? new[] { Dim.One } : [];
        return front.Concat(shape.Dims).Concat(Enumerable.Repeat(Dim.One, Math.Max(0, rank - front.Length - shape.Dims.Length)));
    }

    /// <summary>
    /// All have one rank, and the same sizes but for the dim that they are joined along. A vector of no elements joins anything.
    /// </summary>
    private static Mismatch? Demand(OperatorCall call)
    {
        return call.Tensors() is { } tensors && call.Integer(call.Arguments.Has("axis") ? "axis" : "dim") is { } dim
            ? Unequal(tensors, dim)
            : null;
    }

    private static Mismatch? Unequal(ImmutableArray<TensorValue> tensors, long dim)
    {
        var known = tensors.Where(t => t.Shape.Rank is { } rank && (rank != 1 || t.Shape.Dims[0].DiffersWithoutZeros(Dim.Zero))).ToList();
        if (known.Count < 2) return null;
        return known
            .Skip(1)
            .Select(t => Preconditions.Missing(known[0], dim) ?? Differ(known[0], t, "joined with", known[0].Shape.FromFront(dim)))
            .FirstOrDefault(m => m is not null);
    }

    internal static Mismatch? Differ(TensorValue a, TensorValue b, string how, int? except)
    {
        var text = $"{b.Shape.Display} cannot be {how} {a.Shape.Display}";
        if (a.Shape.Rank != b.Shape.Rank) return new Mismatch($"{text}: their ranks differ", b, a);
        for (var i = 0; i < a.Shape.Dims.Length; i++)
            if (i != except && a.Shape.Dims[i].DiffersWithoutZeros(b.Shape.Dims[i]))
                return new Mismatch($"{text}: {Preconditions.Differ(b.Shape.Dims[i], a.Shape.Dims[i])}", b, a);
        return null;
    }
}
