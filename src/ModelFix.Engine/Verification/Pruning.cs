using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Verification;

/// <summary>
/// Takes out of a compilation what does not compile, so that the models in it can still be run: a body becomes a throw that says what was
/// wrong with it, anything else goes. Lines keep their numbers.
/// </summary>
internal static class Pruning
{
    /// <summary>The start of the message of what is thrown in a body's place.</summary>
    public const string Mark = "cannot be compiled for running: ";

    /// <summary>The compilation without the places of the errors, or null where an error has no place to take out.</summary>
    public static CSharpCompilation? Without(
        CSharpCompilation compilation,
        IReadOnlyList<Diagnostic> errors,
        ImmutableArray<string>.Builder leftOut)
    {
        var pruned = compilation;
        var causes = leftOut.ToImmutable();
        foreach (var file in errors.GroupBy(e => e.Location.SourceTree))
        {
            if (file.Key is not { } tree) return null;
            var root = tree.GetRoot();
            var changes = new List<TextChange>();
            foreach (var error in file.OrderBy(e => e.Location.SourceSpan.Start))
            {
                if (Place(root.FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true)) is not { } place) return null;
                if (changes.Any(c => c.Span.IntersectsWith(place.Span))) continue;
                var text = RunnableAssembly.Text(error) + Since(causes, tree.FilePath);
                leftOut.Add(text);
                changes.Add(new TextChange(place.Span, Replacement(place, text) + new string('\n', Lines(place))));
            }

            // An outer place swallows the inner ones.
            var kept = changes.Where(c => !changes.Any(o => o.Span != c.Span && o.Span.Contains(c.Span))).OrderBy(c => c.Span.Start);
            var changed = SourceText.From(tree.GetText().WithChanges(kept).ToString(), System.Text.Encoding.UTF8);
            pruned = pruned.ReplaceSyntaxTree(tree, tree.WithChangedText(changed));
        }

        return pruned;
    }

    /// <summary>What does not compile only after something was left out is not what is wrong.</summary>
    private static string Since(ImmutableArray<string> causes, string file) =>
        causes.FirstOrDefault(c => c.StartsWith(file, StringComparison.Ordinal)) is { } near ? $", since {near}"
        : causes.IsEmpty ? "" : $", since {causes[0]}";

    /// <summary>The body, member, using directive or type to take out.</summary>
    private static SyntaxNode? Place(SyntaxNode at)
    {
        foreach (var node in at.AncestorsAndSelf())
        {
            switch (node)
            {
                case BlockSyntax { Parent: BaseMethodDeclarationSyntax or AccessorDeclarationSyntax }:
                case ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax
                    or AccessorDeclarationSyntax
                    or PropertyDeclarationSyntax
                    or IndexerDeclarationSyntax }:
                case UsingDirectiveSyntax or AttributeListSyntax or GlobalStatementSyntax:
                case MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax:
                    return node;
            }
        }

        return null;
    }

    private static string Replacement(SyntaxNode place, string why)
    {
        var thrown = $"throw new System.NotSupportedException({SymbolDisplay.FormatLiteral(Mark + why, quote: true)})";
        return place switch
        {
            BlockSyntax => $"{{ {thrown}; }}",
            ArrowExpressionClauseSyntax => $"=> {thrown}",
            _ => "",
        };
    }

    private static int Lines(SyntaxNode place)
    {
        var span = place.SyntaxTree.GetLineSpan(place.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line;
    }
}
