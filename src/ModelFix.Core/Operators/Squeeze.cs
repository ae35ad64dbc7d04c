using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Dims of size 1 go.</summary>
internal static class Squeeze
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("squeeze TS TS", Storage.OfInput, Result, c => Preconditions.Along(c, "dim"), reshapesInPlace: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            squeeze
            squeeze_no_dim = torch.squeeze({})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfView("THSTensor_squeeze", c => c.First.Rank > 0 && c.First.Shape[(int)c.Dim("dim", c.First.Rank)] == 1
            ? new SqueezedView(ImmutableArray.Create(c.Dim("dim", c.First.Rank)))
            : new SameView()),
        NativeRow.OfView("THSTensor_squeeze_no_dim", c => new SqueezedView(Enumerable.Range(0, c.First.Rank)
            .Where(d => c.First.Shape[d] == 1)
            .Select(d => (long)d)
            .ToImmutableArray())),
    ];

    private static Value Result(OperatorCall call)
    {
        if (!call.IsGiven("dim")) return call.Shape.Rank is not null && call.Shape.Dims.All(d => d.IsConstant)
            ? call.Result(TensorShape.Of(call.Shape.Dims.Where(d => d.Constant != 1)))
            : call.Result(TensorShape.Unknown);
        if (call.Integer("dim") is not { } dim || call.Shape[dim] is not { } size) return call.Result(TensorShape.Unknown);
        if (size.Constant == 1) return call.Result(Dims.Without(call, dim));
        return size.IsKnownDifferent(Dim.One) ? call.Result(call.Shape) : call.Result(TensorShape.Unknown);
    }
}
