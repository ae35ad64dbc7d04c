using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Vectors of two tensors compared with each other.</summary>
internal static class Similarity
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "cosine_similarity F -",
            Storage.New,
            c => Compared(c, c.Tensor("x2"), c.Integer("dim"), keep: false),
            c => Preconditions.Broadcast(c.Input, c.Tensor("x2"))),
        .. Operator.Each(
            "pairwise_distance F -",
            Storage.New,
            c => Compared(c, c.Tensor("input2"), -1, c.Flag("keepdim")),
            c => Preconditions.Broadcast(c.Input, c.Tensor("input2"))),
        .. Operator.Each(
            "vecdot L -",
            Storage.New,
            c => Compared(c, c.Tensor("y"), c.Integer("dim"), keep: false),
            c => Preconditions.Broadcast(c.Input, c.Tensor("y"))),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            dist
            THSNN_cosine_similarity = torch.cosine_similarity({})
            THSNN_pairwise_distance = torch.pairwise_distance({})
            THSLinalg_vecdot = torch.linalg_vecdot({x}, {y}, dim={dim})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_cosine_similarity", Cosine),
        NativeRow.Of("THSNN_pairwise_distance", c => Reductions.Norm(
            c,
            c.Write.Node(
                "Add", c.Write.Node("Sub", c.Tensor("input1"), c.Tensor("input2")), c.Write.Like(c.Tensor("input1"), c.Number("eps"))),
            c.Number("p"),
            [-1],
            c.Flag("keepdim"))),
        NativeRow.Of("THSLinalg_vecdot", c => c.Write.Reduce(
            "ReduceSum", c.Write.Node("Mul", c.Tensor("x"), c.Tensor("y")), [FromEnd(c)], keepDims: false)),
        NativeRow.Of("THSTensor_dist", c => Distance(c, c.Write.Node("Sub", c.First, c.Tensor("other")))),
    ];

    /// <summary>The dim, counted from the end, so that it is the same one of tensors with fewer dims.</summary>
    private static long FromEnd(ExportCall call)
    {
        var rank = call.Result.Shape.Length + 1;
        return call.Dim("dim", rank) - rank;
    }

    /// <summary>The sum of the products of both, each over its norm.</summary>
    private static GraphValue Cosine(ExportCall call)
    {
        var (write, dim) = (call.Write, FromEnd(call));
        GraphValue Unit(GraphValue value) => write.Node("Div", value, write.Node(
            "Max", write.Reduce("ReduceL2", value, [dim], keepDims: true), write.Like(value, call.Number("eps"))));
        return write.Reduce(
            "ReduceSum", write.Node("Mul", Unit(call.Tensor("input1")), Unit(call.Tensor("input2"))), [dim], keepDims: false);
    }

    private static GraphValue Distance(ExportCall call, GraphValue difference) => Reductions.Norm(
        call, call.Write.Node("Reshape", difference, call.Write.Graph.Integers([-1])), call.Number("p"), [0], keepDims: false);

    /// <summary>Two tensors broadcast, and a dim of both taken together.</summary>
    public static Value Compared(OperatorCall call, TensorValue? other, long? dim, bool? keep)
    {
        if (other is null || dim is not { } d || keep is null) return call.Result(TensorShape.Unknown);
        var both = call with { Input = call.Result(Broadcasting.Of(call.Shape, other.Shape, call.Id)) };
        return call.Result(keep.Value ? Dims.With(both, d, Dim.One) : Dims.Without(both, d));
    }
}
