using ModelFix.Core.Values;

namespace ModelFix.Engine.Observation;

/// <summary>
/// What a size is that was recorded several times, in the sizes of parameters: one of them, one times a factor and plus a summand, divided,
/// or a product of two. What fits by chance is not taken: there are more recordings than numbers to choose, and only one formula fits.
/// </summary>
internal static class SizeFit
{
    /// <summary>The size of a dim as a person reads it; null where nothing fits, or several do.</summary>
    public static string? Of(IReadOnlyList<Visit> visits, int dim)
    {
        var sizes = visits.Select(v => v.Shape[dim]).ToList();
        if (sizes.Distinct().Count() == 1) return Dim.Of(sizes[0]).Display;
        var sources = visits[0].Activation.Named.Keys
            .Where(d => visits.All(v => v.Activation.Named.ContainsKey(d)))
            .Select(d => new Source(d, [.. visits.Select(v => v.Activation.Named[d])]))
            .Where(s => s.Sizes.Distinct().Skip(1).Any())
            .ToList();
        return Only(sources.Where(s => s.Sizes.SequenceEqual(sizes)).Select(s => s.Dim))
            ?? Only(sources.Select(s => Scaled(s, sizes)).OfType<Dim>())
            ?? Only(sources.Select(s => Divided(s, sizes)).OfType<Dim>())
            ?? Only(Pairs(sources).Where(s => s.Sizes.SequenceEqual(sizes)).Select(s => s.Dim));
    }

    private static string? Only(IEnumerable<Dim> fitting) => fitting.Distinct().ToList() is [var dim] ? dim.Display : null;

    private static Dim? Scaled(Source source, List<long> sizes)
    {
        if (Steps(source, sizes) is not var (from, to) || to % from != 0 || to == 0) return null;
        var factor = to / from;
        var summand = sizes[0] - factor * source.Sizes[0];
        return source.Sizes.Select(s => s * factor + summand).SequenceEqual(sizes)
            ? Dim.Of(factor) * source.Dim + Dim.Of(summand)
            : null;
    }

    private static Dim? Divided(Source source, List<long> sizes)
    {
        if (Steps(source, sizes) is not var (from, to) || to == 0 || from / to is not (> 1 and var divisor)) return null;
        var fitting = Enumerable.Range(0, (int)Math.Min(divisor, int.MaxValue))
            .Where(summand => source.Sizes.Select(s => (s + summand) / divisor).SequenceEqual(sizes))
            .ToList();
        return fitting is [var one] ? (source.Dim + Dim.Of(one)).FloorDivide(Dim.Of(divisor)) : null;
    }

    /// <summary>
    /// How far the source and the size go between the first recording and the one that is farthest from it; null where too few recordings
    /// have different sources to say so.
    /// </summary>
    private static (long From, long To)? Steps(Source source, List<long> sizes)
    {
        if (source.Sizes.Distinct().Count() < 3) return null;
        var other = Enumerable.Range(0, sizes.Count).MaxBy(i => Math.Abs(source.Sizes[i] - source.Sizes[0]));
        return (source.Sizes[other] - source.Sizes[0], sizes[other] - sizes[0]);
    }

    private static IEnumerable<Source> Pairs(List<Source> sources) => sources.SelectMany((one, i) => sources.Skip(i).Select(other =>
        new Source(one.Dim * other.Dim, [.. one.Sizes.Zip(other.Sizes, (a, b) => a * b)])));

    /// <summary>A size of a parameter, and what it was in each recording.</summary>
    private sealed record Source(Dim Dim, IReadOnlyList<long> Sizes);
}
