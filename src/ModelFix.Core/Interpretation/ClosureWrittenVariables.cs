using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Core.Interpretation;

/// <summary>Variables that lambdas or local functions write: what is known of them may change at any call.</summary>
internal static class ClosureWrittenVariables
{
    public static HashSet<ISymbol> In(SyntaxNode body, SemanticModel model)
    {
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var closure in body.DescendantNodes().Where(n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            if (model.GetOperation(closure) is { } operation) written.UnionWith(WrittenVariables.In(operation));
        return written;
    }
}
