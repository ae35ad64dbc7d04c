namespace ModelFix.Engine.Loading;

/// <summary>Asks git about a folder.</summary>
internal static class Git
{
    /// <summary>The root of the work tree that a folder is in, or null where it is in none or git is not installed.</summary>
    public static string? Root(string folder) => Run(folder, "rev-parse", "--show-toplevel") is { Length: > 0 } root ? root : null;

    /// <summary>The tracked or untracked files under a folder that differ from what is committed, at most a few.</summary>
    public static IReadOnlyList<string> Changed(string folder) =>
        (Run(folder, "status", "--porcelain", "--", ".") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True where a revision names a commit.</summary>
    public static bool Exists(
        string root,
        string revision) => Run(root, "rev-parse", "--verify", "--quiet", revision + "^{commit}") is not null;

    /// <summary>A file's text in a revision, or null where it did not exist. The path is relative to the root, with slashes.</summary>
    public static string? Show(string root, string revision, string path) => Run(root, "show", $"{revision}:{path}");

    /// <summary>The files below a folder in a revision, relative to the root.</summary>
    public static IReadOnlyList<string> Files(string root, string revision, string folder) =>
        (Run(root, "ls-tree", "-r", "--name-only", revision, "--", folder) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string? Run(string folder, params string[] arguments)
    {
        try
        {
            using var git = ChildProcess.Start("git", arguments, folder);
            return git.Wait() == 0 ? git.Output.Trim('\n', '\r') : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
