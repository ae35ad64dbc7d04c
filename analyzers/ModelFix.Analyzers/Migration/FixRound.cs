using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Migration;

/// <summary>
/// One round of fixing: of all fixes, those whose edits do not touch each other are made at once. What overlapped is found again, in the
/// new text, by the next round. Every host goes through here, so a single fix is a round of one.
/// </summary>
internal static class FixRound
{
    /// <summary>So many rounds reach a fixed point in real code: fixes that nest or share a declaration need one each.</summary>
    public const int Limit = 25;

    /// <summary>
    /// Those of which the fixes can be made together. Smaller edits come first, so that in a nested pattern the inner one is fixed before
    /// the outer copies it.
    /// </summary>
    public static ImmutableArray<T> Choose<T>(IEnumerable<T> fixable, Func<T, Finding> findingOf)
    {
        var chosen = ImmutableArray.CreateBuilder<T>();
        var taken = new List<SourceEdit>();
        var claimed = new HashSet<SyntaxNode>();
        var ordered = fixable
            .Select(item => (Item: item, Finding: findingOf(item)))
            .OrderBy(f => f.Finding.Fixes[0].Edits.Sum(e => e.Span.Length))
            .ThenBy(f => f.Finding.Node.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(f => f.Finding.Node.SpanStart)
            .ThenBy(f => f.Finding.Rule.Id, StringComparer.Ordinal);
        foreach (var (item, finding) in ordered)
        {
            var fix = finding.Fixes[0];
            if (fix.Edits.Any(edit => taken.Any(t => Touch(t, edit))) || fix.Claims.Any(claimed.Contains)) continue;
            taken.AddRange(fix.Edits);
            claimed.UnionWith(fix.Claims);
            chosen.Add(item);
        }

        return chosen.ToImmutable();
    }

    /// <summary>The new text of every file that the fixes change.</summary>
    /// <exception cref="InvalidOperationException">A fix's own edits overlap: a defect of its rule.</exception>
    public static ImmutableDictionary<SyntaxTree, SourceText> NewTexts(IEnumerable<Fix> fixes) => fixes
        .SelectMany(f => f.Edits)
        .GroupBy(e => e.Tree)
        .ToImmutableDictionary(g => g.Key, g => Changed(g.Key, g));

    /// <summary>The files that the fixes add and that the compilation does not have yet, each once.</summary>
    public static ImmutableArray<AddedFile> NewFiles(IEnumerable<Fix> fixes, Compilation compilation) => fixes
        .SelectMany(f => f.AddedFiles)
        .Where(f => !compilation.SyntaxTrees
            .Any(t => Path.GetFileName(t.FilePath) == f.Name && t.GetText().ToString().Replace("\r\n", "\n") == f.Text))
        .Distinct()
        .ToImmutableArray();

    /// <summary>The compilation after the fixes, with added files in the given folder.</summary>
    public static Compilation Apply(Compilation compilation, IReadOnlyCollection<Fix> fixes, string folder)
    {
        foreach (var file in NewFiles(fixes, compilation))
        {
            var options = compilation.SyntaxTrees.FirstOrDefault()?.Options as CSharpParseOptions;
            compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(file.Text, options, Path.Combine(folder, file.Name)));
        }

        foreach (var changed in NewTexts(fixes))
            compilation = compilation.ReplaceSyntaxTree(changed.Key, changed.Key.WithChangedText(changed.Value));
        return compilation;
    }

    private static SourceText Changed(SyntaxTree tree, IEnumerable<SourceEdit> edits) =>
        tree.GetText().WithChanges(edits.Distinct().Select(e => new TextChange(e.Span, e.NewText)).OrderBy(c => c.Span.Start));

    /// <summary>Edits touch where they share text or stand at the same place; then the order in which they are made would matter.</summary>
    private static bool Touch(SourceEdit a, SourceEdit b) => a.Tree == b.Tree && a.Span.IntersectsWith(b.Span)
        && !(a.Span.Length > 0 && b.Span.Length > 0 && (a.Span.End == b.Span.Start || b.Span.End == a.Span.Start));
}
