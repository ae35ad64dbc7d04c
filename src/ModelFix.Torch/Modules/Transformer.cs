using TorchSharp.Kernels;

namespace TorchSharp.Modules;

/// <summary>An encoder over a source [S, N, E] and a decoder over a target [T, N, E] that attends to it, each normalised at its end.</summary>
public sealed class Transformer : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    private readonly TransformerBlock _block;
    private readonly long _encoderLayers;
    private readonly long _decoderLayers;

    internal Transformer(TransformerBlock block, long encoderLayers, long decoderLayers) : base(nameof(Transformer))
    {
        _block = block;
        _encoderLayers = encoderLayers;
        _decoderLayers = decoderLayers;
        var (encoder, decoder) = (new NamedWeights(this, "encoder."), new NamedWeights(this, "decoder."));
        for (var i = 0; i < encoderLayers; i++) block.RegisterEncoder(encoder.Inside($"layers.{i}"));
        encoder.AddNorm("norm", block.Size);
        for (var i = 0; i < decoderLayers; i++) block.RegisterDecoder(decoder.Inside($"layers.{i}"));
        decoder.AddNorm("norm", block.Size);
    }

    public torch.Tensor call(torch.Tensor src, torch.Tensor tgt, torch.Tensor src_mask, torch.Tensor? tgt_mask = null,
        torch.Tensor? memory_mask = null, torch.Tensor? src_key_padding_mask = null, torch.Tensor? tgt_key_padding_mask = null,
        torch.Tensor? memory_key_padding_mask = null)
    {
        if (src.dim() != 3 || tgt.dim() != 3 || src.shape[1] != tgt.shape[1])
            throw Errors.Torch("Transformer: src and tgt should have 3 dimensions and the same batch, but got " +
                $"{Errors.Shape(src.shape)} and {Errors.Shape(tgt.shape)}");
        var (encoder, decoder) = (new NamedWeights(this, "encoder."), new NamedWeights(this, "decoder."));
        for (var i = 0; i < _encoderLayers; i++)
            src = _block.Encode(encoder.Inside($"layers.{i}"), src, new AttentionMasks(src_mask, src_key_padding_mask));
        var memory = encoder.Norm(src, "norm");
        var (masks, memoryMasks) = (new AttentionMasks(tgt_mask, tgt_key_padding_mask), new AttentionMasks(memory_mask, memory_key_padding_mask));
        for (var i = 0; i < _decoderLayers; i++) tgt = _block.Decode(decoder.Inside($"layers.{i}"), tgt, memory, masks, memoryMasks);
        return decoder.Norm(tgt, "norm");
    }

    public override torch.Tensor forward(torch.Tensor src, torch.Tensor tgt) => call(src, tgt, null!);
}
