using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Reporting.Html;

/// <summary>The lines of a file as HTML: colours, the shapes of tensors, and what is marked.</summary>
/// <param name="tree">The file.</param>
/// <param name="shapes">What is known of the tensors in it, by the tokens that name them.</param>
internal sealed class CodeHtml(SyntaxTree tree, IReadOnlyDictionary<TextSpan, string> shapes)
{
    private readonly Lazy<ILookup<int, ColoredSpan>> _colors = new(() => ByLine(tree));

    public SourceText Text { get; } = tree.GetText();

    /// <summary>A line with its number, from 0.</summary>
    /// <param name="indent">So many columns at its start are left out, as far as they are blank.</param>
    /// <param name="marked">What is marked in it; grown to whole tokens.</param>
    public string Line(int number, int indent, TextSpan? marked = null)
    {
        var whole = Text.Lines[number].Span;
        var line = TextSpan.FromBounds(Math.Min(whole.Start + indent, whole.Start + Blank(number)), whole.End);
        var html = new StringBuilder($"<div class=\"l\" data-n=\"{number + 1}\"><code>");
        var at = line.Start;
        var mark = marked is { IsEmpty: false } asked ? Grown(asked.Intersection(line), number) : null;
        foreach (var (span, kind) in Segments(number).Where(s => s.Span.Start >= at))
        {
            Plain(at, span.Start);
            Marked(span, () => Token(html, span, kind));
            at = span.End;
        }

        Plain(at, line.End);
        return html.Append("</code></div>").ToString();

        void Plain(int from, int to)
        {
            if (to <= from) return;
            var between = TextSpan.FromBounds(from, to);
            if (mark?.Intersection(between) is not { IsEmpty: false } part || part == between)
            {
                Marked(between, () => html.Append(Encoded(between)));
                return;
            }

            Plain(from, part.Start);
            Plain(part.Start, part.End);
            Plain(part.End, to);
        }

        void Marked(TextSpan span, Action write)
        {
            var isMarked = mark is { } m && m.Contains(span);
            if (isMarked) html.Append("<mark>");
            write();
            if (isMarked) html.Append("</mark>");
        }
    }

    /// <summary>The columns that some lines have blank at their start.</summary>
    public int Indent(IEnumerable<int> lines) =>
        lines.Where(n => Blank(n) < Text.Lines[n].Span.Length).Select(Blank).DefaultIfEmpty(int.MaxValue).Min();

    private int Blank(int line) => Text.Lines[line].ToString().TakeWhile(char.IsWhiteSpace).Count();

    private void Token(StringBuilder html, TextSpan span, string kind)
    {
        var known = shapes.TryGetValue(span, out var shape) ? $" data-s=\"{WebUtility.HtmlEncode(shape)}\" tabindex=\"-1\"" : "";
        if (kind.Length == 0 && known.Length == 0) html.Append(Encoded(span));
        else html.Append($"<span{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}{known}>").Append(Encoded(span)).Append("</span>");
    }

    private TextSpan? Grown(TextSpan? span, int line)
    {
        if (span is not { } grown) return null;
        foreach (var (token, _) in Segments(line).Where(s => s.Span.OverlapsWith(grown)))
            grown = TextSpan.FromBounds(Math.Min(token.Start, grown.Start), Math.Max(token.End, grown.End));
        return grown;
    }

    /// <summary>What of a line has a colour or a shape, in its order.</summary>
    private IEnumerable<ColoredSpan> Segments(int number)
    {
        var line = Text.Lines[number].Span;
        return _colors.Value[number]
            .Select(s => s with { Span = s.Span.Intersection(line) ?? default })
            .Concat(shapes.Keys.Where(line.Contains).Select(s => new ColoredSpan(s, "")))
            .Where(s => !s.Span.IsEmpty)
            .GroupBy(s => s.Span.Start)
            .Select(g => g.OrderByDescending(s => s.Kind.Length).First())
            .OrderBy(s => s.Span.Start);
    }

    private static ILookup<int, ColoredSpan> ByLine(SyntaxTree tree)
    {
        var lines = tree.GetText().Lines;
        return CodeColors.Of(tree)
            .SelectMany(s => Enumerable
                .Range(lines.IndexOf(s.Span.Start), lines.IndexOf(s.Span.End) - lines.IndexOf(s.Span.Start) + 1)
                .Select(n => (Line: n, Span: s)))
            .ToLookup(s => s.Line, s => s.Span);
    }

    private string Encoded(TextSpan span) => WebUtility.HtmlEncode(Text.ToString(span));
}
