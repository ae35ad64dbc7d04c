using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>Chooses sizes at which formulas that agree so far give different things.</summary>
internal static class TellingSizes
{
    /// <summary>More are seen in a further round, which is chosen with what these have told.</summary>
    private const int Most = 8;

    /// <summary>As few sizes as tell all formulas apart that differ at one of the sizes.</summary>
    /// <param name="doubts">Formulas that agree so far, each as what it is at a size; several sets of them.</param>
    /// <param name="sizes">The sizes that may be taken.</param>
    public static ImmutableArray<long> Of(IEnumerable<IReadOnlyList<Func<long, long>>> doubts, IReadOnlyList<long> sizes)
    {
        // What each formula is at all sizes; those that are the same everywhere are one.
        var groups = doubts
            .Select(formulas => formulas
                .Select(f => sizes.Select(f).ToArray())
                .GroupBy(values => string.Join(",", values), StringComparer.Ordinal)
                .Select(g => g.First())
                .ToList())
            .Where(g => g.Count > 1)
            .ToList();
        var chosen = ImmutableArray.CreateBuilder<long>();
        while (groups.Count > 0 && chosen.Count < Most)
        {
            var best = Enumerable.Range(0, sizes.Count).OrderBy(i => groups.Sum(g => Alike(g, i))).First();
            chosen.Add(sizes[best]);
            groups = groups
                .SelectMany(g => g.GroupBy(v => v[best]).Select(same => same.ToList()))
                .Where(g => g.Count > 1)
                .ToList();
        }

        return chosen.ToImmutable();
    }

    /// <summary>How many pairs a size leaves together.</summary>
    private static long Alike(List<long[]> group, int size)
    {
        var counts = new Dictionary<long, long>();
        foreach (var values in group) counts[values[size]] = counts.TryGetValue(values[size], out var count) ? count + 1 : 1;
        return counts.Values.Sum(c => c * c);
    }
}
