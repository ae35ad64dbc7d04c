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
        if (!request.Diff) RefuseUnsafeTree();
        var (projects, coverage) = session.Load(request);
        var options = new MigrationOptions(request.Rules, request.Assume);
        var groups = ProjectMigration.Groups(projects).ToList();
        var verified = session.Progress.Run("Migrating", groups.Count, begins => groups.ConvertAll(g =>
        {
            begins(Session.Named(g[0].Title, request));
            return Migrated(g, options, cancellation);
        }));
        if (request.Verify) session.Progress.Split("Verifying", _verifier.Time);
        var migrated = verified.SelectMany(v => v.Result.Projects).ToList();
        var report = Report.Of(
            request.Folder,
            verified.SelectMany(v => v.Result.Outcomes),
            request.ShowsSuggestions,
            Notes.Of(projects, coverage).Concat(verified.SelectMany(v => v.Models).Select(VerificationText.Line)),
            coverage.Missing) with
        {
            Changes = FileChange.Of(migrated),
            IsWritten = !request.Diff,
            Shapes = new InferredShapes(migrated.SelectMany(m => new[]
            {
                (m.Project.Compilation, m.Project.Settings), ((CSharpCompilation)m.After, m.Project.Settings),
            })),
        };
        if (!request.Diff) FileWriter.Write(migrated, cancellation);
        var showsPatch = request.Diff && (request.Format == ReportFormats.Text || request.Output is not null);
        if (showsPatch) foreach (var change in report.Changes) session.Output.Write(change.Patch(request.Folder));
        // Beside a patch standard output has nothing else, so that it can be redirected into a file.
        new ReportWriter(request, session, isBesidePatch: showsPatch).Write(report);
        return Math.Max(coverage.ExitCode, request.ExitZero || report.RemainingWarnings == 0 ? ExitCodes.Done : ExitCodes.FindingsRemain);
    }

    private VerifiedMigration Migrated(
        IReadOnlyList<LoadedProject> projects,
        MigrationOptions options,
        CancellationToken cancellation) => request.Verify
        ? VerifiedMigration.Run(projects, options, _verifier, cancellation)
        : new VerifiedMigration(ProjectMigration.Run(projects, options, cancellation), []);

    private void RefuseUnsafeTree()
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

            if (!request.AllowDirty && Git.Changed(folder) is { Count: > 0 } changed)
                throw new EngineException(
                    folder,
                    $"has uncommitted changes ({changed.Count} files)",
                    "Commit or stash them first, or pass --allow-dirty.",
                    ExitCodes.WrongUsage);
        }
    }
}
