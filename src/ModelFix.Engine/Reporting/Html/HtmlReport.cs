using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ModelFix.Engine.Reporting.Html;

/// <summary>
/// One page that needs nothing but itself: what was found, with filters, the code before and after, and the shapes of its tensors. All of
/// it is there without its script; nothing in it asks any other place for anything.
/// </summary>
internal sealed class HtmlReport : IReportFormat<Report>
{
    public string Name => "html";

    public void Write(TextWriter output, Report report)
    {
        var address = report.Address();
        var (style, script) = (Resource("report.css"), Resource("report.js"));
        // The page may load and run nothing but these, which stand in it.
        var policy = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'";
        var title = report.Outcomes.IsEmpty ? "no findings" : Counted(report.Outcomes.Length, "finding");
        output.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <title>ModelFix: {title}</title>
            <style>{style}</style>
            </head>
            <body>
            <a class="skip" href="#findings">Skip to the findings</a>
            <header class="top">
            <div><h1>ModelFix</h1><p class="where">{Text(Path.GetFileName(report.Folder.TrimEnd('/', '\\')))}</p></div>
            <button type="button" id="theme" hidden>Dark</button>
            </header>

            """);
        WriteSummary(output, report);
        WriteFilters(output, report, address);
        output.Write("<main id=\"findings\" tabindex=\"-1\">\n");
        var findings = new FindingHtml(report, address);
        foreach (var file in report.Outcomes.GroupBy(o => o.File))
        {
            var name = Text(address.Shown(file.Key));
            output.Write($"<section class=\"file\" aria-label=\"{name}\">\n<h2>{name}</h2>\n");
            foreach (var outcome in file) findings.Write(output, outcome);
            output.Write("</section>\n");
        }

        output.Write("<p id=\"none\" hidden>No finding passes these filters.</p>\n");
        findings.WriteChanges(output);
        output.Write("</main>\n");
        WriteNotes(output, report);
        output.Write($"<div id=\"tip\" role=\"tooltip\" hidden></div>\n<script>{script}</script>\n</body>\n</html>\n");
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Counted(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

    private static void WriteSummary(TextWriter output, Report report)
    {
        if (!report.NotChecked.IsEmpty)
        {
            output.Write("<section class=\"alert\" aria-labelledby=\"unchecked\">\n<h2 id=\"unchecked\">Not checked</h2>\n<ul>\n");
            foreach (var part in report.NotChecked) output.Write($"<li>{Text(part.Text)}</li>\n");
            output.Write("</ul>\n</section>\n");
        }

        output.Write("<section class=\"summary\" aria-label=\"Summary\">\n<dl>\n");
        foreach (var (name, count) in new[]
        {
            ("Findings", report.Outcomes.Length), ("Fixed", report.Fixed), ("Left", report.Remaining),
            ("Files", report.Outcomes.Select(o => o.File).Distinct().Count()),
        })
            output.Write(string.Create(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{count}</dd></div>\n"));
        output.Write("</dl>\n");
        if (!report.Outcomes.IsEmpty) WriteRules(output, report);
        output.Write("</section>\n");
    }

    private static void WriteRules(TextWriter output, Report report)
    {
        output.Write("<table>\n<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\" class=\"num\">Findings</th>");
        output.Write("<th scope=\"col\" class=\"num\">Fixed</th><th scope=\"col\" class=\"num\">Left</th></tr></thead>\n<tbody>\n");
        foreach (var rule in report.Outcomes.GroupBy(o => o.Finding.Rule).OrderBy(g => g.Key.Id, StringComparer.Ordinal))
        {
            var made = rule.Count(o => o.Fixed);
            output.Write($"<tr><th scope=\"row\"><span class=\"id\">{rule.Key.Id}</span> {Text(rule.Key.Title)}</th>");
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<td class=\"num\">{rule.Count()}</td><td class=\"num\">{made}</td><td class=\"num\">{rule.Count() - made}</td></tr>\n"));
        }

        output.Write("</tbody>\n</table>\n");
    }

    private static void WriteFilters(TextWriter output, Report report, SourceAddress address)
    {
        if (report.Outcomes.IsEmpty) return;
        output.Write("<form class=\"filters\" role=\"search\" aria-label=\"Findings\" hidden>\n");
        output.Write("<label class=\"text\"><span>Text</span><input id=\"text\" type=\"search\" autocomplete=\"off\" ");
        output.Write("spellcheck=\"false\" placeholder=\"Message, code, assumption\"></label>\n");
        WriteFilter(output, "rule", "Rule", report.Outcomes.Select(o => o.RuleId));
        WriteFilter(output, "file", "File", report.Outcomes.Select(o => address.Shown(o.File)));
        WriteFilter(output, "safety", "Safety", report.Outcomes.Select(FindingHtml.SafetyOf));
        if (report.Fixed > 0) WriteFilter(output, "state", "State", report.Outcomes.Select(FindingHtml.StateOf));
        output.Write("<output id=\"count\" aria-live=\"polite\"></output>\n<p class=\"keys\"><kbd>/</kbd> filter ");
        output.Write("<kbd>j</kbd> <kbd>k</kbd> next, previous <kbd>←</kbd> <kbd>→</kbd> tensors</p>\n</form>\n");
    }

    private static void WriteFilter(TextWriter output, string name, string title, IEnumerable<string> values)
    {
        output.Write($"<label><span>{title}</span><select id=\"{name}\"><option value=\"\">All</option>");
        foreach (var value in values.GroupBy(v => v, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            output.Write(string.Create(
                CultureInfo.InvariantCulture, $"<option value=\"{Text(value.Key)}\">{Text(value.Key)} ({value.Count()})</option>"));
        output.Write("</select></label>\n");
    }

    private static void WriteNotes(TextWriter output, Report report)
    {
        output.Write("<footer>\n");
        foreach (var note in TextReport.Remarks(report)) output.Write($"<p>{Text(note)}</p>\n");
        output.Write($"<p>ModelFix {Text(ToolVersion.Text)}</p>\n</footer>\n");
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("ModelFix.Engine." + name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
