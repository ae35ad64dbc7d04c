using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Export;

/// <summary>The sizes of a trace for which several formulas do, as what these are at the sizes of a symbolic dim.</summary>
internal static class DoubtfulSizes
{
    /// <summary>For each such size the symbol that it follows from, and the formulas.</summary>
    public static IReadOnlyList<(string Symbol, IReadOnlyList<Func<long, long>> Formulas)> Of(Trace trace)
    {
        var symbols = trace.Inputs
            .SelectMany(i => i.Symbols.Zip(trace.Tensors[i.Tensor].Shape))
            .Where(s => s.First is not null && !s.Second.IsConstant)
            .DistinctBy(s => s.First, StringComparer.Ordinal)
            .Select(s => (Name: s.First!, Sources: Only(s.First!, s.Second)))
            .ToList();
        var found = new List<(string, IReadOnlyList<Func<long, long>>)>();
        foreach (var doubt in OnnxConversion.Doubts(trace).DistinctBy(d => (d.Source.Size, d.Size)))
            foreach (var (name, sources) in symbols)
                if (sources.TryFind(doubt.Source.Size) is { } source)
                {
                    found.Add((name, [.. doubt.Candidates.Select(c => (Func<long, long>)(size => c.At(source.At(size))))]));
                    break;
                }

        return found;
    }

    private static SizeSources Only(string name, Size size)
    {
        var sources = new SizeSources();
        sources.Add(new GraphValue(name, ElementType.Int64) { Shape = [size] });
        return sources;
    }
}
