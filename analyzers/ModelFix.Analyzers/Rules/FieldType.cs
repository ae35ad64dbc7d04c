using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules;

/// private readonly BatchNorm1d a, b, c;  =>  private readonly BatchNorm1d a; private readonly ManualBatchNorm1d b; private readonly
/// BatchNorm1d c; The fields keep their order, which is that of the state_dict.
internal static class FieldType
{
    /// <summary>The edits that give one field another type, or null where a comment or an attribute stands in the way.</summary>
    /// <param name="field">The field.</param>
    /// <param name="type">Its new type as it is written there, without a question mark.</param>
    public static ImmutableArray<SourceEdit>? Edits(VariableDeclaratorSyntax field, string type)
    {
        if (field.Parent is not VariableDeclarationSyntax { Parent: BaseFieldDeclarationSyntax whole } declaration) return null;
        var old = declaration.Type is NullableTypeSyntax nullable ? nullable.ElementType : declaration.Type;
        if (CSharpText.HasComments(old.SyntaxTree, old.Span)) return null;
        var at = declaration.Variables.IndexOf(field);
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        if (at == 0) edits.Add(SourceEdit.Replace(old, type));
        if (declaration.Variables.Count == 1) return edits.ToImmutable();

        if (whole.AttributeLists.Count > 0) return null;
        var head = string.Concat(whole.Modifiers.Select(m => m.Text + " "));
        var mark = old == declaration.Type ? "" : "?";
        var end = ";" + LineBreak(whole);
        if (at > 0) edits.Add(Between(declaration.Variables[at - 1], field, $"{end}{head}{type}{mark} "));
        if (at < declaration.Variables.Count - 1) edits.Add(Between(field, declaration.Variables[at + 1], $"{end}{head}{old}{mark} "));
        return edits.Any(e => CSharpText.HasComments(e.Tree, e.Span)) ? null : edits.ToImmutable();
    }

    private static SourceEdit Between(VariableDeclaratorSyntax left, VariableDeclaratorSyntax right, string text) =>
        new(left.SyntaxTree, TextSpan.FromBounds(left.Span.End, right.SpanStart), text);

    /// <summary>The end of the line on which the declaration begins, and its indentation.</summary>
    private static string LineBreak(BaseFieldDeclarationSyntax declaration)
    {
        var text = declaration.SyntaxTree.GetText();
        var start = declaration.GetFirstToken().SpanStart;
        var line = text.Lines.GetLineFromPosition(start);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, start));
        return string.IsNullOrWhiteSpace(indent) ? text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + indent : " ";
    }
}
