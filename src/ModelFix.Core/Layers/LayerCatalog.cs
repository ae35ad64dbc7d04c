using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>What TorchSharp's layers make of a shape.</summary>
internal static class LayerCatalog
{
    private static readonly ImmutableHashSet<string> SameShape = ImmutableHashSet.Create(
        "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "LayerNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "LocalResponseNorm",
        "ReLU", "ReLU6", "LeakyReLU", "PReLU", "RReLU", "ELU", "CELU", "SELU", "GELU", "SiLU", "Mish", "Sigmoid", "LogSigmoid", "Tanh", "Tanhshrink", "Hardswish",
        "Hardsigmoid", "Hardtanh", "Hardshrink", "Softshrink", "Softplus", "Softsign", "Softmax", "Softmin", "LogSoftmax", "Softmax2d", "Threshold", "Identity",
        "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout", "ChannelShuffle");

    /// <summary>The output, or null for a layer that has no row.</summary>
    /// <param name="layer">The layer as it was constructed.</param>
    /// <param name="input">What it is called with.</param>
    /// <param name="name">Names the result and the symbols in its shape.</param>
    /// <param name="known">The value of an argument of the construction.</param>
    public static Value? Output(Layer layer, TensorValue input, string name, Func<IOperation, Value> known)
    {
        ImmutableArray<Dim>? Spread(string argument, int n) => Spreads.Of(layer.Arguments, argument, n, known);
        Dim? Integer(string argument) => layer.Arguments[argument] is { } value && known(value) is IntegerValue integer ? integer.Dim : null;

        OperatorCall AsCall(string function) => new(function, layer.Arguments, input, known, name);

        if (SameShape.Contains(layer.Kind)) return input with { Name = name };
        var n = layer.Kind.Length > 1 && char.IsDigit(layer.Kind[layer.Kind.Length - 2])
            ? int.Parse(layer.Kind.Substring(layer.Kind.Length - 2, 1), CultureInfo.InvariantCulture)
            : 0;
        return layer.Kind switch
        {
            "Linear" => LastDim(input, name, Integer("out_features") ?? Integer("output_size")),
            "Flatten" => Flatten(layer, input, name),
            "Unflatten" => ViewTransfers.Unflatten(AsCall("unflatten"), layer.Arguments.Integer("dim"), AsCall("unflatten").Dims("unflattened_size")),
            "Embedding" => new TensorValue(name, input.Shape with { Dims = input.Shape.Dims.Add(Integer("embedding_dims") ?? Dim.Symbol(name + "[-1]")) }, ElementType.Floating),
            "Upsample" => NeuralTransfers.Interpolate(AsCall("interpolate")),
            "PixelShuffle" => NeuralTransfers.PixelShuffle(AsCall("pixel_shuffle"), Integer("upscale_factor")),
            "PixelUnshuffle" => NeuralTransfers.PixelUnshuffle(AsCall("pixel_unshuffle"), Integer("downscale_factor")),
            "ZeroPad2d" or "ConstantPad1d" or "ConstantPad2d" or "ConstantPad3d" or "ReflectionPad1d" or "ReflectionPad2d" or "ReflectionPad3d"
                or "ReplicationPad1d" or "ReplicationPad2d" or "ReplicationPad3d" =>
                Spread("padding", 2 * n) is { } pads ? NeuralTransfers.Padded(AsCall("pad"), pads) : null,
            "GLU" => ReductionTransfers.Halved(AsCall("glu")),
            "Unfold" => WindowTransfers.Unfold(AsCall("unfold")),
            "Fold" => WindowTransfers.Fold(AsCall("fold")),
            "LPPool1d" or "LPPool2d" => input with { Name = name, Shape = Spatial.Pooled(input.Shape, n, Spread, name, isAverage: true) },
            "FractionalMaxPool2d" or "FractionalMaxPool3d" => WindowTransfers.Fractional(AsCall("fractional_max_pool"), n),
            "Conv1d" or "Conv2d" or "Conv3d" => Convolution(layer, input, n, Spread, Integer("out_channels"), name),
            "ConvTranspose1d" or "ConvTranspose2d" or "ConvTranspose3d" =>
                Weighted(name, Spatial.Transposed(input.Shape, n, Spread, Integer("out_channels"), name), input),
            "MaxPool1d" or "MaxPool2d" or "MaxPool3d" => input with { Name = name, Shape = Spatial.Pooled(input.Shape, n, Spread, name, isAverage: false) },
            "AvgPool1d" or "AvgPool2d" or "AvgPool3d" => input with { Name = name, Shape = Spatial.Pooled(input.Shape, n, Spread, name, isAverage: true) },
            "AdaptiveAvgPool1d" or "AdaptiveAvgPool2d" or "AdaptiveAvgPool3d" or "AdaptiveMaxPool1d" or "AdaptiveMaxPool2d" or "AdaptiveMaxPool3d" =>
                Adaptive(input, n, Spread("output_size", n), name),
            _ => null,
        };
    }

    /// <summary>The least and the greatest rank that a layer's input can have, or null for a layer that takes any.</summary>
    /// <remarks>Checked by TorchSharp (BatchNorm) and by libtorch (the others) on every call.</remarks>
    public static (int Least, int Most)? RanksOf(string kind) => kind switch
    {
        "BatchNorm1d" => (2, 3),
        "BatchNorm2d" => (4, 4),
        "BatchNorm3d" => (5, 5),
        _ when kind.Length > 2 && kind[kind.Length - 1] == 'd' && kind[kind.Length - 2] is >= '1' and <= '3' && IsSpatial(kind) =>
            (kind[kind.Length - 2] - '0' + 1, kind[kind.Length - 2] - '0' + 2),
        _ => null,
    };

