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
    private readonly WorkTree _tree = new(request);

    public int Run(CancellationToken cancellation)
    {
        if (request.Interactive && session.Input is null) throw NobodyAnswers();
        var own = _tree.Claim(session.Progress.Say);
        var (projects, coverage) = session.Load(request);
        var accepting = request.Accepting(projects, isMigrated: true);
        var permission = WritePermission.Of(
            projects, request.Paths, request.AllowDirty || request.WritesNothing, request.AllowNoVcs || request.WritesNothing, own);
        var options = new MigrationOptions(request.Rules, request.Assume) { WhyKept = permission.WhyKept };
        var asked = request.Interactive
            ? new FixChoice(options, new FixQuestion(request, session, cancellation), offersReports: !request.Verify)
            : null;
        if (asked is not null) options = options with { Choice = asked.Of };
        var made = Made(ProjectMigration.Groups(projects).ToList(), options, isPartial: !coverage.Missing.IsEmpty, cancellation);
        if (asked is not null) made = made with { Outcomes = [.. made.Outcomes.Select(asked.Told)] };
        var patch = request.Patch is null ? null : PatchFile.Of(made.Projects, _tree.Top);
        var accepted = accepting(made.Outcomes);
        var left = permission.Denied.Concat(made.Failures).Concat(patch?.LeftOut ?? []);
        var notes = Notes.Of(projects, coverage).Concat(made.Models.Select(VerificationText.Line));
        var report = Report.Of(
            request.Folder,
            accepted.New,
            request.ShowsSuggestions,
            notes.Concat(accepted.Notes),
            [.. coverage.Missing, .. left.Select(NotChecked.Left)]);
        report = WithChanges(report, made.Projects);
        Write(report, patch);
        return Math.Max(
            report.NotChecked.IsEmpty ? ExitCodes.Done : ExitCodes.NotLoaded,
            request.ExitZero || report.RemainingWarnings == 0 ? ExitCodes.Done : ExitCodes.FindingsRemain);
    }

    private static EngineException NobodyAnswers() => new(
        "--interactive",
        "standard input is not a terminal, so that nobody can answer",
        "Run it in a terminal, or leave --interactive out.",
        ExitCodes.WrongUsage);

    private MadeFixes Made(
        List<ImmutableArray<LoadedProject>> groups, MigrationOptions options, bool isPartial, CancellationToken cancellation)
    {
        if (request.CommitPerRule)
        {
            var made = session.Progress.Run(
                "Committing", null, begins => new RuleCommits(_tree.Top, session.Progress.Say, begins).Run(groups, options, cancellation));
            session.Progress.Split(Recompiling(options));
            return made;
        }

        var migrated = session.Progress.Run("Migrating", groups.Count, begins => groups.ConvertAll(g =>
        {
            begins(Session.Named(g[0].Title, request));
            return Migrated(g, options, isPartial, cancellation);
        }));
        if (request.Verify) session.Progress.Split(Recompiling(options), ("Verifying", _verifier.Time));
        else session.Progress.Split(Recompiling(options));
        var failures = request.WritesNothing
            ? ImmutableDictionary<int, string>.Empty
            : new FileWriter(_tree.Top).Write([.. migrated.Select(v => v.Result.Projects)], cancellation);
        return MadeFixes.Of(migrated, failures);
    }

    private static (string Name, TimeSpan Time) Recompiling(MigrationOptions options) => ("Recompiling", options.Recompiling.Elapsed);

    private VerifiedMigration Migrated(
        IReadOnlyList<LoadedProject> projects,
        MigrationOptions options,
        bool isPartial,
        CancellationToken cancellation) => request.Verify
        ? VerifiedMigration.Run(projects, options, _verifier, isPartial, cancellation)
        : new VerifiedMigration(ProjectMigration.Run(projects, options, cancellation), []);

    private Report WithChanges(Report report, IReadOnlyList<MigratedProject> projects) => report with
    {
        Changes = FileChange.Of(projects),
        IsWritten = !request.WritesNothing,
        Shapes = new InferredShapes(projects.SelectMany(m => new[]
        {
            (m.Project.Compilation, m.Project.Settings), ((CSharpCompilation)m.After, m.Project.Settings),
        })),
    };

    private void Write(Report report, PatchFile? patch)
    {
        if (patch is not null) new PatchWriter(request, session).Write(patch);
        var showsDiff = request.Diff && (request.Format == ReportFormats.Text || request.Output is not null);
        if (showsDiff) foreach (var change in report.Changes) session.Output.Write(change.Patch(request.Folder));
        // Beside a patch standard output has nothing else, so that it can be redirected into a file.
        new ReportWriter(request, session, isBesidePatch: showsDiff).Write(report);
    }
}
