using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Reporting.Html;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary><c>modelfix fix</c>: migrates in memory, then writes, or shows the difference.</summary>
internal sealed class FixCommand(Request request, Session session)
{
    private readonly Verifier _verifier = new(request.Verification, session.Progress.Say);

    public int Run(CancellationToken cancellation)
    {
        var top = Top();
        var own = request.Diff ? ImmutableHashSet<string>.Empty : Journal.Recover(top, request.Paths, session.Progress.Say);
        if (!request.Diff) RefuseUnsafeTree(own);
        var (projects, coverage) = session.Load(request);
        var permission = WritePermission.Of(
            projects, request.Paths, request.AllowDirty || request.Diff, request.AllowNoVcs || request.Diff, own);
        var options = new MigrationOptions(request.Rules, request.Assume) { WhyKept = permission.WhyKept };
        var groups = ProjectMigration.Groups(projects).ToList();
        var verified = session.Progress.Run("Migrating", groups.Count, begins => groups.ConvertAll(g =>
        {
            begins(Session.Named(g[0].Title, request));
            return Migrated(g, options, isPartial: !coverage.Missing.IsEmpty, cancellation);
        }));
        if (request.Verify) session.Progress.Split("Verifying", _verifier.Time);
        var failures = request.Diff
            ? ImmutableDictionary<int, string>.Empty
            : new FileWriter(top).Write([.. verified.Select(v => v.Result.Projects)], cancellation);
        var migrated = verified.Where((_, i) => !failures.ContainsKey(i)).SelectMany(v => v.Result.Projects).ToList();
        var report = Report.Of(
            request.Folder,
            verified.SelectMany((v, i) => failures.ContainsKey(i) ? v.Result.Outcomes.Select(NotWritten) : v.Result.Outcomes),
            request.ShowsSuggestions,
            Notes.Of(projects, coverage).Concat(verified.SelectMany(v => v.Models).Select(VerificationText.Line)),
            [.. coverage.Missing, .. permission.Denied.Concat(failures.Values).Select(NotChecked.Left)]) with
        {
            Changes = FileChange.Of(migrated),
            IsWritten = !request.Diff,
            Shapes = new InferredShapes(migrated.SelectMany(m => new[]
            {
                (m.Project.Compilation, m.Project.Settings), ((CSharpCompilation)m.After, m.Project.Settings),
            })),
        };
        var showsPatch = request.Diff && (request.Format == ReportFormats.Text || request.Output is not null);
        if (showsPatch) foreach (var change in report.Changes) session.Output.Write(change.Patch(request.Folder));
        // Beside a patch standard output has nothing else, so that it can be redirected into a file.
        new ReportWriter(request, session, isBesidePatch: showsPatch).Write(report);
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
        bool isPartial,
        CancellationToken cancellation) => request.Verify
        ? VerifiedMigration.Run(projects, options, _verifier, isPartial, cancellation)
        : new VerifiedMigration(ProjectMigration.Run(projects, options, cancellation), []);

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
