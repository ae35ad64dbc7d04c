using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Layers that go along a sequence, each layer one node with its weights arranged as ONNX has them.</summary>
internal sealed class NativeRecurrence
{
    private readonly ExportCall _call;
    private readonly GraphWriter _write;
    private readonly string _node;
    private readonly int[] _gates;
    private readonly long _layers;
    private readonly int _directions;
    private readonly bool _hasBias;

    private NativeRecurrence(ExportCall call, string node, int[] gates)
    {
        (_call, _write, _node, _gates) = (call, call.Write, node, gates);
        _layers = call.MadeInteger("num_layers");
        _directions = call.MadeFlag("bidirectional") ? 2 : 1;
        _hasBias = call.MadeFlag("bias");
    }

    /// <summary>The output, and the last states of all layers.</summary>
    /// <param name="call">The call.</param>
    /// <param name="node">ONNX's operator.</param>
    /// <param name="gates">Which of PyTorch's blocks of weights stand where in ONNX.</param>
    public static IReadOnlyList<GraphValue> Of(ExportCall call, string node, int[] gates) =>
        new NativeRecurrence(call, node, gates).Results();

    private List<GraphValue> Results()
    {
        var input = _call.Tensor("input");
        if (input.Type != ElementType.Float32)
            throw _call.Refuse($"ONNX Runtime computes it in float32 only, and it gets {input.Type.ToString().ToLowerInvariant()}");
        var batchFirst = _call.MadeFlag("batchFirst");
        var states = StateNames().Select(_call.Optional).ToList();
        var sequence = batchFirst ? _write.Transpose(input, [1, 0, 2]) : input;
        var last = states.Select(_ => new List<GraphValue>()).ToList();
        for (var layer = 0; layer < _layers; layer++)
        {
            var outputs = Layer(sequence, layer, states.Select(s => s is null ? null : Initial(s, layer)));
            sequence = Sequence(outputs[0]);
            for (var i = 0; i < last.Count; i++) last[i].Add(outputs[i + 1]);
        }

        var output = batchFirst ? _write.Transpose(sequence, [1, 0, 2]) : sequence;
        return [output, .. last.Select(l => l.Count == 1 ? l[0] : _write.Concat(l, 0))];
    }

    private string[] StateNames() => _node == "LSTM" ? ["h_0", "c_0"] : ["h_0"];

    private IReadOnlyList<GraphValue> Layer(GraphValue sequence, int layer, IEnumerable<GraphValue?> states)
    {
        var attributes = new List<(string, object)>
        {
            ("hidden_size", _call.MadeInteger("hidden_size")),
            ("direction", _directions == 2 ? "bidirectional" : "forward"),
        };
        if (_node == "GRU") attributes.Add(("linear_before_reset", 1L));
        if (_node == "RNN") attributes.Add(("activations", Enumerable.Repeat(NativeCells.Nonlinearity(_call), _directions).ToArray()));
        var types = Enumerable.Repeat(sequence.Type, StateNames().Length + 1);
        GraphValue?[] inputs =
        [
            sequence,
            Weights("weight_ih", layer),
            Weights("weight_hh", layer),
            _hasBias ? Biases(layer) : null,
            // How long the sequences are: all as long as the input.
            null,
            .. states,
        ];
        return _write.Graph.Node(_node, types.ToImmutableArray(), inputs, [.. attributes]);
    }

    /// <summary>The states of a layer from those of all; zeros are what ONNX begins with anyway.</summary>
    private GraphValue? Initial(GraphValue states, int layer) => IsZeros(states) ? null
        : _layers == 1 ? states
        : _write.Slice(states, 0, layer * _directions, (layer + 1) * _directions);

    private bool IsZeros(GraphValue value)
    {
        var graph = _write.Graph;
        var filled = graph.Nodes.Find(n => n.Outputs.Contains(value.Name)) is { Operator: "Expand" } expand ? expand.Inputs[0] : value.Name;
        return graph.Initializers.Find(i => i.Name == filled).Data?.Bytes.All(b => b == 0) == true;
    }

    /// <summary>[L, directions, N, H] as [L, N, directions * H].</summary>
    private GraphValue Sequence(GraphValue outputs)
    {
        if (_directions == 1) return _write.Squeeze(outputs, 1);
        var along = _write.Transpose(outputs, [0, 2, 1, 3]);
        return _write.Node("Reshape", along, _write.Graph.Integers([0, 0, -1]));
    }

    private GraphValue Weights(string kind, int layer) => Arranged(kind, layer, direction => Gates(kind, direction));

    private GraphValue Biases(int layer) =>
        Arranged("bias", layer, direction => TensorData.Joined([Gates("bias_ih", direction), Gates("bias_hh", direction)]));

    private TensorData Gates(string kind, string direction) => _call.Elements(kind + direction).Blocks(_gates);

    /// <summary>The weights of a layer in both directions along a new first dim.</summary>
    private GraphValue Arranged(string kind, int layer, Func<string, TensorData> ofDirection)
    {
        var name = "_l" + layer.ToString(CultureInfo.InvariantCulture);
        return _write.Graph.Weight(
            $"{_call.Module.Name}.{kind}{name}.onnx",
            () => TensorData.Stacked(new[] { name, name + "_reverse" }.Take(_directions).Select(ofDirection)));
    }
}
