using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>Writes the nodes that rows are made of, each in the form that the operator set in force has.</summary>
internal sealed class GraphWriter(OnnxGraph graph)
{
    public OnnxGraph Graph { get; } = graph;

    public SizeExpressions Sizes { get; } = new(graph);

    /// <summary>A node whose result has the dtype of its first input.</summary>
    public GraphValue Node(string name, params GraphValue?[] inputs) => Typed(inputs[0]!.Type, name, inputs, []);

    /// <summary>A node with attributes: whole numbers as long, fractions as double, lists as long[], texts.</summary>
    public GraphValue Node(string name, GraphValue?[] inputs, params (string Name, object Value)[] attributes) =>
        Typed(inputs[0]!.Type, name, inputs, attributes);

    /// <summary>A node whose result has another dtype than its first input.</summary>
    public GraphValue Typed(ElementType type, string name, params GraphValue?[] inputs) => Typed(type, name, inputs, []);

    /// <summary>As the other, with attributes; where runtimes have no kernel for the dtype, in a wider one.</summary>
    public GraphValue Typed(ElementType type, string name, GraphValue?[] inputs, (string Name, object Value)[] attributes)
    {
        // Where chooses by its first input, and computes with the others.
        var data = name == "Where" ? 1 : 0;
        var own = inputs[data]!.Type;
        if (OnnxKernels.Wider(name, own) is not { } wider) return Graph.Node(name, type, inputs, attributes);
        var cast = inputs.Select((input, i) => i >= data && input?.Type == own ? Cast(input, wider) : input);
        return Cast(Graph.Node(name, type == own ? wider : type, cast, attributes), type);
    }

    public GraphValue Scalar(double value, ElementType type) => Graph.Scalar(value, type);

    /// <summary>A number without dims in the dtype of a value.</summary>
    public GraphValue Like(GraphValue value, double number) => Graph.Scalar(number, value.Type);

    public GraphValue Cast(GraphValue value, ElementType type) => value.Type == type
        ? value
        : Graph.Node("Cast", type, [value], ("to", OnnxTypes.Number(type))) with { Shape = value.Shape };

    public GraphValue Transpose(GraphValue value, IEnumerable<long> permutation) =>
        Node("Transpose", [value], ("perm", permutation.ToArray()));

    /// <summary>The last two dims change places.</summary>
    public GraphValue Transposed(GraphValue matrix, int rank) =>
        Transpose(matrix, Enumerable.Range(0, rank - 2).Select(d => (long)d).Concat([rank - 1, rank - 2]));

    /// <summary>A value with dims of size 1 added at these positions of the result.</summary>
    public GraphValue Unsqueeze(GraphValue value, params long[] axes) => WithAxes("Unsqueeze", value, axes);

    /// <summary>A value without these dims, which have size 1.</summary>
    public GraphValue Squeeze(GraphValue value, params long[] axes) => WithAxes("Squeeze", value, axes);

    /// <summary>A reduction; axes are an attribute before the operator set that made them an input.</summary>
    public GraphValue Reduce(string name, GraphValue value, long[] axes, bool keepDims)
    {
        var keep = ("keepdims", (object)(keepDims ? 1L : 0L));
        var since = name == "ReduceSum" ? 13 : 18;
        // No axes are all of them, and a list without numbers is none that ONNX's checker takes.
        if (axes.Length == 0) return Node(name, [value], keep);
        return Graph.Opset < since
            ? Node(name, [value], ("axes", axes), keep)
            : Node(name, [value, Graph.Integers(axes)], keep);
    }

    /// <summary>The value in another shape, with as few computed sizes as there can be.</summary>
    public GraphValue Reshape(GraphValue value, ImmutableArray<Size> shape)
    {
        var moving = Enumerable.Range(0, shape.Length).Where(i => !shape[i].IsConstant).ToList();
        var isKept = moving.ToDictionary(
            i => i, i => !value.Shape.IsDefault && i < value.Rank && value.Shape[i] == shape[i]);
        var open = moving.Where(i => !isKept[i]).ToList();
        // One size may be left to the runtime, and a dim that stays where it is may be told so; but no 0 where there is a dim of size 0.
        if (open.Count <= 1 && shape.All(s => s.All(v => v != 0)))
        {
            var left = open.Count == 1 ? open[0] : moving.Count > 0 ? moving[0] : -1;
            return Node("Reshape", value, Graph.Integers(shape.Select((s, i) => s.IsConstant ? s.First : i == left ? -1 : 0)))
                with { Shape = shape };
        }

        return Node("Reshape", value, Sizes.Vector(shape)) with { Shape = shape };
    }

