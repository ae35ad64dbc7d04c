using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.CodeFixes;

/// <summary>A project's documents after a migration.</summary>
internal static class DocumentEdits
{
    /// <param name="project">The project.</param>
    /// <param name="before">Its compilation.</param>
    /// <param name="after">The same files in the same order, then those that were added.</param>
    public static Solution Apply(Project project, Compilation before, Compilation after)
    {
        var solution = project.Solution;
        var trees = after.SyntaxTrees.ToList();
        foreach (var (tree, i) in before.SyntaxTrees.Select((t, i) => (t, i)))
        {
            if (trees[i] == tree || project.GetDocument(tree) is not { } document) continue;
            solution = solution.WithDocumentText(document.Id, trees[i].GetText());
        }

        foreach (var tree in trees.Skip(before.SyntaxTrees.Count()))
        {
            var text = SourceText.From(tree.GetText().ToString());
            solution = solution.AddDocument(DocumentId.CreateNewId(project.Id), Path.GetFileName(tree.FilePath), text);
        }

        return solution;
    }
}
