using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Pools, and what undoes them.</summary>
internal static class Pooling
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Enumerable.Range(1, 3).SelectMany<int, Operator>(n =>
        [
            .. Operator.Each(
                $"max_pool{n}d F -", Storage.New, c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: false))),
            .. Operator.Each(
                $"max_pool{n}d_with_indices F -",
                Storage.New,
                c => WithIndices(c, Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: false))),
            .. Operator.Each(
                $"avg_pool{n}d F -", Storage.New, c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: true))),
            .. Operator.Each($"adaptive_avg_pool{n}d adaptive_max_pool{n}d F -", Storage.New, c => Adaptive(c, n)),
            .. Operator.Each($"adaptive_max_pool{n}d_with_indices F -", Storage.New, c => WithIndices(c, Adaptive(c, n).Shape)),
            .. Operator.Each(
                $"max_unpool{n}d F -", Storage.New, c => Unpooled(c, n, c.IsGiven("output_size") ? c.Value("output_size") : null)),
        ]),
        .. Enumerable.Range(1, 2).SelectMany(n =>
            Operator.Each($"lp_pool{n}d F -", Storage.New, c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: true)))),
        .. Enumerable.Range(2, 2).SelectMany<int, Operator>(n =>
        [
            .. Operator.Each($"fractional_max_pool{n}d F -", Storage.New, c => Fractional(c, n)),
            .. Operator.Each($"fractional_max_pool{n}d_with_indices F -", Storage.New, c => WithIndices(c, Fractional(c, n).Shape)),
        ]),
    ];

    public static Value WithIndices(OperatorCall call, TensorShape shape) => new ListValue(ImmutableArray.Create<Value>(
        call.Result(shape) with { Id = call.Id.Part("values") },
        call.Result(shape, ElementType.Int64) with { Id = call.Id.Part("indices") }));

    private static TensorValue Adaptive(OperatorCall call, int n)
    {
        var sizes = Spatial.Repeated(call.Dims("output_size"), n);
        return call.Result(Spatial.Trailing(call.Shape, n, call.Shape[-n - 1], i => sizes?[n - i] ?? call.Fresh(-i)));
    }

    /// <summary>The size that a pool most likely had, or the one that is given.</summary>
    public static TensorValue Unpooled(OperatorCall call, int n, Value? given)
    {
        // TorchSharp passes the stride of max_unpool2d where libtorch takes the output size, and the other way round.
        if (n == 2 && (given is not null || call.IsGiven("stride")))
            return call.Result(Spatial.Trailing(call.Shape, n, null, i => call.Fresh(-i)));
        if (given is not null)
        {
            var sizes = given is ListValue { Items: var items } && items.Length >= n
                ? items.Skip(items.Length - n).Select(i => (i as IntegerValue)?.Dim).ToList()
                : null;
            return call.Result(Spatial.Trailing(call.Shape, n, null, i => sizes?[n - i] ?? call.Fresh(-i)));
        }

        var (kernel, padding) = (call.Spread("kernel_size", n), call.Spread("padding", n));
        var stride = call.IsGiven("stride") ? call.Spread("stride", n) : kernel;
        return call.Result(
            Spatial.Trailing(
                call.Shape, n, null, i => kernel is not null && padding is not null && stride is not null && call.Shape[-i] is { } size
            ? (size - Dim.One) * stride.Value[n - i] + kernel.Value[n - i] - Dim.Of(2) * padding.Value[n - i]
            : call.Fresh(-i)));
    }

    /// <summary>The sizes that are given, or the sizes of the input times the ratios, rounded down.</summary>
    public static TensorValue Fractional(OperatorCall call, int n)
    {
        var sizes = call.IsGiven("output_size") ? call.Spread("output_size", n) : null;
        var ratios = call.IsGiven("output_ratio") ? Ratios(call, n) : null;
        return call.Result(Spatial.Trailing(call.Shape, n, null, i =>
            sizes?[n - i]
                ?? (ratios is not null && call.Shape[-i]?.Constant is { } size && Checked.Truncated(size * ratios[n - i]) is { } part
                    ? Dim.Of(part)
                    : call.Fresh(-i))));
    }

    private static List<double>? Ratios(OperatorCall call, int n)
    {
        var elements = call.Arguments.Elements("output_ratio");
        var values = elements.Length == 1 && call.Known(elements[0]) is ListValue list
            ? list.Items
            : elements.Select(call.Known).ToImmutableArray();
        var ratios = values.Select(Arithmetic.Number).OfType<double>().ToList();
        if (ratios.Count != values.Length) return null;
        return ratios.Count == 1 ? Enumerable.Repeat(ratios[0], n).ToList() : ratios.Count == n ? ratios : null;
    }
}
