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
        NativeRow.Of("THSTensor_clamp", c => c.Write.Clip(
            Own(c),
            c.Has("min") ? c.Scalar("min", c.ResultType) : null,
            c.Has("max") ? c.Scalar("max", c.ResultType) : null)),
        NativeRow.Of("THSTensor_clamp_tensor", BoundedByTensors),
        NativeRow.Of("THSTensor_clamp_min", c => c.Write.Clip(Own(c), c.Scalar("min", c.ResultType), null)),
        NativeRow.Of("THSTensor_clamp_max", c => c.Write.Clip(Own(c), null, c.Scalar("max", c.ResultType))),
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

    private static GraphValue BoundedByTensors(ExportCall call) => call.Write.Within(
        Own(call),
        call.Optional("min") is { } least ? call.Write.Cast(least, call.ResultType) : null,
        call.Optional("max") is { } most ? call.Write.Cast(most, call.ResultType) : null);
}
