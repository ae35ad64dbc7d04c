using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Convolutions, and transposed ones.</summary>
internal static class Convolutions
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Enumerable.Range(1, 3).SelectMany<int, Operator>(n =>
        [
            .. Operator.Each($"conv{n}d F -", Storage.New, c => Convolution(c, n), c => Channels(c, n)),
            .. Operator.Each($"conv{n}d_padding F -", Storage.New, c => PaddedConvolution(c, n), c => Channels(c, n)),
            .. Operator.Each($"conv_transpose{n}d F -", Storage.New, c => Transposed(c, n), c => Channels(c, n)),
        ]),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("conv1d conv2d conv3d"),
        .. Enumerable.Range(1, 3).Select(n => new ScriptForm($"THSTensor_conv_transpose{n}d", c => c.Filled(
            $"torch.conv_transpose{n}d({{input}}, {{weight}}, {{bias}}, {{strides}}, {{padding}}, {{outputPadding}}, {{groups}}, "
                + "{dilation})"))),
        .. Enumerable.Range(1, 3).Select(n => new ScriptForm($"THSTensor_conv{n}d_padding", c => c.Filled(
            $"torch.conv{n}d({{input}}, {{weight}}, {{bias}}, {{strides}}, \"{PaddingName(c)}\", {{dilation}}, {{groups}})"))),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. Enumerable.Range(1, 3).SelectMany(n => new[]
        {
            NativeRow.Of($"THSTensor_conv{n}d", c => Convolved(c, n, "Conv")),
            NativeRow.Of($"THSTensor_conv{n}d_padding", c => Convolved(c, n, "Conv")),
            NativeRow.Of($"THSTensor_conv_transpose{n}d", c => Convolved(c, n, "ConvTranspose")),
        }),
    ];

    private static Value Convolution(OperatorCall call, int n)
    {
        if (call.Tensor("weight")?.Shape is not { } weight || weight.Rank != n + 2)
            return call.Result(Spatial.Trailing(call.Shape, n, call.Fresh(-n - 1), i => call.Fresh(-i)), call.Type);
        return call.Result(
            Spatial.Convolved(call.Shape, n, call.Spread, weight.Dims[0], weight.Dims.Skip(2).ToList(), call.Id), call.Type);
    }

    private static Value Transposed(OperatorCall call, int n)
    {
        var weight = call.Tensor("weight")?.Shape is { } shape && shape.Rank == n + 2 ? shape : null;
        ImmutableArray<Dim>? Spread(string name, int count) => name switch
        {
            "kernel_size" => weight?.Dims.Skip(2).ToImmutableArray(),
            // Here each dim has its own, other than in the layers.
            "output_padding" => call.Spread(name, count) is { } extra && extra.All(e => e.Equals(extra[0])) ? extra : null,
            _ => call.Spread(name, count),
        };
        var channels = weight is not null && call.Integer("groups") is { } groups ? weight.Dims[1] * Dim.Of(groups) : null;
        return call.Result(Spatial.Transposed(call.Shape, n, Spread, channels, call.Id), call.Type);
    }

    private static TensorValue PaddedConvolution(OperatorCall call, int n)
    {
        var weight = call.Tensor("weight")?.Shape is { } shape && shape.Rank == n + 2 ? shape : null;
        var channels = weight?.Dims[0] ?? call.Fresh(-n - 1);
        var padding = call.Arguments["padding"];
        if (padding is IFieldReferenceOperation { Field.Name: "Same" })
            return call.Result(Spatial.Same(call.Shape, n, channels, call.Id));
        if (weight is null || padding is not (null or IFieldReferenceOperation { Field.Name: "Valid" }))
            return call.Result(Spatial.Trailing(call.Shape, n, channels, i => call.Fresh(-i)));
        ImmutableArray<Dim>? Spread(
            string name,
            int count) => name == "padding" ? Enumerable.Repeat(Dim.Zero, n).ToImmutableArray() : call.Spread(name, count);
        return call.Result(Spatial.Convolved(call.Shape, n, Spread, channels, weight.Dims.Skip(2).ToList(), call.Id));
    }

    /// <summary>
    /// The input has the channels that the weights take: their second dim in each group, and the first of transposed convolutions.
    /// </summary>
    private static Mismatch? Channels(OperatorCall call, int n)
    {
        if (call.Input is not { } input
            || call.Tensor("weight") is not { } weight
            || weight.Shape.Rank != n + 2
            || call.Integer("groups") is not (> 0 and var groups))
            return null;
        if (input.Shape.Rank < n + 1 || input.Shape.MinRank > n + 2)
            return new Mismatch($"{call.Operator} takes rank {n + 1} or {n + 2}, and gets {input.Shape.Display}", input);
        var wanted = call.Operator.StartsWith("conv_transpose", StringComparison.Ordinal)
            ? weight.Shape.Dims[0]
            : weight.Shape.Dims[1] * Dim.Of(groups);
        return input.Shape[-n - 1] is { } size && size.DiffersWithoutZeros(wanted)
            ? new Mismatch(
                $"the weights {weight.Shape.Display} take {wanted.Display} channels, and {input.Shape.Display} has {size.Display}",
                input,
                weight)
            : null;
    }

    /// <summary>The same padding goes before and after; "same" pads one more after where it is odd.</summary>
    private static GraphValue Convolved(ExportCall call, int n, string node)
    {
        var write = call.Write;
        var (input, weight, bias) = (call.Tensor("input"), call.Tensor("weight"), call.Optional("bias"));
        var kernel = weight.Shape.Skip(2).Select(s => s.First).ToArray();
        var dilation = call.PerDim("dilation", n, fallback: 1);
        var padding = call.IsList("padding") ? call.PerDim("padding", n) : null;
        var attributes = new List<(string, object)>
        {
            ("kernel_shape", kernel),
            ("strides", call.PerDim("strides", n, fallback: 1)),
            ("dilations", dilation),
            ("group", call.Integer("groups")),
            ("pads", padding is null ? Named(call, kernel, dilation) : padding.Concat(padding).ToArray()),
        };
        if (node == "ConvTranspose" && call.PerDim("outputPadding", n) is var more && more.Any(p => p != 0))
            attributes.Add(("output_padding", more));
        var isBatched = input.Rank == n + 2;
        var output = write.Node(node, [isBatched ? input : write.Unsqueeze(input, 0), weight, bias], attributes.ToArray());
        return isBatched ? output : write.Squeeze(output, 0);
    }

    /// <summary>The sizes that the padding has that is named: 0 is valid, 1 is same.</summary>
    private static long[] Named(ExportCall call, long[] kernel, long[] dilation)
    {
        var total = kernel.Select((k, i) => call.Integer("padding") == 0 ? 0 : dilation[i] * (k - 1)).ToArray();
        return total.Select(t => t / 2).Concat(total.Select(t => t - t / 2)).ToArray();
    }

    private static string PaddingName(ScriptCall call) => call.Integer("padding") == 0 ? "valid" : "same";
}
