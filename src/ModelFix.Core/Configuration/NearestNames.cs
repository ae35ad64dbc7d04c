namespace ModelFix.Core.Configuration;

/// <summary>What someone who mistyped a name may have meant.</summary>
internal static class NearestNames
{
    /// <summary>The names nearest to a mistyped one by edit distance, at most three, nearest first; empty where none is near.</summary>
    public static IReadOnlyList<string> Of(string mistyped, IEnumerable<string> names)
    {
        // A third of the letters may be wrong; beyond that a suggestion only confuses.
        var limit = Math.Max(2, mistyped.Length / 3);
        return names
            .Select(name => (Name: name, Distance: Distance(mistyped.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(n => n.Distance <= limit)
            .OrderBy(n => n.Distance)
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(n => n.Name)
            .ToList();
    }

    /// <summary>A sentence that offers the nearest names or, where none is near, all of them.</summary>
    public static string Suggestion(string mistyped, IEnumerable<string> names)
    {
        var all = names.ToList();
        var near = Of(mistyped, all);
        return near.Count > 0
            ? "Did you mean " + string.Join(" or ", near.Select(n => $"\"{n}\"")) + "?"
            : "Use one of " + string.Join(", ", all);
    }

    /// <summary>
    /// The number of insertions, deletions, replacements and swaps of neighbours between two texts (optimal string alignment).
    /// </summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                cost[i, j] = Math.Min(
                    Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                    cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
