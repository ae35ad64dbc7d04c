using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// Sequential(…, AdaptiveAvgPool2d(2), …)  =>  Sequential(…, AvgPool2d(4, 4, count_include_pad: false), …)
/// Where every call of the Sequential gives the pool the same proven size. A layer stays a layer, so that the later ones keep their names.
internal static class SequentialPool
{
    /// <summary>
    /// libtorch averages a whole plane with a summation that is more exact than a fixed pool's. Measured against the largest absolute
    /// value, the two differ by up to 3.7e-7 at 7x7, 2.0e-6 at 14x14 and 3.1e-5 at 56x56; up to this many elements they stay below 1e-6.
    /// </summary>
    private const long MaxElementsOfWholeAverage = 64;

    /// <summary>The advice, or null where the Sequential does not run in exported code.</summary>
    public static PoolAdvice? Advise(AdaptivePool pool, Layer layer, SequentialPlace place, TorchCompilation torch)
    {
        if (pool.Output.IsEmpty) return PoolAdvice.SizeNotConstant(pool);
        if (SequentialInputs.Of(place, torch) is not { } shapes)
            return PoolAdvice.CannotFollow(pool, "the calls of the Sequential that holds it cannot all be seen");
        if (shapes.IsEmpty) return null;

        WindowForm? window = null;
        foreach (var shape in shapes)
        {
            if (PoolForm.BinsOf(pool, shape) is not { } bins)
                return pool.IsToOne
                    ? PoolAdvice.CannotFollow(
                        pool, $"the size of its input is not known, only {shape.Display}, so that no fixed pool can take its place")
                    : PoolAdvice.ShapeNotKnown(pool, shape);
            if (bins.Any(b => !b.AreWindows))
                return PoolAdvice.CannotFollow(
                    pool, $"its bins of {Sizes(bins)} are no windows of a fixed pool: pool after the Sequential instead");
            if (pool is { IsAverage: true, IsToOne: true }
                && bins.Aggregate(Dim.One, (product, b) => product * Dim.Of(b.Size)).Constant is not <= MaxElementsOfWholeAverage)
                return PoolAdvice.CannotFollow(
                    pool, $"a fixed pool over {Sizes(bins)} would add up less exactly: take the mean after the Sequential instead");
            var form = WindowForm.Of(pool, bins);
            if (window is not null && window != form)
                return PoolAdvice.CannotFollow(pool, "the Sequential is called with inputs of different sizes");
            window = form;
        }

        return FixedPoolLayer.Edits(layer, window!, torch) is { } edits
            ? PoolAdvice.Rewrite(pool, shapes[0], window!, edits)
            : PoolAdvice.ByHand(pool, window!, "a comment stands inside the construction");
    }

    private static string Sizes(ImmutableArray<Bins> bins) => string.Join("x", bins.Select(b => b.Size));
}
