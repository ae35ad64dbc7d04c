using ModelFix.Engine;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>Writes a report in the format and to the place that were asked for.</summary>
internal sealed class ReportWriter(Request request, TextWriter output, TextWriter error)
{
    public void Write(Report report)
    {
        if (request.Output is not { } path)
        {
            Write(report, output);
            return;
        }

        try
        {
            using var file = new StreamWriter(path);
            Write(report, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(path, $"the report cannot be written ({e.Message})", "Name a file in a folder that exists and that you may write to.");
        }

        error.WriteLine($"Report written to {path}.");
    }

    private void Write(Report report, TextWriter writer)
    {
        if (request.Json)
        {
            writer.WriteLine(JsonReport.Of(report, request.Folder));
            return;
        }

        TextReport.Findings(writer, report, request.Folder);
        TextReport.Summary(writer, report);
    }
}
