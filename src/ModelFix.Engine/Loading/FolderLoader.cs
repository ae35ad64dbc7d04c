using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelFix.Engine.Loading;

/// <summary>
/// Loads folders and files without restore or build. A folder's projects become a compilation each, with the language settings that their project files state;
/// files that belong to no project are compiled together.
/// </summary>
internal sealed class FolderLoader(TorchSharpReference torchSharp, SettingsSource settings)
{
    /// <exception cref="EngineException">There is no C# in the folder, or a file cannot be read or parsed.</exception>
    public IEnumerable<LoadedProject> LoadFolder(string folder)
    {
        var files = FolderSources.Of(folder);
        if (files.Count == 0) throw new EngineException(folder, "the folder holds no C# files", "Name a folder, .cs file, project or solution with a TorchSharp model.");
        return files
            .GroupBy(f => ProjectOf(f, folder))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Key is { } project
                ? Load(project, Path.GetDirectoryName(project)!, g, ProjectProperties.Read(project), IsWhole(project, folder))
                : Load(folder, folder, g, ProjectProperties.None, isWhole: false))
            .Where(p => p is not null)
            .Select(p => p!);
    }

    /// <summary>Single files, bound together, written next to the first where a fix adds a file.</summary>
    public IEnumerable<LoadedProject> LoadFiles(IReadOnlyList<string> files)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(files[0]))!;
        var properties = ProjectOf(files[0], "") is { } project ? ProjectProperties.Read(project) : ProjectProperties.None;
        return Load(files[0], folder, files.Select(Path.GetFullPath), properties, isWhole: false) is { } loaded ? [loaded] : [];
    }

    /// <summary>The nearest project file above a file, not above the folder that was named unless that is no folder.</summary>
    private static string? ProjectOf(string file, string root)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(file)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.EnumerateFiles(folder, "*.csproj").Order(StringComparer.Ordinal).FirstOrDefault() is { } project) return project;
            if (folder == root) return ProjectOf(Path.Combine(folder, "x"), "");
        }

        return null;
    }

    private LoadedProject? Load(string name, string folder, IEnumerable<string> paths, ProjectProperties properties, bool isWhole)
    {
        var options = new CSharpParseOptions(properties.Language, DocumentationMode.Parse);
        var files = new Dictionary<string, SourceFile>(StringComparer.Ordinal);
        var trees = new List<SyntaxTree>();
        foreach (var path in paths)
        {
            var file = SourceFile.Read(path);
            var tree = CSharpSyntaxTree.ParseText(file.Text, options, path);
            if (!FolderSources.IsGenerated(path, file.Text.ToString())) files.Add(path, file);
            RefuseBroken(tree);
            trees.Add(tree);
        }

        if (properties.GlobalUsings.Length > 0) trees.Add(CSharpSyntaxTree.ParseText(properties.GlobalUsings, options, "<global usings>"));
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(name),
            trees,
            TorchSharpReference.Framework.Concat(torchSharp.References),
            new CSharpCompilationOptions(
                trees.Any(HasTopLevelStatements) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: properties.Nullable,
                allowUnsafe: true));
        return new LoadedProject
        {
            Name = name,
            Folder = folder,
            Compilation = compilation,
            Settings = settings.For(folder, files.Keys.FirstOrDefault()) with { IsWholeAssembly = isWhole },
            Files = files,
            TorchSharp = torchSharp.Description,
        };
    }

    /// <summary>True where a folder holds all files of a project, whose internals no friend sees, as far as its files say.</summary>
    private static bool IsWhole(string project, string folder)
    {
        var inFolder = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(Path.GetDirectoryName(project)!));
        if (inFolder.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(inFolder)) return false;
        return !BuildFilesOf(project).Select(File.ReadAllText).Any(t => t.Contains("InternalsVisibleTo", StringComparison.Ordinal) || t.Contains("<Compile Include", StringComparison.Ordinal));
    }

    private static IEnumerable<string> BuildFilesOf(string project)
    {
        yield return project;
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(project)); folder is not null; folder = Path.GetDirectoryName(folder))
            foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets" }.Select(f => Path.Combine(folder, f)).Where(File.Exists)) yield return file;
    }

    private static bool HasTopLevelStatements(SyntaxTree tree) =>
        tree.GetRoot().ChildNodes().Any(n => n is Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax);

    private static void RefuseBroken(SyntaxTree tree)
    {
        if (tree.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is not { } error) return;
        var at = error.Location.GetLineSpan().StartLinePosition;
        throw new EngineException(
            FormattableString.Invariant($"{tree.FilePath}({at.Line + 1},{at.Character + 1})"),
            $"does not parse ({error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)})",
            "Mend the file, or leave it out of PATHS.");
    }
}
