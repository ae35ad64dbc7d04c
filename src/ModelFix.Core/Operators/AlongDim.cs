using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators along one dim that leave the shape as it is.</summary>
internal static class AlongDim
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            softmin softmax2d F -
            logcumsumexp TS -
            """, Storage.New, c => c.Result(c.Shape, Promotion.Floating(c.Type)), keepsRank: true),
        .. Operator.Each("""
            softmax TSFP -
            log_softmax TFP -
            """, Storage.New, c => c.Result(c.Shape, c.StatedType(Promotion.Floating(c.Type))), c => Preconditions.Along(c, "dim")),
        .. Operator.Each(
            "cumsum cumprod TS -",
            Storage.New,
            c => c.Result(c.Shape, c.StatedType(Reductions.SumType(c.Type))),
            c => Preconditions.Along(c, "dim")),
        .. Operator.Each("argsort TS -", Storage.New, c => c.Result(c.Shape, ElementType.Int64)),
        .. Operator.Each("""
            flip fliplr flipud roll msort TS -
            tril triu TS TS
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            THSSpecial_softmax = torch.softmax({})
            THSSpecial_log_softmax = torch.log_softmax({})
            cumsum = torch.cumsum({tensor}, {dim}, dtype={scalar_type?has_type})
            flip
            """),
        new("THSTensor_triu", c => OneTriangle(c, "torch.triu({tensor}, {diagonal})")),
        new("THSTensor_tril", c => OneTriangle(c, "torch.tril({tensor}, {diagonal})")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSSpecial_softmax", c => c.Write.Node("Softmax", [c.Write.Cast(c.First, c.ResultType)], ("axis", Dim(c)))),
        NativeRow.Of("THSSpecial_log_softmax", c => c.Write.Node(
            "LogSoftmax", [c.Write.Cast(c.First, c.ResultType)], ("axis", Dim(c)))),
        NativeRow.Of("THSTensor_cumsum", c => c.Write.Node(
            "CumSum", c.Write.Cast(c.First, c.ResultType), c.Write.Scalar(Dim(c), ElementType.Int64))),
        NativeRow.Of("THSTensor_flip", c => c.Dims("psizes", c.First.Rank).Aggregate(c.First, (x, d) => c.Write.Slice(
            x, d, -1, long.MinValue, step: -1))),
        NativeRow.Of("THSTensor_triu", c => Triangle(c, upper: 1)),
        NativeRow.Of("THSTensor_tril", c => Triangle(c, upper: 0)),
    ];

    /// <summary>Softmax works along one dim from opset 13 on, and on all from a dim on before.</summary>
    private static long Dim(ExportCall call)
    {
        var dim = call.Dim("dim", call.First.Rank);
        return call.Opset >= 13 || dim == call.First.Rank - 1 || !call.Name.Contains("softmax")
            ? dim
            : throw call.Refuse("before opset 13 it works on the last dim alone (--opset 13)");
    }

    private static GraphValue Triangle(ExportCall call, long upper)
    {
        if (call.Opset < 14) throw call.Refuse("it is in ONNX from opset 14 on (--opset 14)");
        return call.Write.Node("Trilu", [call.First, call.Write.Sizes.Scalar(call.Size("diagonal"))], ("upper", upper));
    }

    /// <summary>TorchSharp's in-place form is the same function, told by a flag.</summary>
    private static string OneTriangle(ScriptCall call, string form) =>
        call.Flag("inplace") ? throw call.Refuse("its in-place form is not exported") : call.Filled(form);
}
