using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Attention of queries to keys and values.</summary>
internal static class Attention
{
    private static readonly string NoScore = ScriptCall.Fraction(double.NegativeInfinity);

    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("scaled_dot_product_attention F -", Storage.New, Result),
    ];

    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => [new("THSNN_scaled_dot_product_attention", ScriptAttended)];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_scaled_dot_product_attention", Attended),
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

    /// <summary>softmax(q k^T / sqrt(d) + mask) v; where a mask of bools is false, nothing is attended to.</summary>
    private static GraphValue Attended(ExportCall call)
    {
        var (write, query, key) = (call.Write, call.Tensor("query"), call.Tensor("key"));
        RefuseDropping(call);
        var depth = query.Shape[query.Rank - 1];
        var scale = depth.IsConstant ? 1 / Math.Sqrt(depth.First) : throw call.Refuse("the depth of the query depends on an input's size");
        var scores = write.Node(
            "MatMul", write.Node("Mul", query, write.Like(query, scale)), write.Transposed(key, key.Rank));
        var mask = call.Optional("attention_mask");
        if (mask is not null) scores = Masked(call, scores, mask);
        if (call.Flag("casual")) scores = Masked(call, scores, Causal(call, query, key));
        var weights = write.Node("Softmax", [scores], ("axis", -1L));
        return write.Node("MatMul", mask is null ? weights : OfMasked(write, scores, weights), call.Tensor("value"));
    }

    /// <summary>
    /// What is attended to nothing gets 0 of all values, where softmax gives NaN. Of a causal mask each row has its first element.
    /// </summary>
    private static GraphValue OfMasked(GraphWriter write, GraphValue scores, GraphValue weights)
    {
        var isEmpty = write.Typed(
            ElementType.Bool,
            "Equal",
            write.Reduce("ReduceMax", scores, [-1], keepDims: true),
            write.Like(scores, double.NegativeInfinity));
        return write.Typed(weights.Type, "Where", isEmpty, write.Like(weights, 0), weights);
    }

    /// <summary>
    /// As products and a softmax, which readers before PyTorch 2.0 know too. Half precision stays with libtorch's own operator, which
    /// adds up in float32.
    /// </summary>
    private static string ScriptAttended(ScriptCall call)
    {
        RefuseDropping(call);
        var (write, query, key) = (call.Write, call.Tensor("query"), call.Tensor("key"));
        var depth = query.Shape[query.Rank - 1];
        if (query.Type is not (ElementType.Float32 or ElementType.Float64) || !depth.IsConstant)
            return call.Filled("torch.scaled_dot_product_attention({})");
        var scaled = write.Named($"torch.mul({query.Name}, {ScriptCall.Fraction(1 / Math.Sqrt(depth.First))})");
        var scores = write.Named($"torch.matmul({scaled}, torch.transpose({key.Name}, -2, -1))");
        if (call.Flag("casual"))
        {
            var places = call.List([query.Shape[query.Rank - 2], key.Shape[key.Rank - 2]]);
            scores = Hidden(call, scores, $"torch.triu(torch.ones({places}, dtype={ScriptTypes.Number(ElementType.Bool)}), 1)");
        }

        if (call.Optional("attention_mask") is not { } mask)
            return $"torch.matmul(torch.softmax({scores}, -1), {call.Tensor("value").Name})";
        scores = mask.Type == ElementType.Bool
            ? Hidden(call, scores, $"torch.logical_not({mask.Name})")
            : write.Named($"torch.add({scores}, {mask.Name})");
        // A query that may attend to nothing gets zeros.
        var nothing = write.Named($"torch.all(torch.eq({scores}, {NoScore}), -1, True)");
        var weights = write.Named($"torch.masked_fill(torch.softmax({scores}, -1), {nothing}, 0.0)");
        return $"torch.matmul({weights}, {call.Tensor("value").Name})";
    }

    private static string Hidden(ScriptCall call, string scores, string where) =>
        call.Write.Named($"torch.masked_fill({scores}, {where}, {NoScore})");

    private static void RefuseDropping(NativeCall call)
    {
        if (call.Number("p") > 0) throw call.Refuse("it drops elements at random (MFX1706 says what to write)");
    }

    private static GraphValue Masked(ExportCall call, GraphValue scores, GraphValue mask) => mask.Type == ElementType.Bool
        ? call.Write.Typed(scores.Type, "Where", mask, scores, call.Write.Like(scores, double.NegativeInfinity))
        : call.Write.Node("Add", scores, mask);

    /// <summary>True where the key's position is not after the query's.</summary>
    private static GraphValue Causal(ExportCall call, GraphValue query, GraphValue key)
    {
        var write = call.Write;
        var (rows, columns) = (write.Positions(query.Shape[query.Rank - 2]), write.Positions(key.Shape[key.Rank - 2]));
        return write.Typed(ElementType.Bool, "Not", write.Typed(
            ElementType.Bool, "Less", write.Unsqueeze(rows, 1), write.Unsqueeze(columns, 0)));
    }
}
