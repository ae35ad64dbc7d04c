namespace ModelFix.Engine.Loading;

/// <summary>Asks git about a folder.</summary>
internal static class Git
{
    /// <summary>A folder's own .git may name a program that git asks for what changed.</summary>
    private static readonly string[] NoPrograms = ["-c", "core.fsmonitor="];

    /// <summary>The root of the work tree that a folder is in, or null where it is in none or git is not installed.</summary>
    public static string? Root(string folder) => Run(folder, "rev-parse", "--show-toplevel") is { Length: > 0 } root ? root : null;

    /// <summary>The root of the work tree that a file is in, as the folders say, or null where it is in none.</summary>
    public static string? TopOf(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, ".git") is var mark && (Directory.Exists(mark) || File.Exists(mark))) return folder;
        return null;
    }

    /// <summary>The files of a work tree that differ from what is committed, or are not tracked, by full path.</summary>
    public static HashSet<string> Dirty(string top)
    {
        var entries = (Run(top, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames") ?? "")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return [.. entries.Where(e => e.Length > 3).Select(e => Path.Combine(top, e[3..]))];
    }

    /// <summary>Those of the files that git ignores.</summary>
    public static HashSet<string> Ignored(string folder, IReadOnlyCollection<string> files) =>
        [.. AskedOf(files, folder, "check-ignore", "--stdin", "-z")];

    /// <summary>Those of the files that git keeps in another encoding than they have in the work tree.</summary>
    public static HashSet<string> Reencoded(string folder, IReadOnlyCollection<string> files) =>
    [
        .. AskedOf(files, folder, "check-attr", "--stdin", "-z", "working-tree-encoding")
            .Chunk(3)
            .Where(said => said is [_, _, not ("unspecified" or "unset")])
            .Select(said => said[0]),
    ];

    /// <summary>What git answers when it is asked about files.</summary>
    private static string[] AskedOf(IReadOnlyCollection<string> files, string folder, params string[] arguments)
    {
        if (files.Count == 0) return [];
        try
        {
            using var git = ChildProcess.Start("git", [.. NoPrograms, .. arguments], folder);
            git.Wait(string.Join('\0', files));
            return git.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }

    /// <summary>True where git knows whom to name in a commit.</summary>
    public static bool KnowsAuthor(string folder) =>
        Run(folder, "var", "GIT_AUTHOR_IDENT") is not null && Run(folder, "var", "GIT_COMMITTER_IDENT") is not null;

    /// <summary>Commits files, by full path, and nothing else.</summary>
    /// <returns>Why git does not, or null.</returns>
    public static string? Commit(string top, IReadOnlyCollection<string> files, string message)
    {
        string[][] commands =
        [
            ["add"],
            ["commit", "--quiet", "--only", "--message", message],
        ];
        foreach (var command in commands)
        {
            string[] arguments = ["--literal-pathspecs", .. command, "--pathspec-from-file=-", "--pathspec-file-nul"];
            using var git = ChildProcess.Start("git", arguments, top);
            if (git.Wait(string.Join('\0', files)) != 0) return $"{git.Error}{git.Output}".Trim();
        }

        return null;
    }

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
            using var git = ChildProcess.Start("git", [.. NoPrograms, .. arguments], folder);
            return git.Wait() == 0 ? git.Output.Trim('\n', '\r') : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
