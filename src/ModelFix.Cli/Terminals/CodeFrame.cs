using System.Globalization;
using Microsoft.CodeAnalysis;
using Spectre.Console;

namespace ModelFix.Cli.Terminals;

/// <summary>The line of a finding with its place underlined.</summary>
/// <param name="Gutter">The number of the line, and what separates it from the code.</param>
/// <param name="Code">As much of the line as fits.</param>
/// <param name="Caret">The columns before the place, blank, and a caret for each of the place.</param>
internal sealed record CodeFrame(string Gutter, string Code, string Caret)
{
    private const int TabWidth = 4;
    private const string Cut = "…";

    /// <param name="place">Of a place of several lines the first is shown.</param>
    /// <param name="width">The columns of the terminal.</param>
    public static CodeFrame Of(Location place, int width)
    {
        var text = place.SourceTree!.GetText();
        var line = text.Lines.GetLineFromPosition(place.SourceSpan.Start);
        var gutter = string.Create(CultureInfo.InvariantCulture, $"{line.LineNumber + 1,6} │ ");
        var code = line.ToString();
        var start = place.SourceSpan.Start - line.Start;
        var end = Math.Min(place.SourceSpan.End, line.End) - line.Start;
        var (before, marked, after) = (Shown(code[..start]), Shown(code[start..end]), Shown(code[end..].TrimEnd()));
        var room = Math.Max(20, width - gutter.Length - 1);
        marked = Fitted(marked, room);
        // The start of a long line goes first, then its end.
        if (before.GetCellWidth() + marked.GetCellWidth() > room) before = Cut + Last(before, room - marked.GetCellWidth() - 1);
        after = Fitted(after, room - before.GetCellWidth() - marked.GetCellWidth());
        return new CodeFrame(
            gutter,
            before + marked + after,
            new string(' ', gutter.Length - 2) + "│ "
                + new string(' ', before.GetCellWidth()) + new string('^', Math.Max(1, marked.GetCellWidth())));
    }

    /// <summary>The text without what would move the columns of a terminal.</summary>
    private static string Shown(string code) => string.Concat(code.Select(c => c switch
    {
        '\t' => new string(' ', TabWidth),
        _ when char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format => "\uFFFD",
        _ => c.ToString(),
    }));

    private static string Fitted(string text, int room)
    {
        if (text.GetCellWidth() <= room) return text;
        while (text.Length > 0 && text.GetCellWidth() + 1 > room) text = text[..^1];
        return text + Cut;
    }

    private static string Last(string text, int room)
    {
        while (text.Length > 0 && text.GetCellWidth() > room) text = text[1..];
        return text;
    }
}
