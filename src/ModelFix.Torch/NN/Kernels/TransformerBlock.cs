namespace TorchSharp.Kernels;

/// <summary>The layers of a transformer: attention and two linear layers, each added to its input and then normalised.</summary>
internal sealed record TransformerBlock(long Size, long Heads, long Hidden, double Dropout, torch.nn.Activations Activation)
{
    private MultiheadAttentionBlock Attention => new(Size, Heads, Dropout);

    public void RegisterEncoder(NamedWeights weights)
    {
        Attention.Register(weights.Inside("self_attn"), true, false, Size, Size);
        RegisterRest(weights, 2);
    }

    public void RegisterDecoder(NamedWeights weights)
    {
        Attention.Register(weights.Inside("self_attn"), true, false, Size, Size);
        Attention.Register(weights.Inside("multihead_attn"), true, false, Size, Size);
        RegisterRest(weights, 3);
    }

    public torch.Tensor Encode(NamedWeights weights, torch.Tensor source, AttentionMasks masks)
    {
        var seen = Attention.Forward(weights.Inside("self_attn"), source, source, source, masks).Output;
        var x = weights.Norm(source + weights.Dropout(seen, Dropout), "norm1");
        return weights.Norm(x + FeedForward(weights, x), "norm2");
    }

    public torch.Tensor Decode(NamedWeights weights, torch.Tensor target, torch.Tensor memory, AttentionMasks masks, AttentionMasks memoryMasks)
    {
        var seen = Attention.Forward(weights.Inside("self_attn"), target, target, target, masks).Output;
        var x = weights.Norm(target + weights.Dropout(seen, Dropout), "norm1");
        var recalled = Attention.Forward(weights.Inside("multihead_attn"), x, memory, memory, memoryMasks).Output;
        x = weights.Norm(x + weights.Dropout(recalled, Dropout), "norm2");
        return weights.Norm(x + FeedForward(weights, x), "norm3");
    }

    private void RegisterRest(NamedWeights weights, int norms)
    {
        weights.AddLinear("linear1", Size, Hidden);
        weights.AddLinear("linear2", Hidden, Size);
        for (var i = 1; i <= norms; i++) weights.AddNorm($"norm{i}", Size);
    }

    private torch.Tensor FeedForward(NamedWeights weights, torch.Tensor x)
    {
        var hidden = weights.Linear(x, "linear1");
        hidden = Activation is torch.nn.Activations.GELU ? hidden.gelu() : hidden.relu();
        return weights.Dropout(weights.Linear(weights.Dropout(hidden, Dropout), "linear2"), Dropout);
    }
}
