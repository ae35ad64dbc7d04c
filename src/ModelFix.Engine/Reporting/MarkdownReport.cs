using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Reporting;

/// <summary>The body of a pull request: what was changed, what its reviewer has to judge, and what is left.</summary>
internal sealed class MarkdownReport : IReportFormat<Report>, IReportFormat<VerificationReport>
{
    /// <summary>GitHub takes no body of more than 65,536 characters; files that do not fit are counted.</summary>
    private const int MaxLength = 60_000;

    public string Name => "markdown";

    public void Write(TextWriter output, Report report)
    {
        var address = report.Address();
        var text = new StringBuilder($"## ModelFix: {Title(report)}\n\n");
        text.Append(NotChecked(report.NotChecked));
        if (!report.Outcomes.IsEmpty) text.Append(Table(report)).Append('\n');
        var assumed = report.Outcomes.Where(o => o.Fixed && o.Finding.Safety == Safety.Assumed).ToList();
        if (assumed.Count > 0)
            text.Append(List("### To review: these changes are equal only where", assumed.Select(o => Assumption(o, address)), "- [ ]"));
        AppendFiles(text, report, address);
        var remarks = TextReport.Remarks(report).Select(Plain).ToList();
        if (remarks.Count > 0) text.Append(List("### Notes", remarks));
        output.WriteLine(text.ToString().TrimEnd('\n'));
    }

    public void Write(TextWriter output, VerificationReport report)
    {
        var text = new StringBuilder($"## ModelFix: {VerificationText.Summary(report).TrimEnd('.')}\n\n");
        text.Append(NotChecked(report.NotChecked)).Append("| Model | Verdict | Why | Run on |\n| --- | --- | --- | --- |\n");
        foreach (var model in report.Models)
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Code(model.Model)} | {Verdict(model.Verdict)} | ")
                .Append(CultureInfo.InvariantCulture, $"{Plain(model.Reason ?? "")} | {Plain(model.Engine)} |\n");
        output.WriteLine(text.ToString().TrimEnd('\n'));
    }

    private static string NotChecked(ImmutableArray<NotChecked> parts) =>
        parts.IsEmpty ? "" : List("### Not checked", parts.Select(n => Plain(n.Text)));

    private static string Verdict(Verdict verdict) => verdict switch
    {
        Verification.Verdict.Equal => "equal",
        Verification.Verdict.Different => "**different**",
        _ => "not verified",
    };

    private static string Title(Report report)
    {
        if (report.Outcomes.IsEmpty) return report.NotChecked.IsEmpty ? "no findings" : "no findings in what was checked";
        return report.Fixed > 0
            ? $"{report.Fixed} of {Counted(report.Outcomes.Length, "finding")} fixed"
            : Counted(report.Outcomes.Length, "finding");
    }

    private static string Table(Report report)
    {
        var text = new StringBuilder("| Rule | What it finds | Findings | Fixed | Left, and why |\n| --- | --- | ---: | ---: | --- |\n");
        foreach (var rule in report.Outcomes.GroupBy(o => o.Finding.Rule).OrderBy(g => g.Key.Id, StringComparer.Ordinal))
        {
            var left = rule.Where(o => !o.Fixed).GroupBy(o => o.Reason ?? "not asked for").Select(g => $"{g.Count()} {Plain(g.Key)}");
            text.Append(CultureInfo.InvariantCulture, $"| {Link(rule.Key)} | {Plain(rule.Key.Title)} | {rule.Count()} | ")
                .Append(CultureInfo.InvariantCulture, $"{rule.Count(o => o.Fixed)} | {string.Join("; ", left)} |\n");
        }

        return text.ToString();
    }

    private static void AppendFiles(StringBuilder text, Report report, SourceAddress address)
    {
        var files = report.Outcomes.GroupBy(o => o.File).ToList();
        var shown = 0;
        if (files.Count > 0) text.Append("### Files\n\n");
        foreach (var file in files)
        {
            var section = File(file, address);
            if (text.Length + section.Length > MaxLength) break;
            text.Append(section);
            shown++;
        }

        if (shown < files.Count)
            text.Append(Counted(files.Count - shown, "more file")).Append(" not shown here: the report is too long.\n\n");
    }

    private static string File(IGrouping<string, Outcome> file, SourceAddress address)
    {
        var counts = string.Create(CultureInfo.InvariantCulture, $"{file.Count(o => o.Fixed)} fixed, {file.Count(o => !o.Fixed)} left");
        var text = new StringBuilder(
            $"<details>\n<summary><code>{MarkdownText.Html(address.Shown(file.Key))}</code>: {counts}</summary>\n\n");
        foreach (var outcome in file.Where(o => o.Fixed)) text.Append(Change(outcome));
        foreach (var outcome in file.Where(o => !o.Fixed))
        {
            var reason = outcome.Reason is { } why ? $" ({Plain(why)})" : "";
            text.Append(CultureInfo.InvariantCulture, $"- {Place(outcome)}, left: {Plain(outcome.Finding.Sentence)}{reason}\n");
        }

        return text.ToString().TrimEnd('\n') + "\n\n</details>\n\n";
    }

    /// <summary>What was written, as a diff of the lines that it touches.</summary>
    private static string Change(Outcome outcome)
    {
        var fix = outcome.Finding.Fixes[0];
        var lines = new List<(char Sign, string Code)>();
        foreach (var (tree, after) in FixRound.NewTexts([fix]).OrderBy(f => f.Key.FilePath, StringComparer.Ordinal))
        {
            foreach (var part in LineDiff.Of(tree.GetText(), after).Where(p => p.IsChange))
            {
                lines.AddRange(part.Old.Lines.Select(line => ('-', tree.GetText().Lines[line].ToString())));
                lines.AddRange(part.New.Lines.Select(line => ('+', after.Lines[line].ToString())));
            }
        }

        var written = lines.Select(l => l.Code).Where(c => !string.IsNullOrWhiteSpace(c));
        var blank = written.Select(c => c.Length - c.TrimStart().Length).DefaultIfEmpty().Min();
        var diff = string.Join('\n', lines.Select(l => $"{l.Sign} {l.Code[Math.Min(blank, l.Code.Length)..]}"));
        var indented = MarkdownText.Block("diff", diff).TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal);
        var safety = outcome.Finding.Safety.ToString().ToLowerInvariant();
        return $"- {Place(outcome)}, {safety}: {Plain(fix.TitleFor(outcome.Finding))}\n\n  {indented}\n\n";
    }

    private static string Place(Outcome outcome) => string.Create(
        CultureInfo.InvariantCulture, $"line {outcome.Span.StartLinePosition.Line + 1}, {Link(outcome.Finding.Rule)}");

    private static string Assumption(Outcome outcome, SourceAddress address) =>
        $"{Plain(outcome.Finding.Assumption ?? "")}: {MarkdownText.Code(address.Shown(outcome.File))} {Place(outcome)}";

    private static string Link(RuleDescriptor rule) => $"[{rule.Id}]({rule.Diagnostic.HelpLinkUri})";

    private static string List(string title, IEnumerable<string> items, string mark = "-") =>
        $"{title}\n\n{string.Join('\n', items.Select(i => $"{mark} {i}"))}\n\n";

    private static string Counted(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Plain(string text) => MarkdownText.Plain(text);
}
