using ModelFix.Core.Targets;

namespace ModelFix.Engine.Loading;

/// <summary>Turns the paths of a command line into projects.</summary>
internal static class ProjectSet
{
    /// <exception cref="EngineException">A path does not exist, or what it names does not load.</exception>
    public static IReadOnlyList<LoadedProject> Load(IReadOnlyList<string> paths, IReadOnlyList<string> references, Target? target)
    {
        var settings = new SettingsSource(target);
        var folders = new FolderLoader(TorchSharpReference.Find(references), settings);
        var projects = new ProjectLoader(settings);
        var loaded = new List<LoadedProject>();
        foreach (var path in paths.Where(p => !IsSource(p)))
        {
            var full = Path.GetFullPath(path);
            if (Directory.Exists(full)) loaded.AddRange(folders.LoadFolder(full));
            else loaded.AddRange(LoadFile(full, projects));
        }

        var files = paths.Where(IsSource).ToList();
        foreach (var missing in files.Where(f => !File.Exists(f))) throw Missing(missing);
        if (files.Count > 0) loaded.AddRange(folders.LoadFiles(files));
        return loaded;
    }

    private static IEnumerable<LoadedProject> LoadFile(string path, ProjectLoader projects)
    {
        if (!File.Exists(path)) throw Missing(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csproj" => projects.LoadProject(path),
            ".sln" or ".slnx" => projects.LoadSolution(path),
            _ => throw new EngineException(path, "not a C# file, project or solution", "Name a folder, .cs, .csproj, .sln or .slnx.", ExitCodes.WrongUsage),
        };
    }

    private static EngineException Missing(string path) => new(path, "the path does not exist", "Check the spelling.", ExitCodes.NotLoaded);

    private static bool IsSource(string path) => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
}
