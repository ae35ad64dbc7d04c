
namespace ModelFix.Core.Shapes;

/// <summary>Operators that work on each element: the shape stays, or broadcasts.</summary>
internal static class ElementwiseTransfers
{
    private static readonly string[] KeepType =
    [
        "contiguous", "clone", "detach", "cpu", "cuda", "abs", "neg", "negative", "relu", "relu6", "square", "floor", "ceil", "round", "trunc", "sign",
        "hardtanh", "leaky_relu", "prelu", "elu", "selu", "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", "masked_fill",
        "masked_scatter", "index_copy", "index_fill", "index_add", "index_put", "scatter", "scatter_add", "flip", "roll", "cumsum", "cumprod", "tril", "triu",
        "copy", "fill", "zero", "normalize", "batch_norm", "group_norm", "layer_norm", "instance_norm", "local_response_norm", "argsort",
    ];

    private static readonly string[] MakeFloating =
    [
        "exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "rsqrt", "sigmoid", "tanh", "gelu", "silu", "mish", "hardswish", "hardsigmoid", "softplus", "erf",
        "sin", "cos", "reciprocal", "softmax", "log_softmax", "softmin",
    ];

    private static readonly string[] Tests = ["isnan", "isinf", "isfinite", "logical_not"];

    private static readonly string[] Comparisons = ["eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_xor"];

    private static readonly string[] Pairs = ["add", "sub", "subtract", "mul", "multiply", "maximum", "minimum", "remainder", "fmod", "pow", "floor_divide"];

    private static readonly string[] Divisions = ["div", "divide", "true_divide"];

    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows => KeepType.Select(n => Row(n, c => c.Result(c.Shape)))
        .Concat(MakeFloating.Select(n => Row(n, c => c.Result(c.Shape, Floating(c.Type)))))
        .Concat(Tests.Select(n => Row(n, c => c.Result(c.Shape, ElementType.Bool))))
        .Concat(Comparisons.Select(n => Row(n, c => Pair(c) with { Type = ElementType.Bool })))
        .Concat(Pairs.Select(n => Row(n, Pair)))
        .Concat(Divisions.Select(n => Row(n, c => Pair(c) is var pair && pair.Type.IsFloating() ? pair : pair with { Type = c.IsGiven("rounding_mode") ? pair.Type : Floating(pair.Type) })))
        .Concat(new[] { "clamp", "clip", "clamp_min", "clamp_max" }.Select(n => Row(n, Clamp)))
        .Append(Row("where", Where))
        .Append(Row("to", c => c.Result(c.Shape, CreationTransfers.TypeOf(c, c.IsGiven("type") || c.IsGiven("dtype") ? ElementType.Unknown : c.Type))))
        .Append(Row("type", c => c.Result(c.Shape, ElementType.Unknown)))
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
    };

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    private static ElementType Floating(ElementType type) =>
        type.IsFloating() ? type : type.IsInteger() || type == ElementType.Bool ? ElementType.Float32 : ElementType.Floating;

    private static TensorValue Pair(OperatorCall call)
    {
        var name = new[] { "other", "target", "exponent", "y", "scalar", "right", "value" }.FirstOrDefault(n => call.Arguments[n] is not null);
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

    private static Value Where(OperatorCall call)
    {
        var parts = new[] { call.Tensor("condition") ?? call.Input, call.Tensor("x") ?? call.Input, call.Tensor("y") };
        if (parts.Any(p => p is null)) return Value.Nothing;
        var shape = Broadcasting.Of(Broadcasting.Of(parts[0]!.Shape, parts[1]!.Shape, call.Name), parts[2]!.Shape, call.Name);
        return call.Result(shape, Promotion.Of(parts[1]!, parts[2]!));
    }
}
