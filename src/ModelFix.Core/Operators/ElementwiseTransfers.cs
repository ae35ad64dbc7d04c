using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that work on each element: the shape stays, or broadcasts.</summary>
internal static class ElementwiseTransfers
{
    private static readonly string[] KeepType =
    [
        "contiguous", "clone", "detach", "cpu", "cuda", "abs", "neg", "negative", "relu", "relu6", "square", "floor", "ceil", "round", "trunc", "sign",
        "hardtanh", "leaky_relu", "prelu", "elu", "selu", "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout",
        "index_copy", "index_fill", "index_add", "index_put", "scatter", "scatter_add", "flip", "roll", "tril", "triu",
        "copy", "fill", "zero", "bernoulli", "normalize", "batch_norm", "group_norm", "layer_norm", "instance_norm", "local_response_norm",
        "absolute", "positive", "alias", "sgn", "frac", "fix", "celu", "rrelu", "threshold", "hardshrink", "softshrink", "channel_shuffle", "nan_to_num", "fliplr", "flipud",
        "msort", "select_scatter", "slice_scatter", "diagonal_scatter", "uniform", "random", "requires_grad", "with_requires_grad", "inverse", "inv",
    ];

    private static readonly string[] MakeFloating =
    [
        "exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "rsqrt", "sigmoid", "tanh", "gelu", "silu", "mish", "hardswish", "hardsigmoid", "softplus", "erf",
        "sin", "cos", "reciprocal", "softmin", "acos", "asin", "atan", "acosh", "asinh", "atanh", "arccos", "arcsin", "arctan", "arccosh", "arcsinh", "arctanh",
        "sinh", "cosh", "tan", "erfc", "exp2", "sinc", "deg2rad", "rad2deg", "logit", "logsigmoid", "log_sigmoid", "softsign", "tanhshrink", "softmax2d", "logcumsumexp",
    ];

    /// <summary>Operators that take a dtype for their result.</summary>
    private static readonly string[] TypedFloating = ["softmax", "log_softmax"];

    private static readonly string[] Tests = ["isnan", "isinf", "isfinite", "logical_not", "isneginf", "isposinf", "isreal", "signbit", "isin"];

    private static readonly string[] Comparisons = ["eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_xor",
        "greater", "greater_equal", "less", "less_equal", "not_equal", "equal", "isclose"];

    private static readonly string[] Pairs = ["add", "sub", "subtract", "mul", "multiply", "maximum", "minimum", "remainder", "fmod", "pow", "floor_divide",
        "fmax", "fmin", "bitwise_and", "bitwise_or", "bitwise_xor", "heaviside"];

    /// <summary>Of floating-point tensors; what they make of integers is not followed.</summary>
    private static readonly string[] FloatingPairs = ["atan2", "arctan2", "copysign", "hypot", "logaddexp", "logaddexp2", "xlogy"];

    private static readonly string[] Divisions = ["div", "divide", "true_divide"];

    /// <summary>Operators that leave the shape of the one tensor as it is.</summary>
    public static ImmutableHashSet<string> Unary { get; } = KeepType.Concat(MakeFloating).ToImmutableHashSet(StringComparer.Ordinal);

    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows => KeepType.Select(n => Row(n, c => c.Result(c.Shape)))
        .Concat(MakeFloating.Select(n => Row(n, c => c.Result(c.Shape, Floating(c.Type)))))
        .Concat(TypedFloating.Select(n => Row(n, c => c.Result(c.Shape, CreationTransfers.TypeOf(c, Floating(c.Type))))))
        .Concat(new[] { "cumsum", "cumprod" }.Select(n => Row(n, c => c.Result(c.Shape, CreationTransfers.TypeOf(c, ReductionTransfers.SumType(c.Type))))))
        .Append(Row("argsort", c => c.Result(c.Shape, ElementType.Int64)))
        .Concat(Tests.Select(n => Row(n, c => c.Result(c.Shape, ElementType.Bool))))
        .Concat(Comparisons.Select(n => Row(n, c => Pair(c) with { Type = ElementType.Bool })))
        .Concat(Pairs.Select(n => Row(n, Pair)))
        .Concat(FloatingPairs.Select(n => Row(n, c => Pair(c) is var pair && pair.Type.IsFloating() ? pair : pair with { Type = ElementType.Unknown })))
        .Append(Row("float_power", c => Pair(c) with { Type = ElementType.Float64 }))
        .Append(Row("bitwise_not", c => c.Result(c.Shape)))
        .Concat(Divisions.Select(n => Row(n, Quotient)))
        .Concat(new[] { "clamp", "clip", "clamp_min", "clamp_max" }.Select(n => Row(n, Clamp)))
        .Append(Row("where", Where))
        .Concat(new[] { "masked_fill", "masked_scatter" }.Select(n => Row(n, c => c.Result(Broadcasting.Of(c.Shape, c.Tensor("mask")?.Shape ?? TensorShape.Unknown, c.Name)))))
        .Concat(new[] { "addcmul", "addcdiv" }.Select(n => Row(n, c => Together(c, "tensor1", "tensor2"))))
        .Append(Row("lerp", c => Together(c, "end", c.Arguments["weight"]?.Type?.Name == "Tensor" ? "weight" : "end")))
        .Append(Row("to", c => c.Result(c.Shape, c.IsGiven("other") ? c.Tensor("other")?.Type ?? ElementType.Unknown : CreationTransfers.TypeOf(c, c.Type))))
        .Concat(new[] { "type", "to_type" }.Select(n => Row(n, c => c.Result(c.Shape, CreationTransfers.TypeOf(c, ElementType.Unknown)))))
        .Append(Row("type_as", c => c.Result(c.Shape, c.Tensor("tensor")?.Type ?? ElementType.Unknown)))
        .Concat(Conversions.Select(e => Row(e.Key, c => c.Result(c.Shape, e.Value))));

