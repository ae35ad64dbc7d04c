using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Core.TorchSharp;

/// <summary>Where symbols are declared, the two parts of a partial method alike.</summary>
internal static class SymbolDeclarations
{
    /// <summary>All declarations; of a partial method that with its body first.</summary>
    public static ImmutableArray<SyntaxReference> Declarations(this ISymbol symbol) => symbol switch
    {
        IMethodSymbol { PartialImplementationPart: { } body } => body.DeclaringSyntaxReferences.AddRange(symbol.DeclaringSyntaxReferences),
        IMethodSymbol { PartialDefinitionPart: { } head } => symbol.DeclaringSyntaxReferences.AddRange(head.DeclaringSyntaxReferences),
        _ => symbol.DeclaringSyntaxReferences,
    };

    /// <summary>The part of a method that has its body, whose parameters its code names.</summary>
    public static IMethodSymbol WithBody(this IMethodSymbol method) => method.PartialImplementationPart ?? method;

    /// <summary>A member as its callers name it: the declaring part of a partial method.</summary>
    public static ISymbol AsCalled(this ISymbol member) => (member as IMethodSymbol)?.PartialDefinitionPart ?? member;
}
