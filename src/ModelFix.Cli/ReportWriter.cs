using ModelFix.Cli.Terminals;
using ModelFix.Engine;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>Writes a report in the format and to the place that were asked for.</summary>
internal sealed class ReportWriter(Request request, Session session, bool isBesidePatch = false)
{
    public void Write(Report report)
    {
        if (request.Format == ReportFormats.Text && request.Output is null && IsOnTerminal)
            new TerminalReport(session.Terminal.On(Stream)).Write(report);
        else Write(ReportFormats.OfFindings, report);
    }

    public void Write(VerificationReport report) => Write(ReportFormats.OfVerification, report);

    public void Write(ShapesReport report) => Write(ReportFormats.OfShapes, report);

    private TextWriter Stream => isBesidePatch ? session.Error : session.Output;

    private bool IsOnTerminal => isBesidePatch ? session.Terminal.ShowsError : session.Terminal.ShowsOutput;

    private void Write<T>(IReadOnlyList<IReportFormat<T>> formats, T report)
    {
        var format = formats.First(f => f.Name == request.Format);
        Write(writer => format.Write(writer, report));
    }

    private void Write(Action<TextWriter> write)
    {
        if (request.Output is not { } path)
        {
            write(Stream);
            return;
        }

        try
        {
            using var file = new StreamWriter(path);
            write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(
                path, $"the report cannot be written ({e.Message})", "Name a file in a folder that exists and that you may write to.");
        }

        session.Error.WriteLine($"Report written to {path}.");
    }
}
