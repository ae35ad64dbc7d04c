using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Core.Interpretation;

/// <summary>The code that is interpreted as a whole.</summary>
internal static class CodeBody
{
    /// <summary>
    /// The outermost code block around a node: local functions and lambdas are interpreted with the method that holds them.
    /// </summary>
    public static SyntaxNode? Around(SyntaxNode node) => node.AncestorsAndSelf().FirstOrDefault(n =>
        n is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
        || n is ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax }
        || n is EqualsValueClauseSyntax && n.Parent?.Parent?.Parent is BaseFieldDeclarationSyntax
        || n is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax });
}
