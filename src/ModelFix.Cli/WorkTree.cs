using System.Collections.Immutable;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Cli;

/// <summary>What a migration is written into, and whether it could be undone there.</summary>
internal sealed class WorkTree(Request request)
{
    /// <summary>The root of the repository, else the folder that was named: where the journal of a run stands.</summary>
    public string Top { get; } = TopOf(request.Paths[0]);

    /// <summary>Ends what a killed run began, and refuses a tree that has no way back.</summary>
    /// <param name="say">Is told of what was done.</param>
    /// <returns>Files that the earlier run changed.</returns>
    /// <exception cref="EngineException">The tree is not under version control, or has uncommitted changes.</exception>
    public IReadOnlySet<string> Claim(Action<string> say)
    {
        if (request.CommitPerRule) RefuseCommits();
        if (request.WritesNothing) return ImmutableHashSet<string>.Empty;
        var own = Journal.Recover(Top, request.Paths, say);
        RefuseUnsafe(own);
        return own;
    }

    private void RefuseCommits()
    {
        if (request.AllowDirty || request.AllowNoVcs || request.WritesNothing || request.Verify || request.Interactive)
            throw new EngineException(
                "--commit-per-rule",
                "it cannot be given with --allow-dirty, --allow-no-vcs, --diff, --patch, --interactive or --verify",
                "Leave one of them out; modelfix verify --since compares with an earlier commit afterwards.",
                ExitCodes.WrongUsage);
        if (Git.TopOf(Path.Combine(Top, "x")) is not null && !Git.KnowsAuthor(Top))
            throw new EngineException(
                Top,
                "git does not know whom to name in a commit",
                "Say so with git config user.name and git config user.email.",
                ExitCodes.WrongUsage);
    }

    private static string TopOf(string path) =>
        Git.TopOf(Path.Combine(path, "x")) ?? (Directory.Exists(path) ? path : Path.GetDirectoryName(path)!);

    private void RefuseUnsafe(IReadOnlySet<string> own)
    {
        foreach (var folder in request.Paths
            .Select(p => Directory.Exists(p) ? p : Path.GetDirectoryName(p)!)
            .Where(Directory.Exists)
            .Distinct())
        {
            if (Git.Root(folder) is null)
            {
                if (request.AllowNoVcs) continue;
                throw new EngineException(
                    folder,
                    "not under version control, so a migration could not be undone",
                    "Commit it to git first, or pass --allow-no-vcs.",
                    ExitCodes.WrongUsage);
            }

            if (!request.AllowDirty && Changed(folder, own) is { Count: > 0 } changed)
                throw new EngineException(
                    folder,
                    $"has uncommitted changes ({changed.Count} files)",
                    "Commit or stash them first, or pass --allow-dirty.",
                    ExitCodes.WrongUsage);
        }
    }

    private static List<string> Changed(string folder, IReadOnlySet<string> own)
    {
        var below = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return Git.TopOf(below) is { } top
            ? [.. Git.Dirty(top).Where(f => f.StartsWith(below, StringComparison.Ordinal) && !own.Contains(f))]
            : [];
    }
}
