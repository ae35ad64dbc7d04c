using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Core.Rewriting;

/// <summary>A replacement of one span of one file. Everything outside the span stays as it is, to the byte.</summary>
internal sealed record SourceEdit(SyntaxTree Tree, TextSpan Span, string NewText)
{
    public static SourceEdit Replace(SyntaxNode node, string newText) => new(node.SyntaxTree, node.Span, newText);

    public static SourceEdit Replace(SyntaxToken token, string newText) => new(token.SyntaxTree!, token.Span, newText);

    public static SourceEdit Insert(SyntaxTree tree, int position, string text) => new(tree, new TextSpan(position, 0), text);

    public static SourceEdit Delete(SyntaxTree tree, TextSpan span) => new(tree, span, "");
}

/// <summary>
/// A file that a fix adds next to the project, such as a support module. Two fixes may add the same file; it is written once.
/// </summary>
/// <param name="Name">The file's name without a folder.</param>
/// <param name="Text">The whole text, with line feeds.</param>
internal sealed record AddedFile(string Name, string Text);
