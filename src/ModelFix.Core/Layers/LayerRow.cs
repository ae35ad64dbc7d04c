using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>All that is known of one of TorchSharp's layers, in one row.</summary>
/// <param name="Kind">The factory's or the class's name: Conv2d.</param>
/// <param name="Storage">What its output shares with its input.</param>
internal sealed record LayerRow(string Kind, Storage Storage)
{
    /// <summary>Shape and dtype of the output, several tensors as a list; null where they are not known.</summary>
    public Func<LayerCall, Value?>? Output { get; init; }

    /// <summary>
    /// How many tensors a call gives it, besides what is optional; the layer of one is asked what it demands of its input's rank.
    /// </summary>
    public bool TakesSeveral { get; init; }

    /// <summary>
    /// Why libtorch or TorchSharp refuses the input, or null; null as a whole where no demand is known. A demand that is not proven to fail
    /// is met.
    /// </summary>
    public Func<LayerCall, Mismatch?>? Demand { get; init; }

    /// <summary>The least and the greatest rank that the input can have; null for a layer that takes any. Checked on every call.</summary>
    public (int Least, int Most)? Ranks { get; init; }

    /// <summary>True for a layer whose input has the greatest of these ranks where inputs are batched.</summary>
    public bool TakesBatches { get; init; }

    /// <summary>
    /// The shape of an input that the layer has taken: as many channels or features as its weights have. Null where that says no more than
    /// the rank.
    /// </summary>
    public Func<LayerCall, TensorValue, TensorShape>? Taken { get; init; }

    /// <summary>True where the output has the rank of the input, known or not.</summary>
    public bool KeepsRank { get; init; }

    /// <summary>Layers of which the same is known.</summary>
    public static IEnumerable<LayerRow> Each(string kinds, LayerRow row) => kinds.Split(' ').Select(k => row with { Kind = k });

    /// <summary>A layer with one input.</summary>
    public static LayerRow Of(string kind, Storage storage, Func<LayerCall, Value?> output) => new(kind, storage) { Output = output };

    /// <summary>A layer that is given several tensors.</summary>
    public static LayerRow OfSeveral(
        string kind,
        Storage storage,
        Func<LayerCall, Value?> output) => new(kind, storage) { Output = output, TakesSeveral = true };
}
