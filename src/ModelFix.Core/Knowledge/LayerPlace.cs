using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>Where the layer goes that a construction makes.</summary>
internal abstract record LayerPlace
{
    /// <summary>The place, or null where the layer goes somewhere that cannot be followed: a local, a list, another method.</summary>
    public static LayerPlace? Of(IOperation construction, TorchSymbols symbols)
    {
        var value = Whole(construction);
        switch (value.Parent)
        {
            case IFieldInitializerOperation { InitializedFields.Length: 1 } initializer:
                return new FieldPlace(initializer.InitializedFields[0]);
            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: IInstanceReferenceOperation } target }:
                return new FieldPlace(target.Field);
            case IInvocationOperation { TargetMethod.Name: "call" or "forward", Arguments.IsEmpty: false } call when call.Instance == value:
                return new CalledPlace(call);
            default:
                return (LayerPlace?)Sequential(value, symbols) ?? List(value);
        }
    }

    /// <summary>A layer that is added to a list in a field, or is one of those that the list is made of.</summary>
    private static ListPlace? List(IOperation value)
    {
        var element = Whole(value.Parent is ITupleOperation pair ? pair : value);
        return element.Parent switch
        {
            IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod.Name: "Add" or "append" or "add_module", Instance: { } list },
            } => list is ILocalReferenceOperation { Local: var local } ? GivenOn(local, list) : FieldOf(list),
            IArrayInitializerOperation { Parent: IArrayCreationOperation array } => StoredIn(array),
            IReturnOperation { Parent.Parent: IAnonymousFunctionOperation { Parent: { } made } } =>
                Whole(made).Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Select" } all }
                    ? StoredIn(all)
                    : null,
            _ => null,
        };
    }

    /// <summary>
    /// A list of the constructor that gets elements and is then given to one Sequential or ModuleList, which goes into a field.
    /// </summary>
    private static ListPlace? GivenOn(ILocalSymbol local, IOperation use)
    {
        IOperation? given = null;
        var uses = use.AncestorsAndSelf().Last().Descendants().OfType<ILocalReferenceOperation>();
        foreach (var found in uses.Where(u => SymbolEqualityComparer.Default.Equals(u.Local, local)))
        {
            if (found.Parent is IInvocationOperation { TargetMethod.Name: "Add", Parent: IExpressionStatementOperation }) continue;
            if (found.Parent is IPropertyReferenceOperation { Property.Name: "Count" }) continue;
            if (given is not null) return null;
            given = found;
        }

        return given is null ? null : StoredIn(given);
    }

    /// <summary>The field that a list, or the container that is made of it, is put into.</summary>
    private static ListPlace? StoredIn(IOperation list)
    {
        var whole = Whole(list);
        return whole.Parent switch
        {
            IFieldInitializerOperation { InitializedFields.Length: 1 } initializer => new ListPlace(initializer.InitializedFields[0]),
            ISimpleAssignmentOperation assignment when assignment.Value == whole => FieldOf(assignment.Target),
            IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod.Name: "Sequential" or "ModuleList" or "ToArray" or "ToList" } made,
            } => StoredIn(made),
            IInvocationOperation { TargetMethod.Name: "ToArray" } copied => StoredIn(copied),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "append", Instance: { } grown } } => FieldOf(grown),
            _ => null,
        };
    }

    private static IOperation Whole(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation) value = value.Parent;
        return value;
    }

    private static ListPlace? FieldOf(IOperation list) =>
        list is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } ? new ListPlace(field) : null;

    private static SequentialPlace? Sequential(IOperation value, TorchSymbols symbols)
    {
        var call = value.AncestorsAndSelf().Skip(1).OfType<IInvocationOperation>().FirstOrDefault();
        if (call is null || SequentialLayers.From(call, symbols) is not { } layers) return null;
        var index = layers.IndexOf(value.WithoutConversions());
        return index < 0 ? null : new SequentialPlace(layers, index);
    }
}

/// <summary>The layer is stored in a field: <c>pool = AvgPool2d(2)</c>.</summary>
internal sealed record FieldPlace(IFieldSymbol Field) : LayerPlace;

/// <summary>The layer is one of a Sequential's.</summary>
internal sealed record SequentialPlace(SequentialLayers Layers, int Index) : LayerPlace;

/// <summary>The layer is one of those in a field that holds several.</summary>
internal sealed record ListPlace(IFieldSymbol Field) : LayerPlace;

/// <summary>The layer is called where it is made: <c>AvgPool2d(2).call(x)</c>.</summary>
internal sealed record CalledPlace(IInvocationOperation Call) : LayerPlace;
