using TorchSharp.Kernels;

namespace TorchSharp.Modules;

/// <summary>Self-attention and two linear layers over [S, N, E].</summary>
public sealed class TransformerEncoderLayer : torch.nn.Module<torch.Tensor, torch.Tensor>,
    torch.nn.IModule<torch.Tensor, torch.Tensor, torch.Tensor>, torch.nn.IModule<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor>
{
    internal TransformerEncoderLayer(TransformerBlock block) : base(nameof(TransformerEncoderLayer))
    {
        Block = block;
        block.RegisterEncoder(new NamedWeights(this));
    }

    internal TransformerBlock Block { get; }

    public torch.Tensor call(torch.Tensor src, torch.Tensor src_mask, torch.Tensor src_key_padding_mask)
        => Block.Encode(new NamedWeights(this), src, new AttentionMasks(src_mask, src_key_padding_mask));

    public torch.Tensor call(torch.Tensor src, torch.Tensor src_mask) => call(src, src_mask, null!);

    public override torch.Tensor forward(torch.Tensor src) => call(src, null!, null!);
}

/// <summary>Encoder layers, one after the other. Each starts with a copy of the given layer's weights.</summary>
public sealed class TransformerEncoder : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor>,
    torch.nn.IModule<torch.Tensor, torch.Tensor, torch.Tensor>, torch.nn.IModule<torch.Tensor, torch.Tensor>
{
    private readonly TransformerBlock _block;
    private readonly long _layers;

    internal TransformerEncoder(TransformerEncoderLayer layer, long layers) : base(nameof(TransformerEncoder))
    {
        _block = layer.Block;
        _layers = layers;
        for (var i = 0; i < layers; i++) new NamedWeights(this).Inside($"layers.{i}").AddCopies(layer);
    }

    public override torch.Tensor forward(torch.Tensor src, torch.Tensor src_mask, torch.Tensor src_key_padding_mask)
    {
        for (var i = 0; i < _layers; i++)
            src = _block.Encode(new NamedWeights(this, $"layers.{i}."), src, new AttentionMasks(src_mask, src_key_padding_mask));
        return src;
    }

    public torch.Tensor call(torch.Tensor src, torch.Tensor src_mask) => base.call(src, src_mask, null!);

    public torch.Tensor call(torch.Tensor src) => base.call(src, null!, null!);
}
