using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Engine.Observation;

/// <summary>
/// Joins the instructions of a compiled model to the code that they come from: by file, line and column of the debug information and by the
/// name of what is called. Several of a name in one statement are joined in the order in which the compiler emits them, where the compiled
/// statement has as many as the written one; where not, none of them is.
/// </summary>
/// <param name="tree">A file of the model.</param>
/// <param name="torch">What is known of the model.</param>
internal sealed class SiteJoin(SyntaxTree tree, TorchCompilation torch)
{
    private readonly SourceText _text = tree.GetText();
    private readonly SyntaxNode _root = tree.GetRoot();

    /// <summary>The code of each site that is joined, by the sites' numbers.</summary>
    /// <param name="sites">The sites.</param>
    /// <param name="torch">What is known of the model.</param>
    /// <param name="isAsWritten">False for a file that was compiled otherwise than it is written.</param>
    public static ImmutableDictionary<int, SiteTarget> Of(
        ImmutableArray<Site> sites, TorchCompilation torch, Func<string, bool> isAsWritten)
    {
        var joined = ImmutableDictionary.CreateBuilder<int, SiteTarget>();
        var trees = torch.Compilation.SyntaxTrees.ToLookup(t => t.FilePath, StringComparer.Ordinal);
        foreach (var file in sites.GroupBy(s => s.Point.File, StringComparer.Ordinal).Where(f => isAsWritten(f.Key)))
        {
            // Of files that are called alike, and of lines that are counted otherwise, nobody knows which is meant.
            if (trees[file.Key].ToList() is [var tree]
                && !tree.GetRoot().DescendantTrivia().Any(t => t.IsKind(SyntaxKind.LineDirectiveTrivia)))
                new SiteJoin(tree, torch).Join([.. file], joined);
        }

        return joined.ToImmutable();
    }

    private void Join(List<Site> sites, ImmutableDictionary<int, SiteTarget>.Builder joined)
    {
        var spans = sites.Select(s => s.Point).Distinct().ToDictionary(p => p, Span);
        var written = Written([.. spans.Values.OfType<TextSpan>()]);
        foreach (var group in sites.GroupBy(s => (s.Method, s.Point, s.Action)))
        {
            if (spans[group.Key.Point] is not { } span) continue;
            if (group.Key.Action.Kind == SiteKind.Parameter)
            {
                if (Parameter(span, group.Key.Action.Name) is { } parameter) joined[group.Single().Number] = new SiteTarget(parameter);
                continue;
            }

            var targets = written[(span, group.Key.Action)].ToList();
            if (targets.Count != group.Count()) continue;
            foreach (var (site, target) in group.OrderBy(s => s.Number).Zip(targets)) joined[site.Number] = target;
        }
    }

    /// <summary>What is written in each span that debug information has an entry for, and in no smaller one.</summary>
    private ILookup<(TextSpan, SiteAction), SiteTarget> Written(List<TextSpan> spans)
    {
        var model = torch.Compilation.Bound(tree);
        var actions = new SiteActions(torch.Symbols);
        return _root.DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .Select(m => model.GetOperation(m))
            .OfType<IOperation>()
            .SelectMany(actions.In)
            .Select(a => (a.Action, a.Target, Span: Innermost(a.At.Span)))
            .Where(a => a.Span is not null)
            .ToLookup(a => (a.Span!.Value, a.Action), a => a.Target);

        TextSpan? Innermost(TextSpan code) => spans
            .Where(s => s.Contains(code))
            .Select(s => (TextSpan?)s)
            .MinBy(s => s!.Value.Length);
    }

    /// <summary>Where an entry of the debug information is in the text; null where the text is another one.</summary>
    private TextSpan? Span(SourcePoint point)
    {
        if (point.EndLine > _text.Lines.Count) return null;
        var (first, last) = (_text.Lines[point.Line - 1], _text.Lines[point.EndLine - 1]);
        return point.Column - 1 <= first.Span.Length && point.EndColumn - 1 <= last.Span.Length
            ? TextSpan.FromBounds(first.Start + point.Column - 1, last.Start + point.EndColumn - 1)
            : null;
    }

    /// <summary>The parameter of the function that begins at a span.</summary>
    private ParameterSyntax? Parameter(TextSpan begin, string name)
    {
        var function = _root.FindNode(begin, getInnermostNodeForTie: true).AncestorsAndSelf().FirstOrDefault(n =>
            n is BaseMethodDeclarationSyntax
                or LocalFunctionStatementSyntax
                or AnonymousFunctionExpressionSyntax
                or AccessorDeclarationSyntax);
        return function?.ChildNodes().OfType<ParameterListSyntax>().FirstOrDefault()?.Parameters
            .FirstOrDefault(p => p.Identifier.ValueText == name);
    }
}
