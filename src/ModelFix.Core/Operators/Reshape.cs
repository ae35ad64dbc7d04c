using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Other sizes with as many elements.</summary>
internal static class Reshape
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            view T -
            reshape TS -
            """, Storage.OfInput, Result, Demand),
        .. Operator.Each("view_as T -", Storage.OfInput, c => c.Result(c.Tensor("other")?.Shape ?? TensorShape.Unknown)),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("view reshape");

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfView("THSTensor_view", c => new ReshapedView(c.First.Shape, c.Result.Shape)),
        NativeRow.OfViewOrCopy("THSTensor_reshape", c => new ReshapedView(c.First.Shape, c.Result.Shape)),
    ];

    private static Value Result(OperatorCall call)
    {
        if (call.Dims("shape") is not { } wanted) return call.Result(TensorShape.Unknown);
        var open = wanted.Select((d, i) => (d, i)).Where(p => p.d.Constant == -1).Select(p => p.i).ToList();
        // An integer that is no size may be the -1 that asks for the rest.
        bool MayBeNegative(Dim dim) => dim.MayBeNegativeAmong(call.Shape.Dims);
        if (wanted.Any(d => d.Constant is null && MayBeNegative(d)))
            return call.Result(TensorShape.Of(wanted.Select((d, i) => MayBeNegative(d) ? call.Fresh(i) : d)));
        if (open.Count == 0) return call.Result(TensorShape.Of(wanted));
        if (open.Count > 1) return call.Result(TensorShape.Unknown);
        var others = wanted.Where((_, i) => i != open[0]).Aggregate(Dim.One, (p, d) => p * d);
        var size = others.Constant == 0 ? null : call.Shape.ElementCount?.Quotient(others);
        return call.Result(TensorShape.Of(wanted.SetItem(open[0], size ?? call.Fresh(open[0]))));
    }

    /// <summary>As many elements as before; with a -1 the other sizes divide their number.</summary>
    private static Mismatch? Demand(OperatorCall call)
    {
        if (call.Input is not { Shape: { ElementCount: { } count } shape } input || call.Dims("shape") is not { } wanted) return null;
        var fixedSizes = wanted.Where(d => d.Constant != -1).ToList();
        if (wanted.Length - fixedSizes.Count > 1 || fixedSizes.Any(d => d.MayBeNegativeAmong(shape.Dims))) return null;
        var product = fixedSizes.Aggregate(Dim.One, (p, d) => p * d);
        var text = TensorShape.Of(wanted).Display;
        if (fixedSizes.Count == wanted.Length)
            return count.DiffersWithoutZeros(product)
                ? new Mismatch($"{shape.Display} has {Elements(count)}, and {text} has {Elements(product)}", input)
                : null;
        return count.Constant is { } all && product.Constant is > 0 and var rest && all % rest != 0
            ? new Mismatch($"the {Elements(count)} of {shape.Display} do not fill {text}", input)
            : null;
    }

    private static string Elements(Dim count) => count.Constant == 1 ? "1 element" : $"{count.Display} elements";
}
