using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>
/// Finds what sizes that are not constant are computed from: a dim of a tensor that is there, sums and products of such dims, and what is
/// left of them after a division. What is found holds in every recording; that it holds at other sizes, further runs show.
/// </summary>
internal sealed class SizeSources
{
    private const int MostSources = 64;

    /// <summary>As many are tried in threes.</summary>
    private const int MostInThrees = 12;

    private const long LargestDivisor = 64;

    private readonly List<SizeSource> _sources = [];
    private readonly List<SizeDoubt> _doubts = [];

    /// <summary>The formulas that were taken where others may do as well.</summary>
    public IReadOnlyList<SizeDoubt> Doubts => _doubts;

    /// <summary>Takes the dims of a tensor for sources.</summary>
    public void Add(GraphValue tensor)
    {
        for (var dim = 0; dim < tensor.Rank; dim++)
        {
            var size = tensor.Shape[dim];
            if (!size.IsConstant && _sources.All(s => s.Size != size)) _sources.Add(new SizeSource(size, tensor, dim));
        }
    }

    /// <summary>What a size is: the simplest of the forms that fit.</summary>
    /// <exception cref="ExportRefusal">Nothing of that kind.</exception>
    public SizeFormula Find(Size size) => TryFind(size) ?? throw new ExportRefusal(
        $"a size is {size} where the inputs' sizes differ, and is no sum, product or quotient of sizes that are known");

    /// <summary>As <see cref="Find(Size)"/>; null where there is nothing.</summary>
    public SizeFormula? TryFind(Size size)
    {
        foreach (var source in _sources)
            if (source.Size == size) return new SizeFormula(ImmutableArray.Create(Term(source)));
        var near = Near();
        return First(near, s => Scaled(Term(s), s.Size, size))
            ?? First(near, s => Doubted(s, size, DividedSizes.Plain(s, size)))
            ?? First(Pairs(near), p => Scaled(Term(p.One, p.Other), p.One.Size * p.Other.Size, size))
            ?? First(near, s => Doubted(s, size, DividedSizes.Rounded(s, size)))
            ?? First(near, s => Doubted(s, size, DividedSizes.Remainder(s, size)))
            ?? First(Pairs(near), p => Sum(p.One, p.Other, size))
            ?? First(near, s => Doubted(s, size, DividedSizes.Fractional(s, size)))
            ?? First(Pairs(near), p => Quotient(p.One, p.Other, size))
            ?? First(near, s => Quotients(s, size))
            ?? First(Threes(near), t => Scaled(Term(t.One, t.Two, t.Three), t.One.Size * t.Two.Size * t.Three.Size, size));
    }

    /// <summary>What a number is that a program computes from a size, or from the product of two; null for nothing of that kind.</summary>
    public SizeFraction? Find(ImmutableArray<double> fractions)
    {
        var near = Near();
        return near.Select(s => s.Size)
            .Concat(near.SelectMany(s => new[] { s.Size - 1, s.Size + 1 }))
            .Concat(Pairs(near).Select(p => p.One.Size * p.Other.Size))
            .Select(size => SizeFraction.Of(size, fractions))
            .FirstOrDefault(f => f is not null);
    }

    /// <summary>The formula, with those that would do as well where it was asked for.</summary>
    private SizeFormula? Doubted(SizeSource source, Size size, SizeFormula? formula)
    {
        if (formula is not null) _doubts.Add(new SizeDoubt(source, size, formula));
        return formula;
    }

    /// <summary>The inputs' dims come first, then those that were seen last.</summary>
    private List<SizeSource> Near() =>
        _sources.Take(MostSources / 2).Concat(_sources.Skip(MostSources / 2).Reverse().Take(MostSources / 2)).ToList();

