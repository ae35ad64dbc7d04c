using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary><c>modelfix shapes</c>: shows what is known of every tensor in exported code, and where knowledge ends.</summary>
internal sealed class ShapesCommand(Request request, TextWriter output, TextWriter error)
{
    public int Run(CancellationToken cancellation)
    {
        var projects = ProjectSet.Load(request.Paths, request.References, request.Target);
        var coverage = Coverage.Of(projects);
        foreach (var note in Notes.Of(projects, coverage).Concat(coverage.Missing.Select(m => m.Text)).Distinct()) error.WriteLine(note);
        var report = ShapesReport.Of(projects, request.Folder, cancellation);
        if (report.Methods.IsEmpty)
            throw new EngineException(
                string.Join(", ", request.Paths),
                "there is no exported model",
                "Name a project with a class that derives from torch.nn.Module and has a forward.");
        new ReportWriter(request, output, error).Write(ReportFormats.OfShapes, report);
        return coverage.ExitCode;
    }
}
