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
        var value = construction;
        while (value.Parent is IConversionOperation or IParenthesizedOperation) value = value.Parent;
        switch (value.Parent)
        {
            case IFieldInitializerOperation { InitializedFields.Length: 1 } initializer:
                return new FieldPlace(initializer.InitializedFields[0]);
            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: IInstanceReferenceOperation } target }:
                return new FieldPlace(target.Field);
            case IInvocationOperation { TargetMethod.Name: "call" or "forward", Arguments.IsEmpty: false } call when call.Instance == value:
                return new CalledPlace(call);
            default:
                return Sequential(value, symbols);
        }
    }

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

/// <summary>The layer is called where it is made: <c>AvgPool2d(2).call(x)</c>.</summary>
internal sealed record CalledPlace(IInvocationOperation Call) : LayerPlace;
