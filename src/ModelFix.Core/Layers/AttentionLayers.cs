using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Attention, and the layers of transformers.</summary>
internal static class AttentionLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        LayerRow.OfSeveral("MultiheadAttention", Storage.New, Attention) with { Demand = Fits },
        LayerRow.OfSeveral("TransformerEncoderLayer", Storage.New, c => Outputs.Like(c.First, c.Id)) with
        {
            Demand = c => LayerDemands.OfRank(3, c, c.First) ?? LayerDemands.Sized(c, c.First, -1, c.Integer("d_model"), "features"),
        },
        LayerRow.OfSeveral("TransformerEncoder", Storage.OfInput, c => Outputs.Like(c.First, c.Id)),
        LayerRow.OfSeveral("TransformerDecoderLayer", Storage.New, c => Outputs.Like(c.First, c.Id)) with { Demand = BothFit },
        LayerRow.OfSeveral("TransformerDecoder", Storage.OfInput, c => Outputs.Like(c.First, c.Id)),
        // The result is as long as the target, which is the second input.
        LayerRow.OfSeveral(
            "Transformer",
            Storage.Unknown,
            c => c.Input(1) is { } target ? Outputs.Like(target, c.Id) : Value.Nothing) with { Demand = BothFit },
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        new NativeRow("THSNN_MultiheadAttention_forward") { Results = NativeAttention.OfLayer },
        .. Transformers.Select(t => NativeRow.Of(t.Name, c => t.Result(new GraphTransformer(c, t.Layer), c))),
    ];

    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        new("THSNN_MultiheadAttention_forward", ScriptAttention.OfLayer),
        .. Transformers.Select(t => new ScriptForm(t.Name, c => t.Result(new ScriptTransformer(c, t.Layer), c).Name)),
    ];

    private static IEnumerable<TransformerRow> Transformers =>
    [
        new("THSNN_TransformerEncoderLayer_forward", null, (t, c) => t.EncoderLayer("", c.Tensor("src"))),
        new("THSNN_TransformerEncoder_forward", "encoder_layer", (t, c) => t.Encoder("", c.Tensor("src"))),
        new("THSNN_TransformerDecoderLayer_forward", null, (t, c) => t.DecoderLayer("", c.Tensor("tgt"), c.Tensor("memory"))),
        new("THSNN_TransformerDecoder_forward", "decoder_layer", (t, c) => t.Decoder("", c.Tensor("tgt"), c.Tensor("memory"))),
        new("THSNN_Transformer_forward", null, (t, c) => t.All(c.Tensor("src"), c.Tensor("tgt"))),
    ];

    private static Mismatch? BothFit(LayerCall call) =>
        LayerDemands.OfRank(3, call, call.First) ?? LayerDemands.OfRank(3, call, call.Input(1))
        ?? LayerDemands.Sized(call, call.First, -1, call.Integer("d_model"), "features")
        ?? LayerDemands.Sized(call, call.Input(1), -1, call.Integer("d_model"), "features");

    /// <summary>Queries, keys and values of rank 3, each with as many features as its weights take.</summary>
    private static Mismatch? Fits(LayerCall call)
    {
        var (key, value, size) = (call.Input(1), call.Input(2), call.Integer("embedded_dim"));
        Dim? Features(string argument) => call.Layer.Arguments[argument] is null ? size : call.Integer(argument);
        return LayerDemands.OfRank(3, call, call.First) ?? LayerDemands.OfRank(3, call, key) ?? LayerDemands.OfRank(3, call, value)
            ?? LayerDemands.Sized(call, call.First, -1, size, "features")
            ?? LayerDemands.Sized(call, key, -1, Features("kdim"), "features")
            ?? LayerDemands.Sized(call, value, -1, Features("vdim"), "features");
    }

    /// <summary>Queries [L, N, E] and keys [S, N, K] give [L, N, E] and, where they are asked for, weights [N, L, S].</summary>
    private static Value Attention(LayerCall call)
    {
        var (query, key) = (call.First, call.Input(1));
        var attended = Outputs.Like(query, call.Id.Part("Item", 1)) with
        {
            Shape = query.Shape.MinRank > 3
                ? TensorShape.Of(Enumerable.Range(0, 3).Select(i => call.Id.NewSize(i)))
                : query.WithRank(3),
        };
        if (call.Inputs.Length > 4 && call.Inputs[4] is ConstantValue { Constant: false })
            return new ListValue(ImmutableArray.Create<Value>(attended, Value.Nothing));
        Dim? Rows(string argument) => call.Layer.Arguments.Constant(argument).Value is bool added ? Dim.Of(added ? 1 : 0) : null;
        var sources = key is not null
            && Rows("add_bias_kv") is { } bias
            && Rows("add_zero_attn") is { } zero
            && (key.Shape[0] ?? key.Shape[-3]) is { } length
            ? length + bias + zero
            : call.Id.Part("Item", 2).NewSize(2);
        var weights = Outputs.Weighted(
            call.Id.Part("Item", 2), TensorShape.Of(attended.Shape.Dims[1], attended.Shape.Dims[0], sources), query);
        return new ListValue(ImmutableArray.Create<Value>(attended, weights));
    }

    /// <param name="Name">The entry point.</param>
    /// <param name="Layer">As <see cref="NativeTransformer"/> takes it.</param>
    /// <param name="Result">What it gives, whatever it is written in.</param>
    private sealed record TransformerRow(string Name, string? Layer, Func<NativeTransformer, NativeCall, GraphValue> Result);
}
