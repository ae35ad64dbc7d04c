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
