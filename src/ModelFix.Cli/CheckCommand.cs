using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Reporting.Html;

namespace ModelFix.Cli;

/// <summary><c>modelfix check</c>: reports findings and changes nothing.</summary>
internal sealed class CheckCommand(Request request, Session session)
{
    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        var accepting = request.Accepting(projects, isMigrated: false);
        var outcomes = session.Findings(projects, request, cancellation).Select(f =>
            new Outcome(f, Fixed: false, f.IsApplicable(request.Assume) ? "modelfix fix rewrites it" : Outcome.Left(f, request.Assume)));
        var accepted = accepting(outcomes);
        var report = Report.Of(
            request.Folder,
            accepted.New,
            request.ShowsSuggestions,
            Notes.Of(projects, coverage).Concat(accepted.Notes),
            coverage.Missing) with
        {
            Shapes = new InferredShapes(projects.Select(p => (p.Compilation, p.Settings))),
        };
        new ReportWriter(request, session).Write(report);
        return Math.Max(coverage.ExitCode, request.ExitZero || report.RemainingWarnings == 0 ? ExitCodes.Done : ExitCodes.FindingsRemain);
    }
}
