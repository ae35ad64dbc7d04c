using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Knowledge;

namespace ModelFix.CodeFixes;

/// <summary>The rules' findings in a project as it stands.</summary>
internal sealed class ProjectInspection
{
    private readonly TorchCompilation _torch;

    private ProjectInspection(TorchCompilation torch) => _torch = torch;

    public Compilation Compilation => _torch.Compilation;

    /// <summary>The inspection, or null where the project has no compilation or does not use TorchSharp.</summary>
    public static async Task<ProjectInspection?> CreateAsync(Project project, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation) return null;
        var settings = ProjectSettings.Read(project.AnalyzerOptions, compilation, cancellation);
        return TorchCompilation.Create(compilation, settings) is { } torch ? new ProjectInspection(torch) : null;
    }

    /// <summary>The finding behind a diagnostic of a rule, or null where the code has changed since.</summary>
    public Finding? At(Rule rule, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.Location.SourceTree is not { } reported) return null;
        if (Compilation.SyntaxTrees.FirstOrDefault(t => t == reported || t.FilePath == reported.FilePath) is not { } tree) return null;
        var root = tree.GetRoot(cancellation);
        if (!root.FullSpan.Contains(diagnostic.Location.SourceSpan)) return null;
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return Inspection.At(rule, node, Compilation.GetSemanticModel(tree), _torch, cancellation);
    }

    /// <summary>
    /// The project after a fix, or null where the compiler says something of the changed files that it did not say before.
    /// </summary>
    public Compilation? After(Fix fix, CancellationToken cancellation)
    {
        var after = FixRound.Apply(Compilation, [fix], folder: "");
        return Recompilation.NewComplaintInChanged(Compilation, after, cancellation) is null ? after : null;
    }
}
