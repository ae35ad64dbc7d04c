using System.Globalization;
using ModelFix.Core.Export;

namespace ModelFix.Core.Layers;

/// <summary>Transformers as libtorch computes them: each part, then the sum with its input, then the norm of that.</summary>
internal abstract class NativeTransformer
{
    private readonly NativeCall _call;
    private readonly long _activation;

    /// <param name="call">The call.</param>
    /// <param name="layer">The constructor's parameter that is the layer which the module repeats; null for one made with sizes.</param>
    protected NativeTransformer(NativeCall call, string? layer)
    {
        _call = call;
        (Heads, _activation) = layer is null
            ? (call.MadeInteger("nhead"), call.MadeInteger("activation"))
            : (OfLayer(layer, "nhead"), OfLayer(layer, "activation"));
    }

    /// <summary>How many heads each attention has.</summary>
    protected long Heads { get; }

    /// <summary>The encoder, then the decoder of what it gives.</summary>
    public GraphValue All(GraphValue source, GraphValue target) => Decoder("decoder.", target, Encoder("encoder.", source));

    public GraphValue Encoder(string prefix, GraphValue source) =>
        LastNormed(prefix, Layers(prefix).Aggregate(source, (value, layer) => EncoderLayer(layer, value)));

    public GraphValue Decoder(string prefix, GraphValue target, GraphValue memory) =>
        LastNormed(prefix, Layers(prefix).Aggregate(target, (value, layer) => DecoderLayer(layer, value, memory)));

    public GraphValue EncoderLayer(string prefix, GraphValue source)
    {
        var attended = Attended(prefix + "self_attn.", source, source, Masks("src_mask", "src_key_padding_mask"));
        var first = Normed(prefix + "norm1", Sum(source, attended));
        return Normed(prefix + "norm2", Sum(first, FedForward(prefix, first)));
    }

    public GraphValue DecoderLayer(string prefix, GraphValue target, GraphValue memory)
    {
        var attended = Attended(prefix + "self_attn.", target, target, Masks("tgt_mask", "tgt_key_padding_mask"));
        var first = Normed(prefix + "norm1", Sum(target, attended));
        var masks = Masks("memory_mask", "memory_key_padding_mask");
        var second = Normed(prefix + "norm2", Sum(first, Attended(prefix + "multihead_attn.", first, memory, masks)));
        return Normed(prefix + "norm3", Sum(second, FedForward(prefix, second)));
    }

    /// <summary>What queries get of keys, which are the values too, by the weights under a prefix.</summary>
    protected abstract GraphValue Attended(string prefix, GraphValue query, GraphValue key, AttentionMasks masks);

    protected abstract GraphValue Sum(GraphValue left, GraphValue right);

    /// <summary>The product with weights and the sum with a bias, in as many dims as the input has.</summary>
    protected abstract GraphValue Linear(GraphValue input, GraphValue weight, GraphValue bias);

    protected abstract GraphValue Relu(GraphValue value);

    protected abstract GraphValue Gelu(GraphValue value);

    /// <summary>The norm over the last dim, with the epsilon that libtorch has by default.</summary>
    protected abstract GraphValue LayerNorm(GraphValue value, GraphValue weight, GraphValue bias);

    /// <summary>The prefixes of the layers of a stack.</summary>
    private IEnumerable<string> Layers(string prefix) => Enumerable
        .Range(0, int.MaxValue)
        .Select(i => $"{prefix}layers.{i.ToString(CultureInfo.InvariantCulture)}.")
        .TakeWhile(layer => _call.Weight(layer + "norm1.weight") is not null);

    private AttentionMasks Masks(string scores, string keys) => new(_call.Optional(scores), _call.Optional(keys));

    private GraphValue FedForward(string prefix, GraphValue input)
    {
        var wide = Linear(input, Weight(prefix + "linear1.weight"), Weight(prefix + "linear1.bias"));
        var active = _activation switch
        {
            0 => Relu(wide),
            1 => Gelu(wide),
            _ => throw _call.Refuse("its activation is not exported"),
        };
        return Linear(active, Weight(prefix + "linear2.weight"), Weight(prefix + "linear2.bias"));
    }

    /// <summary>The norm at the end of a stack, where it has one.</summary>
    private GraphValue LastNormed(string prefix, GraphValue value) =>
        _call.Weight(prefix + "norm.weight") is null ? value : Normed(prefix + "norm", value);

    private GraphValue Normed(string name, GraphValue value) => LayerNorm(value, Weight(name + ".weight"), Weight(name + ".bias"));

    private GraphValue Weight(string name) => _call.NeededWeight(name);

    private long OfLayer(string layer, string name)
    {
        var arguments = _call.Made(layer).Module?.Arguments
            ?? throw _call.Refuse("the layer that it is made of was made before anybody watched");
        return arguments.FirstOrDefault(a => a.Name == name)?.Integer?.First
            ?? throw _call.Refuse($"this version of TorchSharp does not tell {name} when it makes the layer");
    }
}

/// <summary>What is added to the scores of an attention, and true for keys that are padding.</summary>
internal sealed record AttentionMasks(GraphValue? Scores, GraphValue? Keys);
