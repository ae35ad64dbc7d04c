using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>What TorchSharp's layers demand of their input, as libtorch checks it on every call. A demand that is not proven to fail is met.</summary>
internal static class LayerPreconditions
{
    /// <summary>Why a call of a layer throws, or null.</summary>
    public static Mismatch? Of(LayerCall call)
    {
        var (layer, input, known) = (call.Layer, call.First, call.Known);
        Dim? Integer(string argument) => call.Integer(argument);

        if (LayerCatalog.RanksOf(layer.Kind) is var (least, most) && (input.Shape.Rank < least || input.Shape.MinRank > most))
            return new Mismatch($"{layer.Kind} takes rank {(least == most ? "" : least.ToString(CultureInfo.InvariantCulture) + " or ")}{most}, and gets {input.Shape.Display}", input);
        return layer.Kind switch
        {
            "Linear" => Sized(layer, input, -1, Integer("in_features"), "features"),
            "Conv1d" or "Conv2d" or "Conv3d" => Channels(layer, input, Integer("in_channels")) ?? Window(layer, input, known),
            "ConvTranspose1d" or "ConvTranspose2d" or "ConvTranspose3d" => Channels(layer, input, Integer("in_channels")),
            "MaxPool1d" or "MaxPool2d" or "MaxPool3d" or "AvgPool1d" or "AvgPool2d" or "AvgPool3d" => Window(layer, input, known),
            "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" => Sized(layer, input, 1, Integer("num_features"), "features"),
            "GroupNorm" => Sized(layer, input, 1, Integer("num_channels"), "channels"),
            "LayerNorm" => Trailing(layer, input, new OperatorCall("layer_norm", layer.Arguments, input, known, "").Dims("normalized_shape")),
            "PixelShuffle" => ViewPreconditions.Shuffle(new OperatorCall("pixel_shuffle", layer.Arguments, input, known, ""), Integer("upscale_factor")?.Constant),
            "GLU" => NeuralPreconditions.Halves(call.AsOperator("glu"), layer.Arguments.Integer("dim")),
            "CosineSimilarity" or "PairwiseDistance" => Preconditions.Broadcast(input, call.Input(1)),
            "Bilinear" => Sized(layer, input, -1, Integer("in1_features"), "features") ?? Sized(layer, call.Input(1), -1, Integer("in2_features"), "features"),
            "MultiheadAttention" => Attention(call),
            "TransformerEncoderLayer" => OfRank(3, layer, input) ?? Sized(layer, input, -1, Integer("d_model"), "features"),
            "TransformerDecoderLayer" or "Transformer" => OfRank(3, layer, input) ?? OfRank(3, layer, call.Input(1))
                ?? Sized(layer, input, -1, Integer("d_model"), "features") ?? Sized(layer, call.Input(1), -1, Integer("d_model"), "features"),
            _ => null,
        };
    }

    /// <summary>Queries, keys and values of rank 3, each with as many features as its weights take.</summary>
    private static Mismatch? Attention(LayerCall call)
    {
        var (key, value, size) = (call.Input(1), call.Input(2), call.Integer("embedded_dim"));
        Dim? Features(string argument) => call.Layer.Arguments[argument] is null ? size : call.Integer(argument);
        return OfRank(3, call.Layer, call.First) ?? OfRank(3, call.Layer, key) ?? OfRank(3, call.Layer, value)
            ?? Sized(call.Layer, call.First, -1, size, "features")
            ?? Sized(call.Layer, key, -1, Features("kdim"), "features")
            ?? Sized(call.Layer, value, -1, Features("vdim"), "features");
    }

    private static Mismatch? OfRank(int rank, Layer layer, TensorValue? input) => input?.Shape.Rank < rank || input?.Shape.MinRank > rank
        ? new Mismatch(string.Format(CultureInfo.InvariantCulture, "{0} takes rank {1}, and gets {2}", layer.Kind, rank, input.Shape.Display), input)
        : null;

    private static int Spatial(Layer layer) => layer.Kind[layer.Kind.Length - 2] - '0';

    private static Mismatch? Channels(Layer layer, TensorValue input, Dim? wanted) => Sized(layer, input, -1 - Spatial(layer), wanted, "channels");

    private static Mismatch? Sized(Layer layer, TensorValue? input, int dim, Dim? wanted, string what) =>
        wanted is not null && (dim < 0 || input?.Shape.Rank is not null) && input?.Shape[dim] is { } size && size.DiffersWithoutZeros(wanted)
            ? new Mismatch($"{layer.Kind} takes {wanted.Display} {what}, and {input.Shape.Display} has {size.Display}", input)
            : null;

    /// <summary>The window of a convolution or pool fits the padded input at least once.</summary>
    private static Mismatch? Window(Layer layer, TensorValue input, Func<IOperation, Value> known)
    {
        var n = Spatial(layer);
        // Padding that is no number keeps the size.
        if (layer.Arguments["padding"]?.Type?.TypeKind == TypeKind.Enum || layer.Arguments.Constant("ceil_mode").Value is not (null or false)) return null;
        ImmutableArray<Dim>? Spread(string argument) => Spreads.Of(layer.Arguments, argument, n, known);
        if (Spread("kernel_size") is not { } kernel || Spread("padding") is not { } padding || Spread("dilation") is not { } dilation) return null;
        for (var i = 1; i <= n; i++)
        {
            if (input.Shape[-i] is not { } size) continue;
            var (window, padded) = (dilation[n - i] * (kernel[n - i] - Dim.One) + Dim.One, size + Dim.Of(2) * padding[n - i]);
            if ((window - padded).Least > 0) return new Mismatch($"the window of {layer.Kind} is {window.Display} wide, and {input.Shape.Display} has {padded.Display} with its padding", input);
        }

        return null;
    }

    private static Mismatch? Trailing(Layer layer, TensorValue input, ImmutableArray<Dim>? sizes)
    {
        if (sizes is not { } normalized) return null;
        for (var i = 1; i <= normalized.Length; i++)
            if (input.Shape[-i] is { } size && size.DiffersWithoutZeros(normalized[normalized.Length - i]))
                return new Mismatch($"{layer.Kind} takes {TensorShape.Of(normalized).Display} at the end, and gets {input.Shape.Display}", input);
        return input.Shape.Rank < normalized.Length ? new Mismatch($"{layer.Kind} takes {TensorShape.Of(normalized).Display} at the end, and gets {input.Shape.Display}", input) : null;
    }
}
