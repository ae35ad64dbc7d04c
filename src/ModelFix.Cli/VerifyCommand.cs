using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary><c>modelfix verify</c>: runs the models before and after a migration, or before and after what changed since a revision.</summary>
internal sealed class VerifyCommand(Request request, TextWriter output, TextWriter error)
{
    public int Run(CancellationToken cancellation)
    {
        var verifier = new Verifier(request.Verification);
        var projects = ProjectSet.Load(request.Paths, request.References, request.Target).DistinctBy(p => p.Name).ToList();
        var reports = projects.SelectMany(p => Verify(p, verifier, cancellation)).ToList();
        if (reports.Count == 0)
            throw new EngineException(string.Join(", ", request.Paths), "there is no model to verify", "Name a project with a class that derives from torch.nn.Module and has a forward.");
        new ReportWriter(request, output, error).Write(reports);
        if (reports.Any(r => r.Verdict == Verdict.Different)) return ExitCodes.VerificationFailed;
        return request.ExitZero || reports.All(r => r.Verdict == Verdict.Equal) ? ExitCodes.Done : ExitCodes.FindingsRemain;
    }

    private IReadOnlyList<ModelReport> Verify(LoadedProject project, Verifier verifier, CancellationToken cancellation)
    {
        if (request.Since is { } revision) return verifier.Run(project, Revision.Of(project, revision), project.Compilation, applied: null, cancellation);
        var migrated = ProjectMigration.Run(project, new MigrationOptions(request.Rules, request.Assume), cancellation);
        var applied = migrated.Outcomes.Where(o => o.Fixed).Select(o => o.Finding).ToList();
        if (applied.Count == 0) error.WriteLine($"{project.Name}: no fix applies, so both versions are the same text; --since REVISION compares with an earlier one.");
        return verifier.Run(project, project.Compilation, (CSharpCompilation)migrated.After, applied, cancellation);
    }
}
