using System.Collections.Concurrent;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Migration;

/// <summary>
/// Which files may be written: those inside of what was named, tracked and clean in their own repository, not ignored, not links, in an
/// encoding that is certain.
/// </summary>
internal sealed class WritePermission
{
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _denied = new(StringComparer.Ordinal);

    private WritePermission()
    {
    }

    /// <summary>The files that a fix would have changed, and why they stay as they are.</summary>
    public IEnumerable<string> Denied =>
        _denied.Keys.Order(StringComparer.Ordinal).Select(path => $"{path}: left as it is, {_kept[path]}.");

    /// <param name="projects">Whose files it is about.</param>
    /// <param name="roots">What was named, as full paths.</param>
    /// <param name="allowsDirty">True where uncommitted changes do not matter.</param>
    /// <param name="allowsNoVcs">True where a file need not be in a repository.</param>
    /// <param name="own">Files that an earlier run of ModelFix changed.</param>
    public static WritePermission Of(
        IEnumerable<LoadedProject> projects,
        IReadOnlyList<string> roots,
        bool allowsDirty,
        bool allowsNoVcs,
        IReadOnlySet<string> own)
    {
        var permission = new WritePermission();
        var inside = roots.Select(Boundary).ToList();
        var files = projects.SelectMany(p => p.Files.Values).DistinctBy(f => f.Path).ToList();
        var linked = HardLinks.Among(files.Select(f => f.Path));
        foreach (var file in files)
        {
            if (file.WhyKept is { } encoding) permission.Keep(file.Path, $"it is {encoding}");
            else if (!inside.Any(r => IsBelow(file.Path, r))) permission.Keep(file.Path, "it is outside of what was named");
            else if (LinkOn(file.Path, inside) is { } link) permission.Keep(file.Path, $"{link} is a link");
            else if (linked.Contains(file.Path)) permission.Keep(file.Path, "it has another name on the disk (a hard link)");
            else if (IsReadOnly(file.Path)) permission.Keep(file.Path, "it is read-only");
        }

        foreach (var repository in files.Select(f => f.Path).Where(f => !permission._kept.ContainsKey(f)).GroupBy(Git.TopOf).ToList())
        {
            if (repository.Key is null)
            {
                if (!allowsNoVcs) foreach (var file in repository) permission.Keep(file, "it is not under version control");
                continue;
            }

            var ignored = Git.Ignored(repository.Key, [.. repository]);
            var dirty = allowsDirty ? [] : Git.Dirty(repository.Key);
            foreach (var file in repository)
            {
                if (ignored.Contains(file)) permission.Keep(file, "git ignores it");
                else if (dirty.Contains(file) && !own.Contains(file)) permission.Keep(file, "it has uncommitted changes");
            }
        }

        return permission;
    }

    /// <summary>Why a file must stay as it is, or null where a fix may change it.</summary>
    public string? WhyKept(string path)
    {
        if (!_kept.TryGetValue(path, out var reason)) return null;
        _denied.TryAdd(path, 0);
        return $"would change {Path.GetFileName(path)}, and {reason}";
    }

    private void Keep(string path, string reason) => _kept.TryAdd(path, reason);

    /// <summary>The folder that a path stands for: a project or solution may reach whatever is in its repository.</summary>
    private static string Boundary(string path) => Directory.Exists(path) || path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
        ? path
        : Git.TopOf(path) ?? Path.GetDirectoryName(path)!;

    private static bool IsBelow(string path, string root) =>
        path == root || path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The file itself or the first folder around it, up to what was named, that is a link; null where none is.</summary>
    private static string? LinkOn(string path, List<string> roots)
    {
        if (new FileInfo(path).LinkTarget is not null) return "it";
        var root = roots.First(r => IsBelow(path, r));
        for (var folder = Path.GetDirectoryName(path)!; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
            if (new DirectoryInfo(folder).LinkTarget is not null) return folder;
        return null;
    }

    private static bool IsReadOnly(string path)
    {
        if ((File.GetAttributes(path) & FileAttributes.ReadOnly) != 0) return true;
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        return !OperatingSystem.IsWindows()
            && ((File.GetUnixFileMode(path) & Write) == 0 || (File.GetUnixFileMode(Path.GetDirectoryName(path)!) & Write) == 0);
    }
}
