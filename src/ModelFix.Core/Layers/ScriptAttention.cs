using ModelFix.Core.Export;

namespace ModelFix.Core.Layers;

/// <summary>Attention with several heads in TorchScript, in the steps that libtorch's module takes.</summary>
/// <param name="call">The call.</param>
/// <param name="prefix">What the names of its weights begin with: <c>self_attn.</c>.</param>
/// <param name="heads">How many heads.</param>
/// <remarks>Source of the steps: multi_head_attention_forward in torch/nn/functional/activation.h.</remarks>
internal sealed class ScriptAttention(ScriptCall call, string prefix, long heads)
{
    private readonly ScriptWriter _write = call.Write;

    /// <summary>The layer of its own, with the mean of the weights of all heads where they are asked for.</summary>
    public static string OfLayer(ScriptCall call)
    {
        var attention = new ScriptAttention(call, "", NativeAttention.Heads(call));
        var (query, key) = (call.Tensor("query"), call.Tensor("key"));
        var masks = new AttentionMasks(call.Optional("attn_mask"), call.Optional("key_padding_mask"));
        var (attended, weights) = attention.Of(query, key, call.Tensor("value"), masks);
        if (!call.Gives(1)) return $"({attended}, None)";
        var summed = attention._write.Named($"torch.sum({attention.OfHeads(weights, query, key)}, [1])");
        return $"({attended}, torch.div({summed}, {ScriptCall.Number(attention.Count)}))";
    }

    private long Count => heads;

    /// <summary>What queries [L, N, E] get of values at keys [S, N, K], [L, N, E]; and how much of each, [N * heads, L, S].</summary>
    public (string Attended, string Weights) Of(GraphValue query, GraphValue key, GraphValue value, AttentionMasks masks)
    {
        var size = query.Shape[2].First;
        var scaled = _write.Named($"torch.mul({Projected(query, 0, size)}, {ScriptCall.Fraction(1 / Math.Sqrt(size / heads))})");
        var (queries, keys, values) =
            (Split(scaled, query, size), Split(Projected(key, 1, size), key, size), Split(Projected(value, 2, size), key, size));
        var scores = _write.Named($"torch.bmm({queries}, torch.transpose({keys}, 1, 2))");
        var weights = _write.Named($"torch.softmax({Masked(scores, query, key, masks)}, -1)");
        var joined = _write.Named($"torch.contiguous(torch.transpose(torch.bmm({weights}, {values}), 0, 1))");
        var whole = _write.Named($"torch.view({joined}, {call.List(query.Shape)})");
        var (weight, bias) = (call.NeededWeight(prefix + "out_proj.weight").Name, Bias("out_proj.bias"));
        return (_write.Named($"torch.linear({whole}, {weight}, {bias})"), weights);
    }

    /// <summary>The product with the weights of the queries, the keys or the values, in one matrix where all are as wide.</summary>
    private string Projected(GraphValue input, int part, long size)
    {
        string Part(string all) => $"torch.slice({all}, 0, {part * size}, {(part + 1) * size})";
        var own = call.Weight($"{prefix}{new[] { "q", "k", "v" }[part]}_proj_weight");
        var weight = own?.Name ?? _write.Named(Part(call.NeededWeight(prefix + "in_proj_weight").Name));
        var bias = call.Weight(prefix + "in_proj_bias") is { } all ? _write.Named(Part(all.Name)) : "None";
        return _write.Named($"torch.linear({input.Name}, {weight}, {bias})");
    }

    /// <summary>[L, N, E] as [N * heads, L, E / heads].</summary>
    private string Split(string projected, GraphValue like, long size)
    {
        var dims = call.List([like.Shape[0], like.Shape[1] * heads, size / heads]);
        return _write.Named($"torch.transpose(torch.view(torch.contiguous({projected}), {dims}), 0, 1)");
    }

    private string Masked(string scores, GraphValue query, GraphValue key, AttentionMasks masks)
    {
        // libtorch's module adds the mask [L, S] whatever its dtype, a true as a 1.
        if (masks.Scores is { } mask) _write.Line($"torch.add_({scores}, torch.unsqueeze({mask.Name}, 0))");
        if (masks.Keys is not { } keys) return scores;
        var hidden = _write.Named($"torch.unsqueeze(torch.unsqueeze({keys.Name}, 1), 2)");
        var filled = _write.Named($"torch.masked_fill({OfHeads(scores, query, key)}, {hidden}, float(\"-inf\"))");
        return _write.Named($"torch.view({filled}, {call.List([query.Shape[1] * heads, query.Shape[0], key.Shape[0]])})");
    }

    /// <summary>[N * heads, L, S] as [N, heads, L, S].</summary>
    private string OfHeads(string scores, GraphValue query, GraphValue key) =>
        $"torch.view({scores}, {call.List([query.Shape[1], heads, query.Shape[0], key.Shape[0]])})";

    private string Bias(string name) => call.Weight(prefix + name)?.Name ?? "None";
}
