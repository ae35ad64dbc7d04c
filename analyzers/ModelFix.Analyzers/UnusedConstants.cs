using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>
/// Constants of a method that only what a fix replaces has used: <c>const bool unbiased = true;</c>. The compiler complains of one that
/// nothing uses, so that the fix would be taken back; they go with it. This holds for all rules.
/// </summary>
internal static class UnusedConstants
{
    /// <summary>The finding whose fixes take such constants with them, and claim those that others use, too.</summary>
    public static Finding TakenBy(Finding finding, TorchCompilation torch) => finding.Fixes.IsEmpty
        ? finding
        : finding with { Fixes = finding.Fixes.Select(f => TakenBy(f, torch)).ToImmutableArray() };

    private static Fix TakenBy(Fix fix, TorchCompilation torch)
    {
        var (edits, claims) = (fix.Edits.ToBuilder(), fix.Claims.ToBuilder());
        foreach (var constant in fix.Edits.Where(e => e.Span.Length > 0).SelectMany(Declared).Distinct())
        {
            var uses = Uses(constant, torch).ToList();
            var kept = uses.Where(u => !fix.Edits.Any(e => IsGone(u, e))).ToList();
            if (kept.Count == uses.Count) continue;
            if (kept.Count > 0) claims.Add(constant);
            else if (Removal.OfLines(constant) is { } removal && !edits.Any(e => IsIn(e, removal))) edits.Add(removal);
        }

        return edits.Count == fix.Edits.Length && claims.Count == fix.Claims.Length
            ? fix
            : fix with { Edits = edits.ToImmutable(), Claims = claims.ToImmutable() };
    }

    /// <summary>The constants that a member declares around an edit, one a statement.</summary>
    private static IEnumerable<LocalDeclarationStatementSyntax> Declared(SourceEdit edit) =>
        edit.Tree.GetRoot().FindToken(edit.Span.Start).Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
            ? member.DescendantNodes()
                .OfType<LocalDeclarationStatementSyntax>()
                .Where(l => l is { IsConst: true, Parent: BlockSyntax, Declaration.Variables.Count: 1 } && !edit.Span.Contains(l.Span))
            : [];

    private static IEnumerable<IdentifierNameSyntax> Uses(LocalDeclarationStatementSyntax constant, TorchCompilation torch)
    {
        var variable = constant.Declaration.Variables[0];
        var model = torch.Compilation.Bound(constant.SyntaxTree);
        var symbol = model.GetDeclaredSymbol(variable);
        return constant.Parent!.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == variable.Identifier.ValueText
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, symbol));
    }

    private static bool IsIn(SourceEdit edit, SourceEdit removal) =>
        edit.Tree == removal.Tree && edit.Span.OverlapsWith(removal.Span);

    private static bool IsGone(IdentifierNameSyntax use, SourceEdit edit) => edit.Tree == use.SyntaxTree
        && edit.Span.Contains(use.Span)
        && !Regex.IsMatch(edit.NewText, $@"\b{Regex.Escape(use.Identifier.Text)}\b");
}
