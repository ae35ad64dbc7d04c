using ModelFix.Core.Targets;

namespace ModelFix.Engine.Loading;

/// <summary>Turns the paths of a command line into projects.</summary>
internal static class ProjectSet
{
    /// <param name="begins">Is told what is loaded next.</param>
    /// <exception cref="EngineException">A path does not exist, or nothing of what they name loads.</exception>
    public static LoadedProjects Load(
        IReadOnlyList<string> paths,
        IReadOnlyList<string> references,
        Target? target,
        Action<string>? begins = null) => Load(paths, references, target, PackageCache.Default, begins);

    public static LoadedProjects Load(
        IReadOnlyList<string> paths,
        IReadOnlyList<string> references,
        Target? target,
        PackageCache cache,
        Action<string>? begins = null)
    {
        var settings = new SettingsSource(target);
        var folders = new FolderLoader(new TorchSharpReference(references, cache), settings);
        var projects = new ProjectLoader(settings);
        var named = paths.Where(p => !IsSource(p)).Select(Path.GetFullPath).ToList();
        var loaded = new LoadedProjects(begins ?? (_ => { }))
        {
            Folders = named.ConvertAll(p => Directory.Exists(p) ? p : Path.GetDirectoryName(p)!),
        };
        foreach (var missing in paths.Where(p => !Path.Exists(p)))
            throw new EngineException(missing, "the path does not exist", "Check the spelling.", ExitCodes.NotLoaded);
        foreach (var path in named)
            loaded.Try(path, () => LoadPath(path, folders, projects, loaded));
        if (paths.Where(IsSource).ToList() is { Count: > 0 } files)
            folders.LoadFiles(files, Path.GetDirectoryName(Path.GetFullPath(files[0]))!, loaded);
        if (loaded.Count > 0 || loaded.Failures.Count == 0) return loaded;
        if (loaded.Failures.Count == 1) throw loaded.Failures[0];
        throw new EngineException(
            string.Join(", ", paths), "nothing there loads", string.Join(Environment.NewLine, loaded.Failures.Select(f => f.Message)));
    }

    private static IEnumerable<LoadedProject> LoadPath(string path, FolderLoader folders, ProjectLoader projects, LoadedProjects loaded)
    {
        if (Directory.Exists(path)) folders.LoadFolder(path, loaded);
        else if (Path.GetExtension(path).ToLowerInvariant() is ".sln" or ".slnx") projects.LoadSolution(path, loaded);
        else if (Path.GetExtension(path).Equals(".csproj", StringComparison.OrdinalIgnoreCase)) return projects.LoadProject(path);
        else throw new EngineException(
            path, "not a C# file, project or solution", "Name a folder, .cs, .csproj, .sln or .slnx.", ExitCodes.WrongUsage);
        return [];
    }

    private static bool IsSource(string path) => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);
}
