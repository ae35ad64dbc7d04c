using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>Every layer of TorchSharp that is known.</summary>
internal static class LayerCatalog
{
    public static readonly ImmutableArray<LayerRow> Rows = new[]
    {
        AttentionLayers.Rows,
        ComparingLayers.Rows,
        ConvolutionLayers.Rows,
        LinearLayers.Rows,
        NormalizationLayers.Rows,
        PoolLayers.Rows,
        RecurrentLayers.Rows,
        ReshapingLayers.Rows,
        UniformLayers.Rows,
    }.SelectMany(rows => rows).ToImmutableArray();

    private static readonly ImmutableDictionary<string, LayerRow> ByKind = Rows.ToImmutableDictionary(r => r.Kind, StringComparer.Ordinal);

    /// <summary>The layer of that kind; null where there is no row.</summary>
    public static LayerRow? Of(string kind) => ByKind.TryGetValue(kind, out var row) ? row : null;

    /// <summary>Why a call of a layer throws, or null.</summary>
    public static Mismatch? Refusal(LayerCall call)
    {
        if (Of(call.Layer.Kind) is not { } row) return null;
        var shape = call.First.Shape;
        if (row.Ranks is var (least, most) && (shape.Rank < least || shape.MinRank > most))
        {
            var ranks = least == most ? "" : least.ToString(CultureInfo.InvariantCulture) + " or ";
            return new Mismatch($"{call.Layer.Kind} takes rank {ranks}{most}, and gets {shape.Display}", call.First);
        }

        return row.Demand?.Invoke(call);
    }
}
