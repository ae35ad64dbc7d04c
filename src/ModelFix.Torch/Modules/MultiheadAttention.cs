using TorchSharp.Kernels;

namespace TorchSharp.Modules;

/// <summary>Attends from queries [L, N, E] to keys [S, N, kE] and averages values [S, N, vE], with several heads.</summary>
public sealed class MultiheadAttention : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor?, bool, torch.Tensor?,
    Tuple<torch.Tensor, torch.Tensor>>
{
    private readonly MultiheadAttentionBlock _block;

    internal MultiheadAttention(MultiheadAttentionBlock block, bool bias, bool biasRow, long? keySize, long? valueSize)
        : base(nameof(MultiheadAttention))
    {
        _block = block;
        block.Register(new NamedWeights(this), bias, biasRow, keySize ?? block.Size, valueSize ?? block.Size);
    }

    /// <summary>The result [L, N, E] and, where asked for, the weights [N, L, S] averaged over the heads, else null.</summary>
    public override Tuple<torch.Tensor, torch.Tensor> forward(torch.Tensor query, torch.Tensor key, torch.Tensor value,
        torch.Tensor? key_padding_mask, bool need_weights, torch.Tensor? attn_mask)
    {
        var (output, weights) = _block.Forward(new NamedWeights(this), query, key, value, new AttentionMasks(attn_mask, key_padding_mask));
        return Tuple.Create(output, need_weights ? weights : null!);
    }

    public new Tuple<torch.Tensor, torch.Tensor> call(torch.Tensor query, torch.Tensor key, torch.Tensor value,
        torch.Tensor? key_padding_mask = null, bool need_weights = true, torch.Tensor? attn_mask = null)
        => base.call(query, key, value, key_padding_mask, need_weights, attn_mask);
}
