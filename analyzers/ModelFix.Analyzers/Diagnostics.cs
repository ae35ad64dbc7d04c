using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Analyzers;

/// <summary>Findings as the compiler reports them.</summary>
internal static class Diagnostics
{
    /// <summary>The diagnostic's property that holds the safety's name.</summary>
    public const string SafetyProperty = "safety";

    /// <param name="finding">The finding.</param>
    /// <param name="more">Properties beside the safety.</param>
    public static Diagnostic From(Finding finding, params (string Key, string Value)[] more) => Diagnostic.Create(
        finding.Rule.Diagnostic,
        finding.Location,
        finding.Severity,
        additionalLocations: finding.Related,
        properties: more.Aggregate(
            ImmutableDictionary<string, string?>.Empty.Add(SafetyProperty, finding.Safety.ToString()), (all, p) => all.Add(p.Key, p.Value)),
        messageArgs: finding.Arguments.Add(finding.OnTarget).Add(finding.Safety.ToString()).ToArray<object>());
}
