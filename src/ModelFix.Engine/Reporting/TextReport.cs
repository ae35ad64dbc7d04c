using System.Globalization;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Knowledge;

namespace ModelFix.Engine.Reporting;

/// <summary>The report for people: findings grouped by file, then a table per rule of what was found, fixed and left, and why.</summary>
internal sealed class TextReport : IReportFormat<Report>
{
    public string Name => ReportFormats.Text;

    public void Write(TextWriter output, Report report)
    {
        Findings(output, report);
        Summary(output, report);
    }

    private static void Findings(TextWriter output, Report report)
    {
        foreach (var file in report.Outcomes.Where(o => !o.Fixed).GroupBy(o => o.File))
        {
            foreach (var outcome in file)
            {
                output.WriteLine(Line(outcome, report.Folder));
                if (outcome.Finding.Loss is { } loss) output.WriteLine($"    {Lost(loss, outcome, report.Folder)}");
            }

            output.WriteLine();
        }
    }

    public static void Summary(TextWriter output, Report report)
    {
        foreach (var note in report.Notes.Concat(report.NotChecked.Select(m => m.Text))) output.WriteLine(note);
        if (NotShown(report) is { } left) output.WriteLine(left);
        if (report.Outcomes.IsEmpty)
        {
            output.WriteLine(Nothing(report));
            return;
        }

        var rows = Rows(report);
        var widths = Enumerable.Range(0, 3).Select(i => rows.Max(r => r[i].Length)).ToList();
        foreach (var row in rows)
            output.WriteLine($"{row[0].PadRight(widths[0])}  {row[1].PadLeft(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3]}".TrimEnd());
        if (!report.NotChecked.IsEmpty) output.WriteLine(Unchecked(report));
    }

    private static string Unchecked(Report report)
    {
        var files = report.NotChecked.Sum(m => m.Files);
        var parts = $"{Number(report.NotChecked.Length)} {(report.NotChecked.Length == 1 ? "part" : "parts")}";
        var counted = files == 0 ? "" : $" ({Number(files)} {(files == 1 ? "file" : "files")})";
        return $"Not checked, or not changed: {parts}{counted}, named above.";
    }

    /// <summary>What a reader must know besides findings and what was not checked.</summary>
    public static IEnumerable<string> Remarks(Report report) => NotShown(report) is { } left ? report.Notes.Append(left) : report.Notes;

    /// <summary>What a report without findings says.</summary>
    public static string Nothing(Report report) => report.NotChecked.IsEmpty
        ? "No findings."
        : $"No findings in what was checked. {Unchecked(report)}";

    /// <summary>The table: a head, a row for each rule, and the sums.</summary>
    public static IReadOnlyList<string[]> Rows(Report report) =>
    [
        ["Rule", "Findings", "Fixed", "Not fixed, and why"],
        .. report.Outcomes.GroupBy(o => o.RuleId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(Row),
        ["Total", Number(report.Outcomes.Length), Number(report.Fixed), Number(report.Remaining)],
    ];

    public static string Line(Outcome outcome, string folder) =>
        $"{Place(outcome, folder)}: {Severity(outcome)} {outcome.RuleId}: {outcome.Finding.Sentence} [{outcome.Finding.Safety}]";

    /// <summary>The place as compilers write it, which editors and terminals open.</summary>
    public static string Place(Outcome outcome, string folder)
    {
        var at = outcome.Span.StartLinePosition;
        return string.Create(CultureInfo.InvariantCulture, $"{Shown(outcome.File, folder)}({at.Line + 1},{at.Character + 1})");
    }

    /// <summary>The severity in force: error, warning, or info for a suggestion.</summary>
    public static string Severity(Outcome outcome) => outcome.Finding.Severity.ToString().ToLowerInvariant();

    /// <summary>Where the shape that would prove more was lost.</summary>
    public static string Lost(ShapeLoss loss, Outcome outcome, string folder)
    {
        var at = loss.Location.GetLineSpan();
        var file = at.Path == outcome.File ? "" : Shown(at.Path, folder);
        return string.Create(
            CultureInfo.InvariantCulture, $"{file}({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1}): {loss.Reason}");
    }

    /// <summary>A path as people write it: relative where it is below the folder.</summary>
    public static string Shown(string path, string folder)
    {
        var relative = Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string? NotShown(Report report) => report.Suggestions == 0
        ? null
        : $"Not shown: {Number(report.Suggestions)} {(report.Suggestions == 1 ? "suggestion" : "suggestions")} of what only bloats "
            + "the graph (--severity info shows them).";

    private static string[] Row(IGrouping<string, Outcome> rule)
    {
        var left = rule.Where(o => !o.Fixed).ToList();
        var reasons = left.GroupBy(o => o.Reason ?? "not asked for").Select(g => $"{Number(g.Count())} {g.Key}");
        return [rule.Key, Number(rule.Count()), Number(rule.Count(o => o.Fixed)), left.Count == 0 ? "0" : string.Join("; ", reasons)];
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
