using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators on the elements of tensors that broadcast.</summary>
internal static class Pairwise
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            add sub subtract mul remainder fmod pow floor_divide TS TS
            multiply TS S
            maximum minimum TS -
            """, Storage.New, Result, Preconditions.Pair),
        .. Operator.Each("""
            fmax fmin TS -
            bitwise_and bitwise_or bitwise_xor heaviside TS TS
            """, Storage.New, Result),
        .. Operator.Each("div divide true_divide TS TS", Storage.New, Quotient, Preconditions.Pair),
        .. Operator.Each("""
            eq ne lt le gt ge TS T
            logical_and logical_or logical_xor TS TS
            """, Storage.New, c => Result(c) with { Type = ElementType.Bool }, Preconditions.Pair),
        .. Operator.Each("""
            greater greater_equal less equal isclose TS -
            less_equal not_equal TS T
            """, Storage.New, c => Result(c) with { Type = ElementType.Bool }),
        // What these make of integers is not followed.
        .. Operator.Each("""
            atan2 arctan2 copysign xlogy TS TS
            hypot logaddexp logaddexp2 TS -
            """, Storage.New, c => Result(c) is var pair && pair.Type.IsFloating() ? pair : pair with { Type = ElementType.Unknown }),
        .. Operator.Each("float_power TS TS", Storage.New, c => Result(c) with { Type = ElementType.Float64 }),
        .. Operator.Each(
            "addcmul addcdiv TS TS",
            Storage.New,
            c => Together(c, "tensor1", "tensor2"),
            c => Preconditions.Broadcast(c.Input, c.Tensor("tensor1"), c.Tensor("tensor2"))),
        .. Operator.Each(
            "lerp TS T",
            Storage.New,
            c => Together(c, "end", c.Arguments["weight"]?.Type?.Name == "Tensor" ? "weight" : "end"),
            c => Preconditions.Broadcast(c.Input, c.Tensor("end"), c.Tensor("weight"))),
        .. Operator.Each("cross TSL -", Storage.New, c => c.Tensor("other") is { } other && c.Input is { } input
            ? c.Result(Broadcasting.Of(input.Shape, other.Shape, c.Id), Promotion.Of(input, other))
            : c.Result(TensorShape.Unknown, ElementType.Unknown), c => Preconditions.Broadcast(c.Input, c.Tensor("other"))),
    ];

    /// <summary>
    /// True division of integers is floating; a rounding mode keeps them, but not in the static forms, which ignore it. Those have no
    /// parameter target.
    /// </summary>
    private static TensorValue Quotient(OperatorCall call)
    {
        var pair = Result(call);
        if (pair.Type.IsFloating()) return pair;
        if (!call.IsGiven("rounding_mode"))
            return pair with { Type = pair.Type == ElementType.Unknown ? ElementType.Unknown : Promotion.Floating(pair.Type) };
        var rounds = call.Arguments.Has("target") && call.Arguments.Constant("rounding_mode").Value is 1 or 2;
        return rounds && pair.Type.IsInteger() ? pair : pair with { Type = ElementType.Unknown };
    }

    internal static TensorValue Result(OperatorCall call)
    {
        var name = new[] { "other",
            "target",
            "exponent",
            "y",
            "scalar",
            "right",
            "value",
            "values" }.FirstOrDefault(n => call.Arguments[n] is not null);
        if (name is null) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var other = call.Value(name) as TensorValue;
        if (other is null && call.Arguments[name] is { } operand && operand.Type?.Name == "Tensor")
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        if (other is null) return call.Result(call.Shape, Promotion.WithScalar(call.Type, Promotion.IsFractional(call.Arguments[name]!)));
        return call.Input is { } input
            ? call.Result(Broadcasting.Of(input.Shape, other.Shape, call.Id), Promotion.Of(input, other))
            : call.Result(TensorShape.Unknown, ElementType.Unknown);
    }

    /// <summary>Three tensors that broadcast; how different dtypes are promoted is not followed.</summary>
    private static TensorValue Together(OperatorCall call, string second, string third)
    {
        var others = new[] { call.Tensor(second), call.Tensor(third) };
        var shape = others.Aggregate(call.Shape, (all, other) => Broadcasting.Of(all, other?.Shape ?? TensorShape.Unknown, call.Id));
        return call.Result(shape, others.All(o => o?.Type == call.Type) ? call.Type : ElementType.Unknown);
    }

    /// <summary>A C# operator with at least one tensor.</summary>
    public static Value Computed(
        BinaryOperatorKind kind,
        Value left,
        Value right,
        (IOperation Left, IOperation Right) operands,
        ValueId id)
    {
        var (l, r) = (left as TensorValue, right as TensorValue);
        if (l is null && r is null) return Value.Nothing;
        var comparison = kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan
            or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;
        var shape = l is null ? r!.Shape : r is null ? l.Shape : Broadcasting.Of(l.Shape, r.Shape, id);
        var type = l is null
            ? Promotion.WithScalar(r!.Type, Promotion.IsFractional(operands.Left))
            : r is null ? Promotion.WithScalar(l.Type, Promotion.IsFractional(operands.Right)) : Promotion.Of(l, r);
        if (kind == BinaryOperatorKind.Divide && !type.IsFloating())
            type = type.IsInteger() || type == ElementType.Bool ? ElementType.Float32 : ElementType.Unknown;
        return new TensorValue(id, shape, comparison ? ElementType.Bool : type);
    }
}
