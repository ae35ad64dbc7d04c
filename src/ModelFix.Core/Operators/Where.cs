using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>The elements of one tensor or another.</summary>
internal static class Where
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "where TS -",
            Storage.New,
            Result,
            c => Preconditions.Broadcast(c.Tensor("condition") ?? c.Input, c.Arguments.Has("x") ? c.Tensor("x") : c.Input, c.Tensor("y"))),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("where masked_fill");

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_where", c => c.Write.Typed(
            c.ResultType,
            "Where",
            c.Write.Cast(c.Tensor("condition"), ElementType.Bool),
            c.Write.Cast(c.Tensor("x"), c.ResultType),
            c.Write.Cast(c.Tensor("y"), c.ResultType))),
        NativeRow.Of("THSTensor_masked_fill", c => c.Write.Typed(
            c.First.Type,
            "Where",
            c.Write.Cast(c.Tensor("mask"), ElementType.Bool),
            c.IsTensor("value") ? c.Write.Cast(c.Tensor("value"), c.First.Type) : c.Scalar("value", c.First.Type),
            c.First)),
    ];

    private static Value Result(OperatorCall call)
    {
        var parts = new[] { call.Tensor("condition") ?? call.Input,
            call.Arguments.Has("x") ? call.Tensor("x") : call.Input,
            call.Tensor("y") };
        if (parts.Any(p => p is null)) return Value.Nothing;
        var shape = Broadcasting.Of(Broadcasting.Of(parts[0]!.Shape, parts[1]!.Shape, call.Id), parts[2]!.Shape, call.Id);
        return call.Result(shape, Promotion.Of(parts[1]!, parts[2]!));
    }
}
