namespace ModelFix.Engine.Verification;

/// <summary>
/// What the two versions of a model returned in one call, in the model's own dtypes and in float64; null where one was not run.
/// </summary>
internal sealed record Runs(
    IReadOnlyList<OutputValue>? Before,
    IReadOnlyList<OutputValue>? After,
    IReadOnlyList<OutputValue>? PreciseBefore,
    IReadOnlyList<OutputValue>? PreciseAfter);

/// <summary>Compares what two versions of a model return, output by output.</summary>
internal static class OutputComparison
{
    public static IReadOnlyList<OutputDifference> Of(Runs runs)
    {
        var single = Compared(runs.Before, runs.After, "");
        var precise = Compared(runs.PreciseBefore, runs.PreciseAfter, "in float64 ");
        if ((single ?? precise) is not { } named) return [];
        if (named.Concat(precise ?? []).FirstOrDefault(d => d.Mismatch is not null) is { Mismatch: { } mismatch, Output: var output })
            return [new OutputDifference(output, null, null, null, mismatch)];
        return [.. named.Select((output, i) =>
            new OutputDifference(
                output.Output, single?[i].Distance, Precise(output.Output, i), Noise(runs.Before, runs.PreciseBefore, i), null))];

        Distance? Precise(
            string output,
            int i) => precise is not null && i < precise.Count && precise[i].Output == output ? precise[i].Distance : null;
    }

    private static List<(string Output, Distance? Distance, string? Mismatch)>? Compared(
        IReadOnlyList<OutputValue>? before,
        IReadOnlyList<OutputValue>? after,
        string where)
    {
        if (before is null || after is null) return null;
        var (were, are) = (before.Select(o => o.Path).ToList(), after.Select(o => o.Path).ToList());
        if (!were.SequenceEqual(are, StringComparer.Ordinal))
            return [("output", null, $"{where}was ({string.Join(", ", were)}), is ({string.Join(", ", are)})")];
        return before.Zip(after, (x, y) => x.Type != y.Type || !x.Shape.SequenceEqual(y.Shape)
            ? (x.Path, null, $"{where}was {Described(x)}, is {Described(y)}")
            : (x.Path, (Distance?)Apart(x, y), (string?)null)).ToList();
    }

    /// <summary>Two NaN are equal, and so are two infinities of the same sign.</summary>
    private static Distance Apart(OutputValue before, OutputValue after)
    {
        var (largest, scale) = (0.0, 0.0);
        for (var i = 0; i < before.Elements.Length; i++)
        {
            var (x, y) = (before.Elements[i], after.Elements[i]);
            if (double.IsFinite(x)) scale = Math.Max(scale, Math.Abs(x));
            if (x.Equals(y) || x == y) continue;
            var apart = Math.Abs(x - y);
            largest = double.IsNaN(apart) ? double.PositiveInfinity : Math.Max(largest, apart);
        }

        return new Distance(before.Type, largest, scale > 0 ? scale : 1);
    }

    /// <summary>What is NaN or infinite in one precision is no measure of rounding.</summary>
    private static double? Noise(IReadOnlyList<OutputValue>? before, IReadOnlyList<OutputValue>? precise, int index)
    {
        if (before is null || precise is null || index >= before.Count || index >= precise.Count) return null;
        var (x, y) = (before[index], precise[index]);
        if (x.Path != y.Path || !x.Shape.SequenceEqual(y.Shape)) return null;
        var largest = 0.0;
        for (var i = 0; i < x.Elements.Length; i++)
            if (Math.Abs(x.Elements[i] - y.Elements[i]) is var apart && double.IsFinite(apart)) largest = Math.Max(largest, apart);
        return largest;
    }

    private static string Described(OutputValue value) => $"{value.Type}[{string.Join(", ", value.Shape)}]";
}
