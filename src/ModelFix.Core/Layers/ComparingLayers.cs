using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>Layers that compare the vectors of two tensors.</summary>
internal static class ComparingLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        LayerRow.OfSeveral(
            "CosineSimilarity",
            Storage.New,
            c => Similarity.Compared(c.AsOperator("cosine_similarity"), c.Input(1), c.Layer.Arguments.Integer("dim"), keep: false)) with
        {
            Demand = c => Preconditions.Broadcast(c.First, c.Input(1)),
        },
        LayerRow.OfSeveral(
            "PairwiseDistance",
            Storage.New,
            c => Similarity.Compared(c.AsOperator("pairwise_distance"), c.Input(1), -1, c.Flag("keepdim"))) with
        {
            Demand = c => Preconditions.Broadcast(c.First, c.Input(1)),
        },
    ];
}
