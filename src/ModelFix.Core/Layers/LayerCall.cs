using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>A call of a layer with all that it is given.</summary>
/// <param name="Layer">The layer as it was constructed.</param>
/// <param name="Inputs">By position; what is left out is a constant.</param>
/// <param name="Id">Tells the result and the symbols in its shape from others.</param>
/// <param name="Known">The value of an argument of the construction.</param>
internal sealed record LayerCall(Layer Layer, ImmutableArray<Value> Inputs, ValueId Id, Func<IOperation, Value> Known)
{
    public TensorValue First => (TensorValue)Inputs[0];

    public TensorValue? Input(int at) => at < Inputs.Length ? Inputs[at] as TensorValue : null;

    /// <summary>The first input and the arguments of the construction, for the transfer function of the same computation.</summary>
    public OperatorCall AsOperator(string name) => new(name, Layer.Arguments, First, Known, Id);

    /// <summary>A constant flag of the construction, false where it is left out; null where it is not constant.</summary>
    public bool? Flag(string argument) => Layer.Arguments.Has(argument) ? Layer.Arguments.Constant(argument).Value as bool? : false;

    public Dim? Integer(string argument) =>
        Layer.Arguments[argument] is { } value && Known(value) is IntegerValue integer ? integer.Dim : null;

    /// <summary>A per-dimension argument of the construction as n entries; null where an entry is not known.</summary>
    public ImmutableArray<Dim>? Spread(string argument, int n) => Spreads.Of(Layer.Arguments, argument, n, Known);

    /// <summary>True for <c>Padding.Same</c> and its like, other than a number.</summary>
    public bool IsPaddedByName => Layer.Arguments["padding"]?.Type?.TypeKind == TypeKind.Enum;
}
