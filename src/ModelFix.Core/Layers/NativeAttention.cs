using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Attention with several heads, whose weights stand in a module under a prefix.</summary>
/// <param name="call">The call.</param>
/// <param name="prefix">What the names of its weights begin with: <c>self_attn.</c>.</param>
/// <param name="heads">How many heads.</param>
internal sealed class NativeAttention(ExportCall call, string prefix, long heads)
{
    private readonly GraphWriter _write = call.Write;

    /// <summary>The layer of its own, with the mean of the weights of all heads.</summary>
    public static IReadOnlyList<GraphValue> OfLayer(ExportCall call)
    {
        var attention = new NativeAttention(call, "", Heads(call));
        var (attended, weights) = attention.Of(
            call.Tensor("query"),
            call.Tensor("key"),
            call.Tensor("value"),
            new AttentionMasks(call.Optional("attn_mask"), call.Optional("key_padding_mask")));
        return [attended, call.Write.Reduce("ReduceMean", weights, [1], keepDims: false)];
    }

    /// <summary>How many heads a layer of its own has.</summary>
    public static long Heads(NativeCall call) => call.MadeFlag("add_bias_kv") || call.MadeFlag("add_zero_attn")
        ? throw call.Refuse("add_bias_kv and add_zero_attn are not exported")
        : call.MadeInteger("num_heads");

    /// <summary>What queries [L, N, E] get of values at keys [S, N, K], [L, N, E]; and how much of each, [N, heads, L, S].</summary>
    public (GraphValue Attended, GraphValue Weights) Of(GraphValue query, GraphValue key, GraphValue value, AttentionMasks masks)
    {
        var size = query.Shape[2].First;
        var depth = size / heads;
        var scaled = _write.Node("Mul", Projected(query, 0, size), _write.Like(query, 1 / Math.Sqrt(depth)));
        // [L, N, heads, depth] as [N, heads, L, depth]; the keys as [N, heads, depth, S].
        var queries = _write.Transpose(Split(scaled, query, depth), [1, 2, 0, 3]);
        var keys = _write.Transpose(Split(Projected(key, 1, size), key, depth), [1, 2, 3, 0]);
        var values = _write.Transpose(Split(Projected(value, 2, size), value, depth), [1, 2, 0, 3]);
        var scores = _write.Node("MatMul", queries, keys);
        var weights = _write.Node("Softmax", [Masked(scores, masks)], ("axis", -1L));
        var attended = _write.Transpose(_write.Node("MatMul", weights, values), [2, 0, 1, 3]);
        var joined = _write.Node("Reshape", attended, _write.Graph.Integers([0, 0, size])) with { Shape = query.Shape };
        return (Linear.Of(_write, joined, call.NeededWeight(prefix + "out_proj.weight"), call.Weight(prefix + "out_proj.bias")), weights);
    }

    private GraphValue Split(GraphValue projected, GraphValue like, long depth) => _write.Reshape(
        projected with { Shape = like.Shape.SetItem(2, heads * depth) },
        ImmutableArray.Create(like.Shape[0], like.Shape[1], heads, depth));

    /// <summary>The product with the weights of the queries, the keys or the values, in one matrix where all are as wide.</summary>
    private GraphValue Projected(GraphValue input, int part, long size)
    {
        var name = new[] { "q", "k", "v" }[part];
        TensorData Part(string all) => call.Elements(prefix + all).Rows(part * size, size);
        var own = $"{name}_proj_weight";
        var weights = _write.Graph.Weight(
            $"{call.Module.Name}.{prefix}{own}.onnx",
            () => (call.Weight(prefix + own) is null ? Part("in_proj_weight") : call.Elements(prefix + own)).Transposed());
        var product = _write.Node("MatMul", input, weights);
        if (call.Weight(prefix + "in_proj_bias") is null) return product;
        var bias = _write.Graph.Weight($"{call.Module.Name}.{prefix}{name}_proj_bias.onnx", () => Part("in_proj_bias"));
        return _write.Node("Add", product, bias);
    }

    private GraphValue Masked(GraphValue scores, AttentionMasks masks)
    {
        var masked = scores;
        // libtorch's module adds the mask [L, S] whatever its dtype, a true as a 1.
        if (masks.Scores is { } mask) masked = _write.Node("Add", masked, _write.Cast(mask, masked.Type));
        return masks.Keys is { } keys ? Hidden(masked, _write.Unsqueeze(keys, 1, 2)) : masked;
    }

    /// <summary>No score where a mask is true.</summary>
    private GraphValue Hidden(GraphValue scores, GraphValue mask)
    {
        if (mask.Type is not (ElementType.Bool or ElementType.Byte))
            throw call.Refuse($"a mask of {mask.Type.ToString().ToLowerInvariant()} is not exported");
        return _write.Typed(
            scores.Type, "Where", _write.Cast(mask, ElementType.Bool), _write.Like(scores, double.NegativeInfinity), scores);
    }
}
