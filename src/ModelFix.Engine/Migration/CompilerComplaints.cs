using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModelFix.Engine.Migration;

/// <summary>The compiler's errors and warnings by what they say, not where, so that those of two versions can be compared.</summary>
internal sealed class CompilerComplaints
{
    private readonly Dictionary<string, int> _counts;

    private CompilerComplaints(Dictionary<string, int> counts) => _counts = counts;

    public static CompilerComplaints Of(Compilation compilation) => new(compilation.GetDiagnostics()
        .Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)
        .GroupBy(d => $"{d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}", StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal));

    /// <summary>A complaint that is here more often than there, or null.</summary>
    public string? FirstBeyond(CompilerComplaints other) => _counts
        .Where(c => c.Value > other._counts.GetValueOrDefault(c.Key))
        .Select(c => c.Key)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

}
