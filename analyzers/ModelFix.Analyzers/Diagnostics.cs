using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Analyzers;

/// <summary>Findings as the compiler reports them.</summary>
internal static class Diagnostics
{
    /// <summary>The diagnostic's property that holds the safety's name.</summary>
    public const string SafetyProperty = "safety";

    public static Diagnostic From(Finding finding) => Diagnostic.Create(
        finding.Rule.Diagnostic,
        finding.Location,
        finding.Severity,
        additionalLocations: finding.Related,
        properties: ImmutableDictionary<string, string?>.Empty.Add(SafetyProperty, finding.Safety.ToString()),
        messageArgs: finding.Arguments.Add(finding.OnTarget).Add(finding.Safety.ToString()).ToArray<object>());
}
