using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Engine.Loading;

/// <summary>
/// The errors for which the compiler cannot tell what declarations, and the bodies of models and of what they call, mean.
/// </summary>
/// <remarks>
/// Bodies that models do not call are not bound, since nobody looks at them. The others are bound once, for the rules too: the compiler,
/// which would bind them anew, is asked about a body only where something in it has no meaning.
/// </remarks>
internal static class UnboundCode
{
    /// <summary>The errors in the order of the files and of their text.</summary>
    /// <param name="compilation">The sources.</param>
    /// <param name="models">The classes whose bodies are looked at.</param>
    public static List<Diagnostic> Errors(Compilation compilation, IReadOnlyList<TypeDeclarationSyntax> models)
    {
        var inBodies = new ConcurrentBag<Diagnostic>();
        var seen = new ConcurrentDictionary<SyntaxNode, bool>(models.Select(m => KeyValuePair.Create<SyntaxNode, bool>(m, true)));
        IReadOnlyCollection<SyntaxNode> pending = models;
        while (pending.Count > 0)
        {
            var called = new ConcurrentBag<SyntaxNode>();
            Parallel.ForEach(pending, declaration =>
            {
                var model = compilation.Bound(declaration.SyntaxTree);
                var operations = Code(declaration).Select(code => model.GetOperation(code)).ToList();
                foreach (var method in operations.SelectMany(Called))
                    if (!method.Ancestors().Any(seen.ContainsKey) && seen.TryAdd(method, true)) called.Add(method);
                if (operations.All(o => o is not null && o.DescendantsAndSelf().All(HasMeaning))) return;
                foreach (var error in model.GetMethodBodyDiagnostics(declaration.Span)) inBodies.Add(error);
            });
            pending = called;
        }

        return [.. compilation.GetDeclarationDiagnostics()
            .Concat(inBodies)
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .Distinct()
            .OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(d => d.Location.SourceSpan.Start)];
    }

    /// <summary>What has an operation: bodies, initialisers, and what constructors give their base.</summary>
    private static IEnumerable<SyntaxNode> Code(SyntaxNode declaration) => declaration
        .DescendantNodesAndSelf(n => !IsCode(n) && (n == declaration || n is not BaseTypeDeclarationSyntax))
        .Where(IsCode);

    /// <summary>The project's own methods that are called.</summary>
    private static IEnumerable<SyntaxNode> Called(IOperation? code) => (code?.DescendantsAndSelf() ?? [])
        .OfType<IInvocationOperation>()
        .SelectMany(i => (i.TargetMethod.ReducedFrom ?? i.TargetMethod).OriginalDefinition.DeclaringSyntaxReferences)
        .Select(r => r.GetSyntax())
        .OfType<BaseMethodDeclarationSyntax>();

    private static bool IsCode(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        AccessorDeclarationSyntax accessor => accessor.Body is not null || accessor.ExpressionBody is not null,
        EqualsValueClauseSyntax => node.Parent is not ParameterSyntax,
        ArrowExpressionClauseSyntax or PrimaryConstructorBaseTypeSyntax => true,
        _ => false,
    };

    private static bool HasMeaning(IOperation operation) => !IsUnknown(operation.Type) && operation switch
    {
        IInvalidOperation => false,
        IConversionOperation conversion => conversion.Conversion.Exists,
        IInvocationOperation invocation => !invocation.TargetMethod.TypeArguments.Any(IsUnknown),
        IVariableDeclaratorOperation variable => !IsUnknown(variable.Symbol.Type),
        ITypeOfOperation type => !IsUnknown(type.TypeOperand),
        ISizeOfOperation size => !IsUnknown(size.TypeOperand),
        IIsTypeOperation test => !IsUnknown(test.TypeOperand),
        IPatternOperation pattern => !IsUnknown(pattern.NarrowedType),
        ICatchClauseOperation handler => !IsUnknown(handler.ExceptionType),
        ILocalFunctionOperation function => HasMeaning(function.Symbol),
        IAnonymousFunctionOperation function => HasMeaning(function.Symbol),
        _ => true,
    };

    private static bool HasMeaning(IMethodSymbol function) =>
        !IsUnknown(function.ReturnType) && !function.Parameters.Any(p => IsUnknown(p.Type));

    private static bool IsUnknown(ITypeSymbol? type) => type switch
    {
        null => false,
        IArrayTypeSymbol array => IsUnknown(array.ElementType),
        IPointerTypeSymbol pointer => IsUnknown(pointer.PointedAtType),
        INamedTypeSymbol named => named.TypeKind == TypeKind.Error || named.TypeArguments.Any(IsUnknown),
        _ => type.TypeKind == TypeKind.Error,
    };
}
