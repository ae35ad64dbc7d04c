using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Products with weights, and rows of them.</summary>
internal static class LinearLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        LayerRow.Of(
            "Linear", Storage.New, c => Outputs.LastDim(c.First, c.Id, c.Integer("out_features") ?? c.Integer("output_size"))) with
        {
            Demand = c => LayerDemands.Sized(c, c.First, -1, c.Integer("in_features"), "features"),
            Taken = (c, input) => Outputs.WithDim(input, 1, c.Integer("in_features")),
            KeepsRank = true,
        },
        LayerRow.OfSeveral("Bilinear", Storage.New, c => Outputs.LastDim(c.First, c.Id, c.Integer("out_features"))) with
        {
            Demand = c => LayerDemands.Sized(c, c.First, -1, c.Integer("in1_features"), "features")
                ?? LayerDemands.Sized(c, c.Input(1), -1, c.Integer("in2_features"), "features"),
        },
        LayerRow.Of("Embedding", Storage.New, Embedding),
        LayerRow.OfSeveral("EmbeddingBag", Storage.New, EmbeddingBag),
    ];

    private static TensorValue Embedding(LayerCall call)
    {
        var size = call.Integer("embedding_dims") ?? call.Id.NewSize(-1);
        return new TensorValue(call.Id, call.First.Shape with { Dims = call.First.Shape.Dims.Add(size) }, ElementType.Floating);
    }

    /// <summary>A row for each bag: the rows of a matrix of indices, or what offsets cut a vector into.</summary>
    private static TensorValue EmbeddingBag(LayerCall call)
    {
        var bags = call.First.Shape.Rank switch
        {
            2 => call.First.Shape.Dims[0],
            1 when call.Input(1)?.Shape is { Rank: 1 } offsets => call.Layer.Arguments.Constant("include_last_offset").Value switch
            {
                false => offsets.Dims[0],
                true => offsets.Dims[0] - Dim.One,
                _ => null,
            },
            _ => null,
        };
        var size = call.Integer("embedding_dims") ?? call.Id.NewSize(1);
        return new TensorValue(call.Id, TensorShape.Of(bags ?? call.Id.NewSize(0), size), ElementType.Floating);
    }
}
