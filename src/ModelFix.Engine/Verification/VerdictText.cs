using System.Globalization;

namespace ModelFix.Engine.Verification;

/// <summary>What a comparison found, in words.</summary>
internal static class VerdictText
{
    /// <summary>What speaks against equality.</summary>
    public static string Difference(OutputResult output)
    {
        if (output.Mismatch is { } mismatch) return $"{output.Output} {mismatch}";
        var apart = output.Decisive!;
        var noise = apart.Noise is { } own
            ? string.Create(CultureInfo.InvariantCulture, $", where the version before is {own:g2} from float64")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{output.Output} differs by {apart.Distance.Absolute:g3} ({apart.Distance.Relative:g3} of its largest element) "
                + $"on {apart.Case}, in {apart.Precision}{noise}");
    }

    /// <summary>How close the outputs are that are equal.</summary>
    public static string Equality(IReadOnlyList<OutputResult> outputs, double tolerance)
    {
        var precise = outputs.Select(o => o.Double).OfType<Apart>().ToList();
        var single = outputs.Select(o => o.Single).OfType<Apart>().ToList();
        if (precise.Concat(single).All(a => a.Distance.Absolute == 0)) return "every bit";
        var parts = new List<string>();
        if (precise.MaxBy(a => a.Distance.Relative) is { } worst)
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"within {worst.Distance.Relative:g2} of the largest element in float64 ({tolerance:g2} allowed)"));
        if (single.MaxBy(a => a.Distance.Relative) is { } coarse)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"within {coarse.Distance.Relative:g2} in float32{Noise(coarse)}"));
        return string.Join(", ", parts);
    }

    private static string Noise(Apart apart) => apart.Noise is { } own
        ? string.Create(CultureInfo.InvariantCulture, $" (the version before is {own / apart.Distance.Scale:g2} from float64)")
        : "";
}
