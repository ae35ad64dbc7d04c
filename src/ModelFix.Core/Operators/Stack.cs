using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Tensors joined along a new dim.</summary>
internal static class Stack
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("stack S -", Storage.New, Result, Demand),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("stack");

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_stack", c => c.Write.Concat(
            c.Tensors("tensor").Select(t => c.Write.Cast(c.Write.Unsqueeze(t, c.Dim("dim", c.Result.Shape.Length)), c.ResultType)),
            c.Dim("dim", c.Result.Shape.Length))),
    ];

    private static Value Result(OperatorCall call)
    {
        if (call.Tensors() is not { } tensors || call.Integer("dim") is not { } dim)
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = tensors.Select(t => t.Type).Aggregate(ElementTypes.Join);
        if (tensors[0].Shape.Rank is not { } rank) return call.Result(TensorShape.Unknown, type);
        var at = dim < 0 ? dim + rank + 1 : dim;
        return at < 0 || at > rank
            ? call.Result(TensorShape.Unknown, type)
            : call.Result(TensorShape.Of(tensors[0].Shape.Dims.Insert((int)at, Dim.Of(tensors.Length))), type);
    }

    private static Mismatch? Demand(OperatorCall call) =>
        call.Tensors()?.Where(t => t.Shape.Rank is not null).ToList() is { Count: > 1 } known
        ? known.Skip(1).Select(t => Cat.Differ(known[0], t, "stacked on", except: null)).FirstOrDefault(m => m is not null)
        : null;
}
