using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>An ONNX graph that is being built.</summary>
/// <param name="opset">The version of the operator set.</param>
internal sealed class OnnxGraph(int opset)
{
    private readonly Dictionary<string, GraphValue> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphValue> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public int Opset { get; } = opset;

    public List<GraphNode> Nodes { get; } = [];

    /// <summary>Weights and constants by name.</summary>
    public List<(string Name, TensorData Data)> Initializers { get; } = [];

    public List<GraphPort> Inputs { get; } = [];

    public List<GraphPort> Outputs { get; } = [];

    /// <summary>
    /// Values that are right only as long as nothing but what is known uses them, and why they are not otherwise: a graph that still has
    /// them in the end is none.
    /// </summary>
    public Dictionary<string, ExportRefusal> Doubts { get; } = new(StringComparer.Ordinal);

    /// <summary>The elements that masks chose: of which mask, and of what.</summary>
    public Dictionary<string, (string Mask, GraphValue Whole)> Chosen { get; } = new(StringComparer.Ordinal);

    /// <summary>The line of code that nodes are made for.</summary>
    public SourcePlace? Place { get; set; }

    /// <summary>The module that nodes are made for.</summary>
    public string? Scope { get; set; }

    /// <summary>A node with one output.</summary>
    public GraphValue Node(
        string name, ElementType type, IEnumerable<GraphValue?> inputs, params (string Name, object Value)[] attributes) =>
        Node(name, ImmutableArray.Create(type), inputs, attributes)[0];

    /// <summary>A node with an output for each dtype.</summary>
    public ImmutableArray<GraphValue> Node(
        string name, ImmutableArray<ElementType> types, IEnumerable<GraphValue?> inputs, params (string Name, object Value)[] attributes)
    {
        var outputs = types.Select(t => new GraphValue(Fresh(name), t)).ToImmutableArray();
        Nodes.Add(new GraphNode(
            name,
            WithoutTrailing(inputs.Select(i => i?.Name ?? "").ToList()),
            outputs.Select(o => o.Name).ToImmutableArray(),
            attributes.ToImmutableArray(),
            Place,
            Scope));
        return outputs;
    }

    /// <summary>A weight or another tensor of the model under a name of its own.</summary>
    public GraphValue Initializer(string name, TensorData data)
    {
        var unique = Fresh(name, isWeight: true);
        Initializers.Add((unique, data));
        return new GraphValue(unique, data.Type) { Shape = data.Dims.Select(d => (Size)d).ToImmutableArray() };
    }

    /// <summary>A weight; the same one for the same name.</summary>
    public GraphValue Weight(string name, Func<TensorData> data)
    {
        if (!_weights.TryGetValue(name, out var weight)) _weights.Add(name, weight = Initializer(name, data()));
        return weight;
    }

    /// <summary>A constant; the same one for the same elements.</summary>
    public GraphValue Constant(TensorData data)
    {
        var key = $"{data.Type} {string.Join(",", data.Dims)} {Convert.ToBase64String(data.Bytes)}";
        if (!_constants.TryGetValue(key, out var constant)) _constants.Add(key, constant = Initializer("constant", data));
        return constant;
    }

    /// <summary>A list of int64.</summary>
    public GraphValue Integers(IEnumerable<long> values)
    {
        var all = values.ToList();
        return Constant(new TensorData(ElementType.Int64, [all.Count], all.SelectMany(BitConverter.GetBytes).ToArray()));
    }

    /// <summary>A whole number without dims, int64.</summary>
    public GraphValue Scalar(long value) => Constant(new TensorData(ElementType.Int64, [], BitConverter.GetBytes(value)));

    /// <summary>A number without dims, in a dtype.</summary>
    public GraphValue Scalar(double value, ElementType type) => Constant(new TensorData(type, [], OnnxTypes.Bytes(value, type)));

    /// <summary>A name that nothing else has.</summary>
    public string Fresh(string name, bool isWeight = false)
    {
        var plain = isWeight && name != "constant"
            ? name
            : $"{name.ToLowerInvariant()}_{_names.Count.ToString(CultureInfo.InvariantCulture)}";
        var unique = plain;
        for (var i = 2; !_names.Add(unique); i++) unique = $"{plain}_{i.ToString(CultureInfo.InvariantCulture)}";
        return unique;
    }

    private static ImmutableArray<string> WithoutTrailing(List<string> inputs)
    {
        while (inputs.Count > 0 && inputs[inputs.Count - 1].Length == 0) inputs.RemoveAt(inputs.Count - 1);
        return inputs.ToImmutableArray();
    }
}
