using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using NuGet.Frameworks;

namespace ModelFix.Engine.Loading;

/// <summary>
/// Loads folders and files without restore or build. A folder's projects become a compilation for each target framework, as their project
/// files, read as text, say; files that belong to no project are compiled together.
/// </summary>
internal sealed class FolderLoader(TorchSharpReference torchSharp, SettingsSource settings)
{
    private readonly ProjectSources _sources = new();
    private readonly ProjectImages _images = new();

    /// <summary>Loads what a folder holds; a project that does not load is noted and the others are loaded.</summary>
    /// <exception cref="EngineException">There is no C# in the folder.</exception>
    public void LoadFolder(string folder, LoadedProjects loaded)
    {
        var unreadable = new List<EngineException>();
        var files = FolderSources.Of(folder, unreadable);
        unreadable.ForEach(loaded.Fail);
        if (files.Count == 0)
            throw new EngineException(
                folder, "the folder holds no C# files", "Name a folder, .cs file, project or solution with a TorchSharp model.");
        Load(files, folder, isFolder: true, loaded);
    }

    /// <summary>Loads files, those of a project with the rest of it, which is then bound but neither looked at nor changed.</summary>
    /// <param name="folder">What files without a project are called, and where the files are put that fixes add there.</param>
    public void LoadFiles(
        IReadOnlyList<string> files,
        string folder,
        LoadedProjects loaded) => Load(files, folder, isFolder: false, loaded);

    private void Load(IReadOnlyList<string> files, string folder, bool isFolder, LoadedProjects loaded)
    {
        var wanted = files.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        var byProject = wanted
            .SelectMany(f => _sources.ProjectsOf(f).Select(p => (Project: p, File: f)))
            .ToLookup(f => f.Project, f => f.File, StringComparer.Ordinal);
        if (wanted.Where(f => _sources.ProjectsOf(f).Count == 0).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } loose)
            loaded.Try(folder, () => [Loose(folder, loose)]);
        foreach (var project in byProject.OrderBy(p => p.Key, StringComparer.Ordinal))
            loaded.Try(project.Key, () =>
                ProjectText.Read(project.Key)
                    .Select(text => Load(text, wanted, isFolder))
                    .Where(p => p.Files.Count > 0 || !p.Missing.IsEmpty)
                    .ToList());
    }

    private LoadedProject Loose(string folder, List<string> paths)
    {
        var tool = TargetFramework.Tool;
        var parsed = CompilerArguments.Parse(
            [$"/define:{string.Join(';', tool.Symbols)};DEBUG;TRACE", "/langversion:latest", "/nullable:enable", "/unsafe+"], folder);
        var bound = torchSharp.For(project: null);
        var configured = settings.For(folder, paths);
        var sources = ParsedSources.Of(paths, CompilerArguments.ParseOptions(parsed), stated: null, paths.Contains);
        return new LoadedProject
        {
            Name = folder,
            Folder = folder,
            Compilation = Compilation(Path.GetFileName(folder), sources.Trees, bound.References, parsed, configured.Options),
            Settings = configured.Settings with { IsWholeAssembly = false, UncertainSymbols = UncertainSymbols.All },
            Files = sources.Files,
            Json = configured.Json,
            Missing = [.. sources.Missing],
            TorchSharp = bound.TorchSharp,
        };
    }

    private LoadedProject Load(ProjectText text, HashSet<string> wanted, bool isFolder)
    {
        var paths = text.Sources(_sources.Of(text.Path));
        var configured = settings.For(text.Folder, paths);
        var (compilation, sources, bound, projects) = Compiled(text, paths, wanted.Contains, configured.Options);
        // Whoever names files, not the folder, says that the rest does not matter, so that it may be out of date.
        var isWhole = isFolder && text.IsClosed && paths.All(wanted.Contains);
        return new LoadedProject
        {
            Name = text.Path,
            Framework = text.StatedFramework,
            Folder = text.Folder,
            Compilation = compilation,
            Settings = configured.Settings with { IsWholeAssembly = isWhole, UncertainSymbols = text.UncertainSymbols },
            Files = sources.Files,
            Json = configured.Json,
            Missing = [.. sources.Missing],
            TakesNewFiles = text.TakesNewFiles,
            TorchSharp = bound.TorchSharp,
            Doubts = [.. text.Doubts],
            Referenced = [.. projects.Select(p => p.Compilation)],
        };
    }

    private CompiledText Compiled(
        ProjectText text, IReadOnlyList<string> paths, Predicate<string> isWanted, SyntaxTreeOptionsProvider? severities)
    {
        var parsed = CompilerArguments.Parse(text.Arguments(), text.Folder);
        var options = CompilerArguments.ParseOptions(parsed);
        var sources = ParsedSources.Of(paths, options, parsed.Encoding, isWanted);
        if (text.Usings.Length > 0) sources.Trees.Add(CSharpSyntaxTree.ParseText(text.Usings, options, "<global usings>"));
        var bound = torchSharp.For(text);
        var projects = _images.Of(Referenced(text), Image);
        var references = bound.References.Concat(projects.Select(p => p.Reference)).ToList();
        return new CompiledText(Compilation(text.AssemblyName, sources.Trees, references, parsed, severities), sources, bound, projects);
    }

    /// <summary>The projects that a project references, directly or through others, each for the framework that suits it best.</summary>
    private static IEnumerable<ProjectText> Referenced(ProjectText project)
    {
        var found = new Dictionary<string, ProjectText>(StringComparer.Ordinal);
        var pending = new Stack<ProjectText>([project]);
        while (pending.Count > 0)
        {
            foreach (var path in pending.Pop().References().Where(p => p != project.Path && !found.ContainsKey(p)))
            {
                var texts = ProjectText.Read(path).ToList();
                var nearest = new FrameworkReducer().GetNearest(project.Framework.Framework, texts.Select(t => t.Framework.Framework));
                var text = texts.FirstOrDefault(t => t.Framework.Framework.Equals(nearest)) ?? texts[0];
                found.Add(path, text);
                pending.Push(text);
            }
        }

        return found.Values;
    }

    private CSharpCompilation Image(ProjectText text) =>
        Compiled(text, text.Sources(_sources.Of(text.Path)), isWanted: _ => false, severities: null).Compilation;

    private static CSharpCompilation Compilation(
        string name,
            List<SyntaxTree> trees,
            IReadOnlyList<MetadataReference> references,
            CSharpCommandLineArguments parsed,
            SyntaxTreeOptionsProvider? severities) => CSharpCompilation.Create(
        name,
        trees,
        references,
        CompilerArguments
            .Options(parsed)
            .WithSyntaxTreeOptionsProvider(severities)
            .WithOutputKind(trees.Any(HasTopLevelStatements) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));

    private static bool HasTopLevelStatements(SyntaxTree tree) => tree.GetRoot().ChildNodes().Any(n => n is GlobalStatementSyntax);

    private sealed record CompiledText(
        CSharpCompilation Compilation, ParsedSources Sources, BoundReferences Bound, IReadOnlyList<ProjectImage> Projects);
}
