using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Reporting.Html;

namespace ModelFix.Cli;

/// <summary><c>modelfix check</c>: reports findings and changes nothing.</summary>
internal sealed class CheckCommand(Request request, TextWriter output, TextWriter error)
{
    public int Run(CancellationToken cancellation)
    {
        var projects = ProjectSet.Load(request.Paths, request.References, request.Target);
        var coverage = Coverage.Of(projects);
        var outcomes = projects
            .SelectMany(p => ProjectMigration.Inspect(p, request.Rules, cancellation))
            .Select(f =>
                new Outcome(
                    f, Fixed: false, f.IsApplicable(request.Assume) ? "modelfix fix rewrites it" : Outcome.Left(f, request.Assume)));
        var report = Report.Of(request.Folder, outcomes, request.ShowsSuggestions, Notes.Of(projects, coverage), coverage.Missing) with
        {
            Shapes = new InferredShapes(projects.Select(p => (p.Compilation, p.Settings))),
        };
        new ReportWriter(request, output, error).Write(ReportFormats.OfFindings, report);
        return Math.Max(coverage.ExitCode, request.ExitZero || report.RemainingWarnings == 0 ? ExitCodes.Done : ExitCodes.FindingsRemain);
    }
}
