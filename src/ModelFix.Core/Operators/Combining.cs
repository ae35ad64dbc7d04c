using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Several tensors made to fit each other.</summary>
internal static class Combining
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("meshgrid S -", Storage.Overlapping, Meshgrid),
        .. Operator.Each("broadcast_tensors S -", Storage.Overlapping, Broadcast),
        .. Operator.Each("cartesian_prod S -", Storage.OfOnlyTensor, Combinations),
        .. Operator.Each("block_diag S -", Storage.New, BlockDiagonal),
    ];

    private static Value Meshgrid(OperatorCall call)
    {
        if (call.Tensors() is not { } tensors
            || tensors.Any(t => t.Shape.Rank is null or > 1)
            || call.Arguments.Constant("indexing").Value is not string indexing)
            return Value.Nothing;
        var sizes = tensors.Select(t => t.Shape.Rank == 0 ? Dim.One : t.Shape.Dims[0]).ToList();
        if (indexing == "xy" && sizes.Count > 1) (sizes[0], sizes[1]) = (sizes[1], sizes[0]);
        return Each(call, tensors.Select(t => (TensorShape.Of(sizes), t.Type)));
    }

    private static Value Broadcast(OperatorCall call)
    {
        if (call.Tensors() is not { } tensors) return Value.Nothing;
        var shape = tensors.Select(t => t.Shape).Aggregate((a, b) => Broadcasting.Of(a, b, call.Id));
        return Each(call, tensors.Select(t => (shape, t.Type)));
    }

    /// <summary>A row for each way to take one element of each vector; of a single vector itself.</summary>
    private static Value Combinations(OperatorCall call)
    {
        if (call.Tensors() is not { } tensors) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = tensors.Select(t => t.Type).Aggregate(ElementTypes.Join);
        if (tensors.Length == 1) return call.Result(tensors[0].Shape, type);
        var count = tensors.All(t => t.Shape.Rank == 1) ? tensors.Select(t => t.Shape.Dims[0]).Aggregate((a, b) => a * b) : call.Fresh(0);
        return call.Result(TensorShape.Of(count, Dim.Of(tensors.Length)), type);
    }

    private static ListValue Each(OperatorCall call, IEnumerable<(TensorShape Shape, ElementType Type)> tensors) => new(tensors
        .Select((t, i) => (Value)(call.Result(t.Shape, t.Type) with { Id = call.Id.Part(i) }))
        .ToImmutableArray());

    /// <summary>Matrices one below and right of the other; a vector is a row, a number a matrix of one.</summary>
    private static Value BlockDiagonal(OperatorCall call)
    {
        if (call.Tensors() is not { } tensors || tensors.Any(t => t.Shape.Rank is null or > 2))
            return call.Result(TensorShape.Of(call.Fresh(0), call.Fresh(1)), ElementType.Unknown);
        Dim Sum(int fromEnd) => tensors.Select(t => t.Shape[-fromEnd] ?? Dim.One).Aggregate((a, b) => a + b);
        return call.Result(TensorShape.Of(Sum(2), Sum(1)), tensors.Select(t => t.Type).Aggregate(ElementTypes.Join));
    }
}
