using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// Sequential(…, AdaptiveAvgPool2d(2), …)    =>  Sequential(…, AvgPool2d(4, 4, count_include_pad: false), …)
/// pools.Add(AdaptiveAvgPool2d(size)) in a loop over 1, 2 and 3  =>
/// pools.Add(size == 1 ? AdaptiveAvgPool2d(1) : AvgPool2d(24 / size, 24 / size, count_include_pad: false))
/// Where every call gives the pool the same proven size. A layer stays a layer, so that the later ones keep their names.
internal static class PoolAmongOthers
{
    /// <param name="layer">The layer.</param>
    /// <param name="pool">What it does.</param>
    /// <param name="shapes">What it is given; null where not all of it is seen, none where nothing exported runs it.</param>
    /// <param name="holder">What holds it, as a message says it.</param>
    /// <param name="torch">What is known.</param>
    /// <returns>The advice, or null where the layer does not run in exported code.</returns>
    public static PoolAdvice? Advise(
        AdaptivePool pool,
        Layer layer,
        ImmutableArray<TensorShape>? shapes,
        string holder,
        TorchCompilation torch)
    {
        if (shapes is not { } inputs)
            return PoolAdvice.CannotFollow(pool, $"the calls of the {holder} that holds it cannot all be seen");
        if (inputs.IsEmpty) return null;
        if (PoolInLoop.Of(pool, layer, torch) is { } loop) return loop.Advise(layer, inputs, torch);
        if (pool.Output.IsEmpty) return PoolAdvice.SizeNotConstant(pool);

        WindowForm? window = null;
        foreach (var shape in inputs)
        {
            if (PoolForm.BinsOf(pool, shape) is not { } bins)
                return pool.IsToOne
                    ? PoolAdvice.CannotFollow(
                        pool, $"the size of its input is not known, only {shape.Display}, so that no fixed pool can take its place")
                    : PoolAdvice.ShapeNotKnown(pool, shape);
            if (bins.Any(b => !b.AreWindows))
                return PoolAdvice.CannotFollow(
                    pool, $"its bins of {Sizes(bins)} are no windows of a fixed pool: pool after the {holder} instead");
            if (IsWholeAverage(pool))
                return PoolAdvice.CannotFollow(
                    pool, $"a fixed pool over {Sizes(bins)} would add up less exactly: take the mean after the {holder} instead");
            var form = WindowForm.Of(pool, bins);
            if (window is not null && window != form)
                return PoolAdvice.CannotFollow(pool, $"the {holder} is called with inputs of different sizes");
            window = form;
        }

        return FixedPoolLayer.Edits(layer, window!, torch) is { } edits
            ? PoolAdvice.Rewrite(pool, inputs[0], window!, edits)
            : PoolAdvice.ByHand(pool, window!, "a comment stands inside the construction");
    }

    /// <summary>
    /// libtorch averages a whole plane with a summation that is more exact than a fixed pool's. Measured against the largest absolute
    /// value, the two differ by up to 3.7e-7 at 7x7, 2.0e-6 at 14x14 and 3.1e-5 at 56x56; sums that overflow in one do not in the other.
    /// </summary>
    public static bool IsWholeAverage(AdaptivePool pool) => pool is { IsAverage: true, IsToOne: true };

    private static string Sizes(ImmutableArray<Bins> bins) => string.Join("x", bins.Select(b => b.Size));
}

/// <summary>
/// Pools that one construction makes, each to a size of its own: <c>foreach (var size in sizes) … AdaptiveAvgPool2d(size)</c>.
/// </summary>
/// <param name="Pools">The pools, in the order of the loop.</param>
/// <param name="Size">The variable that is their size.</param>
internal sealed record PoolInLoop(ImmutableArray<AdaptivePool> Pools, ExpressionSyntax Size)
{
    /// <summary>The pools, or null where the size is not a variable of which all values are known.</summary>
    public static PoolInLoop? Of(AdaptivePool pool, Layer layer, TorchCompilation torch)
    {
        if (!pool.Output.IsEmpty || SizeOf(layer, pool.Dims) is not { } size) return null;
        if (ValuesInLoop.Of(size, torch) is not { IsEmpty: false } values || values.Any(v => v <= 0)) return null;
        return new PoolInLoop(
            values.Distinct().Select(v => pool with { Output = Enumerable.Repeat(v, pool.Dims).ToImmutableArray() }).ToImmutableArray(),
            (ExpressionSyntax)size.Syntax);
    }

    /// <summary>
    /// The one size of all dims, however it is given: <c>size</c>, <c>(size, size)</c>, <c>new long[] { size, size }</c>.
    /// </summary>
    private static IOperation? SizeOf(Layer layer, int dims)
    {
        var elements = layer.Arguments.Elements("output_size").Select(e => e.WithoutConversions()).ToList();
        return (elements.Count == 1 || elements.Count == dims)
            && elements.All(e => SyntaxFactory.AreEquivalent(e.Syntax, elements[0].Syntax))
                ? elements[0]
                : null;
    }

    /// <summary>What to do where all calls give them inputs of the same size.</summary>
    public PoolAdvice Advise(Layer layer, ImmutableArray<TensorShape> inputs, TorchCompilation torch)
    {
        var pool = Pools[0];
        if (inputs.FirstOrDefault(i => PoolForm.BinsOf(pool, i) is null) is { } unknown) return PoolAdvice.ShapeNotKnown(Named, unknown);
        var bins = inputs.SelectMany(i => Pools.Select(p => (Pool: p, Bins: PoolForm.BinsOf(p, i)!.Value))).ToList();
        var sizes = bins.Select(b => string.Join(", ", b.Bins.Select(d => d.Size))).Distinct().ToList();
        if (sizes.Count > 1) return PoolAdvice.CannotFollow(Named, "the pools are called with inputs of different sizes");
        if (bins.FirstOrDefault(b => b.Bins.Any(d => d.Count > d.Size || d.Size % d.Count != 0)) is { Pool: { } uneven })
            return PoolAdvice.CannotFollow(
                Named, $"{uneven.Size} does not divide ({sizes[0]}), so that no fixed pool is the same: write that size by itself");
        var kernel = Kernel(bins[0].Bins);
        var form = new WindowForm(Named, kernel, kernel);
        var made = Pools.Any(PoolAmongOthers.IsWholeAverage)
            ? FixedPoolLayer.EditsBesideOne(layer, form, Size, torch)
            : FixedPoolLayer.Edits(layer, form, torch);
        return made is { } edits
            ? PoolAdvice.Rewrite(Named, inputs[0], form, edits)
            : PoolAdvice.ByHand(Named, form, "a comment stands inside the construction");
    }

    /// <summary>The pool as messages name it: with all its sizes.</summary>
    private AdaptivePool Named =>
        Pools.OrderBy(p => p.Output[0]).Last() with { OneOf = Pools.Select(p => p.Output[0]).ToImmutableArray() };

    private string Kernel(ImmutableArray<Bins> bins) => bins.Select(b => b.Size).Distinct().Count() == 1
        ? $"{bins[0].Size} / {Size}"
        : "(" + string.Join(", ", bins.Select(b => $"{b.Size} / {Size}")) + ")";
}
