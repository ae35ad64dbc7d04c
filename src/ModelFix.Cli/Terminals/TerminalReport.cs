using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Reporting;
using Spectre.Console;

namespace ModelFix.Cli.Terminals;

/// <summary>The text report on a terminal: the same lines, with the code that they speak of, and a table that fits.</summary>
internal sealed class TerminalReport(IAnsiConsole console)
{
    public void Write(Report report)
    {
        foreach (var file in report.Outcomes.Where(o => !o.Fixed).GroupBy(o => o.File))
            foreach (var outcome in file) Write(outcome, report.Folder);
        foreach (var missing in report.NotChecked) console.WriteParts(("Not checked: ", Styles.Bad), (missing.Text, Styles.Plain));
        foreach (var line in TextReport.Remarks(report)) console.WriteParts((line, Styles.Quiet));
        if (!report.Outcomes.IsEmpty) console.Write(Table(report));
        else console.WriteParts((TextReport.Nothing(report), report.NotChecked.IsEmpty ? Styles.Good : Styles.Plain));
    }

    /// <summary>A finding with its code.</summary>
    public void Write(Outcome outcome, string folder)
    {
        var severity = Styles.Of(outcome);
        console.WriteParts(
            (TextReport.Place(outcome, folder), Styles.Strong),
            (": ", Styles.Plain),
            ($"{TextReport.Severity(outcome)} {outcome.RuleId}", severity),
            ($": {outcome.Finding.Sentence} ", Styles.Plain),
            ($"[{outcome.Finding.Safety}]", Styles.Of(outcome.Finding.Safety)));
        var frame = CodeFrame.Of(outcome.Finding.Location, console.Profile.Width);
        console.WriteParts((frame.Gutter, Styles.Quiet), (frame.Code, Styles.Plain));
        var bar = frame.Caret.IndexOf('│', StringComparison.Ordinal) + 1;
        console.WriteParts((frame.Caret[..bar], Styles.Quiet), (frame.Caret[bar..], severity));
        if (outcome.Finding.Loss is { } loss) console.WriteParts(($"    {TextReport.Lost(loss, outcome, folder)}", Styles.Quiet));
        console.WriteLine();
    }

    private static Table Table(Report report)
    {
        var table = new Table { Border = TableBorder.Simple, BorderStyle = Styles.Quiet, ShowFooters = true };
        var rows = TextReport.Rows(report);
        for (var i = 0; i < rows[0].Length; i++)
        {
            var column = new TableColumn(new Text(rows[0][i], Styles.Strong)) { Footer = new Text(rows[^1][i], Styles.Strong) };
            table.AddColumn(i is 1 or 2 ? column.RightAligned().NoWrap() : i == 0 ? column.NoWrap() : column);
        }

        foreach (var row in rows.Skip(1).SkipLast(1)) table.AddRow(row.Select(cell => new Text(cell)));
        return table;
    }
}
