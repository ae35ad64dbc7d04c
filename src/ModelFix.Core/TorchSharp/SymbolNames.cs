using Microsoft.CodeAnalysis;

namespace ModelFix.Core.TorchSharp;

/// <summary>Names of symbols as others write them.</summary>
internal static class SymbolNames
{
    /// <summary>A class's name as modelfix.json and reflection have it: <c>MyApp.Net+Block</c>.</summary>
    public static string FullMetadataName(this INamedTypeSymbol type) => type.ContainingType is { } outer
        ? FullMetadataName(outer) + "+" + type.MetadataName
        : type.ContainingNamespace.IsGlobalNamespace
            ? type.MetadataName
            : type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName;
}
