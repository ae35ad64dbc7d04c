using System.Globalization;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Reporting;

/// <summary>
/// Workflow commands that GitHub Actions shows as annotations at the lines of a pull request, then the table for the log.
/// </summary>
internal sealed class GitHubReport : IReportFormat<Report>, IReportFormat<VerificationReport>
{
    public string Name => "github";

    public void Write(TextWriter output, Report report)
    {
        var address = report.Address();
        var places = new DiskPlaces(report);
        foreach (var part in report.NotChecked) output.WriteLine(Annotation(part));
        foreach (var outcome in places.Outcomes) output.WriteLine(Annotation(outcome, places.Of(outcome.Finding.Location), address));
        TextReport.Summary(output, report);
    }

    public void Write(TextWriter output, VerificationReport report)
    {
        foreach (var part in report.NotChecked) output.WriteLine(Annotation(part));
        foreach (var model in report.Models.Where(m => m.Verdict != Verdict.Equal))
            output.WriteLine(Annotation(
                model.Verdict == Verdict.Different ? "error" : "warning", Title("ModelFix: verify"), Text(model)));
        output.WriteLine(VerificationText.Summary(report));
    }

    private static string Text(ModelReport model) =>
        model.Verdict == Verdict.Different ? $"{VerificationText.Line(model)}: {model.Reason}" : VerificationText.Line(model);

    private static string Annotation(NotChecked part) => Annotation("error", Title("ModelFix: not checked"), part.Text);

    private static string Annotation(Outcome outcome, LinePositionSpan span, SourceAddress address)
    {
        var place = new List<string>
        {
            $"file={Property(address.Shown(outcome.File))}",
            string.Create(CultureInfo.InvariantCulture, $"line={span.Start.Line + 1}"),
            string.Create(CultureInfo.InvariantCulture, $"endLine={span.End.Line + 1}"),
        };
        // GitHub takes columns only where they are of one line.
        if (span.Start.Line == span.End.Line)
            place.Insert(2, string.Create(CultureInfo.InvariantCulture, $"col={span.Start.Character + 1}"));
        if (span.Start.Line == span.End.Line)
            place.Add(string.Create(CultureInfo.InvariantCulture, $"endColumn={span.End.Character + 1}"));
        place.Add(Title(outcome.RuleId));
        return Annotation(
            outcome.Finding.IsSuggestion ? "notice" : "warning",
            string.Join(',', place),
            $"{outcome.Finding.Sentence} [{outcome.Finding.Safety}]");
    }

    private static string Annotation(string command, string properties, string message) => $"::{command} {properties}::{Data(message)}";

    private static string Title(string title) => $"title={Property(title)}";

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
