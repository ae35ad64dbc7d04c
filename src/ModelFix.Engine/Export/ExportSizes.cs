using System.Collections.Immutable;
using ModelFix.Core.Values;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>
/// The sizes that a model is recorded and compared at. It is recorded once, once more for each symbolic dim with another size of that one,
/// and with others of all; then it runs at sizes that no recording had, and with single inputs.
/// </summary>
internal static class ExportSizes
{
    private const long OtherSize = 32;

    public static IReadOnlyList<RecordRun> Of(ModelUnderTest model)
    {
        var symbols = model.Inputs.SelectMany(i => i.Contract.Shape.Dims).SelectMany(d => d.Names).Distinct().ToList();
        var facts = model.Inputs.Aggregate(SizeFacts.None, (all, i) => all.And(i.Contract.Facts));
        var batch = symbols.FirstOrDefault(s =>
            model.Inputs.Any(i => i.Contract.Shape is { HasLeading: false, Dims.Length: > 1 } shape && shape.Dims[0].ToString() == s));
        var first = symbols.ToDictionary(s => s, s => Size(s, 0), StringComparer.Ordinal);
        var recorded = new List<Dictionary<string, long>> { first };
        recorded.AddRange(symbols.Select(s => new Dictionary<string, long>(first, StringComparer.Ordinal) { [s] = Size(s, 1) }));
        if (symbols.Count > 1) recorded.Add(symbols.ToDictionary(s => s, s => Size(s, 2), StringComparer.Ordinal));
        var compared = new List<Dictionary<string, long>>();
        if (symbols.Count > 0) compared.Add(symbols.ToDictionary(s => s, s => Size(s, 3), StringComparer.Ordinal));
        if (batch is not null && facts.Of(batch).AtLeast(1) == 1)
            compared.Add(new Dictionary<string, long>(first, StringComparer.Ordinal) { [batch] = 1 });
        return [.. recorded.Select(s => Run(s, isRecorded: true)), .. compared.Select(s => Run(s, isRecorded: false))];

        // A batch of 2, 3, 4 and 5; other dims grow by halves, which stay multiples of 16.
        long Size(string symbol, int step)
        {
            var fact = facts.Of(symbol);
            if (symbol == batch) return Stepped(fact.AtLeast(2), fact, 1, step);
            var start = fact.AtLeast(model.Bindings.GetValueOrDefault(symbol, OtherSize));
            return Stepped(start, fact, Math.Max(1, start / 2), step);
        }

        RecordRun Run(Dictionary<string, long> sizes, bool isRecorded) => new(
            sizes.Count == 0 ? "as it is" : string.Join(", ", sizes.Select(s => FormattableString.Invariant($"{s.Key}={s.Value}"))),
            sizes,
            [.. model.Inputs.Select(i => new JobInput(
                i.Name,
                i.Contract.Type is ElementType.Unknown or ElementType.Floating ? "Float32" : i.Contract.Type.ToString(),
                [.. i.Contract.Shape.Dims.Select(d => d.Evaluate(s => sizes[s]) ?? OtherSize)]))],
            isRecorded);
    }

    private static long Stepped(long size, SizeFact fact, long by, int times)
    {
        for (var i = 0; i < times; i++) size = fact.AtLeast(size + by);
        return size;
    }

    /// <summary>The names of an input's dims; null for one that is a number or computed.</summary>
    public static ImmutableArray<string?> Symbols(ModelInput input) => [.. input.Contract.Shape.Dims
        .Select(d => d.IsConstant ? null : d.ToString())];
}
