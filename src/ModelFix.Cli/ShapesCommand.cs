using System.Globalization;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Observation;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>
/// <c>modelfix shapes</c>: shows what is known of every tensor in exported code, and where knowledge ends; with <c>--observed</c> beside
/// what libtorch gives there.
/// </summary>
internal sealed class ShapesCommand(Request request, Session session)
{
    public int Run(CancellationToken cancellation)
    {
        var (projects, coverage) = session.Load(request);
        foreach (var note in Notes.Of(projects, coverage).Concat(coverage.Missing.Select(m => m.Text)).Distinct())
            session.Error.WriteLine(note);
        var report = request.IsObserved
            ? Observed(projects, cancellation)
            : session.Progress.Run("Inferring", null, _ => ShapesReport.Of(projects, request.Folder, observe: null, cancellation));
        if (report.Methods.IsEmpty)
            throw new EngineException(
                string.Join(", ", request.Paths),
                "there is no exported model",
                "Name a project with a class that derives from torch.nn.Module and has a forward.");
        foreach (var failure in report.Observed?.Failures ?? []) session.Error.WriteLine(failure);
        new ReportWriter(request, session).Write(report);
        return report.Observed is { HasContradictions: true } ? ExitCodes.VerificationFailed
            : report.Observed is { Failures.IsEmpty: false } ? Math.Max(coverage.ExitCode, ExitCodes.NotLoaded)
            : coverage.ExitCode;
    }

    private ShapesReport Observed(LoadedProjects projects, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("modelfix-");
        try
        {
            return session.Progress.Run("Recording", null, begins =>
            {
                var observer = new ModelObserver(request.Verification, session.Progress.Say, begins);
                var count = 0;
                return ShapesReport.Of(
                    projects,
                    request.Folder,
                    (project, torch) => observer.Run(
                        project,
                        torch,
                        folder.CreateSubdirectory((count++).ToString(CultureInfo.InvariantCulture)).FullName,
                        cancellation),
                    cancellation);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
