using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Knowledge;

/// <summary>Where the storage of a tensor goes from one use of it: nowhere, into a variable, or where it cannot be followed.</summary>
internal abstract record AliasFlow
{
    /// <summary>The use copies, or only looks.</summary>
    public sealed record Ends : AliasFlow;

    /// <summary>A local variable or parameter gets the tensor or a view of it.</summary>
    /// <param name="Variable">The declarator, or the reference that is assigned.</param>
    public sealed record Named(IOperation Variable) : AliasFlow;

    /// <summary>Something other than a local variable keeps it.</summary>
    public sealed record Kept(string Reason, bool IsCertain) : AliasFlow;

    private static readonly Ends End = new();

    public static AliasFlow Of(IOperation use, TorchCompilation torch)
    {
        var name = use.Syntax.ToString();
        for (var value = use; ;)
        {
            switch (value.Parent)
            {
                case IIsPatternOperation { Pattern: var pattern } when pattern.DescendantsAndSelf().Any(IsNaming):
                    return new Kept($"the tensor is also known under another name: a pattern names {name}", IsCertain: true);
                case IExpressionStatementOperation
                    or IIsPatternOperation
                    or IIsTypeOperation
                    or IBinaryOperation
                    or IUnaryOperation
                    or IReturnOperation
                { Kind: OperationKind.Return } or ICompoundAssignmentOperation:
                    return End;
                case IConversionOperation { Conversion.IsUserDefined: true }:
                    return End;
                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation:
                    value = value.Parent;
                    break;
                case IConditionalOperation conditional:
                    if (conditional.Condition == value) return End;
                    value = conditional;
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return new Named(declarator);
                case ISimpleAssignmentOperation assignment:
                    return assignment.Target == value ? End : Assigned(assignment, name, torch);
                case IPropertyReferenceOperation property when property.Instance == value:
                    if (!torch.Symbols.IsTensor(property.Type) || IsAssigned(property)) return End;
                    value = property;
                    break;
                case IArgumentOperation { Parent: IPropertyReferenceOperation property } when torch.Symbols.IsTensor(
                    property.Property.ContainingType):
                    return End;
                case IArgumentOperation { Parent: IInvocationOperation invocation }:
                    if (Called(invocation, value, name, torch) is { } byArgument) return byArgument;
                    value = invocation;
                    break;
                case IInvocationOperation invocation when invocation.Instance == value:
                    if (Called(invocation, value, name, torch) is { } byCall) return byCall;
                    value = invocation;
                    break;
                case IArrayInitializerOperation { Parent: IArrayCreationOperation { Parent: { } holder } }:
                    if (Listed(holder, torch) is { } list) return list;
                    return new Kept($"the tensor is also known under another name: a collection keeps {name}", IsCertain: true);
                default:
                    return new Kept($"the tensor is also known under another name: {name} is kept elsewhere", IsCertain: true);
            }
        }
    }

    private static bool IsNaming(IOperation pattern) => pattern
        is IDeclarationPatternOperation { DeclaredSymbol: not null }
            or IRecursivePatternOperation { DeclaredSymbol: not null }
            or IListPatternOperation { DeclaredSymbol: not null };

    private static AliasFlow Assigned(
        ISimpleAssignmentOperation assignment,
        string name,
        TorchCompilation torch) => assignment.Target switch
    {
        IDiscardOperation => End,
        IPropertyReferenceOperation { Property.IsIndexer: true } indexer when torch.Symbols.IsTensor(indexer.Property.ContainingType) =>
            End,
        ILocalReferenceOperation or IParameterReferenceOperation when assignment.Parent is IExpressionStatementOperation =>
            new Named(assignment.Target),
        var target => new Kept($"the tensor is also known under another name: {target.Syntax} keeps {name}", IsCertain: true),
    };

    /// <summary>
    /// What a call does with the tensor; null where its result may share the storage, so that the result is to be followed.
    /// </summary>
    private static AliasFlow? Called(IInvocationOperation invocation, IOperation value, string name, TorchCompilation torch)
    {
        if (TensorStorage.IsScopeMove(invocation, torch.Symbols))
            return new Kept($"{name} was moved out of its dispose scope", IsCertain: true);
        // TensorIndex.Tensor(x) is the tensor as an entry of an index list.
        if (SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.ContainingType, torch.Symbols.TensorIndex)) return null;
        if (TensorStorage.SharedBy(invocation, torch) is { } shared)
            return shared.Any(s => s.Syntax.Span.Contains(value.Syntax.Span)) ? null : End;
        // A member of the tensor that returns numbers only looks at it.
        if (invocation.Instance == value && torch.Symbols.IsTensor(invocation.TargetMethod.ContainingType) && IsPlain(invocation.Type))
            return End;
        return OperatorCalls.From(invocation, torch.Symbols) is { } known
            ? new Kept($"{known.Operator} may share the storage of {name}", IsCertain: true)
            : new Kept(
                $"the tensor may also be known under another name: {invocation.TargetMethod.Name} may keep {name}",
                IsCertain: IsCollection(invocation));
    }

    private static bool IsCollection(IInvocationOperation invocation) =>
        invocation.TargetMethod.ContainingType?.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable) == true;

    private static bool IsPlain(ITypeSymbol? type) => type is null
        || type.SpecialType is not (SpecialType.None or SpecialType.System_Object)
        || type is IArrayTypeSymbol { ElementType.SpecialType: not SpecialType.None }
        || type.TypeKind == TypeKind.Enum;

    private static AliasFlow? Listed(IOperation holder, TorchCompilation torch)
    {
        while (holder is IConversionOperation { Parent: { } outer }) holder = outer;
        if (holder is IArgumentOperation { Parent: IPropertyReferenceOperation { Property.IsIndexer: true } indexer }
            && torch.Symbols.IsTensor(indexer.Property.ContainingType))
            return End;
        if (holder is not IArgumentOperation { Parent: IInvocationOperation invocation }
            || OperatorCalls.From(invocation, torch.Symbols) is null)
            return null;
        return TensorStorage.SharedBy(invocation, torch) is { Count: 0 } ? End : null;
    }

    private static bool IsAssigned(IOperation target) =>
        target.Parent is ISimpleAssignmentOperation simple && simple.Target == target
        || target.Parent is ICompoundAssignmentOperation compound && compound.Target == target;
}
