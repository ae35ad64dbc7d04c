using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>
/// What code does besides giving a value: <c>x.view(n, x.shape[k++], -1)</c> counts k, and a rewrite that puts a literal in its place would
/// not. Rules look at values; this holds for all of them.
/// </summary>
internal static class SideEffects
{
    /// <summary>
    /// The code in a finding's fixes that writes something, or calls the project's own code that the fix leaves out; null where there is
    /// none.
    /// </summary>
    public static SyntaxNode? In(Finding finding, TorchCompilation torch) => finding.Fixes
        .Where(f => !f.KeepsSideEffects)
        .SelectMany(f => f.Edits)
        .Where(e => e.Span.Length > 0)
        .Select(e => In(e, finding, torch))
        .FirstOrDefault(n => n is not null);

    private static SyntaxNode? In(SourceEdit edit, Finding finding, TorchCompilation torch)
    {
        var node = edit.Tree.GetRoot().FindNode(edit.Span, getInnermostNodeForTie: true);
        return node.DescendantNodesAndSelf(n => n.Span.IntersectsWith(edit.Span))
            .Where(n =>
                edit.Span.Contains(n.Span) && n != finding.Node && n.Parent is not (ExpressionStatementSyntax or ForStatementSyntax))
            .FirstOrDefault(n => IsWrite(n) || IsLeftOut(n, edit, torch));
    }

    private static bool IsWrite(SyntaxNode node) => node switch
    {
        // An initializer writes into what it creates: new Options { Size = 3 }.
        AssignmentExpressionSyntax assignment => assignment.Parent is not InitializerExpressionSyntax,
        PrefixUnaryExpressionSyntax prefix =>
            prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression),
        PostfixUnaryExpressionSyntax postfix =>
            postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression),
        ArgumentSyntax argument =>
            argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) || argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword),
        _ => false,
    };

    /// <summary>A call of a method whose body may do anything, and that is not in the new text.</summary>
    private static bool IsLeftOut(SyntaxNode node, SourceEdit edit, TorchCompilation torch) => node is InvocationExpressionSyntax call
        && !edit.NewText.Contains(call.ToString())
        && torch.Compilation.Bound(edit.Tree).GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences.Length: > 0 };
}
