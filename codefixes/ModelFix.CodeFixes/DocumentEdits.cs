using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers;

namespace ModelFix.CodeFixes;

/// <summary>Applies fixes to a project's documents.</summary>
internal static class DocumentEdits
{
    public static async Task<Solution> ApplyAsync(Project project, IReadOnlyCollection<Fix> fixes, CancellationToken cancellation)
    {
        var solution = project.Solution;
        foreach (var changed in FixRound.NewTexts(fixes))
            if (project.GetDocument(changed.Key) is { } document) solution = solution.WithDocumentText(document.Id, changed.Value);
        var compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        foreach (var file in FixRound.NewFiles(fixes, compilation!))
            solution = solution.AddDocument(DocumentId.CreateNewId(project.Id), file.Name, SourceText.From(file.Text));
        return solution;
    }
}
