using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Copies beside each other.</summary>
internal static class Repeat
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("repeat T -", Storage.New, Result),
        .. Operator.Each("tile TS -", Storage.New, Tile),
        .. Operator.Each("repeat_interleave TS -", Storage.New, Interleaved),
    ];

    private static Value Result(OperatorCall call)
    {
        if (call.Dims("sizes") is not { } counts || call.Shape.Rank is not { } rank || rank > counts.Length)
            return call.Result(TensorShape.Unknown);
        return call.Result(
            TensorShape.Of(counts.Select((c, i) => i < counts.Length - rank ? c : c * call.Shape.Dims[i - (counts.Length - rank)])));
    }

    /// <summary>As repeat, but dims for which no count is given stay.</summary>
    private static Value Tile(OperatorCall call)
    {
        if ((call.Dims("reps") ?? call.Dims("dim")) is not { } counts || call.Shape.Rank is not { } rank)
            return call.Result(TensorShape.Unknown);
        var length = Math.Max(rank, counts.Length);
        return call.Result(TensorShape.Of(Enumerable.Range(1, length).Reverse().Select(e =>
            (e <= counts.Length ? counts[counts.Length - e] : Dim.One) * (e <= rank ? call.Shape.Dims[rank - e] : Dim.One))));
    }

    private static Value Interleaved(OperatorCall call)
    {
        if (!call.IsGiven("dim")) return call.Result(TensorShape.Of(call.Fresh(0)));
        return call.Integer("repeats") is { } k && call.Integer("dim") is { } d
            ? call.Result(Dims.With(call, d, call.Shape[d] is { } size ? size * Dim.Of(k) : null))
            : call.Result(Dims.With(call, call.Integer("dim"), null));
    }
}
