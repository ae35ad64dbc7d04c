using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Engine.Loading;

/// <summary>The files that a search of their text says may hold models: no others are bound.</summary>
internal static class TorchFiles
{
    /// <summary>A project's own files that may hold models, in the order of their paths.</summary>
    public static IEnumerable<SyntaxTree> In(Compilation compilation, LoadedProject project)
    {
        var everywhere = compilation.SyntaxTrees.Any(HasGlobalTorchUsing);
        return compilation.SyntaxTrees
            .Where(t => project.Files.ContainsKey(t.FilePath) && (everywhere || MentionsTorch(t)))
            .OrderBy(t => t.FilePath, StringComparer.Ordinal);
    }

    /// <summary>True where a file or a global using names TorchSharp itself.</summary>
    public static bool UsesTorchSharp(LoadedProject project) =>
        project.Compilation.SyntaxTrees.Any(HasGlobalTorchUsing)
            || project.OwnTrees.Any(t => Text(t).Contains("TorchSharp", StringComparison.Ordinal));

    public static bool MentionsTorch(SyntaxTree tree) =>
        Text(tree) is var text && (text.Contains("orch", StringComparison.Ordinal) || text.Contains("Tensor", StringComparison.Ordinal));

    /// <summary>
    /// Global usings bring TorchSharp to files that do not name it; without them, a file that does not name it has no models.
    /// </summary>
    public static bool HasGlobalTorchUsing(SyntaxTree tree) => tree.GetRoot() is CompilationUnitSyntax unit
        && unit.Usings.Any(u => !u.GlobalKeyword.IsKind(SyntaxKind.None) && u.ToString().Contains("TorchSharp", StringComparison.Ordinal));

    private static string Text(SyntaxTree tree) => tree.GetText().ToString();
}
