using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using Spectre.Console;

namespace ModelFix.Cli.Terminals;

/// <summary>The colours of the terminal, few and each with one meaning.</summary>
internal static class Styles
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Warning = new(Color.Yellow, decoration: Decoration.Bold);
    public static readonly Style Suggestion = new(Color.Blue, decoration: Decoration.Bold);
    public static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);

    public static Style Of(Outcome outcome) => outcome.Finding.IsSuggestion ? Suggestion : Warning;

    public static Style Of(Safety safety) => safety switch
    {
        Safety.Proven => Good,
        Safety.Assumed => new Style(Color.Yellow),
        _ => Quiet,
    };

    /// <summary>A line in parts. The terminal itself wraps it, so that it can be copied as one.</summary>
    public static void WriteParts(this IAnsiConsole console, params ReadOnlySpan<(string Text, Style Style)> parts)
    {
        var width = console.Profile.Width;
        console.Profile.Width = int.MaxValue / 4;
        foreach (var (text, style) in parts) console.Write(new Text(Printable(text), style));
        console.WriteLine();
        console.Profile.Width = width;
    }

    /// <summary>The text without what a terminal would obey: names and code of others may hold it.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
