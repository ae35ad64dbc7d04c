using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Rules.Tracing;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>Integers that a call takes and that are read from the sizes of an input.</summary>
internal static class SizeArguments
{
    /// <summary>
    /// The integers, each as a whole, or arrays of them; none where the sizes are those of weights and constants, which are no question at
    /// run time.
    /// </summary>
    public static ImmutableArray<IOperation> Of(TorchCall call, TorchCompilation torch) => call.Invocation.Arguments
        .Where(a => a.ArgumentKind != ArgumentKind.DefaultValue && a.Parameter?.Name is not ("value" or "fill_value" or "input"))
        .SelectMany(a => a.Value.Elements())
        .Where(e => IsSize(e.Type) && e.Syntax is ExpressionSyntax && SizeReads.Tensors(e, torch).Any(t => InputDependence.Of(t, torch)))
        .ToImmutableArray();

    /// <summary>The size, or the array, with numbers for what is read; null where these are not known.</summary>
    public static string? Literal(IOperation size, TorchCompilation torch)
    {
        if (CSharpText.HasComments(size.Syntax.SyntaxTree, size.Syntax.Span)) return null;
        if (size.Type is IArrayTypeSymbol)
            return torch.ValueOf(size) is ListValue { Items: var items }
                && items.Select(i => (i as IntegerValue)?.Dim.Constant).ToList() is var numbers && numbers.All(n => n is not null)
                ? torch.StyleAt(size.Syntax).Longs(numbers.Select(n => n!.Value))
                : null;
        // A double stays one, whatever its value: with it integers become floating point.
        if (!IsSize(size.Type) || torch.IntegerOf(size) is not { Constant: >= 0 } dim) return null;
        if (size.Type?.SpecialType == SpecialType.System_Int64 && !TakesInt(size, torch)) return null;
        return dim.Constant == 0 ? "0" : ViewSizes.Of(ImmutableArray.Create(size), TensorShape.Of(dim), torch)?.Text;
    }

    /// <summary>
    /// True where an int is taken as a long is: where either becomes one type of number. A tensor of longs has another dtype than one of
    /// ints, and a method of the project may have overloads.
    /// </summary>
    private static bool TakesInt(IOperation size, TorchCompilation torch) => size.Parent switch
    {
        IParenthesizedOperation parenthesized => TakesInt(parenthesized, torch),
        IConversionOperation conversion => conversion.Type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double
            || conversion.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
            || conversion.Type?.Name == "Scalar"
            || conversion.Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T && TakesInt(conversion, torch),
        IBinaryOperation binary => torch.Symbols.IsTensor(binary.Type) || TakesInt(binary, torch),
        IArgumentOperation { Parameter.ContainingSymbol: IMethodSymbol { Name: not "tensor", IsGenericMethod: false } method } =>
            method.DeclaringSyntaxReferences.IsEmpty,
        IArrayInitializerOperation { Parent: { IsImplicit: true } } => true,
        IArrayInitializerOperation { Parent.Syntax: ArrayCreationExpressionSyntax } => true,
        ITupleOperation => true,
        { } parent when parent.Syntax.RawKind == CollectionExpressionKind => true,
        _ => false,
    };

    /// <summary>SyntaxKind.CollectionExpression, which Roslyn has from 4.7 on.</summary>
    private const int CollectionExpressionKind = 9076;

    private static bool IsSize(ITypeSymbol? type) =>
        (type is IArrayTypeSymbol { Rank: 1, ElementType: var element } ? element : type)?.SpecialType
            is SpecialType.System_Int32 or SpecialType.System_Int64;
}
