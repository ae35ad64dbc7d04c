using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Elements at places that a tensor names.</summary>
internal static class Gathering
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("take gather TS -", Storage.New, c => c.Result(c.Tensor("index")?.Shape ?? TensorShape.Unknown)),
        .. Operator.Each(
            "index_select TS -",
            Storage.New,
            c => c.Result(Dims.With(c, c.Integer("dim"), c.Tensor("index")?.Shape is { Rank: 1 } index ? index.Dims[0] : null)),
            c => Preconditions.Along(c, "dim")),
        .. Operator.Each("take_along_dim TS -", Storage.New, TakeAlong, c => Preconditions.Along(c, "dim")),
        .. Operator.Each("masked_select TS -", Storage.New, c => c.Result(TensorShape.Of(c.Fresh(0)))),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            gather index_select
            take take_along_dim
            take_along_dim_dflt = torch.take_along_dim({})
            """),
        new("THSTensor_index", ScriptIndex.Read),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_gather", c => c.Write.Node(
            "GatherElements", [c.First, c.Tensor("index")], ("axis", c.Dim("dim", c.First.Rank)))),
        NativeRow.Of("THSTensor_index_select", c => c.Write.Node(
            "Gather", [c.First, c.Tensor("index")], ("axis", c.Dim("dim", c.First.Rank)))),
        NativeRow.Of("THSTensor_take", c => c.Write.Node(
            "Gather", [Flat(c.Write, c.First), c.Tensor("index")], ("axis", 0L))),
        NativeRow.Of("THSTensor_take_along_dim", TakenAlong),
        NativeRow.Of("THSTensor_take_along_dim_dflt", c => c.Write.Node(
            "GatherElements", [Flat(c.Write, c.First), Flat(c.Write, c.Tensor("indices"))], ("axis", 0L))),
        NativeRow.Of("THSTensor_index", NativeIndex.Read) with { Views = NativeIndex.Views },
        .. NativeRow.Refused(
            """
            THSTensor_masked_select THSTensor_nonzero THSTensor_argwhere THSTensor_where_list THSTensor_unique THSTensor_unique_dim
            THSTensor_unique_consecutive THSTensor_unique_dim_consecutive THSTensor_bincount
            """,
            "how many elements it gives depends on the data"),
        .. new[] { "THSTensor_item", "THSTensor_data", "THSTensor_equal", "THSTensor_allclose", "THSTensor_is_nonzero",
            "THSTensor_data_idx_float16", "THSTensor_data_idx_bfloat16" }.Select(n => new NativeRow(n) { ReadsElements = true }),
    ];

    private static GraphValue Flat(GraphWriter write, GraphValue value) =>
        write.Node("Reshape", value, write.Graph.Integers([-1]));

    /// <summary>Tensor and indices broadcast in all dims but one.</summary>
    private static GraphValue TakenAlong(ExportCall call)
    {
        var (write, input, indices, dim) = (call.Write, call.First, call.Tensor("indices"), (int)call.Dim("dim", call.First.Rank));
        var others = write.Broadcast([input.Shape.SetItem(dim, 1), indices.Shape.SetItem(dim, 1)]);
        return write.Node(
            "GatherElements",
            [
                write.Expand(input, others.SetItem(dim, input.Shape[dim])),
                write.Expand(indices, others.SetItem(dim, indices.Shape[dim])),
            ],
            ("axis", (long)dim));
    }

    /// <summary>As many elements as the indices have; along a dim, tensor and indices broadcast in the others.</summary>
    private static Value TakeAlong(OperatorCall call)
    {
        if (call.Tensor("indices") is not { Shape: var indices }) return call.Result(TensorShape.Unknown);
        if (!call.Arguments.Has("dim")) return call.Result(TensorShape.Of(indices.ElementCount ?? call.Fresh(0)));
        if (call.Integer("dim") is not { } dim
            || indices.Rank is not { } rank
            || call.Shape.Rank != rank
            || call.Shape.FromFront(dim) is not { } at)
            return call.Result(TensorShape.Unknown);
        var others = Broadcasting.Of(
            TensorShape.Of(call.Shape.Dims.SetItem(at, Dim.One)), TensorShape.Of(indices.Dims.SetItem(at, Dim.One)), call.Id);
        return call.Result(TensorShape.Of(others.Dims.SetItem(at, indices.Dims[at])));
    }
}
