using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>What those of TorchSharp's layers make of shapes that take several tensors.</summary>
internal static class LayersOfSeveral
{
    private static readonly ImmutableDictionary<string, Func<LayerCall, Value>> Table = new Dictionary<string, Func<LayerCall, Value>>
    {
        ["Bilinear"] = c => LayerCatalog.LastDim(c.First, c.Name, c.Integer("out_features")),
        ["CosineSimilarity"] = c => NeuralTransfers.Compared(c.AsOperator("cosine_similarity"), c.Input(1), c.Layer.Arguments.Integer("dim"), keep: false),
        ["PairwiseDistance"] = c => NeuralTransfers.Compared(c.AsOperator("pairwise_distance"), c.Input(1), -1, c.AsOperator("pairwise_distance").Flag("keepdim")),
        ["EmbeddingBag"] = EmbeddingBag,
        ["MultiheadAttention"] = Attention,
        ["TransformerEncoderLayer"] = c => Like(c.First, c.Name),
        ["TransformerEncoder"] = c => Like(c.First, c.Name),
        ["TransformerDecoderLayer"] = c => Like(c.First, c.Name),
        ["TransformerDecoder"] = c => Like(c.First, c.Name),
        // The result is as long as the target, which is the second input.
        ["Transformer"] = c => c.Input(1) is { } target ? Like(target, c.Name) : Value.Nothing,
        ["RNN"] = c => Recurrent(c, states: 1),
        ["GRU"] = c => Recurrent(c, states: 1),
        ["LSTM"] = c => Recurrent(c, states: 2),
        ["RNNCell"] = c => State(c, c.Name),
        ["GRUCell"] = c => State(c, c.Name),
        ["LSTMCell"] = c => new ListValue(ImmutableArray.Create<Value>(State(c, c.Name + ".Item1"), State(c, c.Name + ".Item2"))),
        ["MaxUnpool1d"] = c => Unpooled(c, 1),
        ["MaxUnpool2d"] = c => Unpooled(c, 2),
        ["MaxUnpool3d"] = c => Unpooled(c, 3),
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>True for layers that this knows.</summary>
    public static bool Has(string kind) => Table.ContainsKey(kind);

    /// <summary>The output; several tensors as a list.</summary>
    public static Value Output(LayerCall call) => Table[call.Layer.Kind](call);

    private static TensorValue Like(TensorValue tensor, string name) => LayerCatalog.Weighted(name, tensor.Shape, tensor);

    private static Value Unpooled(LayerCall call, int n) =>
        WindowTransfers.Unpooled(call.AsOperator("max_unpool"), n, call.Inputs.Length < 3 || call.Inputs[2] is ConstantValue { Constant: null } ? null : call.Inputs[2]);

    /// <summary>
    /// [L, N, in], or [N, L, in] where the batch comes first, give the same dims with D * H features, D = 2 in both directions, and the last states as
    /// [D * layers, N, H].
    /// </summary>
    private static Value Recurrent(LayerCall call, int states)
    {
        var (hidden, layers) = (call.Integer("hidden_size"), call.Integer("num_layers") ?? (call.Layer.Arguments["num_layers"] is null ? Dim.One : null));
        var directions = call.Flag("bidirectional") is { } both ? Dim.Of(both ? 2 : 1) : null;
        var input = call.First.Shape;
        if (input.Rank != 3) return Value.Nothing;

        var features = directions is not null && hidden is not null ? directions * hidden : Dim.Symbol(call.Name + ".Item1[-1]");
        var output = LayerCatalog.Weighted(call.Name + ".Item1", TensorShape.Of(input.Dims.RemoveAt(input.Dims.Length - 1).Add(features)), call.First);
        var batch = call.Flag("batch_first") switch
        {
            true => input.Dims[0],
            false => input.Dims[1],
            null => Dim.Symbol(call.Name + ".Item2[1]"),
        };
        var first = directions is not null && layers is not null ? directions * layers : Dim.Symbol(call.Name + ".Item2[0]");
        var shape = TensorShape.Of(first, batch, hidden ?? Dim.Symbol(call.Name + ".Item2[-1]"));
        var last = Enumerable.Range(2, states).Select(i => (Value)LayerCatalog.Weighted($"{call.Name}.Item{i}", shape, call.First));
        return new ListValue(last.Prepend(output).ToImmutableArray());
    }

    /// <summary>[N, in] or [in] give [N, H] or [H].</summary>
    private static TensorValue State(LayerCall call, string name) =>
        LayerCatalog.LastDim(call.First, name, call.Integer("hidden_size"));

    /// <summary>A row for each bag: the rows of a matrix of indices, or what offsets cut a vector into.</summary>
    private static Value EmbeddingBag(LayerCall call)
    {
        var bags = call.First.Shape.Rank switch
        {
            2 => call.First.Shape.Dims[0],
            1 when call.Input(1)?.Shape is { Rank: 1 } offsets => call.Layer.Arguments.Constant("include_last_offset").Value switch
            {
                false => offsets.Dims[0],
                true => offsets.Dims[0] - Dim.One,
                _ => null,
            },
            _ => null,
        };
        return new TensorValue(call.Name, TensorShape.Of(bags ?? Dim.Symbol(call.Name + "[0]"), call.Integer("embedding_dims") ?? Dim.Symbol(call.Name + "[1]")), ElementType.Floating);
    }

    /// <summary>Queries [L, N, E] and keys [S, N, K] give [L, N, E] and, where they are asked for, weights [N, L, S].</summary>
    private static Value Attention(LayerCall call)
    {
        var (query, key) = (call.First, call.Input(1));
        var attended = Like(query, call.Name + ".Item1") with { Shape = query.Shape.MinRank > 3 ? TensorShape.Of(Enumerable.Range(0, 3).Select(i => Dim.Symbol($"{call.Name}[{i}]"))) : query.WithRank(3) };
        if (call.Inputs.Length > 4 && call.Inputs[4] is ConstantValue { Constant: false }) return new ListValue(ImmutableArray.Create<Value>(attended, Value.Nothing));
        Dim? Rows(string argument) => call.Layer.Arguments.Constant(argument).Value is bool added ? Dim.Of(added ? 1 : 0) : null;
        var sources = key is not null && Rows("add_bias_kv") is { } bias && Rows("add_zero_attn") is { } zero && (key.Shape[0] ?? key.Shape[-3]) is { } length
            ? length + bias + zero
            : Dim.Symbol(call.Name + ".Item2[2]");
        var weights = LayerCatalog.Weighted(call.Name + ".Item2", TensorShape.Of(attended.Shape.Dims[1], attended.Shape.Dims[0], sources), query);
        return new ListValue(ImmutableArray.Create<Value>(attended, weights));
    }
}
