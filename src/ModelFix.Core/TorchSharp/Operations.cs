using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.TorchSharp;

/// <summary>Views of IOperation trees that every consumer needs.</summary>
internal static class Operations
{
    /// <summary>The operand below conversions (implicit ones and casts) and parentheses.</summary>
    public static IOperation WithoutConversions(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                default: return operation;
            }
        }
    }

    /// <summary>The operand below conversions that the compiler added and parentheses; casts that the author wrote stay.</summary>
    public static IOperation WithoutImplicitConversions(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { IsImplicit: true } conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                default: return operation;
            }
        }
    }

    /// <summary>
    /// The entries of an array, tuple or collection expression as they were written; the operation itself where it is one value.
    /// </summary>
    public static ImmutableArray<IOperation> Elements(this IOperation operation)
    {
        var value = operation.WithoutConversions();
        return value switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => Written(initializer.ElementValues),
            IArrayCreationOperation => ImmutableArray<IOperation>.Empty,
            ITupleOperation tuple => Written(tuple.Elements),
            // Collection expressions are unknown to the Roslyn that this is built against; their elements are the children.
            // With a spread in it, only the whole has a known number of entries, if any.
            _ when value.Syntax.RawKind == CollectionExpressionKind
                && !value.Syntax.ChildNodes().Any(n => n.RawKind == SpreadElementKind) =>
                Written(value.ChildOperations.ToImmutableArray()),
            _ => ImmutableArray.Create(value),
        };
    }

    /// <summary>The operation and those around it, innermost first.</summary>
    public static IEnumerable<IOperation> AncestorsAndSelf(this IOperation operation)
    {
        for (var o = operation; o is not null; o = o.Parent) yield return o;
    }

    /// <summary>SyntaxKind.CollectionExpression, which Roslyn has from 4.7 on.</summary>
    private const int CollectionExpressionKind = 9076;

    /// <summary>SyntaxKind.SpreadElement.</summary>
    private const int SpreadElementKind = 9078;

    private static ImmutableArray<IOperation> Written(ImmutableArray<IOperation> values) =>
        values.Select(v => v.WithoutConversions()).ToImmutableArray();
}
