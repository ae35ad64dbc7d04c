using System.Text.RegularExpressions;

namespace ModelFix.Engine.Loading;

/// <summary>The files that an item of a project names: a path, perhaps with * and **, relative to the project.</summary>
internal sealed class FilePattern
{
    private readonly string _path;
    private readonly Regex _regex;

    public FilePattern(string folder, string pattern)
    {
        var slashed = pattern.Replace('\\', '/');
        var first = slashed.IndexOfAny(['*', '?']);
        var certain = first < 0 ? slashed : slashed[..(slashed.LastIndexOf('/', first) + 1)];
        _path = Path.GetFullPath(Path.Combine(folder, certain));
        HasWildcard = first >= 0;
        var expression = Regex.Escape(Slashed(_path).TrimEnd('/') + (HasWildcard ? "/" + slashed[certain.Length..] : ""))
            .Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal)
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal);
        _regex = new Regex($"^{expression}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    private bool HasWildcard { get; }

    public bool Matches(string path) => _regex.IsMatch(Slashed(path));

    /// <summary>The files that are there.</summary>
    public IEnumerable<string> Files()
    {
        if (!HasWildcard) return File.Exists(_path) ? [_path] : [];
        return Directory.Exists(_path)
            ? Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories).Where(Matches).Order(StringComparer.Ordinal)
            : [];
    }

    private static string Slashed(string path) => path.Replace('\\', '/');
}
