using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>A call of an operator as its transfer function sees it.</summary>
/// <param name="Operator">The operator's name, without the underscore of its in-place form.</param>
/// <param name="Arguments">By canonical name.</param>
/// <param name="Input">The tensor it works on, where that is known.</param>
/// <param name="Known">The value of an argument's expression.</param>
/// <param name="Id">Tells the result and the symbols in its shape from others.</param>
internal sealed record OperatorCall(
    string Operator,
    TorchArguments Arguments,
    TensorValue? Input,
    Func<IOperation, Value> Known,
    ValueId Id)
{
    /// <summary>True for <c>add_</c> and its like.</summary>
    public bool IsInPlace { get; init; }

    public TensorShape Shape => Input?.Shape ?? TensorShape.Unknown;

    public ElementType Type => Input?.Type ?? ElementType.Unknown;

    public bool IsGiven(string name) => Arguments[name] is { } argument && argument.ConstantValue is not { HasValue: true, Value: null };

    public Value Value(string name) => Arguments[name] is { } argument ? Known(argument) : Values.Value.Nothing;

    public TensorValue? Tensor(string name) => Value(name) as TensorValue;

    /// <summary>A constant integer argument or its default.</summary>
    public long? Integer(string name) =>
        Value(name) is IntegerValue { Dim.Constant: { } n } ? n : Arguments[name] is null ? Arguments.Integer(name) : null;

    public Dim? Dim(string name) => Value(name) is IntegerValue integer ? integer.Dim : null;

    /// <summary>A constant boolean argument, false where it is left out; null where it is not constant.</summary>
    public bool? Flag(string name) => Arguments.Has(name) ? Arguments.Constant(name).Value as bool? : false;

    /// <summary>A list of sizes, from params, an array, a tuple or a variable; null where one is not known.</summary>
    /// <remarks>-1 stands for itself here: "infer" in view, "keep" in expand.</remarks>
    public ImmutableArray<Dim>? Dims(string name) => Listed(name) is { } values && values.All(v => v is IntegerValue)
        ? values.Select(v => ((IntegerValue)v).Dim).ToImmutableArray()
        : null;

    /// <summary>A list of constant integers; null where one is not known.</summary>
    public ImmutableArray<long>? Integers(string name) => Dims(name) is { } dims && dims.All(d => d.IsConstant)
        ? dims.Select(d => d.Constant!.Value).ToImmutableArray()
        : null;

    /// <summary>
    /// A per-dimension argument as n entries: given as one number, a tuple or a list, or its default; null where an entry is not known.
    /// </summary>
    public ImmutableArray<Dim>? Spread(string name, int n) => Spreads.Of(Arguments, name, n, o => Known(o));

    /// <summary>The tensors of a list; null where one is not known.</summary>
    public ImmutableArray<TensorValue>? Tensors()
    {
        if (Listed("tensors") is not { } values || !values.All(v => v is TensorValue)) return null;
        return values.Cast<TensorValue>().ToImmutableArray();
    }

    /// <summary>The dtype argument where it is given as an enum member, else a fallback.</summary>
    public ElementType StatedType(ElementType fallback)
    {
        var name = new[] { "dtype", "type" }.FirstOrDefault(IsGiven);
        if (name is null) return fallback;
        if (Value(name) is ConstantValue { Constant: string member }) return ElementTypes.Named(member);
        // dtype: x.dtype
        return Arguments[name] is IPropertyReferenceOperation { Property.Name: "dtype", Instance: { } tensor }
            && Known(tensor) is TensorValue value
            ? value.Type
            : ElementType.Unknown;
    }

    public TensorValue Result(TensorShape shape) => new(Id, shape, Type);

    public TensorValue Result(TensorShape shape, ElementType type) => new(Id, shape, type);

    public Dim Fresh(long dim) => Id.NewSize(dim);

    private ImmutableArray<Value>? Listed(string name)
    {
        var elements = Arguments.Elements(name);
        if (elements.Length == 1 && Known(elements[0]) is ListValue list) return list.Items;
        return elements.IsEmpty ? null : elements.Select(Known).ToImmutableArray();
    }
}
