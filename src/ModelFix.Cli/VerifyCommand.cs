using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Export;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>
/// <c>modelfix verify</c>: runs the models before and after a migration, or before and after what changed since a revision.
/// </summary>
internal sealed class VerifyCommand(Request request, Session session)
{
    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        foreach (var missing in coverage.Missing) session.Error.WriteLine(missing.Text);
        var pairs = request.Since is { } revision
            ? projects.DistinctBy(p => p.Name).Select(p => new Pair(p, Revision.Of(p, revision), p.Compilation, Applied: null)).ToList()
            : Migrated(projects, cancellation);
        var reports = session.Progress.Run("Verifying", null, begins =>
        {
            var verifier = new Verifier(request.Verification, session.Progress.Say, begins);
            return pairs
                .SelectMany(p => Exported(p, verifier.Run(p.Project, p.Before, p.After, p.Applied, cancellation), cancellation))
                .ToList();
        });
        if (reports.Count == 0)
            throw new EngineException(
                string.Join(", ", request.Paths),
                "there is no model to verify",
                "Name a project with a class that derives from torch.nn.Module and has a forward.");
        new ReportWriter(request, session).Write(new VerificationReport([.. reports], coverage.Missing));
        if (reports.Any(r => r.Verdict == Verdict.Different)) return ExitCodes.VerificationFailed;
        return Math.Max(
            coverage.ExitCode,
            request.ExitZero || reports.All(r => r.Verdict == Verdict.Equal) ? ExitCodes.Done : ExitCodes.FindingsRemain);
    }

    private IReadOnlyList<ModelReport> Exported(
        Pair pair, IReadOnlyList<ModelReport> reports, CancellationToken cancellation) => request.NoExport
        ? reports
        : new ExportStages(new ModelExporter(ExportOptions.Usual, request.Verification, session.Progress.Say))
            .Added(pair.Project, pair.Before, pair.After, reports, cancellation);

    /// <summary>The projects with their migrations, each project for one of its frameworks.</summary>
    private List<Pair> Migrated(IReadOnlyList<LoadedProject> projects, CancellationToken cancellation)
    {
        var options = new MigrationOptions(request.Rules, request.Assume);
        var result = session.Progress.Run("Migrating", null, _ => ProjectMigration.Run(projects, options, cancellation));
        session.Progress.Split(("Recompiling", options.Recompiling.Elapsed));
        var pairs = new List<Pair>();
        foreach (var migrated in result.Projects.DistinctBy(m => m.Project.Name))
        {
            var applied = result.FixesIn(migrated.Project);
            if (applied.Count == 0)
                session.Error.WriteLine(
                    $"{migrated.Project.Name}: no fix applies, so both versions are the same text; "
                        + "--since REVISION compares with an earlier one.");
            pairs.Add(new Pair(migrated.Project, migrated.Project.Compilation, (CSharpCompilation)migrated.After, applied));
        }

        return pairs;
    }

    /// <summary>Two versions of a project, and the fixes that lie between them where nothing else does.</summary>
    private sealed record Pair(
        LoadedProject Project, CSharpCompilation Before, CSharpCompilation After, IReadOnlyList<Finding>? Applied);
}
