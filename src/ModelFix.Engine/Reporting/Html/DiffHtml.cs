using System.Net;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Reporting.Html;

/// <summary>
/// The difference of two versions of a file. What stands side by side on a wide screen stands below one another on a narrow one, from the
/// same elements; lines that are the same are then there once.
/// </summary>
internal static class DiffHtml
{
    private const int Context = 3;

    /// <summary>The difference with three lines around each change.</summary>
    /// <param name="name">What a screen reader calls it.</param>
    public static string Of(CodeHtml before, CodeHtml after, string name)
    {
        var html = new StringBuilder($"<div class=\"diff\" role=\"group\" aria-label=\"{WebUtility.HtmlEncode(name)}: before and after\">");
        foreach (var hunk in LineDiff.Hunks(before.Text, after.Text, Context))
        {
            html.Append("<div class=\"hunk\">");
            var indent = Math.Min(
                before.Indent(hunk.SelectMany(p => p.Old.Lines)), after.Indent(hunk.SelectMany(p => p.New.Lines)));
            foreach (var part in hunk) html.Append(part.IsChange ? Change(part, before, after, indent) : Same(part, before, after, indent));
            html.Append("</div>");
        }

        return html.Append("</div>").ToString();
    }

    /// <summary>A place in a file that stays as it is, with two lines around it.</summary>
    public static string Frame(CodeHtml code, TextSpan place, string name)
    {
        var lines = code.Text.Lines;
        var (first, last) = (Math.Max(0, lines.IndexOf(place.Start) - 2), Math.Min(lines.Count - 1, lines.IndexOf(place.End) + 2));
        var shown = Enumerable.Range(first, last - first + 1).ToList();
        var html = new StringBuilder($"<div class=\"diff frame\" role=\"group\" aria-label=\"{WebUtility.HtmlEncode(name)}\">");
        foreach (var line in shown) html.Append(code.Line(line, code.Indent(shown), place));
        return html.Append("</div>").ToString();
    }

    /// <summary>Lines that are the same: what is known of the code before is known of the one after.</summary>
    private static string Same(DiffPart part, CodeHtml before, CodeHtml after, int indent) =>
        $"<div class=\"same\"><div class=\"old\">{string.Concat(part.Old.Lines.Select(l => before.Line(l, indent)))}</div>"
            + $"<div class=\"new\" aria-hidden=\"true\">{string.Concat(part.New.Lines.Select(l => after.Line(l, indent)))}</div></div>";

    private static string Change(DiffPart part, CodeHtml before, CodeHtml after, int indent)
    {
        var marked = Enumerable.Range(0, Math.Max(part.Old.Count, part.New.Count))
            .Select(i => Marked(part, i, before.Text, after.Text))
            .ToList();
        var old = part.Old.Lines.Select((line, i) => before.Line(line, indent, marked[i].Old));
        var @new = part.New.Lines.Select((line, i) => after.Line(line, indent, marked[i].New));
        return "<div class=\"change\">" + Side("old", "Removed: ", old) + Side("new", "Added: ", @new) + "</div>";
    }

    private static string Side(string name, string spoken, IEnumerable<string> lines)
    {
        var code = string.Concat(lines);
        return $"<div class=\"{name}\">{(code.Length == 0 ? "" : $"<span class=\"vh\">{spoken}</span>{code}")}</div>";
    }

    /// <summary>What differs in lines that stand in one another's place; nothing where their numbers differ.</summary>
    private static (TextSpan? Old, TextSpan? New) Marked(DiffPart part, int index, SourceText before, SourceText after)
    {
        if (part.Old.Count != part.New.Count) return (null, null);
        var (old, @new) = (before.Lines[part.Old.Start + index], after.Lines[part.New.Start + index]);
        var (a, b) = (old.ToString(), @new.ToString());
        var start = a.AsSpan().CommonPrefixLength(b);
        var end = 0;
        while (end < Math.Min(a.Length, b.Length) - start && a[^(end + 1)] == b[^(end + 1)]) end++;
        return (new TextSpan(old.Start + start, a.Length - start - end), new TextSpan(@new.Start + start, b.Length - start - end));
    }
}
