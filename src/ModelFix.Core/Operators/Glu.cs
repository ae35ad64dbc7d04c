using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>One half of a dim gates the other.</summary>
internal static class Glu
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("glu TF -", Storage.New, c => Halved(c), c => Halves(c, c.Arguments.Has("dim") ? c.Integer("dim") : -1)),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("glu");

    /// <summary>What it is in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSTensor_glu", c =>
        {
            var dim = c.Dim("dim", c.First.Rank);
            var half = c.Result.Shape[(int)dim];
            var gate = c.Write.Node("Sigmoid", c.Write.Slice(c.First, dim, half, null));
            return c.Write.Node("Mul", c.Write.Slice(c.First, dim, 0, half), gate);
        }),
    ];

    /// <summary>One half of a dim gates the other.</summary>
    public static TensorValue Halved(OperatorCall call)
    {
        var dim = call.Arguments.Has("dim") ? call.Integer("dim") : -1;
        return call.Result(Dims.Replaced(call, dim, dim is { } d && call.Shape[d] is { } size ? size.FloorDivide(Dim.Of(2)) : null));
    }

    /// <summary>A dim is cut into two halves.</summary>
    public static Mismatch? Halves(OperatorCall call, long? dim)
    {
        if (Preconditions.Missing(call.Input, dim) is { } missing) return missing;
        return dim is { } d && call.Input is { } input && input.Shape[d] is { Constant: { } size } && size % 2 != 0
            ? new Mismatch($"dim {d} of {input.Shape.Display} has no two halves", input)
            : null;
    }
}
