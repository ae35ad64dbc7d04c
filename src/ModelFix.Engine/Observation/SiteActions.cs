using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Engine.Observation;

/// <summary>The instructions that operations are compiled to where they give tensors.</summary>
/// <remarks>The order is that of the compiler that the tool brings along, which compiles what is recorded.</remarks>
/// <param name="symbols">Which types are tensors.</param>
internal sealed class SiteActions(TorchSymbols symbols)
{
    /// <summary>Those of a method in the order in which they are emitted, each with its code and that which is what it gives.</summary>
    public IReadOnlyList<(SiteAction Action, SyntaxNode At, SiteTarget Target)> In(IOperation body)
    {
        var actions = new List<(SiteAction, SyntaxNode, SiteTarget)>();
        var open = new Stack<(IOperation Operation, IEnumerator<IOperation> Children)>();
        open.Push((body, Children(body)));
        while (open.Count > 0)
        {
            var (operation, children) = open.Peek();
            if (children.MoveNext())
            {
                open.Push((children.Current, Children(children.Current)));
                continue;
            }

            open.Pop();
            foreach (var (action, _, target) in Of(operation).Where(a => Holds(a.Type))) actions.Add((action, operation.Syntax, target));
        }

        return actions;
    }

    /// <summary>What the compiler emits before an operation: of a conditional expression the last operand before the second.</summary>
    private static IEnumerator<IOperation> Children(IOperation operation) => (operation switch
    {
        IConditionalOperation { Syntax: ConditionalExpressionSyntax, WhenFalse: { } whenFalse } choice =>
            [choice.Condition, whenFalse, choice.WhenTrue],
        _ => operation.ChildOperations.AsEnumerable(),
    }).GetEnumerator();

    private static IEnumerable<(SiteAction Action, ITypeSymbol? Type, SiteTarget Target)> Of(IOperation operation) => operation switch
    {
        IInvocationOperation call => [Call(call.TargetMethod, call)],
        IPropertyReferenceOperation { Property.GetMethod: { } getter } property when !IsOnlyWritten(property) => [Call(getter, property)],
        IBinaryOperation { OperatorMethod: { } called } => [Call(called, operation)],
        IUnaryOperation { OperatorMethod: { } called } => [Call(called, operation)],
        ICompoundAssignmentOperation { OperatorMethod: { } called, Target: var target } => [Call(called, operation), .. Stores(target)],
        IVariableDeclaratorOperation { Symbol: var local } declared when declared.GetVariableInitializer() is not null =>
            [Store(local, local.Type, declared)],
        ISimpleAssignmentOperation { Target: var target } => Stores(target),
        IDeconstructionAssignmentOperation { Target: var target } => Stores(target),
        IReturnOperation { ReturnedValue: { } value } => [(new SiteAction(SiteKind.Return), value.Type, Returned(value))],
        _ => [],
    };

    private static bool IsOnlyWritten(IPropertyReferenceOperation property) =>
        property.Parent is ISimpleAssignmentOperation { Target: var target } && target == property
            || property.Parent is ITupleOperation { Parent: IDeconstructionAssignmentOperation { Target: var tuple } }
                && tuple == property.Parent;

    private static (SiteAction Action, ITypeSymbol? Type, SiteTarget Target) Call(IMethodSymbol called, IOperation operation) => (
        new SiteAction(SiteKind.Call, called.MetadataName, called.Parameters.Length), called.ReturnType, new SiteTarget(operation.Syntax));

    private static IEnumerable<(SiteAction Action, ITypeSymbol? Type, SiteTarget Target)> Stores(IOperation target) => Bare(target) switch
    {
        ITupleOperation tuple => tuple.Elements.SelectMany(Stores),
        ILocalReferenceOperation { Local: var local } => [Store(local, local.Type, target)],
        IFieldReferenceOperation { Field: var field } => [Store(field, field.Type, target)],
        IParameterReferenceOperation { Parameter: var parameter } => [Store(parameter, parameter.Type, target)],
        _ => [],
    };

    /// <summary>Without the declaration around a variable.</summary>
    private static IOperation Bare(IOperation target) =>
        target.WithoutConversions() is IDeclarationExpressionOperation declared ? declared.Expression : target.WithoutConversions();

    private static (SiteAction Action, ITypeSymbol? Type, SiteTarget Target) Store(ISymbol variable, ITypeSymbol type, IOperation at) =>
        (new SiteAction(SiteKind.Store, variable.MetadataName), type, new SiteTarget(at.Syntax));

    private static SiteTarget Returned(IOperation value) => new(value.Syntax)
    {
        ReturnsFrom = value.Syntax.Ancestors().FirstOrDefault(n =>
            n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax),
        Elements = value.WithoutConversions() is ITupleOperation tuple ? [.. tuple.Elements.Select(e => e.Syntax)] : [],
    };

    /// <summary>As <see cref="TensorTypes.Holds"/>.</summary>
    private bool Holds(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => symbols.IsTensor(array.ElementType),
        INamedTypeSymbol { IsTupleType: true, TypeArguments: var parts } => parts.Any(Holds) && parts.All(p => IsNumber(p) || Holds(p)),
        _ => symbols.IsTensor(type),
    };

    private static bool IsNumber(ITypeSymbol type) =>
        type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double and not SpecialType.System_Decimal;
}
