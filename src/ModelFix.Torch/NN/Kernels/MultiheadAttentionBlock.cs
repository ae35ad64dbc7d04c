namespace TorchSharp.Kernels;

/// <summary>What attention may not see: additive or Boolean [L, S] or [N heads, L, S], and true for padding keys [N, S].</summary>
internal readonly record struct AttentionMasks(torch.Tensor? Attention = null, torch.Tensor? Padding = null);

/// <summary>Multi-head attention over query [L, N, E], key [S, N, kE] and value [S, N, vE]. Source: Vaswani et al., 2017.</summary>
internal sealed record MultiheadAttentionBlock(long Size, long Heads, double Dropout)
{
    private const string Op = "multi_head_attention_forward";

    /// <summary>Whether bias_k and bias_v, or a row of zeros, stand after the keys and values.</summary>
    public bool ZeroRow { get; init; }

    public void Register(NamedWeights weights, bool bias, bool biasRow, long keySize, long valueSize)
    {
        if (Size % Heads != 0) throw Errors.Torch($"embed_dim must be divisible by num_heads, but got {Size} and {Heads}");
        if (keySize == Size && valueSize == Size)
        {
            weights.Add("in_proj_weight", torch.nn.init.xavier_uniform_(torch.empty(3 * Size, Size)));
        }
        else
        {
            weights.Add("q_proj_weight", torch.nn.init.xavier_uniform_(torch.empty(Size, Size)));
            weights.Add("k_proj_weight", torch.nn.init.xavier_uniform_(torch.empty(Size, keySize)));
            weights.Add("v_proj_weight", torch.nn.init.xavier_uniform_(torch.empty(Size, valueSize)));
        }
        if (bias) weights.Add("in_proj_bias", torch.zeros(3 * Size));
        if (biasRow)
        {
            weights.Add("bias_k", torch.nn.init.xavier_normal_(torch.empty(1, 1, Size)));
            weights.Add("bias_v", torch.nn.init.xavier_normal_(torch.empty(1, 1, Size)));
        }
        var bound = 1 / Math.Sqrt(Size);
        weights.Add("out_proj.weight", torch.nn.init.uniform_(torch.empty(Size, Size), -bound, bound));
        if (bias) weights.Add("out_proj.bias", torch.zeros(Size));
    }

    /// <summary>The result [L, N, E], and the weights of the keys [N, L, S], averaged over the heads.</summary>
    public (torch.Tensor Output, torch.Tensor Weights) Forward(
        NamedWeights weights, torch.Tensor query, torch.Tensor key, torch.Tensor value, AttentionMasks masks)
    {
        if (query.dim() != 3 || query.shape[2] != Size)
            throw Errors.Torch($"{Op}: expected a query of shape [L, N, {Size}], but got {Errors.Shape(query.shape)}");
        if (!key.shape.AsSpan(..^1).SequenceEqual(value.shape.AsSpan(..^1)))
            throw Errors.Torch($"{Op}: key {Errors.Shape(key.shape)} and value {Errors.Shape(value.shape)} differ in more than their last dimension");
        var (length, batch) = (query.shape[0], query.shape[1]);
        var (q, k, v) = Projected(weights, query, key, value);
        if (weights["bias_k"] is { } biasKey) (k, v, masks) = Extended(k, v, masks, biasKey, weights["bias_v"]!);
        var (heads, values) = (Split(k), Split(v));
        if (ZeroRow) (heads, values, masks) = WithZeroRow(heads, values, masks);
        var scores = Split(q * Math.Pow(Size / Heads, -0.5)).bmm(heads.transpose(1, 2));
        var attention = weights.Dropout(Masked(scores, masks, batch).softmax(-1), Dropout);
        var joined = attention.bmm(values).transpose(0, 1).contiguous().view(length, batch, Size);
        var averaged = attention.view(batch, Heads, length, -1).sum(dim: 1) / Heads;
        return (weights.Linear(joined, "out_proj"), averaged);
    }

    private (torch.Tensor Q, torch.Tensor K, torch.Tensor V) Projected(NamedWeights weights, torch.Tensor query, torch.Tensor key, torch.Tensor value)
    {
        var joint = weights["in_proj_weight"];
        var bias = weights["in_proj_bias"];
        return (Project(query, 0, "q_proj_weight"), Project(key, 1, "k_proj_weight"), Project(value, 2, "v_proj_weight"));

        torch.Tensor Project(torch.Tensor x, long part, string name) => torch.nn.functional.linear(
            x, joint?.narrow(0, part * Size, Size) ?? weights[name]!, bias?.narrow(0, part * Size, Size));
    }

    // [S, N, E] to [N heads, S, E / heads].
    private torch.Tensor Split(torch.Tensor x)
        => x.contiguous().view(x.shape[0], x.shape[1] * Heads, Size / Heads).transpose(0, 1);

    private static (torch.Tensor K, torch.Tensor V, AttentionMasks Masks) Extended(
        torch.Tensor k, torch.Tensor v, AttentionMasks masks, torch.Tensor biasKey, torch.Tensor biasValue)
        => (torch.cat([k, biasKey.repeat(1, k.shape[1], 1)]), torch.cat([v, biasValue.repeat(1, v.shape[1], 1)]), Widened(masks));

    private static (torch.Tensor K, torch.Tensor V, AttentionMasks Masks) WithZeroRow(torch.Tensor k, torch.Tensor v, AttentionMasks masks)
    {
        var zeros = torch.zeros([k.shape[0], 1, k.shape[2]], k.dtype);
        return (torch.cat([k, zeros], 1), torch.cat([v, zeros], 1), Widened(masks));
    }

    private static AttentionMasks Widened(AttentionMasks masks) => new(Wider(masks.Attention), Wider(masks.Padding));

    private static torch.Tensor? Wider(torch.Tensor? mask) => mask is null ? null : torch.nn.functional.pad(mask, [0, 1]);

    private torch.Tensor Masked(torch.Tensor scores, AttentionMasks masks, long batch)
    {
        if (masks.Attention is { } attention)
        {
            scores = attention.dtype is torch.ScalarType.Bool
                ? scores.masked_fill(attention, double.NegativeInfinity)
                : scores + attention;
        }
        if (masks.Padding is not { } padding) return scores;
        if (padding.dtype is not torch.ScalarType.Bool || !padding.shape.AsSpan().SequenceEqual([batch, scores.shape[2]]))
            throw Errors.Torch($"{Op}: expected a Bool key_padding_mask of shape [{batch}, {scores.shape[2]}], but got " +
                $"{Errors.Name(padding.dtype)} {Errors.Shape(padding.shape)}");
        return scores.view(batch, Heads, -1, scores.shape[2])
            .masked_fill(padding.unsqueeze(1).unsqueeze(2), double.NegativeInfinity)
            .view(scores.shape);
    }
}
