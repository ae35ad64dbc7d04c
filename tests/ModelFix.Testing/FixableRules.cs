using System.Collections.Immutable;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Rules.Contract;

namespace ModelFix.Testing;

/// <summary>The rules that have fixes; the others only report.</summary>
public static class FixableRules
{
    public static ImmutableArray<string> Ids { get; } = [.. RuleCatalog.Rules.Where(r => r is not ContractRule).Select(r => r.Id)];
}
