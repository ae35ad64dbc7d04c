using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Convolutions, and transposed ones, over batched and unbatched input.</summary>
internal static class ConvolutionLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows => Enumerable.Range(1, 3).SelectMany(n => new[]
    {
        Row($"Conv{n}d", n, c => Convolved(c, n)) with { Demand = c => Channels(c, n) ?? LayerDemands.Window(c, n) },
        Row($"ConvTranspose{n}d", n, c => Transposed(c, n)) with { Demand = c => Channels(c, n) },
    });

    private static LayerRow Row(string kind, int n, Func<LayerCall, Value> output) => LayerRow.Of(kind, Storage.New, output) with
    {
        Ranks = (n + 1, n + 2),
        TakesBatches = true,
        Taken = (c, input) => Outputs.WithDim(input, n + 1, c.Integer("in_channels")),
        KeepsRank = true,
    };

    private static Mismatch? Channels(
        LayerCall call,
        int n) => LayerDemands.Sized(call, call.First, -1 - n, call.Integer("in_channels"), "channels");

    private static TensorValue Convolved(LayerCall call, int n)
    {
        var (input, id, channels) = (call.First, call.Id, call.Integer("out_channels"));
        var padding = (call.Layer.Arguments["padding"] as IFieldReferenceOperation)?.Field.Name;
        if (channels is not null && call.IsPaddedByName && padding == "Same")
            return Outputs.Weighted(id, Spatial.Same(input.Shape, n, channels, id), input);
        if (channels is null || call.Spread("kernel_size", n) is not { } kernel)
            return Outputs.Weighted(
                id,
                Spatial.Trailing(input.Shape, n, channels ?? id.NewSize(-n - 1), i => id.NewSize(-i)),
                input);
        return Outputs.Weighted(id, Spatial.Convolved(input.Shape, n, Spread, channels, kernel, id), input);

        // Padding.Valid pads nothing.
        ImmutableArray<Dim>? Spread(string argument, int count)
        {
            if (argument != "padding" || !call.IsPaddedByName) return call.Spread(argument, count);
            return padding == "Valid" ? Enumerable.Repeat(Dim.Zero, count).ToImmutableArray() : null;
        }
    }

    private static TensorValue Transposed(LayerCall call, int n) =>
        Outputs.Weighted(
            call.Id, Spatial.Transposed(call.First.Shape, n, call.Spread, call.Integer("out_channels"), call.Id), call.First);
}
