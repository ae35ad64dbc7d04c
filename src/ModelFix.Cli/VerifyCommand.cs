using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>
/// <c>modelfix verify</c>: runs the models before and after a migration, or before and after what changed since a revision.
/// </summary>
internal sealed class VerifyCommand(Request request, TextWriter output, TextWriter error)
{
    public int Run(CancellationToken cancellation)
    {
        var verifier = new Verifier(request.Verification, error.WriteLine);
        var projects = ProjectSet.Load(request.Paths, request.References, request.Target);
        var coverage = Coverage.Of(projects);
        foreach (var missing in coverage.Missing) error.WriteLine(missing.Text);
        var reports = request.Since is { } revision
            ? projects
                .DistinctBy(p => p.Name)
                .SelectMany(p => verifier.Run(p, Revision.Of(p, revision), p.Compilation, applied: null, cancellation))
                .ToList()
            : Migrated(projects, verifier, cancellation);
        if (reports.Count == 0)
            throw new EngineException(
                string.Join(", ", request.Paths),
                "there is no model to verify",
                "Name a project with a class that derives from torch.nn.Module and has a forward.");
        new ReportWriter(request, output, error).Write(ReportFormats.OfVerification, new VerificationReport([.. reports]));
        if (reports.Any(r => r.Verdict == Verdict.Different)) return ExitCodes.VerificationFailed;
        return Math.Max(
            coverage.ExitCode,
            request.ExitZero || reports.All(r => r.Verdict == Verdict.Equal) ? ExitCodes.Done : ExitCodes.FindingsRemain);
    }

    private List<ModelReport> Migrated(IReadOnlyList<LoadedProject> projects, Verifier verifier, CancellationToken cancellation)
    {
        var result = ProjectMigration.Run(projects, new MigrationOptions(request.Rules, request.Assume), cancellation);
        var reports = new List<ModelReport>();
        foreach (var migrated in result.Projects.DistinctBy(m => m.Project.Name))
        {
            var applied = result.FixesIn(migrated.Project);
            if (applied.Count == 0)
                error.WriteLine(
                    $"{migrated.Project.Name}: no fix applies, so both versions are the same text; "
                        + "--since REVISION compares with an earlier one.");
            reports.AddRange(
                verifier.Run(migrated.Project, migrated.Project.Compilation, (CSharpCompilation)migrated.After, applied, cancellation));
        }

        return reports;
    }
}
