using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Weights;

/// <summary>Fields that a module registers as buffers.</summary>
internal static class RegisteredBuffers
{
    /// <summary>
    /// True for a field of its class that has a tensor by the time of RegisterComponents: from its declaration, or from a constructor.
    /// </summary>
    public static bool Has(IFieldSymbol field, TorchCompilation torch)
    {
        if (field.IsStatic || field.Declarations().FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax declarator)
            return false;
        var constructors = field.ContainingType.InstanceConstructors
            .Select(c => c.Declarations().FirstOrDefault()?.GetSyntax())
            .OfType<ConstructorDeclarationSyntax>()
            .ToList();
        if (declarator.Initializer is { Value: var value } && !IsNull(value))
            return constructors.Any(c => Registration(c) is not null);
        return constructors.Any(c => Registration(c) is { } at && c.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(a =>
            a.SpanStart < at && a.IsKind(SyntaxKind.SimpleAssignmentExpression) && !IsNull(a.Right) && IsOf(a.Left, field, torch)));
    }

    /// <summary>Where the constructor registers, once, what its fields hold; null where it does not.</summary>
    private static int? Registration(ConstructorDeclarationSyntax constructor) => constructor.DescendantNodes()
        .OfType<InvocationExpressionSyntax>()
        .Where(i => i.Expression is IdentifierNameSyntax { Identifier.ValueText: "RegisterComponents" }
            or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: "RegisterComponents" })
        .Select(i => (int?)i.SpanStart)
        .FirstOrDefault();

    private static bool IsNull(ExpressionSyntax value) =>
        value.IsKind(SyntaxKind.NullLiteralExpression) || value.IsKind(SyntaxKind.DefaultLiteralExpression)
        || value is PostfixUnaryExpressionSyntax { Operand: var operand } && IsNull(operand);

    private static bool IsOf(ExpressionSyntax target, IFieldSymbol field, TorchCompilation torch) =>
        target.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(n => n.Identifier.ValueText == field.Name)
        && SymbolEqualityComparer.Default.Equals(torch.Compilation.Bound(target.SyntaxTree).GetSymbolInfo(target).Symbol, field);
}
