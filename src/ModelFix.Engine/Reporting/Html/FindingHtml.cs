using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Migration;

namespace ModelFix.Engine.Reporting.Html;

/// <summary>The findings of a page, each with its code, and the files as a migration changed them.</summary>
internal sealed class FindingHtml(Report report, SourceAddress address)
{
    private readonly Dictionary<SyntaxTree, CodeHtml> _code = [];
    private int _count;

    public static string SafetyOf(Outcome outcome) => outcome.Finding.Safety.ToString().ToLowerInvariant();

    public static string StateOf(Outcome outcome) => outcome.Fixed ? "fixed" : "left";

    public void Write(TextWriter output, Outcome outcome)
    {
        var finding = outcome.Finding;
        var at = outcome.Span.StartLinePosition;
        var id = string.Create(CultureInfo.InvariantCulture, $"f{++_count}");
        output.Write($"<article class=\"finding\" tabindex=\"0\" aria-labelledby=\"{id}\" data-rule=\"{finding.Rule.Id}\" ");
        output.Write($"data-file=\"{Text(address.Shown(outcome.File))}\" data-safety=\"{SafetyOf(outcome)}\" ");
        output.Write($"data-state=\"{StateOf(outcome)}\">\n");
        output.Write($"<h3 id=\"{id}\"><a href=\"{Text(finding.Rule.Diagnostic.HelpLinkUri)}\" rel=\"noreferrer\">{finding.Rule.Id}</a> ");
        output.Write(string.Create(CultureInfo.InvariantCulture, $"<span class=\"at\">line {at.Line + 1}</span> "));
        output.Write($"<span class=\"badge {SafetyOf(outcome)}\">{SafetyOf(outcome)}</span>");
        if (finding.IsSuggestion) output.Write(" <span class=\"badge\">suggestion</span>");
        if (outcome.Fixed) output.Write(" <span class=\"badge fixed\">fixed</span>");
        output.Write($"</h3>\n<p class=\"message\">{Text(finding.Sentence)}</p>\n");
        if (finding.Fixes is [var fix]) output.Write($"<p class=\"fix\">{Text(fix.Title)}</p>\n");
        WriteReasons(output, outcome);
        WriteCode(output, outcome);
        output.Write("</article>\n");
    }

    /// <summary>The changed files as a whole: what the rewrites, one after the other, have made of them.</summary>
    public void WriteChanges(TextWriter output)
    {
        if (report.Changes.IsEmpty) return;
        var title = report.IsWritten ? "Changed files" : "Files as fix would change them";
        output.Write($"<section class=\"changes\" aria-labelledby=\"changes\">\n<h2 id=\"changes\">{title}</h2>\n");
        foreach (var change in report.Changes)
        {
            var name = Text(address.Shown(change.Path));
            var before = change.Before ?? CSharpSyntaxTree.ParseText("", (CSharpParseOptions)change.After.Options);
            output.Write($"<details>\n<summary>{name}{(change.Before is null ? " (new)" : "")}</summary>\n");
            output.Write(DiffHtml.Of(Code(before), Code(change.After), address.Shown(change.Path)));
            output.Write("</details>\n");
        }

        output.Write("</section>\n");
    }

    private void WriteReasons(TextWriter output, Outcome outcome)
    {
        if (outcome.Finding.Assumption is { } assumption)
            output.Write($"<p class=\"assumption\">Equal assuming <b>{Text(assumption)}</b></p>\n");
        // Of what waits for its assumption alone that is said already.
        if (!outcome.Fixed && outcome.Reason is { } reason
            && (outcome.Finding.Assumption is null || reason != Outcome.Left(outcome.Finding, assume: false)))
            output.Write($"<p class=\"why\">{Text(reason)}</p>\n");
        if (outcome.Finding.Loss is { } loss)
            output.Write($"<p class=\"why\">The shape is lost at {Text(TextReport.Lost(loss, outcome, report.Folder))}</p>\n");
    }

    /// <summary>The one rewrite that there is, made or not; otherwise the place.</summary>
    private void WriteCode(TextWriter output, Outcome outcome)
    {
        var finding = outcome.Finding;
        if (finding.Fixes is not [{ Edits.IsEmpty: false } fix])
        {
            output.Write(DiffHtml.Frame(Code(finding.Node.SyntaxTree), finding.Location.SourceSpan, address.Shown(outcome.File)));
            return;
        }

        foreach (var (tree, after) in FixRound.NewTexts([fix]).OrderBy(f => f.Key.FilePath, StringComparer.Ordinal))
        {
            if (tree.FilePath != outcome.File) output.Write($"<p class=\"elsewhere\">{Text(address.Shown(tree.FilePath))}</p>\n");
            var changed = new CodeHtml(tree.WithChangedText(after), new Dictionary<TextSpan, string>());
            output.Write(DiffHtml.Of(Code(tree), changed, address.Shown(tree.FilePath)));
        }

        foreach (var file in fix.AddedFiles) output.Write($"<p class=\"elsewhere\">Adds {Text(file.Name)}</p>\n");
    }

    private CodeHtml Code(SyntaxTree tree) =>
        _code.TryGetValue(tree, out var code) ? code : _code[tree] = new(tree, report.Shapes.In(tree));

    private static string Text(string text) => HtmlReport.Text(text);
}
