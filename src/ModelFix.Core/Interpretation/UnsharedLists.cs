using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Interpretation;

/// <summary>
/// Locals that hold an array or list which is created in a method and seen by nobody else, so that calls leave what it holds alone.
/// </summary>
internal static class UnsharedLists
{
    public static HashSet<ISymbol> In(IOperation body, TorchSymbols symbols)
    {
        var own = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var declarator in body.Descendants().OfType<IVariableDeclaratorOperation>())
            if (IsCreation(declarator.Initializer?.Value)) own.Add(declarator.Symbol);
        foreach (var reference in body.Descendants().OfType<ILocalReferenceOperation>())
            if (own.Contains(reference.Local) && !StaysInside(reference, symbols)) own.Remove(reference.Local);
        return own;
    }

    private static bool IsCreation(IOperation? value) => value?.WithoutConversions() switch
    {
        IArrayCreationOperation => true,
        // From another list it takes the elements, not the list.
        IObjectCreationOperation { Type: { Name: "List", ContainingNamespace: var space } } =>
            space?.ToDisplayString() == "System.Collections.Generic",
        _ => false,
    };

    /// <summary>True where the list is read, changed by its own methods, or given to TorchSharp or LINQ, which keep none.</summary>
    private static bool StaysInside(ILocalReferenceOperation reference, TorchSymbols symbols)
    {
        if (reference.AncestorsAndSelf().Any(o => o is IAnonymousFunctionOperation or ILocalFunctionOperation)) return false;
        IOperation value = reference;
        while (value.Parent is IConversionOperation or IParenthesizedOperation) value = value.Parent;
        return value.Parent switch
        {
            IArrayElementReferenceOperation element => element.ArrayReference == value,
            IPropertyReferenceOperation property => property.Instance == value,
            IForEachLoopOperation loop => loop.Collection == value,
            IInvocationOperation call =>
                call.Instance == value && call.TargetMethod.Name is "Add" or "AddRange" or "Insert" or "RemoveAt" or "Clear" or "ToArray",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } =>
                method.ContainingNamespace?.ToDisplayString() == "System.Linq"
                || SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, symbols.Torch.ContainingAssembly)
                    && !symbols.IsModule(method.ContainingType)
                    && !symbols.IsModule(method.ReturnType),
            _ => false,
        };
    }
}
