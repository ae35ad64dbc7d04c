using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Several dims become one, or one several.</summary>
internal static class Flatten
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "flatten TS -",
            Storage.OfInput,
            c => Flattened(c, c.Integer("start_dim"), c.Integer("end_dim")),
            c => Preconditions.Along(c, "start_dim", "end_dim")),
        .. Operator.Each("ravel TS -", Storage.OfInput, c => Flattened(c, 0, -1)),
        .. Operator.Each(
            "unflatten TS -", Storage.OfInput, c => Unflattened(c, c.Integer("dim"), c.Dims("sizes")), c => Preconditions.Along(c, "dim")),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            ravel
            flatten
            unflatten = torch.view({tensor}, {:shape})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfViewOrCopy("THSTensor_flatten", c => new ReshapedView(c.First.Shape, c.Result.Shape)),
        NativeRow.OfViewOrCopy("THSTensor_ravel", c => new ReshapedView(c.First.Shape, c.Result.Shape)),
        NativeRow.OfView("THSTensor_unflatten", c => new ReshapedView(c.First.Shape, c.Result.Shape)),
    ];

    internal static Value Flattened(OperatorCall call, long? from, long? to)
    {
        if (from is not { } start || to is not { } end) return call.Result(TensorShape.Unknown);
        if (call.Shape.Rank is not { } rank)
            return call.Result(
                start == 1 && end == -1
                    ? TensorShape.Of(call.Shape[0] ?? call.Input?.Size(0) ?? call.Fresh(0), call.Fresh(1))
                    : TensorShape.Unknown);
        if (rank == 0) return call.Result(TensorShape.Of(Dim.One));
        if (call.Shape.FromFront(start) is not { } s || call.Shape.FromFront(end) is not { } e || s > e)
            return call.Result(TensorShape.Unknown);
        var merged = call.Shape.Dims.Skip(s).Take(e - s + 1).Aggregate(Dim.One, (p, d) => p * d);
        return call.Result(TensorShape.Of(call.Shape.Dims.Take(s).Append(merged).Concat(call.Shape.Dims.Skip(e + 1))));
    }

    /// <summary>One dim becomes several, of which one may be -1.</summary>
    public static Value Unflattened(OperatorCall call, long? dim, ImmutableArray<Dim>? sizes)
    {
        if (dim is not { } d || sizes is not { } into || call.Shape.Rank is null || call.Shape.FromFront(d) is not { } at)
            return call.Result(TensorShape.Unknown);
        var others = into.Where(s => s.Constant != -1).Aggregate(Dim.One, (p, s) => p * s);
        var rest = others.Constant == 0 ? null : call.Shape.Dims[at].Quotient(others);
        return call.Result(
            TensorShape.Of(
                call.Shape.Dims
                    .RemoveAt(at)
                    .InsertRange(at, into.Select((s, i) => s.MayBeNegative ? (s.Constant == -1 ? rest : null) ?? call.Fresh(at + i) : s))));
    }
}
