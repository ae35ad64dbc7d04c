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
