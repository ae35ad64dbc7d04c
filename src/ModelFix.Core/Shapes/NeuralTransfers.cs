namespace ModelFix.Core.Shapes;

/// <summary>Functional forms of layers.</summary>
internal static class NeuralTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        .. Enumerable.Range(1, 3).SelectMany(n => new[]
        {
            Row($"conv{n}d", c => Convolution(c, n)),
            Row($"adaptive_avg_pool{n}d", c => Adaptive(c, n)),
            Row($"adaptive_max_pool{n}d", c => Adaptive(c, n)),
            Row($"max_pool{n}d", c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Name, isAverage: false))),
            Row($"avg_pool{n}d", c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Name, isAverage: true))),
        }),
        Row("interpolate", Interpolate),
        Row("pad", Pad),
        Row("linear", c => c.Tensor("weight")?.Shape is { Rank: 2 } w && c.Shape.Dims.Length > 0 ? c.Result(c.Shape with { Dims = c.Shape.Dims.SetItem(c.Shape.Dims.Length - 1, w.Dims[0]), Front = TensorShape.Unknown.Front }) : c.Result(TensorShape.Unknown)),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    private static Value Convolution(OperatorCall call, int n)
    {
        if (call.Tensor("weight")?.Shape is not { } weight || weight.Rank != n + 2) return call.Result(Spatial.Trailing(call.Shape, n, null, i => call.Fresh(-i)), call.Type);
        return call.Result(Spatial.Convolved(call.Shape, n, call.Spread, weight.Dims[0], weight.Dims.Skip(2).ToList(), call.Name), call.Type);
    }

    private static Value Adaptive(OperatorCall call, int n)
    {
        var sizes = Spatial.Repeated(call.Dims("output_size"), n);
        return call.Result(Spatial.Trailing(call.Shape, n, call.Shape[-n - 1], i => sizes?[n - i] ?? call.Fresh(-i)));
    }

    private static Value Interpolate(OperatorCall call)
    {
        // The number of sizes tells the rank where that is not known: a batch, channels and one dim a size.
        var given = call.IsGiven("size") ? call.Dims("size")?.Length : null;
        if ((call.Shape.Rank ?? given + 2) is not { } rank || rank < 3) return call.Result(TensorShape.Unknown);
        var n = rank - 2;
        var sizes = call.IsGiven("size") ? Spatial.Repeated(call.Dims("size"), n) : null;
        var scales = call.IsGiven("scale_factor") ? call.Arguments.Elements("scale_factor").Select(call.Known).Select(Factor).ToList() : null;
        Dim Output(int i)
        {
            if (sizes is { } s) return s[i];
            return scales is not null && scales.Count == n && scales[i] is { } factor ? call.Shape[i - n] is { } size ? size * Dim.Of(factor) : call.Fresh(i + 2) : call.Fresh(i + 2);
        }

        var batch = call.Shape.Rank is null ? call.Input?.Size(0) ?? call.Fresh(0) : call.Shape.Dims[0];
        return call.Result(TensorShape.Of(Enumerable.Range(0, n).Select(Output).Prepend(call.Shape[-n - 1] ?? call.Fresh(1)).Prepend(batch)));
    }

    private static long? Factor(Value value) => value switch
    {
        IntegerValue { Dim.Constant: { } n } => n,
        ConstantValue { Constant: double d } when d == Math.Floor(d) && d is > 0 and < 1e6 => (long)d,
        _ => null,
    };

    private static Value Pad(OperatorCall call)
    {
        if (call.Dims("pad") is not { } pads || call.Shape.Rank is not { } rank || pads.Length % 2 != 0 || pads.Length / 2 > rank) return call.Result(TensorShape.Unknown);
        var dims = call.Shape.Dims.ToBuilder();
        for (var i = 0; i < pads.Length / 2; i++) dims[rank - 1 - i] = dims[rank - 1 - i] + pads[2 * i] + pads[2 * i + 1];
        return call.Result(TensorShape.Of(dims));
    }
}
