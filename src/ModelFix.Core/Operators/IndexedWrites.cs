using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that put values in places of a tensor: copies, or the tensor itself in their in-place forms.</summary>
internal static class IndexedWrites
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            index_copy index_fill index_add scatter scatter_add TS TS
            index_put - T
            select_scatter slice_scatter diagonal_scatter TS -
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each(
            "masked_fill masked_scatter T T",
            Storage.New,
            c => c.Result(Broadcasting.Of(c.Shape, c.Tensor("mask")?.Shape ?? TensorShape.Unknown, c.Id)),
            c => Preconditions.Broadcast(c.Input, c.Tensor("mask"))),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            scatter scatter_add
            index_copy index_fill select_scatter slice_scatter
            index_add = torch.index_add({tensor}, {dim}, {index}, {source}, alpha={alpha})
            """),
        new("THSTensor_index_put_", ScriptIndex.Written),
        new("THSTensor_index_put_scalar_", ScriptIndex.Filled),
        .. Enumerable.Range(1, 6).Select(n => new ScriptForm($"THSTensor_set{n}", c =>
            $"torch.copy_({Slicing.Element(c, n)}, {c.Argument("value")})")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        new NativeRow("THSTensor_index_put_") { Written = c => NativeIndex.Written(c, c.Tensor("value")) },
        new NativeRow("THSTensor_index_put_scalar_") { Written = c => NativeIndex.Written(c, c.Scalar("value", c.First.Type)) },
        .. Enumerable.Range(1, 6).Select(n => new NativeRow($"THSTensor_set{n}")
        {
            Written = c => NativeIndex.Written(c, Enumerable.Range(1, n).Select(i => c.Size($"i{i}")), c.Tensor("value")),
        }),
        NativeRow.Of("THSTensor_scatter", c => c.Write.Node(
            "ScatterElements", [c.First, c.Tensor("index"), Source(c)], ("axis", c.Dim("dim", c.First.Rank)))),
        NativeRow.Of("THSTensor_scatter_add", c => c.Write.Node(
            "ScatterElements",
            [c.First, c.Tensor("index"), Source(c)],
            ("axis", c.Dim("dim", c.First.Rank)),
            ("reduction", "add")), opset: 16),
        NativeRow.Of("THSTensor_index_copy", c => AtIndices(c, _ => c.Tensor("source"))),
        NativeRow.Of("THSTensor_index_fill", c => AtIndices(c, shape => c.Write.Filled(shape, c.Scalar("value", c.First.Type)))),
        NativeRow.Of("THSTensor_index_add", c => AtIndices(c, _ => Summand(c), adds: true), opset: 16),
        NativeRow.Of("THSTensor_select_scatter", c => Selected(c).Replaced(c.Write, c.First, c.Tensor("source"))),
        NativeRow.Of("THSTensor_slice_scatter", c => Sliced(c).Replaced(c.Write, c.First, c.Tensor("source"))),
        .. NativeRow.Refused("THSTensor_masked_scatter", "how many elements it takes depends on the data (MFX1602 says what to write)"),
    ];

    private static GraphValue Summand(ExportCall call) => call.Is("alpha", 1)
        ? call.Tensor("source")
        : call.Write.Node("Mul", call.Tensor("source"), call.Scalar("alpha", call.First.Type));

    private static View Selected(ExportCall call)
    {
        var dim = call.Dim("dim", call.First.Rank);
        var all = call.First.Shape[(int)dim];
        return new SlicedView(dim, all, call.Size("index").With(all, (i, n) => i < 0 ? i + n : i), 1, IsDropped: true);
    }

    private static View Sliced(ExportCall call)
    {
        var dim = call.Dim("dim", call.First.Rank);
        var all = call.First.Shape[(int)dim];
        return Slicing.Sliced(
            dim, all, call.Has("start") ? call.Size("start") : 0, call.Has("end") ? call.Size("end") : all, call.Integer("step"));
    }

    /// <summary>Whole slices written to the places of a dim that an index names: with that dim first.</summary>
    private static GraphValue AtIndices(ExportCall call, Func<ImmutableArray<Size>, GraphValue> values, bool adds = false)
    {
        var (write, input, index) = (call.Write, call.First, call.Tensor("index"));
        if (input.Rank == 0) throw call.Refuse("a tensor without dims is not exported");
        if (index.Rank == 0) index = write.Unsqueeze(index, 0) with { Shape = ImmutableArray.Create<Size>(1) };
        var dim = (int)call.Dim("dim", input.Rank);
        var order = Enumerable.Range(0, input.Rank).Select(d => (long)d).ToArray();
        (order[0], order[dim]) = (dim, 0);
        GraphValue Turned(GraphValue value) => dim == 0 ? value : write.Transpose(value, order);
        var updates = write.Cast(values(input.Shape.SetItem(dim, index.Shape[0])), input.Type);
        var places = write.Unsqueeze(write.Cast(index, ElementType.Int64), 1);
        return Turned(adds
            ? write.Node("ScatterND", [Turned(input), places, Turned(updates)], ("reduction", "add"))
            : write.Node("ScatterND", Turned(input), places, Turned(updates)));
    }

    /// <summary>As much of the source as there are indices.</summary>
    private static GraphValue Source(ExportCall call)
    {
        var (source, index) = (call.Tensor("source"), call.Tensor("index"));
        for (var dim = 0; dim < source.Rank; dim++)
            if (source.Shape[dim] != index.Shape[dim])
                source = call.Write.Slice(source, dim, 0, index.Shape[dim]) with { Shape = source.Shape.SetItem(dim, index.Shape[dim]) };
        return source;
    }
}
