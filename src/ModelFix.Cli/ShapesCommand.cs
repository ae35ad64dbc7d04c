using ModelFix.Engine;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary><c>modelfix shapes</c>: shows what is known of every tensor in exported code, and where knowledge ends.</summary>
internal sealed class ShapesCommand(Request request, Session session)
{
    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        foreach (var note in Notes.Of(projects, coverage).Concat(coverage.Missing.Select(m => m.Text)).Distinct())
            session.Error.WriteLine(note);
        var report = session.Progress.Run("Inferring", null, _ => ShapesReport.Of(projects, request.Folder, cancellation));
        if (report.Methods.IsEmpty)
            throw new EngineException(
                string.Join(", ", request.Paths),
                "there is no exported model",
                "Name a project with a class that derives from torch.nn.Module and has a forward.");
        new ReportWriter(request, session).Write(report);
        return coverage.ExitCode;
    }
}
