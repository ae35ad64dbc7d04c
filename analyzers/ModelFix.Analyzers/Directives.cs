using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers;

/// <summary>
/// What a fix would do to lines that this compilation does not see: a directive that is lost with the code around it, a local that another
/// configuration still uses. Rules look at what is compiled; this holds for all of them.
/// </summary>
internal static class Directives
{
    /// <summary>Why a fix would break them, or null: "since …".</summary>
    public static string? WhyKept(Finding finding)
    {
        var edits = finding.Fixes.SelectMany(f => f.Edits).Where(e => e.Span.Length > 0 && e.Tree.GetRoot().ContainsDirectives).ToList();
        if (edits.Any(HasDirective)) return "since a directive stands in what it replaces";
        return edits.Select(DisabledUse).FirstOrDefault(n => n is not null) is { } name
            ? $"since code that is not compiled here uses '{name}'"
            : null;
    }

    private static bool HasDirective(SourceEdit edit) => edit.Tree.GetRoot().DescendantTrivia(edit.Span)
        .Any(t => (t.IsDirective || t.IsKind(SyntaxKind.DisabledTextTrivia)) && edit.Span.Contains(t.Span)
            && !edit.NewText.Contains(t.ToFullString().Trim()));

    /// <summary>
    /// A local that what the edit replaces declares or writes, and what it writes does not, where text of the member uses it that is not
    /// compiled.
    /// </summary>
    private static string? DisabledUse(SourceEdit edit)
    {
        var root = edit.Tree.GetRoot();
        if (root.FindNode(edit.Span).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { ContainsDirectives: true } member) return null;
        var disabled = string.Concat(member.DescendantTrivia()
            .Where(t => t.IsKind(SyntaxKind.DisabledTextTrivia))
            .Select(t => t.ToFullString()));
        return member.DescendantNodes(edit.Span)
            .Where(n => edit.Span.Contains(n.Span))
            .SelectMany(Written)
            .FirstOrDefault(n => Mentions(disabled, n) && !Mentions(edit.NewText, n));
    }

    private static bool Mentions(string text, string name) =>
        Regex.IsMatch(text, $@"\b{Regex.Escape(name)}\b", RegexOptions.CultureInvariant);

    private static IEnumerable<string> Written(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax declarator => [declarator.Identifier.ValueText],
        SingleVariableDesignationSyntax designation => [designation.Identifier.ValueText],
        AssignmentExpressionSyntax { Left: var left } => left.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Select(i => i.Identifier.ValueText),
        _ => [],
    };
}
