using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Attention of queries to keys and values.</summary>
internal static class Attention
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("scaled_dot_product_attention F -", Storage.New, Result),
    ];

    /// <summary>[..., L, E] attends to [..., S, E] with values [..., S, V]: [..., L, V], the dims before them broadcast.</summary>
    private static Value Result(OperatorCall call)
    {
        var shapes = new[] { call.Shape, call.Tensor("key")?.Shape, call.Tensor("value")?.Shape };
        if (shapes.Any(s => s?.Rank is null or < 2)) return call.Result(TensorShape.Unknown);
        var batch = shapes
            .Select(s => TensorShape.Of(s!.Dims.Take(s.Dims.Length - 2)))
            .Aggregate((a, b) => Broadcasting.Of(a, b, call.Id));
        return call.Result(TensorShape.Of(batch.Dims.Add(shapes[0]![-2]!).Add(shapes[2]![-1]!)));
    }
}
