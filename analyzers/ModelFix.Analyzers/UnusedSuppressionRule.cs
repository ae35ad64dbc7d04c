using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers;

/// #pragma warning disable MFX1001 around code in which MFX1001 finds nothing  =>  the same: no rewrite, it may be meant for another place.
/// A pragma, or a SuppressMessage on a declaration or for the assembly, for a rule that is on for the files that it covers.
/// Not where the covered code has an #if: what is compiled elsewhere may need the suppression.
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

    /// <summary>The suppressions in a file that cover no finding.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="found">Everything that the rules find in it, whether it is suppressed or not.</param>
    /// <param name="rules">The rules that were asked.</param>
    /// <param name="torch">What is known.</param>
    /// <param name="cancellation">Cancels the rules, which are asked again for what suppressions cover in other files.</param>
    public static IEnumerable<Finding> In(
        SyntaxTree tree,
        IEnumerable<Finding> found,
        ImmutableArray<Rule> rules,
        TorchCompilation torch,
        CancellationToken cancellation)
    {
        if (!MayBeIn(tree)) return [];
        var places = found.ToLookup(f => f.Rule.Id, f => f.Location.SourceSpan, StringComparer.Ordinal);
        var root = tree.GetRoot(cancellation);
        return Pragmas(root)
            .Concat(Attributes(root, torch))
            .Concat(AssemblySuppressions.In(root, torch))
            .Where(s => IsAsked(s.Id, tree) && s.Covers.All(c => IsAsked(s.Id, c.Tree) && !HasCondition(c)))
            .Where(s => !s.Covers.Any(c => Finds(s.Id, c)))
            .Select(s => Unused.Report(s.Node, s.Id));

        bool IsAsked(string id, SyntaxTree covered) => Asked(id, rules) is { } descriptor
            && descriptor.IsOnFor(torch.TargetAt(covered.GetRoot(cancellation)));

        bool Finds(string id, CoveredCode code) => (code.Tree == tree
            ? places[id]
            : Inspection.Of(code.Tree, torch, rules.Only(r => r.Id == id), cancellation)
                .Where(f => f.Rule.Id == id)
                .Select(f => f.Location.SourceSpan)).Any(p => code.Span.Contains(p.Start));
    }

    /// <summary>True where a file's text names a rule, so that it may suppress one.</summary>
    public static bool MayBeIn(SyntaxTree tree) => tree.GetText().ToString().IndexOf(Prefix, StringComparison.Ordinal) >= 0;

    private static RuleDescriptor? Asked(string id, ImmutableArray<Rule> rules) =>
        rules.SelectMany(r => r.Reported).FirstOrDefault(d => d.Id == id);

    private static bool HasCondition(CoveredCode code) => code.Tree.GetRoot()
        .DescendantTrivia(code.Span)
        .Any(t => t.IsKind(SyntaxKind.IfDirectiveTrivia) && code.Span.Contains(t.SpanStart));

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
                yield return Suppression.Of(id, code, TextSpan.FromBounds(directives[i].FullSpan.End, end));
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
            if (Suppression.IdIn(attribute, torch) is { } id) yield return Suppression.Of(id, attribute, declaration.Span);
        }
    }
}
