using System.Globalization;
using ModelFix.Core.Export;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>Transformers as libtorch computes them: each part, then the sum with its input, then the norm of that.</summary>
/// <param name="call">The call.</param>
/// <param name="heads">How many heads each attention has.</param>
/// <param name="activation">TorchSharp's Activations.</param>
internal sealed class NativeTransformer(ExportCall call, long heads, long activation)
{
    private readonly GraphWriter _write = call.Write;

    /// <summary>A module that was made with its sizes.</summary>
    public static NativeTransformer OfLayer(ExportCall call) => new(call, call.MadeInteger("nhead"), call.MadeInteger("activation"));

    /// <summary>A module that was made of a layer, which it repeats.</summary>
    public static NativeTransformer OfStack(ExportCall call, string layer)
    {
        var arguments = call.Made(layer).Module?.Arguments
            ?? throw call.Refuse("the layer that it is made of was made before anybody watched");
        long Of(string name) => arguments.FirstOrDefault(a => a.Name == name)?.Integer?.First
            ?? throw call.Refuse($"this version of TorchSharp does not tell {name} when it makes the layer");
        return new NativeTransformer(call, Of("nhead"), Of("activation"));
    }

    /// <summary>The encoder, then the decoder of what it gives.</summary>
    public GraphValue All(GraphValue source, GraphValue target) => Decoder("decoder.", target, Encoder("encoder.", source));

    public GraphValue Encoder(string prefix, GraphValue source) =>
        Normed(prefix, Layers(prefix).Aggregate(source, (value, layer) => EncoderLayer(layer, value)));

    public GraphValue Decoder(string prefix, GraphValue target, GraphValue memory) =>
        Normed(prefix, Layers(prefix).Aggregate(target, (value, layer) => DecoderLayer(layer, value, memory)));

    public GraphValue EncoderLayer(string prefix, GraphValue source)
    {
        var attended = Attended(prefix + "self_attn.", source, source, "src_mask", "src_key_padding_mask");
        var first = Norm(prefix + "norm1", Sum(source, attended));
        return Norm(prefix + "norm2", Sum(first, FedForward(prefix, first)));
    }

    public GraphValue DecoderLayer(string prefix, GraphValue target, GraphValue memory)
    {
        var attended = Attended(prefix + "self_attn.", target, target, "tgt_mask", "tgt_key_padding_mask");
        var first = Norm(prefix + "norm1", Sum(target, attended));
        var remembered = Attended(prefix + "multihead_attn.", first, memory, "memory_mask", "memory_key_padding_mask");
        var second = Norm(prefix + "norm2", Sum(first, remembered));
        return Norm(prefix + "norm3", Sum(second, FedForward(prefix, second)));
    }

    /// <summary>The prefixes of the layers of a stack.</summary>
    private IEnumerable<string> Layers(string prefix) => Enumerable
        .Range(0, int.MaxValue)
        .Select(i => $"{prefix}layers.{i.ToString(CultureInfo.InvariantCulture)}.")
        .TakeWhile(layer => call.Weight(layer + "norm1.weight") is not null);

    private GraphValue Attended(string prefix, GraphValue query, GraphValue key, string scores, string keys) =>
        new NativeAttention(call, prefix, heads)
            .Of(query, key, key, new NativeAttention.Masks(call.Optional(scores), call.Optional(keys)))
            .Attended with { Shape = query.Shape };

    private GraphValue FedForward(string prefix, GraphValue input)
    {
        var wide = Linear.Of(_write, input, Weight(prefix + "linear1.weight"), Weight(prefix + "linear1.bias"));
        var active = activation switch
        {
            0 => _write.Node("Relu", wide),
            1 => Activations.Gelu(_write, wide),
            _ => throw call.Refuse("its activation is not exported"),
        };
        return Linear.Of(
            _write, active with { Shape = input.Shape }, Weight(prefix + "linear2.weight"), Weight(prefix + "linear2.bias"));
    }

    private GraphValue Sum(GraphValue left, GraphValue right) => _write.Node("Add", left, right) with { Shape = left.Shape };

    /// <summary>The norm at the end of a stack, where it has one.</summary>
    private GraphValue Normed(string prefix, GraphValue value) =>
        call.Weight(prefix + "norm.weight") is null ? value : Norm(prefix + "norm", value);

    private GraphValue Norm(string name, GraphValue value) => Normalizations.LayerNorm(
        _write, value, [value.Rank - 1], (Weight(name + ".weight"), Weight(name + ".bias")), 1e-5) with { Shape = value.Shape };

    private GraphValue Weight(string name) => call.Weight(name) ?? throw call.Refuse($"{call.Module.Name} has no parameter {name}");
}
