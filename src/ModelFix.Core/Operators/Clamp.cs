using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Bounds on each element.</summary>
internal static class Clamp
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            clamp clamp_min clamp_max TS TS
            clip TS -
            """, Storage.New, Result),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            clamp clamp_min clamp_max
            clamp_tensor = torch.clamp({})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_clamp", c => Bounded(
            c,
            c.Has("min") ? c.Scalar("min", c.ResultType) : null,
            c.Has("max") ? c.Scalar("max", c.ResultType) : null)),
        NativeRow.Of("THSTensor_clamp_tensor", BoundedByTensors),
        NativeRow.Of("THSTensor_clamp_min", c => Bounded(c, c.Scalar("min", c.ResultType), null)),
        NativeRow.Of("THSTensor_clamp_max", c => Bounded(c, null, c.Scalar("max", c.ResultType))),
    ];

    private static Value Result(OperatorCall call)
    {
        var bounds = new[] { "min", "max" }.Where(call.IsGiven).ToList();
        if (bounds.Any(b => call.Tensor(b) is not null)) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = call.Type;
        foreach (var bound in bounds) type = Promotion.WithScalar(type, Promotion.IsFractional(call.Arguments[bound]!));
        return call.Result(call.Shape, type);
    }

    private static GraphValue Own(ExportCall call) => call.Write.Cast(call.First, call.ResultType);

    /// <summary>One node, which takes whole numbers from opset 12 on.</summary>
    private static GraphValue Bounded(ExportCall call, GraphValue? least, GraphValue? most) =>
        call.ResultType.IsFloating() || call.Opset >= 12
            ? call.Write.Node("Clip", Own(call), least, most)
            : Within(call, least, most);

    private static GraphValue BoundedByTensors(ExportCall call) => Within(
        call,
        call.Optional("min") is { } least ? call.Write.Cast(least, call.ResultType) : null,
        call.Optional("max") is { } most ? call.Write.Cast(most, call.ResultType) : null);

    private static GraphValue Within(ExportCall call, GraphValue? least, GraphValue? most)
    {
        var value = Own(call);
        if (least is not null) value = call.Write.Greater(value, least);
        return most is null ? value : call.Write.Less(value, most);
    }
}
