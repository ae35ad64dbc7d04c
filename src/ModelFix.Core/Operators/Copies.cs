using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that hand a tensor on: the tensor itself, a view, or a copy where something changes.</summary>
internal static class Copies
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            contiguous alias cpu cuda with_requires_grad T -
            detach T T
            requires_grad - T
            """, Storage.OfInput, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("clone TS -", Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("copy fill zero - T", Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("""
            bernoulli TS T
            uniform random - T
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each(
            "to T -",
            Storage.OfInput,
            c => c.Result(c.Shape, c.IsGiven("other") ? c.Tensor("other")?.Type ?? ElementType.Unknown : c.StatedType(c.Type))),
        .. Operator.Each("type to_type T -", Storage.OfInput, c => c.Result(c.Shape, c.StatedType(ElementType.Unknown))),
        .. Operator.Each("type_as T -", Storage.OfInput, c => c.Result(c.Shape, c.Tensor("tensor")?.Type ?? ElementType.Unknown)),
        .. Conversions.SelectMany(e => Operator.Each(e.Key, Storage.OfInput, c => c.Result(c.Shape, e.Value))),
    ];

    private static IEnumerable<KeyValuePair<string, ElementType>> Conversions => new Dictionary<string, ElementType>
    {
        ["float T -"] = ElementType.Float32,
        ["double T -"] = ElementType.Float64,
        ["int T -"] = ElementType.Int32,
        ["long T -"] = ElementType.Int64,
        ["bool T -"] = ElementType.Bool,
        ["half T -"] = ElementType.Float16,
        ["byte T -"] = ElementType.Byte,
        ["short T -"] = ElementType.Int16,
        ["char T -"] = ElementType.Int8,
        ["bfloat16 T -"] = ElementType.BFloat16,
        ["FloatTensor S -"] = ElementType.Float32,
        ["DoubleTensor S -"] = ElementType.Float64,
        ["IntTensor S -"] = ElementType.Int32,
        ["LongTensor S -"] = ElementType.Int64,
        ["BoolTensor S -"] = ElementType.Bool,
        ["ByteTensor S -"] = ElementType.Byte,
        ["ShortTensor S -"] = ElementType.Int16,
    };
}
