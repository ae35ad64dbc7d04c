using System.Net;
using System.Text;

namespace ModelFix.Engine.Reporting;

/// <summary>Text of others inside Markdown as GitHub reads it, none of which is taken for a mark.</summary>
internal static class MarkdownText
{
    /// <summary>Text that reads as it is written, in a line or in the cell of a table.</summary>
    public static string Plain(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in OneLine(text))
        {
            if (c is '<' or '>' or '&') escaped.Append(WebUtility.HtmlEncode(c.ToString()));
            else if ("\\`*_{}[]#|~$".Contains(c, StringComparison.Ordinal)) escaped.Append('\\').Append(c);
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Code in a line or in the cell of a table, where a bar ends the cell even in code.</summary>
    public static string Code(string code)
    {
        var line = OneLine(code).Replace("|", "\\|", StringComparison.Ordinal);
        var fence = new string('`', LongestTicks(line) + 1);
        var space = line.StartsWith('`') || line.EndsWith('`') ? " " : "";
        return $"{fence}{space}{line}{space}{fence}";
    }

    /// <summary>A block of code.</summary>
    public static string Block(string language, string code)
    {
        var fence = new string('`', Math.Max(3, LongestTicks(code) + 1));
        return $"{fence}{language}\n{code.TrimEnd('\n')}\n{fence}\n";
    }

    public static string Html(string text) => WebUtility.HtmlEncode(OneLine(text));

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static int LongestTicks(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
