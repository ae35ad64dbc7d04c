using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Whether a forward is one that only the objects of its class have, so that no base, interface or derived class calls it by another name.
/// </summary>
internal static class OwnForward
{
    public static bool Is(IMethodSymbol method, TorchSymbols symbols) => IsPlainOverride(method)
        && IsLeaf(method.ContainingType, symbols)
        && method.ContainingType.GetMembers("forward").Length == 1
        && method.ContainingType.GetMembers("call").IsEmpty;

    private static bool IsPlainOverride(IMethodSymbol method) =>
        method is { Name: "forward", MethodKind: MethodKind.Ordinary, IsOverride: true, IsGenericMethod: false }
        && method is { PartialDefinitionPart: null, PartialImplementationPart: null }
        && method.Parameters.All(p => p.RefKind == RefKind.None);

    private static bool IsLeaf(INamedTypeSymbol type, TorchSymbols symbols) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false, Interfaces.IsEmpty: true, BaseType: { Name: "Module" } parent }
        && SymbolEqualityComparer.Default.Equals(parent.ContainingAssembly, symbols.Torch.ContainingAssembly)
        && !IsGeneric(type);

    private static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType || type.ContainingType is { } outer && IsGeneric(outer);
}