    /// <summary>a * product + c.</summary>
    private static SizeFormula? Scaled(SizeTerm term, Size product, Size size)
    {
        if (product.IsConstant || Slope(product, size) is not { } slope) return null;
        var left = size - product * slope;
        return left.IsConstant && Determines(product, left.First == 0 ? 1 : 2)
            ? new SizeFormula(ImmutableArray.Create(term with { Coefficient = slope }), left.First)
            : null;
    }

    /// <summary>a * s + b * t + c with small a and b.</summary>
    private static SizeFormula? Sum(SizeSource one, SizeSource other, Size size)
    {
        if (!Determines(one.Size + other.Size, 3)) return null;
        foreach (var a in new[] { 1L, -1, 2, -2 })
            foreach (var b in new[] { 1L, -1, 2, -2 })
            {
                var left = size - one.Size * a - other.Size * b;
                if (!left.IsConstant) continue;
                var terms = ImmutableArray.Create(Term(one) with { Coefficient = a }, Term(other) with { Coefficient = b });
                return new SizeFormula(terms, left.First);
            }

        return null;
    }

    /// <summary>((s + a) / d) ± ((s + b) / e) + c with what is left of both divisions dropped, or both rounded up.</summary>
    private static SizeFormula? Quotients(SizeSource source, Size size)
    {
        if (!Determines(source.Size, 4)) return null;
        var parts = Range(2, MostInThrees).Concat([16, 32]).SelectMany(d => new[] { 0L, d - 1 }.Select(inner => Term(source) with
        {
            Divisor = d,
            Inner = inner,
        })).Select(t => (Term: t, Size: source.Size.Select(s => (s + t.Inner) / t.Divisor))).ToList();
        foreach (var (one, first) in parts)
            foreach (var (two, second) in parts.Where(p => p.Term.Divisor > one.Divisor))
                foreach (var sign in new[] { 1L, -1L })
                    if (size - first - second * sign is { IsConstant: true } left)
                        return new SizeFormula(ImmutableArray.Create(one, two with { Coefficient = sign }), left.First);
        return null;
    }

    /// <summary>(s * t) / d.</summary>
    private static SizeFormula? Quotient(SizeSource one, SizeSource other, Size size)
    {
        var product = one.Size * other.Size;
        return !Determines(product, 1) ? null : Range(2, LargestDivisor)
            .Where(d => product.Select(p => p / d) == size)
            .Select(d => new SizeFormula(ImmutableArray.Create(Term(one, other) with { Divisor = d })))
            .FirstOrDefault();
    }

    /// <summary>How far the size goes for each one that the source does, where that is a whole number.</summary>
    private static long? Slope(Size source, Size size)
    {
        for (var i = 1; i < source.Count; i++)
        {
            var (from, to) = (source.At(i) - source.First, size.At(i) - size.First);
            if (from != 0) return to != 0 && to % from == 0 ? to / from : null;
        }

        return null;
    }

    /// <summary>Where a source has no more different sizes than a formula has numbers to choose, some formula always fits.</summary>
    private static bool Determines(Size source, int chosen) =>
        Enumerable.Range(0, source.Count).Select(source.At).Distinct().Count() > chosen;

    private static SizeTerm Term(params SizeSource[] sources) => new(sources.ToImmutableArray());

    private static IEnumerable<(SizeSource One, SizeSource Other)> Pairs(IReadOnlyList<SizeSource> sources) =>
        sources.SelectMany((one, i) => sources.Skip(i).Select(other => (one, other)));

    private static IEnumerable<(SizeSource One, SizeSource Two, SizeSource Three)> Threes(IReadOnlyList<SizeSource> sources)
    {
        var first = sources.Take(MostInThrees).ToList();
        return Pairs(first).SelectMany(p => first.Select(three => (p.One, p.Other, three)));
    }

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var number = from; number <= to; number++) yield return number;
    }

    private static SizeFormula? First<T>(IEnumerable<T> candidates, Func<T, SizeFormula?> formula) =>
        candidates.Select(formula).FirstOrDefault(f => f is not null);
}
