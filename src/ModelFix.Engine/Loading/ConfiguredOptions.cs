using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;

namespace ModelFix.Engine.Loading;

/// <summary>
/// What .editorconfig files say of the severity of diagnostics, and of which files are generated, as the compiler reads them.
/// </summary>
internal sealed class ConfiguredOptions(AnalyzerConfigSet configs) : SyntaxTreeOptionsProvider
{
    private static readonly ImmutableDictionary<string, string> Categories =
        RuleCatalog.Descriptors.ToImmutableDictionary(d => d.Id, d => d.Diagnostic.Category);

    private readonly ConcurrentDictionary<string, AnalyzerConfigOptionsResult> _options = new(StringComparer.Ordinal);

    public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) =>
        Of(tree).AnalyzerOptions.TryGetValue("generated_code", out var said)
            ? said.Trim().ToLowerInvariant() switch
            {
                "true" => GeneratedKind.MarkedGenerated,
                "false" => GeneratedKind.NotGenerated,
                _ => GeneratedKind.Unknown,
            }
            : GeneratedKind.Unknown;

    public override bool TryGetDiagnosticValue(
        SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
        Of(tree).TreeOptions.TryGetValue(diagnosticId, out severity) || TryGetBulkValue(tree, diagnosticId, out severity);

    public override bool TryGetGlobalDiagnosticValue(
        string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
        configs.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);

    /// <summary>
    /// The severity of a whole category, or of all analyzers, which the compiler gives to the rules of which nothing is said by their ids.
    /// </summary>
    private bool TryGetBulkValue(SyntaxTree tree, string diagnosticId, out ReportDiagnostic severity)
    {
        severity = ReportDiagnostic.Default;
        if (!Categories.TryGetValue(diagnosticId, out var category)) return false;
        var said = Of(tree).AnalyzerOptions;
        if (!said.TryGetValue($"dotnet_analyzer_diagnostic.category-{category}.severity", out var value)
            && !said.TryGetValue("dotnet_analyzer_diagnostic.severity", out value))
            return false;
        ReportDiagnostic? bulk = value.Trim().ToLowerInvariant() switch
        {
            "error" => ReportDiagnostic.Error,
            "warning" => ReportDiagnostic.Warn,
            "suggestion" => ReportDiagnostic.Info,
            "silent" or "refactoring" => ReportDiagnostic.Hidden,
            "none" => ReportDiagnostic.Suppress,
            _ => null,
        };
        severity = bulk ?? ReportDiagnostic.Default;
        return bulk is not null;
    }

    private AnalyzerConfigOptionsResult Of(SyntaxTree tree) => _options.GetOrAdd(tree.FilePath, configs.GetOptionsForSourcePath);
}
