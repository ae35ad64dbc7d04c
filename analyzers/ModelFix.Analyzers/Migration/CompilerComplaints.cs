using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModelFix.Analyzers.Migration;

/// <summary>The compiler's errors and warnings by what they say, not where, so that those of two versions can be compared.</summary>
internal sealed class CompilerComplaints
{
    private readonly Dictionary<string, int> _counts;

    private CompilerComplaints(IEnumerable<Diagnostic> diagnostics) => _counts = diagnostics
        .Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)
        .GroupBy(d => $"{d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}", StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    public static CompilerComplaints Of(Compilation compilation, CancellationToken cancellation) =>
        new(compilation.GetDiagnostics(cancellation));

    /// <summary>The complaints about some of a compilation's files.</summary>
    public static CompilerComplaints Of(Compilation compilation, IReadOnlyList<SyntaxTree> trees, CancellationToken cancellation)
    {
        var found = new ImmutableArray<Diagnostic>[trees.Count];
        Parallel.For(
            0,
            trees.Count,
            new ParallelOptions { CancellationToken = cancellation },
            i => found[i] = compilation.GetSemanticModel(trees[i]).GetDiagnostics(cancellationToken: cancellation));
        return new CompilerComplaints(found.SelectMany(d => d));
    }

    public bool IsEmpty => _counts.Count == 0;

    /// <summary>A complaint that is here more often than there, or null.</summary>
    public string? FirstBeyond(CompilerComplaints other) => _counts
        .Where(c => !other._counts.TryGetValue(c.Key, out var before) || c.Value > before)
        .Select(c => c.Key)
        .OrderBy(c => c, StringComparer.Ordinal)
        .FirstOrDefault();
}
