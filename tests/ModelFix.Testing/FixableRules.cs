using System.Collections.Immutable;
using ModelFix.Analyzers;

namespace ModelFix.Testing;

/// <summary>The rules that have fixes; the others only report.</summary>
public static class FixableRules
{
    public static ImmutableArray<string> Ids { get; } =
        [.. RuleCatalog.Descriptors.Where(d => d.Safeties.Any(s => s != Safety.Report)).Select(d => d.Id)];
}
