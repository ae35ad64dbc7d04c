using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>Where statements that follow one another stand, to be replaced by others. The comments between them stay.</summary>
internal sealed class StatementPlace
{
    private readonly ImmutableArray<StatementSyntax> _statements;
    private readonly SourceText _text;

    public StatementPlace(IEnumerable<IOperation> statements, SourceStyle style)
    {
        _statements = statements.Select(s => (StatementSyntax)s.Syntax).ToImmutableArray();
        _text = First.SyntaxTree.GetText();
        Style = style;
    }

    public SourceStyle Style { get; }

    private StatementSyntax First => _statements[0];

    private TextSpan Span => TextSpan.FromBounds(First.SpanStart, _statements[_statements.Length - 1].Span.End);

    /// <summary>The white space before the first thing on the line of a node.</summary>
    public static string IndentOf(SyntaxNode node)
    {
        var line = node.SyntaxTree.GetText().Lines.GetLineFromPosition(node.SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }

    /// <summary>The edit that puts other statements in place of these.</summary>
    /// <param name="written">The statements: what stands before a value, the value, and what stands behind it.</param>
    public SourceEdit Replaced(IEnumerable<(string Open, CatText Value, string Close)> written)
    {
        var statements = written.ToList();
        if (First.Parent is BlockSyntax or SwitchSectionSyntax || statements.Count == 1)
        {
            var indent = IndentOf(First);
            var comments = Comments();
            var startsLine = string.IsNullOrWhiteSpace(Before(First.SpanStart));
            var column = startsLine ? indent.Length : Before(First.SpanStart).Length;
            var lines = comments.Concat(statements.Select(s => Text(s, column, indent)));
            return Edit(Span, string.Join(startsLine || comments.Count > 0 ? Style.NewLine + indent : " ", lines));
        }

        // A statement without braces gets them.
        var outer = IndentOf(First.Parent!);
        var inner = outer + (outer.IndexOf('\t') >= 0 ? "\t" : "    ");
        var body = statements.Select(s => Style.NewLine + inner + Text(s, inner.Length, inner));
        var start = First.GetFirstToken().GetPreviousToken().Span.End;
        return Edit(
            TextSpan.FromBounds(start, First.Span.End),
            $"{Style.NewLine}{outer}{{{string.Concat(body)}{Style.NewLine}{outer}}}");
    }

    private string Text((string Open, CatText Value, string Close) statement, int column, string indent)
    {
        var (open, value, close) = statement;
        return $"{open}{value.LaidOut(column + open.Length + close.Length, indent, Style)}{close};";
    }

    private List<string> Comments() => First.SyntaxTree.GetRoot().DescendantTrivia(Span)
        .Where(t => Span.Contains(t.Span) && CSharpText.IsComment(t) && !_statements.Any(s => IsInside(t, s)))
        .Select(t => t.ToString())
        .ToList();

    private static bool IsInside(SyntaxTrivia comment, StatementSyntax statement) => statement.Span.Contains(comment.Span);

    private string Before(int position) =>
        _text.ToString(TextSpan.FromBounds(_text.Lines.GetLineFromPosition(position).Start, position));

    private SourceEdit Edit(TextSpan span, string text) => new(First.SyntaxTree, span, text);
}