    private static IEnumerable<KeyValuePair<string, ElementType>> Conversions => new Dictionary<string, ElementType>
    {
        ["float"] = ElementType.Float32,
        ["double"] = ElementType.Float64,
        ["int"] = ElementType.Int32,
        ["long"] = ElementType.Int64,
        ["bool"] = ElementType.Bool,
        ["half"] = ElementType.Float16,
        ["byte"] = ElementType.Byte,
        ["short"] = ElementType.Int16,
        ["char"] = ElementType.Int8,
        ["bfloat16"] = ElementType.BFloat16,
        ["FloatTensor"] = ElementType.Float32,
        ["DoubleTensor"] = ElementType.Float64,
        ["IntTensor"] = ElementType.Int32,
        ["LongTensor"] = ElementType.Int64,
        ["BoolTensor"] = ElementType.Bool,
        ["ByteTensor"] = ElementType.Byte,
        ["ShortTensor"] = ElementType.Int16,
    };

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    private static ElementType Floating(ElementType type) =>
        type.IsFloating() ? type : type.IsInteger() || type == ElementType.Bool ? ElementType.Float32 : ElementType.Floating;

    /// <summary>True division of integers is floating; a rounding mode keeps them, but not in the static forms, which ignore it.</summary>
    private static TensorValue Quotient(OperatorCall call)
    {
        var pair = Pair(call);
        if (pair.Type.IsFloating()) return pair;
        return pair with { Type = call.IsGiven("rounding_mode") || pair.Type == ElementType.Unknown ? ElementType.Unknown : Floating(pair.Type) };
    }

    internal static TensorValue Pair(OperatorCall call)
    {
        var name = new[] { "other", "target", "exponent", "y", "scalar", "right", "value", "values" }.FirstOrDefault(n => call.Arguments[n] is not null);
        if (name is null) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var other = call.Value(name) as TensorValue;
        if (other is null && call.Arguments[name] is { } operand && operand.Type?.Name == "Tensor") return call.Result(TensorShape.Unknown, ElementType.Unknown);
        if (other is null) return call.Result(call.Shape, Promotion.WithScalar(call.Type, Promotion.IsFractional(call.Arguments[name]!)));
        return call.Input is { } input
            ? call.Result(Broadcasting.Of(input.Shape, other.Shape, call.Name), Promotion.Of(input, other))
            : call.Result(TensorShape.Unknown, ElementType.Unknown);
    }

    private static Value Clamp(OperatorCall call)
    {
        var bounds = new[] { "min", "max" }.Where(call.IsGiven).ToList();
        if (bounds.Any(b => call.Tensor(b) is not null)) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var type = call.Type;
        foreach (var bound in bounds) type = Promotion.WithScalar(type, Promotion.IsFractional(call.Arguments[bound]!));
        return call.Result(call.Shape, type);
    }

    /// <summary>Three tensors that broadcast; how different dtypes are promoted is not followed.</summary>
    private static TensorValue Together(OperatorCall call, string second, string third)
    {
        var others = new[] { call.Tensor(second), call.Tensor(third) };
        var shape = others.Aggregate(call.Shape, (all, other) => Broadcasting.Of(all, other?.Shape ?? TensorShape.Unknown, call.Name));
        return call.Result(shape, others.All(o => o?.Type == call.Type) ? call.Type : ElementType.Unknown);
    }

    private static Value Where(OperatorCall call)
    {
        var parts = new[] { call.Tensor("condition") ?? call.Input, call.Arguments.Has("x") ? call.Tensor("x") : call.Input, call.Tensor("y") };
        if (parts.Any(p => p is null)) return Value.Nothing;
        var shape = Broadcasting.Of(Broadcasting.Of(parts[0]!.Shape, parts[1]!.Shape, call.Name), parts[2]!.Shape, call.Name);
        return call.Result(shape, Promotion.Of(parts[1]!, parts[2]!));
    }
}
