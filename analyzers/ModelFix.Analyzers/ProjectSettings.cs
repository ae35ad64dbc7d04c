using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Core.Configuration;

namespace ModelFix.Analyzers;

/// <summary>A project's settings as a compiler host hands them over: analyzer options and the additional file modelfix.json.</summary>
internal static class ProjectSettings
{
    /// <summary>Settings that are wrong are left at their defaults here; the command line reports them with their place.</summary>
    public static ModelSettings Read(AnalyzerOptions options, Compilation compilation, CancellationToken cancellation)
    {
        var json = options.AdditionalFiles.FirstOrDefault(f => Path.GetFileName(f.Path) == "modelfix.json");
        return ModelSettingsReader.Read(
            compilation.SyntaxTrees.OrderBy(t => t.FilePath, StringComparer.Ordinal).Select(t => Configured(t, options)),
            json?.GetText(cancellation)?.ToString(),
            json?.Path,
            out _);
    }

    private static ConfiguredFile Configured(SyntaxTree tree, AnalyzerOptions options)
    {
        var said = options.AnalyzerConfigOptionsProvider.GetOptions(tree);
        return new ConfiguredFile(tree.FilePath, key => said.TryGetValue(key, out var value) ? value : null);
    }
}
