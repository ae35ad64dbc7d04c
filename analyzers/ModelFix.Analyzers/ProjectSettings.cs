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
        var tree = compilation.SyntaxTrees.OrderBy(t => t.FilePath, StringComparer.Ordinal).FirstOrDefault();
        var configured = tree is null ? null : options.AnalyzerConfigOptionsProvider.GetOptions(tree);
        var json = options.AdditionalFiles.FirstOrDefault(f => Path.GetFileName(f.Path) == "modelfix.json");
        return ModelSettingsReader.Read(
            key => configured is not null && configured.TryGetValue(key, out var value) ? value : null,
            json?.GetText(cancellation)?.ToString(),
            json?.Path,
            out _);
    }
}
