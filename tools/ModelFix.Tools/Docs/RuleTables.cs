using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Core.Targets;

namespace ModelFix.Tools.Docs;

/// <summary>The rules as tables: in short for the README, and as an index.</summary>
internal static class RuleTables
{
    public static string OfReadme() => Documentation.Table(
        ["Rule", "What it finds"],
        RuleCatalog.Documented.Select(r => (IReadOnlyList<string>)[$"[{r.Id}](docs/rules/{r.Id}.md)", r.Title]));

    public static string OfIndex() =>
        string.Join("\n", RuleCatalog.Documented.GroupBy(r => r.Category).Select(g => $"## {g.Key}\n\n{Index(g)}"));

    /// <summary>As a page's second line has it, for portable: warning, suggestion; off where only other targets have the problem.</summary>
    public static string Severity(RuleDescriptor rule) => rule.SeverityFor(Target.Portable) switch
    {
        null => "off (a warning for some targets)",
        DiagnosticSeverity.Info => "suggestion",
        _ => "warning",
    };

    /// <summary>How safe the fixes are: proven / assumed / report only.</summary>
    public static string Fixes(RuleDescriptor rule) =>
        string.Join(" / ", rule.Safeties.Select(s => s == Safety.Report ? "report only" : s.ToString().ToLowerInvariant()));

    private static string Index(IEnumerable<RuleDescriptor> rules) => Documentation.Table(
        ["Rule", "What it finds", "Severity", "Fix", "Why it matters, and how that is known"],
        rules.Select(r => (IReadOnlyList<string>)[$"[{r.Id}]({r.Id}.md)", r.Title, Severity(r), Fixes(r), r.Hostility.Source]));
}
