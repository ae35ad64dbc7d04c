using Microsoft.CodeAnalysis;

namespace ModelFix.Core.TorchSharp;

/// <summary>TorchSharp's types in a compilation, resolved by metadata name. TorchSharp itself is never referenced.</summary>
internal sealed class TorchSymbols
{
    private TorchSymbols(Compilation compilation, INamedTypeSymbol torch, INamedTypeSymbol tensor, INamedTypeSymbol module)
    {
        Torch = torch;
        Tensor = tensor;
        Module = module;
        Functional = compilation.GetTypeByMetadataName("TorchSharp.torch+nn+functional");
        Nn = compilation.GetTypeByMetadataName("TorchSharp.torch+nn");
        Linalg = compilation.GetTypeByMetadataName("TorchSharp.torch+linalg");
        Special = compilation.GetTypeByMetadataName("TorchSharp.torch+special");
        TensorIndex = compilation.GetTypeByMetadataName("TorchSharp.torch+TensorIndex");
        Scalar = compilation.GetTypeByMetadataName("TorchSharp.Scalar");
        ScalarType = compilation.GetTypeByMetadataName("TorchSharp.torch+ScalarType");
        Parameter = compilation.GetTypeByMetadataName("TorchSharp.Modules.Parameter");
    }

    public INamedTypeSymbol Torch { get; }
    public INamedTypeSymbol Tensor { get; }
    public INamedTypeSymbol Module { get; }
    public INamedTypeSymbol? Nn { get; }
    public INamedTypeSymbol? Functional { get; }
    public INamedTypeSymbol? Linalg { get; }
    public INamedTypeSymbol? Special { get; }
    public INamedTypeSymbol? TensorIndex { get; }
    public INamedTypeSymbol? Scalar { get; }
    public INamedTypeSymbol? ScalarType { get; }
    public INamedTypeSymbol? Parameter { get; }

    /// <summary>TorchSharp's version as its assembly states it, for example 0.107.0.0.</summary>
    public Version Version => Torch.ContainingAssembly.Identity.Version;

    /// <summary>The symbols, or null where the compilation does not see TorchSharp.</summary>
    public static TorchSymbols? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName("TorchSharp.torch") is { } torch
        && compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is { } tensor
        && compilation.GetTypeByMetadataName("TorchSharp.torch+nn+Module") is { } module
            ? new TorchSymbols(compilation, torch, tensor, module)
            : null;

    public bool IsTensor(ITypeSymbol? type) => DerivesFrom(type, Tensor);

    public bool IsModule(ITypeSymbol? type) => DerivesFrom(type, Module);

    /// <summary>True for the type itself and for every class derived from it.</summary>
    public static bool DerivesFrom(ITypeSymbol? type, INamedTypeSymbol ancestor)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, ancestor)) return true;
        return false;
    }
}
