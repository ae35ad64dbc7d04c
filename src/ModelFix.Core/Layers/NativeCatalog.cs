using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>What the functions of TorchSharp's native library are in ONNX and in TorchScript.</summary>
internal static class NativeCatalog
{
    /// <summary>What they are in TorchScript.</summary>
    public static readonly ImmutableDictionary<string, ScriptForm> Scripts = new[]
    {
        Activations.Scripts,
        AlongDim.Scripts,
        AtLeast.Scripts,
        Attention.Scripts,
        AttentionLayers.Scripts,
        Cat.Scripts,
        Clamp.Scripts,
        Combining.Scripts,
        Convolutions.Scripts,
        Copies.Scripts,
        Creation.Scripts,
        Diagonals.Scripts,
        Diff.Scripts,
        Einsum.Scripts,
        Elementwise.Scripts,
        Expand.Scripts,
        Flatten.Scripts,
        Gathering.Scripts,
        Glu.Scripts,
        IndexedWrites.Scripts,
        Linear.Scripts,
        LinearLayers.Scripts,
        Normalizations.Scripts,
        Padding.Scripts,
        Pairwise.Scripts,
        Permute.Scripts,
        PixelShuffle.Scripts,
        Pooling.Scripts,
        Products.Scripts,
        RecurrentLayers.Scripts,
        Reductions.Scripts,
        Repeat.Scripts,
        Resampling.Scripts,
        Reshape.Scripts,
        Searching.Scripts,
        Similarity.Scripts,
        Slicing.Scripts,
        Splitting.Scripts,
        Squeeze.Scripts,
        Stack.Scripts,
        Unfollowed.Scripts,
        Unsqueeze.Scripts,
        Where.Scripts,
        Windows.Scripts,
    }.SelectMany(forms => forms).ToImmutableDictionary(f => f.Name, StringComparer.Ordinal);

    public static readonly ImmutableArray<NativeRow> Rows = new[]
    {
        Activations.Natives,
        AlongDim.Natives,
        AtLeast.Natives,
        Attention.Natives,
        AttentionLayers.Natives,
        Cat.Natives,
        Clamp.Natives,
        Combining.Natives,
        Convolutions.Natives,
        Copies.Natives,
        Creation.Natives,
        Diagonals.Natives,
        Diff.Natives,
        Einsum.Natives,
        Elementwise.Natives,
        Expand.Natives,
        Flatten.Natives,
        Gathering.Natives,
        Glu.Natives,
        IndexedWrites.Natives,
        Linear.Natives,
        LinearLayers.Natives,
        Normalizations.Natives,
        Padding.Natives,
        Pairwise.Natives,
        Permute.Natives,
        PixelShuffle.Natives,
        Pooling.Natives,
        Products.Natives,
        RecurrentLayers.Natives,
        Reductions.Natives,
        Repeat.Natives,
        Resampling.Natives,
        Reshape.Natives,
        Searching.Natives,
        Similarity.Natives,
        Slicing.Natives,
        Splitting.Natives,
        Squeeze.Natives,
        Stack.Natives,
        Unfollowed.Natives,
        Unsqueeze.Natives,
        Where.Natives,
        Windows.Natives,
    }.SelectMany(rows => rows).Select(WithScript).ToImmutableArray();

    private static readonly ImmutableDictionary<string, NativeRow> ByName = Rows.ToImmutableDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>The row of a function; null where there is none.</summary>
    /// <param name="name">The entry point.</param>
    /// <param name="inPlace">True where the row is that of the form that is not in place.</param>
    public static NativeRow? Row(string name, out bool inPlace)
    {
        inPlace = false;
        if (ByName.TryGetValue(name, out var row)) return row;
        inPlace = NativeNames.OutOfPlace(name) is { } other && ByName.TryGetValue(other, out row);
        return row;
    }

    private static NativeRow WithScript(NativeRow row) =>
        Scripts.TryGetValue(row.Name, out var form) ? row with { Script = form.Text } : row;
}
