using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Channels become pixels, and pixels channels.</summary>
internal static class PixelShuffle
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "pixel_shuffle F -", Storage.OfInput, c => Shuffled(c, c.Dim("upscale_factor")), c => Demand(c, c.Integer("upscale_factor"))),
        .. Operator.Each("pixel_unshuffle F -", Storage.OfInput, c => Unshuffled(c, c.Dim("downscale_factor"))),
        .. Operator.Each("channel_shuffle T -", Storage.OfInput, c => c.Result(c.Shape), keepsRank: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            channel_shuffle
            THSNN_pixel_shuffle = torch.pixel_shuffle({})
            THSNN_pixel_unshuffle = torch.pixel_unshuffle({})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_pixel_shuffle", c => c.First.Rank == 4
            ? c.Write.Node("DepthToSpace", [c.First], ("blocksize", c.Integer("upscale_factor")), ("mode", "CRD"))
            : Regrouped(c, c.Integer("upscale_factor"), isInverse: false)),
        NativeRow.Of("THSNN_pixel_unshuffle", c => Regrouped(c, c.Integer("downscale_factor"), isInverse: true)),
        NativeRow.Of("THSTensor_channel_shuffle", ChannelsShuffled),
    ];

    /// <summary>[..., C, r, r, H, W] and [..., C, H, r, W, r] are made of each other.</summary>
    private static GraphValue Regrouped(ExportCall call, long factor, bool isInverse)
    {
        var (write, input, rank) = (call.Write, call.First, call.First.Rank);
        var (few, many) = isInverse ? (input.Shape, call.Result.Shape) : (call.Result.Shape, input.Shape);
        var (channels, height, width) = (few[rank - 3], many[rank - 2], many[rank - 1]);
        var front = input.Shape.Take(rank - 3).ToList();
        Size[] split = isInverse ? [channels, height, factor, width, factor] : [channels, factor, factor, height, width];
        int[] order = isInverse ? [0, 2, 4, 1, 3] : [0, 3, 1, 4, 2];
        var parts = write.Reshape(input, front.Concat(split).ToImmutableArray());
        var swapped = write.Transpose(
            parts, Enumerable.Range(0, front.Count).Concat(order.Select(d => d + front.Count)).Select(d => (long)d));
        return write.Reshape(swapped, call.Result.Shape);
    }

    /// <summary>Groups of channels become channels of groups.</summary>
    private static GraphValue ChannelsShuffled(ExportCall call)
    {
        var (write, input, groups) = (call.Write, call.First, call.Integer("groups"));
        var rest = input.Shape.Skip(2).ToList();
        var split = new[] { input.Shape[0], groups, input.Shape[1].Select(c => c / groups) }.Concat(rest).ToImmutableArray();
        var order = new[] { 0L, 2, 1 }.Concat(Enumerable.Range(3, rest.Count).Select(d => (long)d));
        return write.Reshape(write.Transpose(write.Reshape(input, split), order), input.Shape);
    }

    /// <summary>[..., C * r * r, H, W] becomes [..., C, H * r, W * r].</summary>
    public static Value Shuffled(OperatorCall call, Dim? factor)
    {
        var channels = factor is null ? null : call.Shape[-3]?.Quotient(factor * factor);
        return call.Result(
            Spatial.Trailing(
                call.Shape,
                2,
                channels ?? call.Fresh(-3),
                i => factor is not null && call.Shape[-i] is { } size ? size * factor : call.Fresh(-i)));
    }

    /// <summary>
    /// [..., C, H * r, W * r] becomes [..., C * r * r, H, W]; sizes that r does not divide throw. PyTorch hands an empty tensor back as it
    /// is, which is only seen here where a size is the constant 0.
    /// </summary>
    public static Value Unshuffled(OperatorCall call, Dim? factor)
    {
        if (call.Shape.Dims.Any(d => d.Constant == 0)) return call.Result(call.Shape);
        var channels = factor is null ? null : call.Shape[-3] is { } deep ? deep * factor * factor : null;
        return call.Result(
            Spatial.Trailing(
                call.Shape,
                2,
                channels ?? call.Fresh(-3),
                i => factor is not null && call.Shape[-i] is { } size ? size.FloorDivide(factor) : call.Fresh(-i)));
    }

    /// <summary>The channels are cut into squares of the factor.</summary>
    public static Mismatch? Demand(OperatorCall call, long? factor) =>
        call.Input is { } input
            && factor is > 0 and < 1 << 15 and var r
            && input.Shape[-3] is { Constant: { } channels }
            && channels % (r * r) != 0
            ? new Mismatch($"the {channels} channels of {input.Shape.Display} cannot be cut into squares of {r}", input)
            : null;
}
