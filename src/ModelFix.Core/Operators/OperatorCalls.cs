using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Operators;

/// <summary>Calls of operators, recognised by the method that is bound.</summary>
internal static class OperatorCalls
{
    /// <summary>The call that an operation is, or null where it is not a call of a known operator.</summary>
    public static TorchCall? From(IOperation operation, TorchSymbols symbols)
    {
        if (operation is not IInvocationOperation { TargetMethod: var method } invocation) return null;
        if (operation.Syntax is not InvocationExpressionSyntax) return null;
        if (IdPrefix(method.ContainingType, symbols) is not { } prefix) return null;
        if (OperatorCatalog.Declared(prefix + method.Name) is not var (row, inPlace)) return null;
        if (invocation.Instance is { } instance)
            return new TorchCall(invocation, row.Name, inPlace, Spelling.Method, instance.WithoutImplicitConversions());
        var first = invocation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0);
        return first is null
            ? null
            : new TorchCall(invocation, row.Name, inPlace, Spelling.Static, first.Value.WithoutImplicitConversions());
    }

    private static string? IdPrefix(INamedTypeSymbol type, TorchSymbols symbols)
    {
        if (Same(type, symbols.Tensor)) return "M:TorchSharp.torch.Tensor.";
        if (Same(type, symbols.Torch)) return "M:TorchSharp.torch.";
        if (Same(type, symbols.Functional)) return "M:TorchSharp.torch.nn.functional.";
        if (Same(type, symbols.Linalg)) return "M:TorchSharp.torch.linalg.";
        return Same(type, symbols.Special) ? "M:TorchSharp.torch.special." : null;
    }

    private static bool Same(INamedTypeSymbol type, INamedTypeSymbol? other) => SymbolEqualityComparer.Default.Equals(type, other);
}
