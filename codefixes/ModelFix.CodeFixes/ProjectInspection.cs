using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Core.Knowledge;

namespace ModelFix.CodeFixes;

/// <summary>The rules' findings in a project as it stands.</summary>
internal sealed class ProjectInspection
{
    private readonly TorchCompilation _torch;

    private ProjectInspection(TorchCompilation torch) => _torch = torch;

    /// <summary>The inspection, or null where the project has no compilation or does not use TorchSharp.</summary>
    public static async Task<ProjectInspection?> CreateAsync(Project project, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation) return null;
        var settings = ProjectSettings.Read(project.AnalyzerOptions, compilation, cancellation);
        return TorchCompilation.Create(compilation, settings) is { } torch ? new ProjectInspection(torch) : null;
    }

    /// <summary>The finding behind a diagnostic, or null where the code has changed since.</summary>
    public Finding? At(Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.Location.SourceTree is not { } reported || RuleCatalog.Find(diagnostic.Id) is not { } rule) return null;
        if (_torch.Compilation.SyntaxTrees.FirstOrDefault(t => t == reported || t.FilePath == reported.FilePath) is not { } tree) return null;
        var root = tree.GetRoot(cancellation);
        if (!root.FullSpan.Contains(diagnostic.Location.SourceSpan)) return null;
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return Inspection.At(rule, node, _torch.Compilation.GetSemanticModel(tree), _torch, cancellation);
    }

    /// <summary>All findings of one rule in the files that a predicate takes.</summary>
    public IEnumerable<Finding> All(string ruleId, Func<SyntaxTree, bool> takes, CancellationToken cancellation) =>
        RuleCatalog.Find(ruleId) is not { } rule
            ? []
            : _torch.Compilation.SyntaxTrees
                .Where(takes)
                .OrderBy(t => t.FilePath, StringComparer.Ordinal)
                .SelectMany(t => Inspection.Of(t, _torch, ImmutableArray.Create(rule), cancellation));
}
