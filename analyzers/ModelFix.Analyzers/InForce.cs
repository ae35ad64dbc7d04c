using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>
/// Findings as a build lets them through, for hosts that run the rules without the compiler's driver: without those that are suppressed by
/// a pragma, an attribute, NoWarn or .editorconfig, without those in generated code, and with the severity that is configured.
/// </summary>
internal static class InForce
{
    private const string Place = "place";

    private static readonly ConditionalWeakTable<Compilation, StrongBox<bool>> Attributed = new();

    /// <summary>What is left of findings in one compilation, in their order.</summary>
    public static ImmutableArray<Finding> Of(ImmutableArray<Finding> findings, Compilation compilation, CancellationToken cancellation)
    {
        if (findings.IsEmpty || !MayBeLess(findings, compilation)) return findings;
        var own = findings.Where(f => !IsGenerated(f.Node, compilation, cancellation)).ToList();
        var reported = own.Select((finding, i) => Diagnostics.From(finding, (Place, i.ToString(CultureInfo.InvariantCulture))));
        return CompilationWithAnalyzers.GetEffectiveDiagnostics(reported, compilation)
            .Where(d => !d.IsSuppressed)
            .Select(d => (At: int.Parse(d.Properties[Place]!, CultureInfo.InvariantCulture), d.Severity))
            .Where(d => d.Severity != DiagnosticSeverity.Hidden)
            .OrderBy(d => d.At)
            .Select(d => own[d.At] with { Severity = d.Severity })
            .ToImmutableArray();
    }

    /// <summary>False where nothing is said of any finding, as in most projects: a search of the texts is all that it takes.</summary>
    private static bool MayBeLess(ImmutableArray<Finding> findings, Compilation compilation) =>
        compilation.Options is { SyntaxTreeOptionsProvider: not null } or { GeneralDiagnosticOption: not ReportDiagnostic.Default }
        || compilation.Options.SpecificDiagnosticOptions.Keys.Any(id => id.StartsWith("MFX", StringComparison.Ordinal))
        || Mentions(findings[0].Node.SyntaxTree, "pragma")
        || Attributed.GetValue(compilation, c => new StrongBox<bool>(
            c.SyntaxTrees.Any(t => Mentions(t, "SuppressMessage") || Mentions(t, "GeneratedCode")))).Value;

    private static bool Mentions(SyntaxTree tree, string word) => tree.GetText().ToString().IndexOf(word, StringComparison.Ordinal) >= 0;

    /// <summary>True in a file or a declaration that says that a tool wrote it.</summary>
    private static bool IsGenerated(SyntaxNode node, Compilation compilation, CancellationToken cancellation)
    {
        if (compilation.Options.SyntaxTreeOptionsProvider?.IsGenerated(node.SyntaxTree, cancellation) == GeneratedKind.MarkedGenerated)
            return true;
        var symbol = compilation.Bound(node.SyntaxTree).GetEnclosingSymbol(node.SpanStart, cancellation);
        for (; symbol is not null; symbol = symbol.ContainingSymbol)
            if (symbol.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.CodeDom.Compiler.GeneratedCodeAttribute"))
                return true;
        return false;
    }
}
