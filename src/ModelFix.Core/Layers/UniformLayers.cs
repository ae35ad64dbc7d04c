using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>Layers that leave shape and dtype as they are. Those that take <c>inplace: true</c> hand their input back then.</summary>
internal static class UniformLayers
{
    private static readonly LayerRow Same = new("", Storage.New) { Output = c => c.First with { Id = c.Id }, KeepsRank = true };

    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        .. LayerRow.Each(
            "ReLU ReLU6 LeakyReLU PReLU RReLU ELU CELU SELU GELU SiLU Mish Hardswish Hardsigmoid Hardshrink Softshrink Threshold", Same),
        .. LayerRow.Each("Sigmoid LogSigmoid Tanh Tanhshrink Softplus Softsign Softmax Softmin LogSoftmax Softmax2d", Same),
        // Tensor.hardtanh of TorchSharp 0.107 returns the tensor itself.
        .. LayerRow.Each("Hardtanh", Same with { Storage = Storage.OfInput }),
        .. LayerRow.Each("Identity ChannelShuffle", Same with { Storage = Storage.OfInput }),
        // In eval mode dropout hands its input back.
        .. LayerRow.Each("Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout", Same with { Storage = Storage.OfInput }),
    ];
}
