using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Reporting;

/// <summary>The modelfix-baseline.json files: for each source the nearest above it, up to the root of its repository.</summary>
internal sealed class Baselines
{
    private readonly Dictionary<string, string?> _nearest = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, BaselineFile> _read = new(StringComparer.Ordinal);

    /// <summary>Reads the baselines of source files.</summary>
    /// <exception cref="EngineException">One is none.</exception>
    public static Baselines Of(IEnumerable<string> sources)
    {
        var baselines = new Baselines();
        foreach (var source in sources) baselines.For(source);
        return baselines;
    }

    /// <summary>Those that count for some source that was asked for, by path.</summary>
    public IReadOnlyDictionary<string, BaselineFile> Read => _read;

    /// <summary>The baseline of a source file, by its path; null where there is none.</summary>
    /// <exception cref="EngineException">It is not one.</exception>
    public string? For(string source)
    {
        var folder = Path.GetDirectoryName(source)!;
        if (!_nearest.TryGetValue(folder, out var path)) _nearest[folder] = path = Nearest(folder);
        if (path is not null && !_read.ContainsKey(path)) _read[path] = BaselineFile.Read(path);
        return path;
    }

    /// <summary>What the files are relative to in a baseline: the repository, or the baseline's folder where there is none.</summary>
    public static string RootOf(string baseline) => Git.TopOf(baseline) ?? Path.GetDirectoryName(baseline)!;

    private static string? Nearest(string folder)
    {
        var top = Git.TopOf(Path.Combine(folder, BaselineFile.Name));
        for (var at = folder; at is not null; at = at == top ? null : Path.GetDirectoryName(at))
            if (Path.Combine(at, BaselineFile.Name) is var path && File.Exists(path)) return path;
        return null;
    }
}
