using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// A cat of pieces, some of which are cats themselves, or a single piece: laid out on one line, or a piece a line where that would be too
/// long.
/// </summary>
internal sealed class CatText
{
    private const int MaxColumns = 140;

    private readonly string _open;
    private readonly ImmutableArray<CatText> _pieces;
    private readonly string _close;

    private CatText(string open, ImmutableArray<CatText> pieces, string close)
    {
        _open = open;
        _pieces = pieces;
        _close = close;
    }

    /// <summary>True where there is something to join: a cat makes a new tensor, a single piece is what it is.</summary>
    public bool IsCat => _pieces.Length > 0;

    public static CatText Of(string piece) => new(Bare(piece), ImmutableArray<CatText>.Empty, "");

    public static CatText Of(
        string open,
        IEnumerable<CatText?> pieces,
        string close) => new(open, pieces.OfType<CatText>().ToImmutableArray(), close);

    public static CatText? Maybe(string? piece) => piece is null ? null : Of(piece);

    /// <summary>As the right side of an assignment that stands at a node.</summary>
    public string LaidOut(SyntaxNode at, string target, SourceStyle style)
    {
        var line = at.SyntaxTree.GetText().Lines.GetLineFromPosition(at.SpanStart).ToString();
        var indent = line.Substring(0, line.Length - line.TrimStart().Length);
        // The statement may follow something else on its line.
        var before = at.SyntaxTree.GetLineSpan(at.Span).StartLinePosition.Character;
        return LaidOut(before + target.Length + 4, indent, style);
    }

    /// <summary>Behind what stands in the columns before it.</summary>
    /// <param name="column">How many columns of the line are taken.</param>
    /// <param name="indent">The indentation of the statement.</param>
    /// <param name="style">The style of the file.</param>
    public string LaidOut(int column, string indent, SourceStyle style) =>
        LaidOut(column, indent, indent.IndexOf('\t') >= 0 ? "\t" : "    ", style.NewLine);

    public override string ToString() => IsCat ? $"{_open} {{ {string.Join(", ", _pieces)} }}{_close}" : _open;

    /// <summary>A piece without the parentheses around the whole of it.</summary>
    private static string Bare(string piece)
    {
        if (!piece.StartsWith("(", StringComparison.Ordinal)
            || piece.IndexOf("/*", StringComparison.Ordinal) >= 0
            || piece.IndexOf("//", StringComparison.Ordinal) >= 0)
            return piece;
        return SyntaxFactory.ParseExpression(piece) is ParenthesizedExpressionSyntax { ContainsDiagnostics: false } whole
            && whole.Span.Length == piece.Length
            ? whole.Expression.ToString()
            : piece;
    }

    private string LaidOut(int column, string indent, string step, string newLine)
    {
        var line = ToString();
        if (!IsCat || column + line.Length + 1 <= MaxColumns) return line;
        var inner = indent + step;
        var pieces = _pieces.Select(p => inner + p.LaidOut(inner.Length, inner, step, newLine) + "," + newLine);
        return $"{_open}{newLine}{indent}{{{newLine}{string.Concat(pieces)}{indent}}}{_close}";
    }
}
