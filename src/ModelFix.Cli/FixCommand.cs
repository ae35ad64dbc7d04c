using System.Collections.Immutable;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary><c>modelfix fix</c>: migrates in memory, then writes, or shows the difference.</summary>
internal sealed class FixCommand(Request request, TextWriter output, TextWriter error)
{
    public int Run(CancellationToken cancellation)
    {
        var top = Top();
        var own = request.Diff ? ImmutableHashSet<string>.Empty : Journal.Recover(top, request.Paths, error.WriteLine);
        if (!request.Diff) RefuseUnsafeTree(own);
        var projects = ProjectSet.Load(request.Paths, request.References, request.Target);
        var coverage = Coverage.Of(projects);
        var permission = WritePermission.Of(
            projects, request.Paths, request.AllowDirty || request.Diff, request.AllowNoVcs || request.Diff, own);
        var options = new MigrationOptions(request.Rules, request.Assume) { WhyKept = permission.WhyKept };
        var verified = ProjectMigration.Groups(projects).Select(g => Migrated(g, options, cancellation)).ToList();
        var failures = request.Diff
            ? ImmutableDictionary<int, string>.Empty
            : new FileWriter(top).Write([.. verified.Select(v => v.Result.Projects)], cancellation);
        if (request.Diff) ShowDiff([.. verified.SelectMany(v => v.Result.Projects)]);
        var report = Report.Of(
            verified.SelectMany((v, i) => failures.ContainsKey(i) ? v.Result.Outcomes.Select(NotWritten) : v.Result.Outcomes),
            request.ShowsSuggestions,
            Notes.Of(projects, coverage).Concat(verified.SelectMany(v => v.Models).Select(VerificationText.Line)),
            [.. coverage.Missing, .. permission.Denied.Concat(failures.Values).Select(NotChecked.Left)]);
        // With --diff standard output is the patch alone, so that it can be redirected into a file.
        new ReportWriter(request, request.Diff && !request.Json ? error : output, error).Write(report);
        return Math.Max(
            report.NotChecked.IsEmpty ? ExitCodes.Done : ExitCodes.NotLoaded,
            request.ExitZero || report.RemainingWarnings == 0 ? ExitCodes.Done : ExitCodes.FindingsRemain);
    }

    /// <summary>Where the journal of a run stands: the root of the repository, else the folder that was named.</summary>
    private string Top()
    {
        var first = request.Paths[0];
        return Git.TopOf(Path.Combine(first, "x")) ?? (Directory.Exists(first) ? first : Path.GetDirectoryName(first)!);
    }

    private static Outcome NotWritten(Outcome outcome) =>
        outcome.Fixed ? outcome with { Fixed = false, Reason = "could not be written" } : outcome;

    private VerifiedMigration Migrated(
        IReadOnlyList<LoadedProject> projects,
        MigrationOptions options,
        CancellationToken cancellation) => request.Verify
        ? VerifiedMigration.Run(projects, options, new Verifier(request.Verification, error.WriteLine), cancellation)
        : new VerifiedMigration(ProjectMigration.Run(projects, options, cancellation), []);

    private void ShowDiff(List<MigratedProject> migrated)
    {
        if (request.Json) return;
        var before = migrated
            .SelectMany(m => m.Project.Files)
            .DistinctBy(f => f.Key)
            .ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        foreach (var (path, bytes) in FileWriter.Contents(migrated))
        {
            var root = Git.Root(Path.GetDirectoryName(path)!) ?? request.Folder;
            var file = before.GetValueOrDefault(path);
            var preamble = file?.Encoding.Preamble.Length ?? 0;
            var after = (file?.Encoding ?? System.Text.Encoding.UTF8).GetString(bytes, preamble, bytes.Length - preamble);
            var mark = preamble > 0 ? "\uFEFF" : "";
            output.Write(
                UnifiedDiff.Of(Path.GetRelativePath(root, path).Replace('\\', '/'), file is null ? null : mark + file.Text, mark + after));
        }
    }

    /// <param name="own">Files that an earlier run, which was killed, changed.</param>
    private void RefuseUnsafeTree(IReadOnlySet<string> own)
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
