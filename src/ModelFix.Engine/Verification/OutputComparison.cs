namespace ModelFix.Engine.Verification;

/// <summary>Compares what two versions of a model return, output by output.</summary>
internal static class OutputComparison
{
    public static IReadOnlyList<OutputDifference> Of(IReadOnlyList<OutputValue> before, IReadOnlyList<OutputValue> after)
    {
        var (were, are) = (before.Select(o => o.Path).ToList(), after.Select(o => o.Path).ToList());
        if (!were.SequenceEqual(are, StringComparer.Ordinal))
            return [new OutputDifference("output", double.PositiveInfinity, double.PositiveInfinity, $"was ({string.Join(", ", were)}), is ({string.Join(", ", are)})")];
        return [.. before.Zip(after, Of)];
    }

    /// <summary>Two NaN are equal, and so are two infinities of the same sign.</summary>
    private static OutputDifference Of(OutputValue before, OutputValue after)
    {
        if (before.Type != after.Type || !before.Shape.SequenceEqual(after.Shape))
            return new OutputDifference(before.Path, double.PositiveInfinity, double.PositiveInfinity, $"was {Described(before)}, is {Described(after)}");
        var (largest, scale) = (0.0, 0.0);
        for (var i = 0; i < before.Elements.Length; i++)
        {
            var (x, y) = (before.Elements[i], after.Elements[i]);
            if (double.IsFinite(x)) scale = Math.Max(scale, Math.Abs(x));
            if (x.Equals(y) || x == y) continue;
            var apart = Math.Abs(x - y);
            largest = double.IsNaN(apart) ? double.PositiveInfinity : Math.Max(largest, apart);
        }

        return new OutputDifference(before.Path, largest, scale > 0 ? largest / scale : largest, null);
    }

    private static string Described(OutputValue value) => $"{value.Type}[{string.Join(", ", value.Shape)}]";
}
