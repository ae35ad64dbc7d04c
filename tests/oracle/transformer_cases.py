"""Cases of attention and transformer layers."""
import torch
from torch import nn

from module_cases import data, layer


def transformers():
    size = {"d_model": 4, "nhead": 2, "dim_feedforward": 3}
    x, memory = data(3, 2, 4), data(4, 2, 4)
    mask, allowed = data(3, 3), torch.ones(3, 3).triu(1).bool()
    memory_mask, padding, memory_padding = data(3, 4), torch.tensor([[False, False, True], [False] * 3]), torch.tensor([[True] + [False] * 3, [False] * 4])

    def attention(name, args, py, *inputs):
        layer("transformer", "MultiheadAttention " + name, "MultiheadAttention", {"embedded_dim": 4, "num_heads": 2, **args}, nn.MultiheadAttention(4, 2, **py), *inputs)

    attention("plain", {}, {}, x, memory, memory)
    attention("without weights", {}, {}, x, x, x, None, False)
    attention("mask", {}, {}, x, x, x, None, True, mask)
    attention("Boolean mask", {}, {}, x, x, x, None, True, allowed)
    attention("mask per head", {}, {}, x, x, x, None, True, data(4, 3, 3))
    attention("padding", {}, {}, x, memory, memory, memory_padding)
    attention("padding and mask", {}, {}, x, memory, memory, memory_padding, True, torch.tensor([[False, True, False, False]] * 3))
    attention("no bias", {"bias": False}, {"bias": False}, x, memory, memory)
    attention("bias row", {"add_bias_kv": True}, {"add_bias_kv": True}, x, memory, memory, memory_padding)
    attention("zero row", {"add_zero_attn": True}, {"add_zero_attn": True}, x, x, x, padding, True, allowed)
    attention("other sizes", {"kdim": 5, "vdim": 3}, {"kdim": 5, "vdim": 3}, x, data(4, 2, 5), data(4, 2, 3))
    for activation in ("ReLU", "GELU"):
        args = {**size, "dropout": 0.0, "activation": {"enum": activation}}
        encoder = nn.TransformerEncoderLayer(4, 2, 3, 0.0, activation.lower())
        decoder = nn.TransformerDecoderLayer(4, 2, 3, 0.0, activation.lower())
        layer("transformer", "TransformerEncoderLayer " + activation, "TransformerEncoderLayer", args, encoder, x)
        layer("transformer", "TransformerDecoderLayer " + activation, "TransformerDecoderLayer", args, decoder, x, memory)
    layer("transformer", "TransformerEncoderLayer mask", "TransformerEncoderLayer", size, nn.TransformerEncoderLayer(4, 2, 3), x, mask)
    layer("transformer", "TransformerEncoderLayer padding", "TransformerEncoderLayer", size, nn.TransformerEncoderLayer(4, 2, 3), x, allowed, padding)
    layer("transformer", "TransformerDecoderLayer masks", "TransformerDecoderLayer", size, nn.TransformerDecoderLayer(4, 2, 3), x, memory, mask, memory_mask)
    layer("transformer", "TransformerDecoderLayer paddings", "TransformerDecoderLayer", size, nn.TransformerDecoderLayer(4, 2, 3), x, memory, None, None, padding, memory_padding)
    for kind, inputs in (("Encoder", ((x,), (x, mask), (x, None, padding))), ("Decoder", ((x, memory), (x, memory, mask), (x, memory, allowed, memory_mask, padding, memory_padding)))):
        for at, values in enumerate(inputs):
            one = getattr(nn, "Transformer%sLayer" % kind)(4, 2, 3)
            args = {kind.lower() + "_layer": {"layer": {"kind": "Transformer%sLayer" % kind, "args": size}}, "num_layers": 2}
            layer("transformer", "Transformer%s of two %d" % (kind, at), "Transformer" + kind, args, getattr(nn, "Transformer" + kind)(one, 2), *values)
    args = {"d_model": 4, "nhead": 2, "num_encoder_layers": 1, "num_decoder_layers": 1, "dim_feedforward": 3, "dropout": 0.0}
    layer("transformer", "Transformer", "Transformer", args, nn.Transformer(4, 2, 1, 1, 3, 0.0), memory, x)
    layer("transformer", "Transformer masks", "Transformer", args, nn.Transformer(4, 2, 1, 1, 3, 0.0), memory, x, data(4, 4), mask, memory_mask, memory_padding, padding, memory_padding)
