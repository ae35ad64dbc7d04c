using System.Collections.Immutable;
using ModelFix.Core.Export;
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
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("block_diag cartesian_prod"),
        .. ScriptForm.Lists("""
            broadcast_tensors
            meshgrid = torch.meshgrid({tensor}, indexing={indexing})
            """),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        new NativeRow("THSTensor_broadcast_tensors") { Views = c => Enumerable.Range(0, c.Count)
            .Select(i => (IReadOnlyList<View>)[new ExpandedView(c.ResultAt(i).Shape)])
            .ToList() },
        new NativeRow("THSTensor_meshgrid") { Views = Meshes },
        NativeRow.Of("THSTensor_cartesian_prod", Combinations),
        NativeRow.Of("THSTensor_block_diag", BlockDiagonal),
        .. NativeRow.Refused("THSTensor_combinations", "ONNX has no operator for it"),
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

    /// <summary>Each vector along a dim of its own; in xy order the first two dims change places.</summary>
    private static List<IReadOnlyList<View>> Meshes(ExportCall call)
    {
        var isSwapped = call.Text("indexing") == "xy" && call.Count > 1;
        return call.Tensors("tensor")
            .Select((t, i) =>
            {
                var (shape, own) = (call.ResultAt(i).Shape, isSwapped && i < 2 ? 1 - i : i);
                var one = Enumerable.Range(0, shape.Length).Select(d => d == own ? shape[d] : 1).ToImmutableArray();
                return (IReadOnlyList<View>)[new ReshapedView(t.Shape, one), new ExpandedView(shape)];
            })
            .ToList();
    }

    /// <summary>The columns of a grid with a dim for each vector.</summary>
    private static GraphValue Combinations(ExportCall call)
    {
        var (write, tensors) = (call.Write, call.Tensors("tensor"));
        if (tensors.Length == 1) return tensors[0];
        var (sizes, count) = (tensors.Select(t => t.Shape[0]).ToImmutableArray(), call.Result.Shape[0]);
        return write.Concat(
            tensors.Select((t, i) =>
            {
                var others = Enumerable.Range(0, tensors.Length).Where(d => d != i).Select(d => (long)d).ToArray();
                var grid = write.Expand(write.Unsqueeze(write.Cast(t, call.ResultType), others), sizes);
                return write.Reshape(grid, ImmutableArray.Create(count, 1));
            }),
            1);
    }

    /// <summary>Zeros left and right of each matrix.</summary>
    private static GraphValue BlockDiagonal(ExportCall call)
    {
        var (write, columns, before) = (call.Write, call.Result.Shape[1], (Size)0);
        var rows = new List<GraphValue>();
        foreach (var tensor in call.Tensors("tensor"))
        {
            var matrix = write.Cast(tensor, call.ResultType) with { Shape = tensor.Shape };
            if (tensor.Rank < 2)
                matrix = write.Unsqueeze(matrix, AtLeast.Added(tensor.Rank, 2))
                    with { Shape = ImmutableArray.Create(1, tensor.Rank == 0 ? 1 : tensor.Shape[0]) };
            var after = columns - before - matrix.Shape[1];
            rows.Add(write.Concat([Zeros(before, matrix), matrix, Zeros(after, matrix)], 1));
            before += matrix.Shape[1];
        }

        return write.Concat(rows, 0);

        GraphValue Zeros(Size count, GraphValue beside) =>
            write.Filled(ImmutableArray.Create(beside.Shape[0], count), write.Like(beside, 0));
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
