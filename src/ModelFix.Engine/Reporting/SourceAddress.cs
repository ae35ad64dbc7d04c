namespace ModelFix.Engine.Reporting;

/// <summary>Addresses of files for others than this machine: relative to the repository, or to the folder where there is none.</summary>
/// <param name="root">The folder that they are relative to.</param>
internal sealed class SourceAddress(string root)
{
    /// <summary>The folder as an address, with a slash at its end.</summary>
    public string Root => Absolute(root).TrimEnd('/') + "/";

    /// <summary>The path below the root with slashes; null where the file is elsewhere.</summary>
    public string? PathOf(string file)
    {
        var relative = Path.GetRelativePath(root, file);
        // On another drive there is no relative path.
        return Path.IsPathRooted(relative) || relative.Split(Path.DirectorySeparatorChar)[0] == ".."
            ? null
            : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>The path, below the root where it is there.</summary>
    public string Shown(string file) => PathOf(file) ?? file.Replace('\\', '/');

    /// <summary>The relative address below the root; null where the file is elsewhere.</summary>
    public string? UriOf(string file) => PathOf(file) is { } path
        ? string.Join('/', path.Split('/').Select(Uri.EscapeDataString))
        : null;

    /// <summary>The address of a file on this machine.</summary>
    public static string Absolute(string path) => new Uri(path).AbsoluteUri
        .Replace("[", "%5B", StringComparison.Ordinal)
        .Replace("]", "%5D", StringComparison.Ordinal);
}
