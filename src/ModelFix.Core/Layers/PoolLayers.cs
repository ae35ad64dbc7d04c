using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Pools, over batched and unbatched input, and what undoes them.</summary>
internal static class PoolLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        .. Enumerable.Range(1, 3).SelectMany(n => new[]
        {
            Row($"MaxPool{n}d", n, c => Pooled(c, n, isAverage: false)) with { Demand = c => LayerDemands.Window(c, n) },
            Row($"AvgPool{n}d", n, c => Pooled(c, n, isAverage: true)) with { Demand = c => LayerDemands.Window(c, n) },
            Row($"AdaptiveAvgPool{n}d", n, c => Adaptive(c, n)),
            Row($"AdaptiveMaxPool{n}d", n, c => Adaptive(c, n)),
            LayerRow.OfSeveral($"MaxUnpool{n}d", Storage.New, c => Unpooled(c, n)),
        }),
        .. Enumerable.Range(1, 2).Select(n => LayerRow.Of($"LPPool{n}d", Storage.New, c => Pooled(c, n, isAverage: true))),
        .. Enumerable
            .Range(2, 2)
            .Select(n =>
                LayerRow.Of($"FractionalMaxPool{n}d", Storage.New, c => Pooling.Fractional(c.AsOperator("fractional_max_pool"), n))),
    ];

    private static LayerRow Row(string kind, int n, Func<LayerCall, Value> output) => LayerRow.Of(kind, Storage.New, output) with
    {
        Ranks = (n + 1, n + 2),
        Taken = (c, input) => Outputs.WithDim(input, n + 1, null),
        KeepsRank = true,
    };

    private static TensorValue Pooled(LayerCall call, int n, bool isAverage) =>
        call.First with { Id = call.Id, Shape = Spatial.Pooled(call.First.Shape, n, call.Spread, call.Id, isAverage) };

    private static TensorValue Adaptive(LayerCall call, int n)
    {
        var sizes = call.Spread("output_size", n);
        return call.First with
        {
            Id = call.Id,
            Shape = Spatial.Trailing(
                call.First.Shape, n, null, i => sizes?[n - i] ?? call.Id.NewSize(-i)),
        };
    }

    private static TensorValue Unpooled(LayerCall call, int n)
    {
        var isLeftOut = call.Inputs.Length < 3 || call.Inputs[2] is ConstantValue { Constant: null };
        return Pooling.Unpooled(call.AsOperator("max_unpool"), n, isLeftOut ? null : call.Inputs[2]);
    }
}
