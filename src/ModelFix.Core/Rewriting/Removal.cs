using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Core.Rewriting;

/// <summary>Edits that take whole statements and members away, with their lines, and never a comment.</summary>
internal static class Removal
{
    /// <summary>
    /// The edit that removes a node and its lines, or null where it shares a line with other code or a comment belongs to it.
    /// </summary>
    public static SourceEdit? OfLines(SyntaxNode node)
    {
        if (HasComments(node)) return null;
        var text = node.SyntaxTree.GetText();
        var first = text.Lines.GetLineFromPosition(node.SpanStart);
        var last = text.Lines.GetLineFromPosition(node.Span.End);
        if (!IsBlank(text, first.Start, node.SpanStart) || !IsBlank(text, node.Span.End, last.End)) return null;
        var end = last.EndIncludingLineBreak;
        if (IsBlankLine(text, first.LineNumber - 1) && IsBlankLine(text, last.LineNumber + 1))
            end = text.Lines[last.LineNumber + 1].EndIncludingLineBreak;
        return SourceEdit.Delete(node.SyntaxTree, TextSpan.FromBounds(first.Start, end));
    }

    /// <summary>As <see cref="OfLines"/>, but of a node that shares its line with other code the node alone.</summary>
    public static SourceEdit? Of(SyntaxNode node) => OfLines(node) ?? OfPart(node);

    private static SourceEdit? OfPart(SyntaxNode node)
    {
        if (HasComments(node)) return null;
        var text = node.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(node.SpanStart);
        var (start, end) = (node.SpanStart, node.Span.End);
        if (end > line.End) return null;
        // The space between two statements goes with the one of them.
        if (IsBlank(text, line.Start, start)) while (end < line.End && char.IsWhiteSpace(text[end])) end++;
        else while (start > line.Start && char.IsWhiteSpace(text[start - 1])) start--;
        return SourceEdit.Delete(node.SyntaxTree, TextSpan.FromBounds(start, end));
    }

    /// <summary>The edit that removes one variable of a field's declaration, or null where a comment belongs to it.</summary>
    public static SourceEdit? OfVariable(VariableDeclaratorSyntax variable)
    {
        if (variable.Parent is not VariableDeclarationSyntax { Parent: BaseFieldDeclarationSyntax field } declaration) return null;
        if (declaration.Variables.Count == 1) return Of(field);
        if (CSharpText.HasComments(declaration.SyntaxTree, declaration.Span)) return null;
        var at = declaration.Variables.IndexOf(variable);
        var span = at == 0
            ? TextSpan.FromBounds(variable.SpanStart, declaration.Variables[1].SpanStart)
            : TextSpan.FromBounds(declaration.Variables[at - 1].Span.End, variable.Span.End);
        return SourceEdit.Delete(declaration.SyntaxTree, span);
    }

    private static bool HasComments(SyntaxNode node) =>
        CSharpText.HasComments(node.SyntaxTree, node.Span)
        || node.GetTrailingTrivia().Any(CSharpText.IsComment)
        || node.GetLeadingTrivia().Reverse().TakeWhile(t => !IsBlankLineBefore(t)).Any(CSharpText.IsComment);

    /// <summary>A line end that follows another one: what stands before it is a paragraph of its own.</summary>
    private static bool IsBlankLineBefore(SyntaxTrivia trivia)
    {
        if (!trivia.IsKind(SyntaxKind.EndOfLineTrivia)) return false;
        var text = trivia.SyntaxTree!.GetText();
        return IsBlankLine(text, text.Lines.GetLineFromPosition(trivia.SpanStart).LineNumber);
    }

    private static bool IsBlankLine(SourceText text, int line) =>
        line >= 0 && line < text.Lines.Count && IsBlank(text, text.Lines[line].Start, text.Lines[line].End);

    private static bool IsBlank(SourceText text, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (!char.IsWhiteSpace(text[i])) return false;
        return true;
    }
}