    /// <summary>True for layers whose output has the rank of their input.</summary>
    public static bool KeepsRank(string kind) => SameShape.Contains(kind) || kind == "Linear" || IsSpatial(kind);

    /// <summary>The shape of an input that a layer has taken: as many channels or features as its weights have, checked by libtorch on every call.</summary>
    public static TensorShape Demanded(Layer layer, TensorValue input, Func<IOperation, Value> known)
    {
        Dim? Integer(params string[] names) => names.Select(n => layer.Arguments[n]).FirstOrDefault(a => a is not null) is { } value && known(value) is IntegerValue integer ? integer.Dim : null;

        if (layer.Kind == "Linear") return WithDim(input, 1, Integer("in_features"));
        if (layer.Kind == "LayerNorm" && Spreads.Of(layer.Arguments, "normalized_shape", 1, known) is { } last) return WithDim(input, 1, last[0]);
        if (layer.Kind.StartsWith("BatchNorm", StringComparison.Ordinal))
            return input.Shape.Rank is { } rank && Integer("num_features") is { } features ? WithDim(input, rank - 1, features) : input.Shape;
        if (RanksOf(layer.Kind) is not var (least, _)) return input.Shape;
        return WithDim(input, least, layer.Kind.StartsWith("Conv", StringComparison.Ordinal) ? Integer("in_channels") : null);
    }

    /// <summary>A shape that has a dim, counted from its end, with a size, and all dims behind it.</summary>
    public static TensorShape WithDim(TensorValue input, int fromEnd, Dim? size)
    {
        var dims = Enumerable.Range(1, Math.Max(fromEnd, input.Shape.Dims.Length)).Reverse()
            .Select(i => i == fromEnd && input.Shape[-i]?.Constant is null && size is not null ? size : input.Size(-i));
        return input.Shape with { Dims = dims.ToImmutableArray() };
    }

    /// <summary>True where no constant size of a tensor, of a rank that is not known, says more than another shape.</summary>
    public static bool IsOpenTo(TensorValue tensor, TensorShape shape) => tensor.Shape.MinRank <= shape.MinRank
        && Enumerable.Range(1, tensor.Shape.Dims.Length).All(i => tensor.Shape[-i]!.Constant is not { } size || size == shape[-i]?.Constant)
        && Enumerable.Range(0, tensor.Shape.Front.Length).All(i => tensor.Shape[i]?.Constant is not { } size || size == shape[i]?.Constant);

    private static bool IsSpatial(string kind) =>
        kind.StartsWith("Conv", StringComparison.Ordinal) || kind.StartsWith("MaxPool", StringComparison.Ordinal)
        || kind.StartsWith("AvgPool", StringComparison.Ordinal) || kind.StartsWith("Adaptive", StringComparison.Ordinal);

    /// <summary>The dtype of a layer with weights is that of its weights, which conversions of the model may change: some floating-point type.</summary>
    public static TensorValue Weighted(string name, TensorShape shape, TensorValue input) =>
        new(name, shape, input.Type.IsFloating() ? input.Type : ElementType.Floating);

    public static TensorValue LastDim(TensorValue input, string name, Dim? size)
    {
        var last = size ?? Dim.Symbol(name + "[-1]");
        var dims = input.Shape.Dims.IsEmpty ? ImmutableArray.Create(last) : input.Shape.Dims.SetItem(input.Shape.Dims.Length - 1, last);
        return Weighted(name, input.Shape with { Dims = dims, Front = ImmutableArray<Dim?>.Empty }, input);
    }

    private static Value Convolution(Layer layer, TensorValue input, int n, Func<string, int, ImmutableArray<Dim>?> spread, Dim? channels, string name)
    {
        var kernel = spread("kernel_size", n);
        if (channels is not null && layer.Arguments["padding"] is IFieldReferenceOperation { Field: { Name: "Same", ContainingType.TypeKind: TypeKind.Enum } })
            return Weighted(name, Spatial.Same(input.Shape, n, channels, name), input);
        if (layer.Arguments["padding"]?.Type?.TypeKind == TypeKind.Enum) spread = WithPadding(layer, spread);
        if (channels is null || kernel is null)
            return Weighted(name, Spatial.Trailing(input.Shape, n, channels ?? Dim.Symbol($"{name}[-{n + 1}]"), i => Dim.Symbol($"{name}[-{i}]")), input);
        return Weighted(name, Spatial.Convolved(input.Shape, n, spread, channels, kernel.Value, name), input);
    }

    /// <summary>Padding.Valid pads nothing.</summary>
    private static Func<string, int, ImmutableArray<Dim>?> WithPadding(Layer layer, Func<string, int, ImmutableArray<Dim>?> spread) => (argument, n) =>
    {
        if (argument != "padding") return spread(argument, n);
        return layer.Arguments["padding"] is IFieldReferenceOperation { Field.Name: "Valid" } ? Enumerable.Repeat(Dim.Zero, n).ToImmutableArray() : null;
    };

    private static Value Adaptive(TensorValue input, int n, ImmutableArray<Dim>? sizes, string name) =>
        input with { Name = name, Shape = Spatial.Trailing(input.Shape, n, null, i => sizes?[n - i] ?? Dim.Symbol($"{name}[-{i}]")) };

    private static Value Flatten(Layer layer, TensorValue input, string name) =>
        ViewTransfers.Flatten(
            new OperatorCall("flatten", layer.Arguments, input, _ => Value.Nothing, name),
            layer.Arguments.Integer("start_dim"),
            layer.Arguments.Integer("end_dim"));
}
