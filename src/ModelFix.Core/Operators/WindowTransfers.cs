using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that cut tensors into windows or put windows together, other than convolutions and pools.</summary>
internal static class WindowTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        Row("unfold", c => c.Arguments.Has("kernel_size") ? Unfold(c) : Windows(c)),
        Row("fold", Fold),
        .. Enumerable.Range(1, 3).SelectMany(n => new[]
        {
            Row($"max_unpool{n}d", c => Unpooled(c, n, c.IsGiven("output_size") ? c.Value("output_size") : null)),
            Row($"upsample_nearest{n}d", c => NeuralTransfers.Resized(c, n + 2, n == 1 ? "output_size" : "output_sizes", n == 1 ? "scale_factor" : "scale_factors")),
            Row($"conv{n}d_padding", c => PaddedConvolution(c, n)),
        }),
        .. Enumerable.Range(2, 2).SelectMany(n => new[]
        {
            Row($"fractional_max_pool{n}d", c => Fractional(c, n)),
            Row($"fractional_max_pool{n}d_with_indices", c => NeuralTransfers.WithIndices(c, Fractional(c, n).Shape)),
        }),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    /// <summary>[..., C, H, W] becomes [..., C * kernel, windows]: im2col, after torch.nn.Unfold.</summary>
    public static TensorValue Unfold(OperatorCall call)
    {
        var kernel = call.Spread("kernel_size", 2);
        var depth = kernel is { } k && call.Shape[-3] is { } channels ? channels * k[0] * k[1] : null;
        var windows = Count(call, kernel, call.Shape[-2], call.Shape[-1]);
        return Trailing(call, 3, depth ?? call.Fresh(-2), windows ?? call.Fresh(-1));
    }

    /// <summary>[..., C * kernel, windows] becomes [..., C, H, W]: col2im, after torch.nn.Fold.</summary>
    public static TensorValue Fold(OperatorCall call)
    {
        var (kernel, size) = (call.Spread("kernel_size", 2), call.Spread("output_size", 2));
        var channels = kernel is { } k ? call.Shape[-2]?.Quotient(k[0] * k[1]) : null;
        return Trailing(call, 2, channels ?? call.Fresh(-3), size?[0] ?? call.Fresh(-2), size?[1] ?? call.Fresh(-1));
    }

    /// <summary>As many last dims as are taken become others; there may be a batch before them.</summary>
    private static TensorValue Trailing(OperatorCall call, int taken, params Dim[] dims)
    {
        if (call.Shape.Rank == taken + 1) return call.Result(TensorShape.Of(dims.Prepend(call.Shape.Dims[0])));
        return call.Result(call.Shape.Rank == taken ? TensorShape.Of(dims) : new TensorShape(HasLeading: true, dims.ToImmutableArray()));
    }

    private static Dim? Count(OperatorCall call, ImmutableArray<Dim>? kernel, params Dim?[] sizes)
    {
        // Left out, the stride of these is 1 in every overload.
        var stride = call.IsGiven("stride") ? call.Spread("stride", 2) : ImmutableArray.Create(Dim.One, Dim.One);
        var (padding, dilation) = (call.Spread("padding", 2), call.Spread("dilation", 2));
        if (kernel is null || stride is null || padding is null || dilation is null || sizes.Contains(null)) return null;
        return Enumerable.Range(0, 2)
            .Select(i => (sizes[i]! + Dim.Of(2) * padding.Value[i] - dilation.Value[i] * (kernel.Value[i] - Dim.One) - Dim.One).FloorDivide(stride.Value[i]) + Dim.One)
            .Aggregate((a, b) => a * b);
    }

    /// <summary>Tensor.unfold: a dim becomes the number of windows, and what is in a window comes last.</summary>
    private static Value Windows(OperatorCall call)
    {
        var (dim, size, step) = (call.Integer("dim"), call.Dim("size"), call.Dim("step"));
        if (call.Shape.Rank is null or 0 || dim is not { } d || call.Shape[d] is not { } length) return call.Result(TensorShape.Unknown);
        var count = size is not null && step is not null ? (length - size).FloorDivide(step) + Dim.One : null;
        return call.Result(TensorShape.Of(ViewTransfers.WithDim(call, d, count).Dims.Add(size ?? call.Fresh(-1))));
    }

    /// <summary>The size that a pool most likely had, or the one that is given.</summary>
    public static TensorValue Unpooled(OperatorCall call, int n, Value? given)
    {
        // TorchSharp passes the stride of max_unpool2d where libtorch takes the output size, and the other way round.
        if (n == 2 && (given is not null || call.IsGiven("stride"))) return call.Result(Spatial.Trailing(call.Shape, n, null, i => call.Fresh(-i)));
        if (given is not null)
        {
            var sizes = given is ListValue { Items: var items } && items.Length >= n ? items.Skip(items.Length - n).Select(i => (i as IntegerValue)?.Dim).ToList() : null;
            return call.Result(Spatial.Trailing(call.Shape, n, null, i => sizes?[n - i] ?? call.Fresh(-i)));
        }

        var (kernel, padding) = (call.Spread("kernel_size", n), call.Spread("padding", n));
        var stride = call.IsGiven("stride") ? call.Spread("stride", n) : kernel;
        return call.Result(Spatial.Trailing(call.Shape, n, null, i => kernel is not null && padding is not null && stride is not null && call.Shape[-i] is { } size
            ? (size - Dim.One) * stride.Value[n - i] + kernel.Value[n - i] - Dim.Of(2) * padding.Value[n - i]
            : call.Fresh(-i)));
    }

    /// <summary>The sizes that are given, or the sizes of the input times the ratios, rounded down.</summary>
    public static TensorValue Fractional(OperatorCall call, int n)
    {
        var sizes = call.IsGiven("output_size") ? call.Spread("output_size", n) : null;
        var ratios = call.IsGiven("output_ratio") ? Ratios(call, n) : null;
        return call.Result(Spatial.Trailing(call.Shape, n, null, i =>
            sizes?[n - i] ?? (ratios is not null && call.Shape[-i]?.Constant is { } size && Checked.Truncated(size * ratios[n - i]) is { } part ? Dim.Of(part) : call.Fresh(-i))));
    }

    private static List<double>? Ratios(OperatorCall call, int n)
    {
        var elements = call.Arguments.Elements("output_ratio");
        var values = elements.Length == 1 && call.Known(elements[0]) is ListValue list ? list.Items : elements.Select(call.Known).ToImmutableArray();
        var ratios = values.Select(Arithmetic.Number).OfType<double>().ToList();
        if (ratios.Count != values.Length) return null;
        return ratios.Count == 1 ? Enumerable.Repeat(ratios[0], n).ToList() : ratios.Count == n ? ratios : null;
    }

    private static TensorValue PaddedConvolution(OperatorCall call, int n)
    {
        var weight = call.Tensor("weight")?.Shape is { } shape && shape.Rank == n + 2 ? shape : null;
        var channels = weight?.Dims[0] ?? call.Fresh(-n - 1);
        var padding = call.Arguments["padding"];
        if (padding is IFieldReferenceOperation { Field.Name: "Same" }) return call.Result(Spatial.Same(call.Shape, n, channels, call.Name));
        if (weight is null || padding is not (null or IFieldReferenceOperation { Field.Name: "Valid" }))
            return call.Result(Spatial.Trailing(call.Shape, n, channels, i => call.Fresh(-i)));
        ImmutableArray<Dim>? Spread(string name, int count) => name == "padding" ? Enumerable.Repeat(Dim.Zero, n).ToImmutableArray() : call.Spread(name, count);
        return call.Result(Spatial.Convolved(call.Shape, n, Spread, channels, weight.Dims.Skip(2).ToList(), call.Name));
    }
}
