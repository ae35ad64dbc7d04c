using System.Globalization;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Observation;

/// <summary>What a place gave each time that it ran, and what is inferred of it.</summary>
/// <param name="shape">The inferred shape.</param>
/// <param name="type">The inferred dtype.</param>
/// <param name="visits">What was recorded, at least one.</param>
/// <param name="isParameter">True for a parameter, of which its own sizes say nothing.</param>
internal sealed class ObservedShape(TensorShape shape, ElementType type, IReadOnlyList<Visit> visits, bool isParameter)
{
    /// <summary>More shapes or sizes of one place are not written out.</summary>
    private const int Most = 3;

    /// <summary>The dtype and the sizes, as a person reads them.</summary>
    public string Shown => string.Join("|", visits.Select(v => Name(v.Type)).Distinct()) + (Dims ?? Recorded);

    /// <summary>The first time that it was not what is inferred: "it is [2, 5], not 4 in dim 1 (N=2)"; empty where it always was.</summary>
    public string Contradiction => visits.Select(v => Against(v) is { } why ? $"{why} ({v.Activation.Run})" : null)
        .FirstOrDefault(c => c is not null) ?? "";

    private string? Against(Visit visit)
    {
        if (!Fits(visit.Type)) return $"its dtype is {Name(visit.Type)}";
        if (shape.Rank is { } rank ? rank != visit.Shape.Count : shape.MinRank > visit.Shape.Count)
            return string.Create(CultureInfo.InvariantCulture, $"it is {visit.Shown}, of rank {visit.Shape.Count}");
        var equal = new Dictionary<Dim, long>();
        for (var i = 0; i < visit.Shape.Count; i++)
        {
            var size = visit.Shape[i];
            foreach (var dim in Inferred(i, visit.Shape.Count))
            {
                if ((dim.Constant ?? visit.Activation.Evaluate(dim)) is { } number && number != size)
                    return string.Create(CultureInfo.InvariantCulture, $"it is {visit.Shown}, not {number} in dim {i}");
                if (!equal.TryAdd(dim, size) && equal[dim] != size)
                    return string.Create(CultureInfo.InvariantCulture, $"it is {visit.Shown}, not {equal[dim]} in dim {i}");
            }
        }

        return null;
    }

    private bool Fits(ElementType seen) => type == ElementType.Unknown || type == seen
        || type == ElementType.Floating && seen.IsFloating();

    private IEnumerable<Dim> Inferred(int dim, int rank) => new[] { shape[dim], shape[dim - rank] }.OfType<Dim>();

    /// <summary>Each size by name, or where the recordings do not show that as they have it; null where they differ in rank.</summary>
    private string? Dims
    {
        get
        {
            var rank = visits[0].Shape.Count;
            return visits.Any(v => v.Shape.Count != rank)
                ? null
                : $"[{string.Join(", ", Enumerable.Range(0, rank).Select(i => Said(i, rank) ?? Fitting(i) ?? Sizes(i)))}]";
        }
    }

    /// <summary>What is inferred of a dim, where that is what all recordings have.</summary>
    private string? Said(int dim, int rank) => Inferred(dim, rank)
        .Where(d => !isParameter || d.Names.Any())
        .FirstOrDefault(d => d.Shown is not null && visits.All(v => v.Activation.Evaluate(d) == v.Shape[dim]))?.Display;

    private string? Fitting(int dim) => isParameter ? null : SizeFit.Of(visits, dim);

    private string Recorded => Some(visits.Select(v => v.Shown), " | ");

    private string Sizes(int dim) => Some(visits.Select(v => v.Shape[dim].ToString(CultureInfo.InvariantCulture)), "|");

    private static string Some(IEnumerable<string> all, string between)
    {
        var different = all.Distinct().ToList();
        return string.Join(between, different.Take(Most)) + (different.Count > Most ? between + "…" : "");
    }

    private static string Name(ElementType type) => type.ToString().ToLowerInvariant();
}
