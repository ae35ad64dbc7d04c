using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>Normalisation: shape and dtype stay.</summary>
internal static class NormalizationLayers
{
    private static readonly LayerRow Same = new("", Storage.New) { Output = c => c.First with { Id = c.Id }, KeepsRank = true };

    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        .. LayerRow.Each("InstanceNorm1d InstanceNorm2d InstanceNorm3d LocalResponseNorm", Same),
        Batch("BatchNorm1d", 2, 3),
        Batch("BatchNorm2d", 4, 4),
        Batch("BatchNorm3d", 5, 5),
        Same with { Kind = "GroupNorm", Demand = c => LayerDemands.Sized(c, c.First, 1, c.Integer("num_channels"), "channels") },
        Same with
        {
            Kind = "LayerNorm",
            Demand = c => LayerDemands.Trailing(c, c.AsOperator("layer_norm").Dims("normalized_shape")),
            Taken = (c, input) => c.Spread("normalized_shape", 1) is { } last ? Outputs.WithDim(input, 1, last[0]) : input.Shape,
        },
    ];

    /// <summary>TorchSharp checks the rank, libtorch the features, which are dim 1.</summary>
    private static LayerRow Batch(string kind, int least, int most) => Same with
    {
        Kind = kind,
        Ranks = (least, most),
        Demand = c => LayerDemands.Sized(c, c.First, 1, c.Integer("num_features"), "features"),
        Taken = (c, input) =>
            input.Shape.Rank is { } rank && c.Integer("num_features") is { } features
                ? Outputs.WithDim(input, rank - 1, features)
                : input.Shape,
    };
}
