using ModelFix.Engine;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>Writes a report in the format and to the place that were asked for.</summary>
internal sealed class ReportWriter(Request request, TextWriter output, TextWriter error)
{
    public void Write<T>(IReadOnlyList<IReportFormat<T>> formats, T report)
    {
        var format = formats.First(f => f.Name == request.Format);
        Write(writer => format.Write(writer, report));
    }

    private void Write(Action<TextWriter> write)
    {
        if (request.Output is not { } path)
        {
            write(output);
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

        error.WriteLine($"Report written to {path}.");
    }
}
