namespace ModelFix.Engine.Loading;

/// <summary>Which files belong to which project: those below its folder, up to the next project file.</summary>
internal sealed class ProjectSources
{
    private readonly Dictionary<string, IReadOnlyList<string>> _projects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _sources = new(StringComparer.Ordinal);

    /// <summary>
    /// The project files that a file belongs to: the nearest above it, several where they stand side by side; none where there is none.
    /// </summary>
    public IReadOnlyList<string> ProjectsOf(string file)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(file)); folder is not null; folder = Path.GetDirectoryName(folder))
            if (ProjectsIn(folder) is { Count: > 0 } projects) return projects;
        return [];
    }

    /// <summary>The files that the SDK takes for a project by itself.</summary>
    public IReadOnlyList<string> Of(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        if (!_sources.TryGetValue(folder, out var sources))
            _sources.Add(folder, sources = [.. FolderSources.Compiled(folder).Where(f => ProjectsOf(f).Contains(project))]);
        return sources;
    }

    private IReadOnlyList<string> ProjectsIn(string folder)
    {
        if (!_projects.TryGetValue(folder, out var projects))
            _projects.Add(folder, projects = [.. Directory.EnumerateFiles(folder, "*.csproj").Order(StringComparer.Ordinal)]);
        return projects;
    }
}
