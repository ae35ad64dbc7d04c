using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Core.Knowledge;

/// <summary>Methods with <c>ref</c> locals: what is written through them is not followed.</summary>
internal static class RefLocals
{
    /// <summary>
    /// What has to hold for what is known of a method's variables, as it follows "assuming"; null where it has no such local.
    /// </summary>
    public static string? AssumptionAround(SyntaxNode node) =>
        node.AncestorsAndSelf().OfType<BaseMethodDeclarationSyntax>().LastOrDefault() is { } method
            && method.DescendantNodes().OfType<RefTypeSyntax>().Any(t => t.Parent is VariableDeclarationSyntax)
            ? "no size is changed through a ref local"
            : null;
}
