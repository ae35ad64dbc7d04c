using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.Shapes;

/// <summary>The locals, parameters and fields that an operation may write.</summary>
internal static class Writes
{
    public static HashSet<ISymbol> In(IOperation operation)
    {
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var o in operation.DescendantsAndSelf())
            foreach (var target in Targets(o)) Add(target, written);
        return written;
    }

    private static IEnumerable<IOperation> Targets(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => [assignment.Target],
        IIncrementOrDecrementOperation increment => [increment.Target],
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => [argument.Value],
        // Operators that change the shape of their receiver.
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: "squeeze_" or "unsqueeze_" or "resize_" or "transpose_" or "t_" or "swapdims_" or "set_" } =>
            [instance],
        _ => [],
    };

    private static void Add(IOperation target, HashSet<ISymbol> written)
    {
        switch (target)
        {
            case ILocalReferenceOperation local: written.Add(local.Local); break;
            case IParameterReferenceOperation parameter: written.Add(parameter.Parameter); break;
            case IFieldReferenceOperation field: written.Add(field.Field); break;
            case IDeclarationExpressionOperation declaration: Add(declaration.Expression, written); break;
            case ITupleOperation tuple: foreach (var element in tuple.Elements) Add(element, written); break;
        }
    }
}

/// <summary>Variables that lambdas or local functions write: what is known of them may change at any call.</summary>
internal static class ClosureWrites
{
    public static HashSet<ISymbol> In(SyntaxNode body, SemanticModel model)
    {
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var closure in body.DescendantNodes().Where(n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            if (model.GetOperation(closure) is { } operation) written.UnionWith(Writes.In(operation));
        return written;
    }
}
