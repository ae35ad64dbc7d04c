using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Core.Configuration;

namespace ModelFix.Analyzers;

/// <summary>A project's settings as a compiler host hands them over: analyzer options and the additional file modelfix.json.</summary>
internal static class ProjectSettings
{
    /// <summary>Settings that are wrong are left at their defaults.</summary>
    public static ModelSettings Read(AnalyzerOptions options, Compilation compilation, CancellationToken cancellation) =>
        Read(options, compilation, cancellation, out _);

    /// <param name="options">What the host has.</param>
    /// <param name="compilation">The project.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <param name="mistakes">What is wrong, with its place; it is left at its default.</param>
    public static ModelSettings Read(
        AnalyzerOptions options,
        Compilation compilation,
        CancellationToken cancellation,
        out ImmutableArray<ConfigurationError> mistakes)
    {
        var json = options.AdditionalFiles.FirstOrDefault(f => Path.GetFileName(f.Path) == "modelfix.json");
        var settings = ModelSettingsReader.Read(
            compilation.SyntaxTrees.OrderBy(t => t.FilePath, StringComparer.Ordinal).Select(t => Configured(t, options)),
            json?.GetText(cancellation)?.ToString(),
            json?.Path,
            out var errors);
        mistakes = errors.AddRange(UnknownNames.In(settings.Named, [compilation], IsOwn(json?.Path, options)));
        return settings;
    }

    /// <summary>True for a file in the project's folder; one above may be about other projects, too.</summary>
    private static bool IsOwn(string? json, AnalyzerOptions options) =>
        json is not null
        && options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.ProjectDir", out var folder)
        && Path.GetDirectoryName(json) == folder.TrimEnd('/', '\\');

    private static ConfiguredFile Configured(SyntaxTree tree, AnalyzerOptions options)
    {
        var said = options.AnalyzerConfigOptionsProvider.GetOptions(tree);
        return new ConfiguredFile(tree.FilePath, key => said.TryGetValue(key, out var value) ? value : null);
    }
}
