using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Values;

/// <summary>Compile-time constants as values.</summary>
internal static class Constants
{
    public static Value? Of(IOperation operation) =>
        operation.ConstantValue is not { HasValue: true, Value: var constant } ? null : constant switch
    {
        int n => new IntegerValue(Dim.Of(n)),
        long n => new IntegerValue(Dim.Of(n)),
        byte n => new IntegerValue(Dim.Of(n)),
        short n => new IntegerValue(Dim.Of(n)),
        _ when operation.Type?.TypeKind == TypeKind.Enum => new ConstantValue(operation.Type.GetMembers()
            .OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, constant))?.Name ?? constant),
        _ => new ConstantValue(constant),
    };

    /// <summary>
    /// torch.float32 and its like: the member of ScalarType, as the enum's own constants are given; null for any other field.
    /// </summary>
    public static string? TypeNamed(IFieldSymbol field, TorchSymbols symbols) =>
        SymbolEqualityComparer.Default.Equals(field.Type, symbols.ScalarType)
            && SymbolEqualityComparer.Default.Equals(field.ContainingType, symbols.Torch)
            ? field.Name
            : null;
}
