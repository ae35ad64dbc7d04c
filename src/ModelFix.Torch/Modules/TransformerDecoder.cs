using TorchSharp.Kernels;

namespace TorchSharp.Modules;

/// <summary>Self-attention over [T, N, E], attention to a memory [S, N, E], and two linear layers.</summary>
public sealed class TransformerDecoderLayer : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor,
    torch.Tensor>, torch.nn.IModule<torch.Tensor, torch.Tensor, torch.Tensor>
{
    internal TransformerDecoderLayer(TransformerBlock block) : base(nameof(TransformerDecoderLayer))
    {
        Block = block;
        block.RegisterDecoder(new NamedWeights(this));
    }

    internal TransformerBlock Block { get; }

    public override torch.Tensor forward(torch.Tensor tgt, torch.Tensor memory, torch.Tensor tgt_mask, torch.Tensor memory_mask,
        torch.Tensor tgt_key_padding_mask, torch.Tensor memory_key_padding_mask)
        => Block.Decode(new NamedWeights(this), tgt, memory, new AttentionMasks(tgt_mask, tgt_key_padding_mask),
            new AttentionMasks(memory_mask, memory_key_padding_mask));

    public new torch.Tensor call(torch.Tensor tgt, torch.Tensor memory, torch.Tensor tgt_mask, torch.Tensor? memory_mask = null,
        torch.Tensor? tgt_key_padding_mask = null, torch.Tensor? memory_key_padding_mask = null)
        => base.call(tgt, memory, tgt_mask, memory_mask!, tgt_key_padding_mask!, memory_key_padding_mask!);

    public torch.Tensor call(torch.Tensor tgt, torch.Tensor memory) => base.call(tgt, memory, null!, null!, null!, null!);
}

/// <summary>Decoder layers, one after the other. Each starts with a copy of the given layer's weights.</summary>
public sealed class TransformerDecoder : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor,
    torch.Tensor>
{
    private readonly TransformerBlock _block;
    private readonly long _layers;

    internal TransformerDecoder(TransformerDecoderLayer layer, long layers) : base(nameof(TransformerDecoder))
    {
        _block = layer.Block;
        _layers = layers;
        for (var i = 0; i < layers; i++) new NamedWeights(this).Inside($"layers.{i}").AddCopies(layer);
    }

    public override torch.Tensor forward(torch.Tensor tgt, torch.Tensor memory, torch.Tensor tgt_mask, torch.Tensor? memory_mask = null,
        torch.Tensor? tgt_key_padding_mask = null, torch.Tensor? memory_key_padding_mask = null)
    {
        var (masks, memoryMasks) = (new AttentionMasks(tgt_mask, tgt_key_padding_mask), new AttentionMasks(memory_mask, memory_key_padding_mask));
        for (var i = 0; i < _layers; i++) tgt = _block.Decode(new NamedWeights(this, $"layers.{i}."), tgt, memory, masks, memoryMasks);
        return tgt;
    }

    public new torch.Tensor call(torch.Tensor tgt, torch.Tensor memory, torch.Tensor tgt_mask, torch.Tensor? memory_mask = null,
        torch.Tensor? tgt_key_padding_mask = null, torch.Tensor? memory_key_padding_mask = null)
        => base.call(tgt, memory, tgt_mask, memory_mask!, tgt_key_padding_mask!, memory_key_padding_mask!);

    public torch.Tensor call(torch.Tensor tgt, torch.Tensor memory) => base.call(tgt, memory, null!, null!, null!, null!);
}
