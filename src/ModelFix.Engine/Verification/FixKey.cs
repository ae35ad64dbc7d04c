using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers;

namespace ModelFix.Engine.Verification;

/// <summary>Finds a fix again in another migration of the same code, where others were made before it.</summary>
internal static class FixKey
{
    /// <summary>The rule, the member and the expression that is found fault with; the same expressions of a member are one.</summary>
    public static string Of(Finding finding)
    {
        var member = finding.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not BaseTypeDeclarationSyntax);
        var expression = finding.Node.FirstAncestorOrSelf<ExpressionSyntax>(e => e is not (NameSyntax or MemberAccessExpressionSyntax));
        var name = member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText + method.ParameterList,
            BaseMethodDeclarationSyntax other => other.ParameterList.ToString(),
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            _ => "",
        };
        var types = string.Join('.', finding.Node.Ancestors().OfType<BaseTypeDeclarationSyntax>().Select(t => t.Identifier.ValueText));
        return $"{finding.Rule.Id}|{finding.Node.SyntaxTree.FilePath}|{types}|{name}|{expression ?? finding.Node}";
    }
}