    /// <summary>The value broadcast to a shape.</summary>
    public GraphValue Expand(GraphValue value, ImmutableArray<Size> shape)
    {
        if (!value.Shape.IsDefault && value.Shape.SequenceEqual(shape)) return value;
        // Expand broadcasts both ways, so that 1 stands for a dim that the value has already.
        var offset = value.Shape.IsDefault ? int.MaxValue : shape.Length - value.Rank;
        var to = shape.Select((s, i) => i >= offset && value.Shape[i - offset] == s ? 1 : s).ToImmutableArray();
        return Node("Expand", value, Sizes.Vector(to)) with { Shape = shape };
    }

    /// <summary>The shape that shapes broadcast to.</summary>
    public ImmutableArray<Size> Broadcast(IEnumerable<ImmutableArray<Size>> shapes) => shapes.Aggregate((one, other) =>
    {
        var rank = Math.Max(one.Length, other.Length);
        return Enumerable.Range(0, rank)
            .Select(i => (One: At(one, i, rank), Other: At(other, i, rank)))
            .Select(d => d.One == 1 ? d.Other : d.One)
            .ToImmutableArray();
    });

    private static Size At(ImmutableArray<Size> shape, int dim, int rank) =>
        dim < rank - shape.Length ? 1 : shape[dim - (rank - shape.Length)];

    /// <summary>The greater of two elements each; Max takes whole numbers from opset 12 on.</summary>
    public GraphValue Greater(GraphValue left, GraphValue right) => left.Type.IsFloating() || Graph.Opset >= 12
        ? Node("Max", left, right)
        : Typed(left.Type, "Where", Typed(ElementType.Bool, "Greater", left, right), left, right);

    /// <summary>The less of two elements each.</summary>
    public GraphValue Less(GraphValue left, GraphValue right) => left.Type.IsFloating() || Graph.Opset >= 12
        ? Node("Min", left, right)
        : Typed(left.Type, "Where", Typed(ElementType.Bool, "Less", left, right), left, right);

    /// <summary>Each element within bounds that are numbers: one node, which ONNX Runtime has for float32 alone before opset 12.</summary>
    public GraphValue Clip(GraphValue value, GraphValue? least, GraphValue? most)
    {
        if (value.Type != ElementType.Float32 && Graph.Opset < 12) return Within(value, least, most);
        // Runtimes take the greatest finite number for a bound that is left out.
        if (!value.Type.IsFloating()) return Node("Clip", value, least, most);
        return Node("Clip", value, least ?? Like(value, double.NegativeInfinity), most ?? Like(value, double.PositiveInfinity));
    }

    /// <summary>Each element within bounds that broadcast.</summary>
    public GraphValue Within(GraphValue value, GraphValue? least, GraphValue? most)
    {
        if (least is not null) value = Greater(value, least);
        return most is null ? value : Less(value, most);
    }

    /// <summary>True where the left one is greater or equal, which is one node from opset 12 on.</summary>
    public GraphValue NotLess(GraphValue left, GraphValue right) => Graph.Opset >= 12
        ? Typed(ElementType.Bool, "GreaterOrEqual", left, right)
        : Node("Or", Typed(ElementType.Bool, "Greater", left, right), Typed(ElementType.Bool, "Equal", left, right));

    /// <summary>The elements from start on, up to end, in steps, along a dim.</summary>
    public GraphValue Slice(GraphValue value, long dim, Size start, Size? end, long step = 1) => Node(
        "Slice",
        value,
        Sizes.Vector([start]),
        end is { } to ? Sizes.Vector([to]) : Graph.Integers([long.MaxValue]),
        Graph.Integers([dim]),
        Graph.Integers([step]));

    public GraphValue Concat(IEnumerable<GraphValue> values, long dim) => Node("Concat", values.ToArray(), ("axis", dim));

    /// <summary>A tensor of that shape with the same number everywhere.</summary>
    public GraphValue Filled(ImmutableArray<Size> shape, GraphValue number) => shape.IsEmpty
        ? number
        : Expand(number with { Shape = ImmutableArray<Size>.Empty }, shape);

    /// <summary>0, step, 2 * step, …: as many as the size says, int64.</summary>
    public GraphValue Positions(Size count, Size? start = null, long step = 1)
    {
        var from = start ?? 0;
        if (count.IsConstant && from.IsConstant)
            return Graph.Integers(Enumerable.Range(0, (int)count.First).Select(i => from.First + i * step));
        return Graph.Node(
            "Range",
            ElementType.Int64,
            [Sizes.Scalar(from), Sizes.Scalar(from + count * step), Graph.Scalar(step, ElementType.Int64)])
            with { Shape = ImmutableArray.Create(count) };
    }

    private GraphValue WithAxes(string name, GraphValue value, long[] axes) => Graph.Opset < 13
        ? Node(name, [value], ("axes", axes))
        : Node(name, value, Graph.Integers(axes));
}
