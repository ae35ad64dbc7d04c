using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers;

/// #pragma warning disable MFX1001 around code in which MFX1001 finds nothing  =>  the same: no rewrite, it may be meant for another place.
/// A pragma or a SuppressMessage on a declaration, for a rule that is on for the file's target.
/// Matters everywhere: who suppresses nothing will suppress what comes there later.
internal sealed class UnusedSuppressionRule : Rule
{
    private const string Prefix = "MFX";

    public static readonly RuleDescriptor Unused = new(
        "MFX0002",
        "A suppression suppresses nothing",
        "{0} finds nothing here that is to be suppressed; take the suppression away",
        "The rule finds nothing in the code that the suppression covers, so it would hide what comes there later.",
        Hostility.Everywhere("a suppression that is left hides findings that nobody has looked at"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Unused];

    /// <summary>It depends on what the other rules find.</summary>
    public override IReadOnlyList<Pattern> Patterns { get; } = [];

    /// <summary>The suppressions of a file that cover none of its findings.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="found">Everything that the rules find in it, whether it is suppressed or not.</param>
    /// <param name="rules">The rules that were asked.</param>
    /// <param name="torch">What is known.</param>
    public static IEnumerable<Finding> In(
        SyntaxTree tree, IEnumerable<Finding> found, ImmutableArray<Rule> rules, TorchCompilation torch)
    {
        if (tree.GetText().ToString().IndexOf(Prefix, StringComparison.Ordinal) < 0) return [];
        var target = torch.TargetAt(tree.GetRoot());
        var asked = new HashSet<string>(
            rules.SelectMany(r => r.Reported).Where(d => d.IsOnFor(target)).Select(d => d.Id), StringComparer.Ordinal);
        var places = found.ToLookup(f => f.Rule.Id, f => f.Location.SourceSpan, StringComparer.Ordinal);
        return Pragmas(tree.GetRoot())
            .Concat(Attributes(tree.GetRoot(), torch))
            .Where(s => asked.Contains(s.Id) && !places[s.Id].Any(p => s.Covers.Contains(p.Start)))
            .Select(s => Unused.Report(s.Node, s.Id));
    }

    /// <summary>A suppression of one rule.</summary>
    /// <param name="Id">The rule.</param>
    /// <param name="Node">Where it is written.</param>
    /// <param name="Covers">The code that it is about.</param>
    private sealed record Suppression(string Id, SyntaxNode Node, TextSpan Covers);

    private static IEnumerable<Suppression> Pragmas(SyntaxNode root)
    {
        var directives = root.DescendantNodes(descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>().ToList();
        for (var i = 0; i < directives.Count; i++)
        {
            if (!directives[i].DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)) continue;
            foreach (var code in directives[i].ErrorCodes.OfType<IdentifierNameSyntax>())
            {
                var id = code.Identifier.ValueText;
                var end = directives.Skip(i + 1).FirstOrDefault(d => Restores(d, id))?.SpanStart ?? root.FullSpan.End;
                yield return new Suppression(id, code, TextSpan.FromBounds(directives[i].FullSpan.End, end));
            }
        }
    }

    private static bool Restores(PragmaWarningDirectiveTriviaSyntax directive, string id) =>
        directive.DisableOrRestoreKeyword.IsKind(SyntaxKind.RestoreKeyword)
        && (directive.ErrorCodes.Count == 0 || directive.ErrorCodes.Any(c => c.ToString() == id));

    private static IEnumerable<Suppression> Attributes(SyntaxNode root, TorchCompilation torch)
    {
        foreach (var attribute in root.DescendantNodes().OfType<AttributeSyntax>())
        {
            if (attribute.Parent?.Parent is not MemberDeclarationSyntax declaration) continue;
            if (attribute.Name.ToString().IndexOf("SuppressMessage", StringComparison.Ordinal) < 0) continue;
            if (attribute.ArgumentList?.Arguments.ElementAtOrDefault(1)?.Expression is not { } check) continue;
            if (torch.Compilation.Bound(root.SyntaxTree).GetConstantValue(check).Value is not string id) continue;
            // What follows the id is its title.
            yield return new Suppression(id.Split(':')[0].Trim(), attribute, declaration.Span);
        }
    }
}
