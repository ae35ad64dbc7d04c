using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>
/// Finds what sizes that are not constant are computed from: a dim of a tensor that is there, or one times a factor and plus a summand,
/// divided, or a product of dims. What is found holds in every recording; that it holds at other sizes, further runs show.
/// </summary>
internal sealed class SizeSources
{
    private const int MostSources = 64;

    private readonly List<SizeSource> _sources = [];

    /// <summary>Takes the dims of a tensor for sources.</summary>
    public void Add(GraphValue tensor)
    {
        for (var dim = 0; dim < tensor.Rank; dim++)
        {
            var size = tensor.Shape[dim];
            if (!size.IsConstant && _sources.All(s => s.Size != size)) _sources.Add(new SizeSource(size, tensor, dim));
        }
    }

    /// <summary>What a size is.</summary>
    /// <exception cref="ExportRefusal">Nothing of that kind.</exception>
    public SizeFormula Find(Size size)
    {
        foreach (var source in _sources)
            if (source.Size == size) return new SizeFormula(ImmutableArray.Create(source));
        // The inputs' dims come first, then those that were seen last.
        var near = _sources.Take(MostSources / 2).Concat(_sources.Skip(MostSources / 2).Reverse().Take(MostSources / 2)).ToList();
        foreach (var source in near)
            if (Scaled(source.Size, size) is { } scaled) return scaled with { Sources = ImmutableArray.Create(source) };
        foreach (var source in near)
            if (Divided(source.Size, size) is { } divided) return divided with { Sources = ImmutableArray.Create(source) };
        foreach (var source in near)
            foreach (var other in near)
                if (Scaled(source.Size * other.Size, size) is { } product)
                    return product with { Sources = ImmutableArray.Create(source, other) };
        throw new ExportRefusal(
            $"a size is {size} where the inputs' sizes differ, and is no sum, product or quotient of sizes that are known");
    }

    private static SizeFormula? Scaled(Size source, Size size)
    {
        if (source.IsConstant || Step(source, size) is not var (from, to) || to % from != 0 || to == 0) return null;
        var factor = to / from;
        var summand = size - source * factor;
        return summand.IsConstant ? new SizeFormula(default) { Factor = factor, Summand = summand.First } : null;
    }

    private static SizeFormula? Divided(Size source, Size size)
    {
        if (Step(source, size) is not var (from, to) || to == 0 || from / to is not (> 1 and var divisor)) return null;
        for (var summand = -divisor; summand < divisor; summand++)
        {
            var added = summand;
            if (source.Select(s => (s + added) / divisor) == size) return new SizeFormula(default) { Summand = added, Divisor = divisor };
        }

        return null;
    }

    /// <summary>How far the source and the size go between the first two recordings in which the source differs.</summary>
    private static (long From, long To)? Step(Size source, Size size)
    {
        for (var i = 1; i < source.Count; i++)
            if (source.At(i) != source.First) return (source.At(i) - source.First, size.At(i) - size.First);
        return null;
    }
}

/// <summary>A dim of a tensor that is there.</summary>
internal sealed record SizeSource(Size Size, GraphValue Tensor, int Dim);

/// <summary>(the product of the sources * factor + summand) / divisor, without what is left of the division.</summary>
internal sealed record SizeFormula(ImmutableArray<SizeSource> Sources)
{
    public long Factor { get; init; } = 1;

    public long Summand { get; init; }

    public long Divisor { get; init; } = 1;
}
