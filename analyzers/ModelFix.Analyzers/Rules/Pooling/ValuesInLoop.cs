using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>The values that an integer takes, one in each round of a loop.</summary>
internal static class ValuesInLoop
{
    /// <summary>
    /// The values in order, or null where they are not all known: of a foreach's variable, a lambda's parameter, an array's element.
    /// </summary>
    public static ImmutableArray<long>? Of(IOperation integer, TorchCompilation torch) => integer switch
    {
        ILocalReferenceOperation { Local: var local } => local.Declarations().Select(r => r.GetSyntax()).FirstOrDefault() switch
        {
            ForEachStatementSyntax loop when torch.Compilation.Bound(loop.SyntaxTree).GetOperation(loop.Expression) is { } collection =>
                Integers(collection, torch),
            _ => null,
        },
        IParameterReferenceOperation
        {
            Parameter: { Ordinal: 0, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } parameter,
        } => Selected(parameter, integer, torch),
        IArrayElementReferenceOperation { Indices.Length: 1 } element => Integers(element.ArrayReference, torch),
        _ => null,
    };

    /// <summary>The elements of which each is given to a lambda: <c>sizes.Select(size => …)</c>.</summary>
    private static ImmutableArray<long>? Selected(IParameterSymbol parameter, IOperation use, TorchCompilation torch)
    {
        IOperation? lambda = use;
        while (lambda is not (null or IAnonymousFunctionOperation)) lambda = lambda.Parent;
        if (lambda is not IAnonymousFunctionOperation { Symbol: var symbol, Parent.Parent: IArgumentOperation given }
            || !SymbolEqualityComparer.Default.Equals(symbol, parameter.ContainingSymbol)
            || given.Parent is not IInvocationOperation { TargetMethod.Name: "Select", Arguments: { Length: 2 } arguments })
            return null;
        return Integers(arguments[0].Value, torch);
    }

    private static ImmutableArray<long>? Integers(IOperation list, TorchCompilation torch)
    {
        if (torch.ValueOf(list.WithoutConversions()) is not ListValue { Items: var items }) return null;
        var values = items.Select(i => (i as IntegerValue)?.Dim.Constant).ToList();
        return values.All(v => v is not null) ? values.Select(v => v!.Value).ToImmutableArray() : null;
    }
}
