using System.Collections.Immutable;
using ModelFix.Core.Knowledge;
using ModelFix.Engine;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>Writes a report in the format and to the place that were asked for.</summary>
internal sealed class ReportWriter(Request request, TextWriter output, TextWriter error)
{
    public void Write(Report report) => Write(writer =>
    {
        if (request.Json)
        {
            writer.WriteLine(JsonReport.Of(report, request.Folder));
            return;
        }

        TextReport.Findings(writer, report, request.Folder);
        TextReport.Summary(writer, report);
    });

    public void Write(IReadOnlyList<ModelReport> models) => Write(writer =>
    {
        if (request.Json) writer.WriteLine(VerificationJson.Of(models));
        else VerificationText.Write(writer, models);
    });

    public void Write(ImmutableArray<MethodShapes> methods) => Write(writer =>
    {
        if (request.Json) writer.WriteLine(ShapesJson.Of(methods, request.Folder));
        else ShapesReport.Write(writer, methods, request.Folder);
    });

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
