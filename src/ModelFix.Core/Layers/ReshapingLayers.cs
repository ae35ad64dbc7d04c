using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>Layers that rearrange, cut, stretch or pad dims, by the functions of the same computations.</summary>
internal static class ReshapingLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        LayerRow.Of(
            "Flatten",
            Storage.OfInput,
            c => Flatten.Flattened(c.AsOperator("flatten"), c.Layer.Arguments.Integer("start_dim"), c.Layer.Arguments.Integer("end_dim"))),
        LayerRow.Of(
            "Unflatten",
            Storage.OfInput,
            c =>
                Flatten.Unflattened(
                    c.AsOperator("unflatten"), c.Layer.Arguments.Integer("dim"), c.AsOperator("unflatten").Dims("unflattened_size"))),
        LayerRow.Of("Upsample", Storage.New, c => Resampling.Interpolate(c.AsOperator("interpolate"))),
        LayerRow.Of(
            "PixelShuffle", Storage.OfInput, c => PixelShuffle.Shuffled(c.AsOperator("pixel_shuffle"), c.Integer("upscale_factor"))) with
        {
            Demand = c => PixelShuffle.Demand(c.AsOperator("pixel_shuffle"), c.Integer("upscale_factor")?.Constant),
        },
        LayerRow.Of(
            "PixelUnshuffle",
            Storage.OfInput,
            c => PixelShuffle.Unshuffled(c.AsOperator("pixel_unshuffle"), c.Integer("downscale_factor"))),
        LayerRow.Of(
            "GLU",
            Storage.New,
            c => Glu.Halved(c.AsOperator("glu"))) with { Demand = c => Glu.Halves(c.AsOperator("glu"), c.Layer.Arguments.Integer("dim")) },
        LayerRow.Of("Unfold", Storage.New, c => Windows.Unfold(c.AsOperator("unfold"))),
        LayerRow.Of("Fold", Storage.New, c => Windows.Fold(c.AsOperator("fold"))),
        Pad("ZeroPad2d", 2),
        .. Enumerable
            .Range(1, 3)
            .SelectMany(n => new[] { Pad($"ConstantPad{n}d", n), Pad($"ReflectionPad{n}d", n), Pad($"ReplicationPad{n}d", n) }),
    ];

    private static LayerRow Pad(string kind, int n) =>
        LayerRow.Of(kind, Storage.New, c => c.Spread("padding", 2 * n) is { } pads ? Padding.Padded(c.AsOperator("pad"), pads) : null);
}
