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
        .. ScriptForm.Table("scatter scatter_add"),
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
    ];

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
