using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>What operators demand that rearrange or cut dims, and those that work along one.</summary>
internal static class ViewPreconditions
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Mismatch?>>> Rows =>
    [
        .. new[] { "view", "reshape" }.Select(n => Row(n, Reshape)),
        Row("expand", Expand),
        Row("permute", Permute),
        .. new[] { "transpose", "swapaxes" }.Select(n => Row(n, c => Along(c, "dim0", "dim1", "axis0", "axis1"))),
        Row("flatten", c => Along(c, "start_dim", "end_dim")),
        Row("unsqueeze", c => Preconditions.Missing(c.Input, c.Integer("dim"), more: 1)),
        Row("select", c => Along(c, "dim") ?? Select(c)),
        Row("narrow", c => Along(c, "dim") ?? Narrow(c)),
        .. new[] { "squeeze", "softmax", "log_softmax", "unflatten", "cumsum", "cumprod", "index_select", "diff", "take_along_dim" }.Select(n => Row(n, c => Along(c, "dim"))),
        .. new[] { "mean", "sum", "amax", "amin" }.Select(n => Row(n, AlongEach)),
        Row("diagonal", c => Along(c, "dim1", "dim2")),
        Row("unfold", c => c.Arguments.Has("step") ? Along(c, "dim") ?? Windows(c) : null),
        Row("diag", c => c.Input is { Shape: { } shape } input && (shape.Rank == 0 || shape.MinRank > 2) ? new Mismatch($"diag takes rank 1 or 2, and gets {shape.Display}", input) : null),
        Row("pixel_shuffle", c => Shuffle(c, c.Integer("upscale_factor"))),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Mismatch?>> Row(string name, Func<OperatorCall, Mismatch?> demand) => new(name, demand);

    private static Mismatch? Along(OperatorCall call, params string[] dims) =>
        dims.Where(call.IsGiven).Select(d => Preconditions.Missing(call.Input, call.Integer(d))).FirstOrDefault(m => m is not null);

    private static Mismatch? AlongEach(OperatorCall call) => call.IsGiven("dim") && call.Integers("dim") is { } dims
        ? dims.Select(d => Preconditions.Missing(call.Input, d)).FirstOrDefault(m => m is not null)
        : null;

    /// <summary>As many elements as before; with a -1 the other sizes divide their number.</summary>
    private static Mismatch? Reshape(OperatorCall call)
    {
        if (call.Input is not { Shape: { ElementCount: { } count } shape } input || call.Dims("shape") is not { } wanted) return null;
        var fixedSizes = wanted.Where(d => d.Constant != -1).ToList();
        if (wanted.Length - fixedSizes.Count > 1 || fixedSizes.Any(d => d.MayBeNegativeAmong(shape.Dims))) return null;
        var product = fixedSizes.Aggregate(Dim.One, (p, d) => p * d);
        var text = TensorShape.Of(wanted).Display;
        if (fixedSizes.Count == wanted.Length)
            return count.DiffersWithoutZeros(product) ? new Mismatch($"{shape.Display} has {Elements(count)}, and {text} has {Elements(product)}", input) : null;
        return count.Constant is { } all && product.Constant is > 0 and var rest && all % rest != 0
            ? new Mismatch($"the {Elements(count)} of {shape.Display} do not fill {text}", input)
            : null;
    }

    private static string Elements(Dim count) => count.Constant == 1 ? "1 element" : $"{count.Display} elements";

    /// <summary>Only dims of size 1 are stretched, and dims are added in front only; -1 keeps a size.</summary>
    private static Mismatch? Expand(OperatorCall call)
    {
        if (call.Input is not { Shape: { Rank: { } rank } shape } input || call.Dims("sizes") is not { } sizes) return null;
        var text = $"{shape.Display} does not expand to {TensorShape.Of(sizes).Display}";
        if (sizes.Length < rank) return new Mismatch($"{text}: it has more dims", input);
        foreach (var (own, wanted) in shape.Dims.Zip(sizes.Skip(sizes.Length - rank), (o, w) => (o, w)))
            if (!wanted.MayBeNegative && own.DiffersWithoutZeros(wanted) && own.DiffersWithoutZeros(Dim.One)) return new Mismatch($"{text}: {Preconditions.Differ(own, wanted)}", input);
        return null;
    }

    private static Mismatch? Permute(OperatorCall call)
    {
        if ((call.Integers("permutation") ?? call.Integers("dim") ?? call.Integers("axes")) is not { } order || call.Input is not { Shape: { Rank: { } rank } shape } input) return null;
        return order.Length == rank ? null : new Mismatch($"permute gets {order.Length} dims, and {shape.Display} has {rank}", input);
    }

    private static Mismatch? Select(OperatorCall call)
    {
        if (call.Input is not { } input || call.Integer("dim") is not { } dim || call.Integer("index") is not { } index || input.Shape[dim] is not { Constant: { } size }) return null;
        return index >= -size && index < size ? null : new Mismatch($"dim {dim} of {input.Shape.Display} has no index {index}", input);
    }

    private static Mismatch? Narrow(OperatorCall call)
    {
        if (call.Input is not { } input || call.Integer("dim") is not { } dim || input.Shape[dim] is not { } size) return null;
        if (call.Dim("start") is not { MayBeNegative: false } start || call.Dim("length") is not { MayBeNegative: false } length) return null;
        return (start + length - size).Least > 0 ? new Mismatch($"{length.Display} elements from {start.Display} on are more than dim {dim} of {input.Shape.Display} has", input) : null;
    }

    /// <summary>A window is no larger than the dim that it moves along.</summary>
    private static Mismatch? Windows(OperatorCall call)
    {
        if (call.Input is not { } input || call.Integer("dim") is not { } dim || input.Shape[dim] is not { } length || call.Dim("size") is not { } size) return null;
        return (size - length).Least > 0 ? new Mismatch($"windows of {size.Display} are larger than dim {dim} of {input.Shape.Display}", input) : null;
    }

    /// <summary>The channels are cut into squares of the factor.</summary>
    public static Mismatch? Shuffle(OperatorCall call, long? factor) =>
        call.Input is { } input && factor is > 0 and < 1 << 15 and var r && input.Shape[-3] is { Constant: { } channels } && channels % (r * r) != 0
            ? new Mismatch($"the {channels} channels of {input.Shape.Display} cannot be cut into squares of {r}", input)
            : null;
}
