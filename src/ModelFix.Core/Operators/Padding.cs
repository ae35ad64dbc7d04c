using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Elements added around a tensor.</summary>
internal static class Padding
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("pad F -", Storage.New, Result, keepsRank: true),
    ];

    private static Value Result(OperatorCall call) =>
        call.Dims("pad") is { } pads && pads.Length % 2 == 0
            ? Padded(call, pads)
            : call.Result(call.Shape.Rank is { } rank ? Unsized(call, rank) : TensorShape.Unknown);

    /// <summary>Pads are given in pairs, those of the last dim first.</summary>
    public static Value Padded(OperatorCall call, ImmutableArray<Dim> pads)
    {
        var count = pads.Length / 2;
        if (call.Shape.Rank < count) return call.Result(TensorShape.Unknown);
        var padded = Enumerable
            .Range(1, count)
            .Select(i => call.Shape[-i] is { } size ? size + pads[2 * i - 2] + pads[2 * i - 1] : call.Fresh(-i))
            .Reverse();
        var kept = call.Shape.Dims.Take(Math.Max(0, call.Shape.Dims.Length - count));
        return call.Result(call.Shape with { Dims = kept.Concat(padded).ToImmutableArray(), Front = ImmutableArray<Dim?>.Empty });
    }

    private static TensorShape Unsized(OperatorCall call, int rank) => TensorShape.Of(Enumerable.Range(0, rank).Select(i => call.Fresh(i)));
}
