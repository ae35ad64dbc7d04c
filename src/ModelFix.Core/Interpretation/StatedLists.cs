using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>Arrays and lists that a method is given with known elements.</summary>
internal static class StatedLists
{
    /// <summary>
    /// True where the method gives the list no other name, and no lambda or local function has it: what is written to the list is then
    /// written through the parameter, or by code that gets it in a call, which is seen.
    /// </summary>
    public static bool IsReadAlone(IParameterSymbol parameter, IOperation? body) => body is not null && body.Descendants()
        .OfType<IParameterReferenceOperation>()
        .Where(r => SymbolEqualityComparer.Default.Equals(r.Parameter, parameter))
        .All(IsReadAlone);

    private static bool IsReadAlone(IParameterReferenceOperation reference)
    {
        if (reference.AncestorsAndSelf().Any(o => o is IAnonymousFunctionOperation or ILocalFunctionOperation)) return false;
        IOperation value = reference;
        while (value.Parent is IConversionOperation { Conversion.IsUserDefined: false } or IParenthesizedOperation) value = value.Parent;
        return value.Parent switch
        {
            IArrayElementReferenceOperation element => element.ArrayReference == value,
            IPropertyReferenceOperation property => property.Instance == value,
            IImplicitIndexerReferenceOperation element => element.Instance == value,
            IForEachLoopOperation loop => loop.Collection == value,
            IInvocationOperation call => call.Instance == value,
            IArgumentOperation { Parameter.RefKind: RefKind.None, Parent: IInvocationOperation } => true,
            IIsPatternOperation { Pattern: IConstantPatternOperation } => true,
            _ => value.Syntax.Parent?.RawKind == Expressions.SpreadElementKind,
        };
    }
}
