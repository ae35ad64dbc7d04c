using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Loading;

/// <summary>
/// Runs the source generators that a project's compiler is given, so that what they write is there: <c>[GeneratedRegex]</c>. They are the
/// project's own code, as everything that opening a project evaluates.
/// </summary>
internal static class SourceGenerators
{
    /// <summary>The compilation with what the generators add.</summary>
    /// <param name="compilation">What the compiler is given.</param>
    /// <param name="parsed">Its arguments.</param>
    /// <param name="folder">What they are relative to.</param>
    /// <param name="configs">The options of files.</param>
    public static CSharpCompilation Run(
        CSharpCompilation compilation, CSharpCommandLineArguments parsed, string folder, Lazy<AnalyzerConfigSet> configs)
    {
        var loader = new Loader(parsed.AnalyzerReferences.Select(r => Path.GetFullPath(r.FilePath, folder)).Where(File.Exists));
        var generators = loader.Paths.SelectMany(p => Of(p, loader)).ToList();
        if (generators.Count == 0) return compilation;
        CSharpGeneratorDriver
            .Create(
                generators,
                parsed.AdditionalFiles.Select(f => new FileText(Path.GetFullPath(f.Path, folder))),
                CompilerArguments.ParseOptions(parsed),
                new ConfiguredAnalyzers(configs.Value))
            .RunGeneratorsAndUpdateCompilation(compilation, out var after, out _);
        return (CSharpCompilation)after;
    }

    /// <summary>
    /// The generators of an assembly; none where it does not load here, and what they write stays unbound and is said so.
    /// </summary>
    private static IEnumerable<ISourceGenerator> Of(string path, Loader loader)
    {
        var reference = new AnalyzerFileReference(path, loader);
        try
        {
            return reference.GetGenerators(LanguageNames.CSharp);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ReflectionTypeLoadException or TypeLoadException)
        {
            return [];
        }
    }

    /// <summary>Loads analyzers beside one another; the compiler's own assemblies are those of this process.</summary>
    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        private readonly Context _context;

        public Loader(IEnumerable<string> paths)
        {
            Paths = [.. paths];
            _context = new Context(Paths);
        }

        public IReadOnlyList<string> Paths { get; }

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => _context.LoadFromAssemblyPath(fullPath);
    }

    private sealed class Context(IReadOnlyList<string> paths) : AssemblyLoadContext(nameof(SourceGenerators))
    {
        private readonly ILookup<string, string> _paths =
            paths.ToLookup(p => Path.GetFileNameWithoutExtension(p), StringComparer.OrdinalIgnoreCase);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is not { } name || name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)) return null;
            return _paths[name].FirstOrDefault() is { } path ? LoadFromAssemblyPath(path) : null;
        }
    }

    private sealed class FileText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText? GetText(CancellationToken cancellationToken = default) =>
            File.Exists(path) ? SourceText.From(File.ReadAllText(path)) : null;
    }

    private sealed class ConfiguredAnalyzers(AnalyzerConfigSet configs) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(configs.GlobalConfigOptions);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(configs.GetOptionsForSourcePath(tree.FilePath));

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new Options(configs.GetOptionsForSourcePath(textFile.Path));

        private sealed class Options(AnalyzerConfigOptionsResult result) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                result.AnalyzerOptions.TryGetValue(key, out value);
        }
    }
}
