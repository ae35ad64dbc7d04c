using Microsoft.CodeAnalysis;

namespace ModelFix.Core.TorchSharp;

/// <summary>A type that holds tensors and nothing else: a tuple, an array or a list of them.</summary>
/// <param name="Count">How many a tuple holds; null for an array or list, which may hold any number.</param>
internal sealed record TensorList(int? Count)
{
    private static readonly TensorList Any = new((int?)null);

    /// <summary>What a type holds; null for any other type.</summary>
    public static TensorList? Of(ITypeSymbol type, TorchSymbols symbols) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => symbols.IsTensor(array.ElementType) ? Any : null,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } may => Of(may.TypeArguments[0], symbols),
        INamedTypeSymbol { IsTupleType: true } tuple =>
            tuple.TupleElements.All(e => symbols.IsTensor(e.Type)) ? new TensorList(tuple.TupleElements.Length) : null,
        INamedTypeSymbol { TypeArguments.Length: 1 } list =>
            IsList(list.OriginalDefinition) && symbols.IsTensor(list.TypeArguments[0]) ? Any : null,
        _ => null,
    };

    /// <summary>What an element is called: <c>0</c> in a list, <c>Item1</c> in a tuple.</summary>
    public string NameOf(int index) => Count is null
        ? index.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : FormattableString.Invariant($"Item{index + 1}");

    private static bool IsList(INamedTypeSymbol type) => type.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T
            or SpecialType.System_Collections_Generic_ICollection_T
            or SpecialType.System_Collections_Generic_IList_T
            or SpecialType.System_Collections_Generic_IReadOnlyCollection_T
            or SpecialType.System_Collections_Generic_IReadOnlyList_T
        || type.FullMetadataName() == "System.Collections.Generic.List`1";
}
