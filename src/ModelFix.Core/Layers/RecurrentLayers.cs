using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Recurrent layers and their cells.</summary>
internal static class RecurrentLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        LayerRow.OfSeveral("RNN", Storage.New, c => Recurrent(c, states: 1)),
        LayerRow.OfSeveral("GRU", Storage.New, c => Recurrent(c, states: 1)),
        LayerRow.OfSeveral("LSTM", Storage.New, c => Recurrent(c, states: 2)),
        LayerRow.OfSeveral("RNNCell", Storage.New, c => State(c, c.Id)),
        LayerRow.OfSeveral("GRUCell", Storage.New, c => State(c, c.Id)),
        LayerRow.OfSeveral(
            "LSTMCell",
            Storage.New,
            c => new ListValue(ImmutableArray.Create<Value>(State(c, c.Id.Part("Item", 1)), State(c, c.Id.Part("Item", 2))))),
    ];

    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        new("THSNN_RNN_forward", ScriptRecurrence.Rnn),
        new("THSNN_GRU_forward", c => ScriptRecurrence.Layer(c, "gru")),
        new("THSNN_LSTM_forward", ScriptRecurrence.Lstm),
        new("THSNN_RNNCell_forward", ScriptRecurrence.RnnCell),
        new("THSNN_GRUCell_forward", c => ScriptRecurrence.Cell(c, "gru")),
        new("THSNN_LSTMCell_forward", ScriptRecurrence.LstmCell),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        new NativeRow("THSNN_RNN_forward") { Results = c => NativeRecurrence.Of(c, "RNN", [0]) },
        // ONNX has the gates in another order: update, reset, new; and input, output, forget, cell.
        new NativeRow("THSNN_GRU_forward") { Results = c => NativeRecurrence.Of(c, "GRU", [1, 0, 2]) },
        new NativeRow("THSNN_LSTM_forward") { Results = c => NativeRecurrence.Of(c, "LSTM", [0, 3, 1, 2]) },
        NativeRow.Of("THSNN_RNNCell_forward", NativeCells.Rnn),
        NativeRow.Of("THSNN_GRUCell_forward", NativeCells.Gru),
        new NativeRow("THSNN_LSTMCell_forward") { Results = NativeCells.Lstm },
        .. NativeRow.Refused(
            """
            THSNN_RNN_forward_with_packed_input THSNN_GRU_forward_with_packed_input THSNN_LSTM_forward_with_packed_input
            THSNN_pack_padded_sequence THSNN_pack_sequence THSNN_PackedSequence_data THSNN_PackedSequence_batch_sizes
            THSNN_PackedSequence_sorted_indices THSNN_PackedSequence_unsorted_indices THSNN_pad_packed_sequence
            """,
            "ONNX has no packed sequences"),
        .. NativeRow.Refused(
            "THSNN_RNN_flatten_parameters THSNN_GRU_flatten_parameters THSNN_LSTM_flatten_parameters",
            "it belongs to where the model is made, not to forward"),
    ];

    /// <summary>
    /// [L, N, in], or [N, L, in] where the batch comes first, give the same dims with D * H features, D = 2 in both directions, and the
    /// last states as [D * layers, N, H].
    /// </summary>
    private static Value Recurrent(LayerCall call, int states)
    {
        var (hidden, layers) = (call.Integer("hidden_size"),
            call.Integer("num_layers") ?? (call.Layer.Arguments["num_layers"] is null ? Dim.One : null));
        var directions = call.Flag("bidirectional") is { } both ? Dim.Of(both ? 2 : 1) : null;
        var input = call.First.Shape;
        if (input.Rank != 3) return Value.Nothing;

        var features = directions is not null && hidden is not null ? directions * hidden : call.Id.Part("Item", 1).NewSize(-1);
        var output = Outputs.Weighted(
            call.Id.Part("Item", 1), TensorShape.Of(input.Dims.RemoveAt(input.Dims.Length - 1).Add(features)), call.First);
        var batch = call.Flag("batch_first") switch
        {
            true => input.Dims[0],
            false => input.Dims[1],
            null => call.Id.Part("Item", 2).NewSize(1),
        };
        var first = directions is not null && layers is not null ? directions * layers : call.Id.Part("Item", 2).NewSize(0);
        var shape = TensorShape.Of(first, batch, hidden ?? call.Id.Part("Item", 2).NewSize(-1));
        var last = Enumerable.Range(2, states).Select(i => (Value)Outputs.Weighted(call.Id.Part("Item", i), shape, call.First));
        return new ListValue(last.Prepend(output).ToImmutableArray());
    }

    /// <summary>[N, in] or [in] give [N, H] or [H].</summary>
    private static TensorValue State(LayerCall call, ValueId id) =>
        Outputs.LastDim(call.First, id, call.Integer("hidden_size"));
}
