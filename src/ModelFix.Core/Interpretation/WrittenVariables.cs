using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Interpretation;

/// <summary>The locals, parameters and fields that an operation may write.</summary>
internal static class WrittenVariables
{
    public static HashSet<ISymbol> In(IOperation operation)
    {
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var o in operation.DescendantsAndSelf())
            foreach (var target in Targets(o)) Add(target, written);
        return written;
    }

    /// <summary>
    /// True where the code mentions an operator that changes a shape in place, so that a tensor given to it may come back with another.
    /// </summary>
    public static bool MayReshape(SyntaxNode code) =>
        code.DescendantTokens().Any(t => t.Text.Length > 2 && t.Text[t.Text.Length - 1] == '_' && OperatorCatalog.Reshapes(t.Text));

    private static IEnumerable<IOperation> Targets(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => [assignment.Target],
        IIncrementOrDecrementOperation increment => [increment.Target],
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => [argument.Value],
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: var name } when OperatorCatalog.Reshapes(name) => [instance],
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: var name } when StableFields.Mutators.Contains(name) =>
            [instance],
        IInvocationOperation { Instance: null,
            TargetMethod.Name: var name,
            Arguments: { IsEmpty: false } arguments } when OperatorCatalog.Reshapes(name) =>
            [arguments[0].Value],
        _ => [],
    };

    private static void Add(IOperation target, HashSet<ISymbol> written)
    {
        switch (target)
        {
            case ILocalReferenceOperation local: written.Add(local.Local); break;
            case IParameterReferenceOperation parameter: written.Add(parameter.Parameter); break;
            case IFieldReferenceOperation { Field.ContainingType.IsTupleType: true, Instance: { } tuple }: Add(tuple, written); break;
            case IFieldReferenceOperation field: written.Add(field.Field); break;
            case IDeclarationExpressionOperation declaration: Add(declaration.Expression, written); break;
            case ITupleOperation tuple: foreach (var element in tuple.Elements) Add(element, written); break;
            // shape[0] = 1 writes into what the variable refers to.
            case IArrayElementReferenceOperation element: Add(element.ArrayReference, written); break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { Type.Name: not "Tensor" } list }:
                Add(list, written); break;
        }
    }
}
