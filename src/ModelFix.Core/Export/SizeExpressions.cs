using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>
/// Writes sizes that are not constant as what they are computed from: a dim of a tensor that the graph has, or one times a factor and plus
/// a summand, divided, or a product of dims. What is found holds in every recording; that it holds at other sizes, further runs show.
/// </summary>
internal sealed class SizeExpressions(OnnxGraph graph)
{
    private const int MostSources = 64;

    private readonly List<(Size Size, GraphValue Tensor, int Dim)> _sources = [];
    private readonly Dictionary<Size, GraphValue> _written = [];
    private readonly Dictionary<string, GraphValue> _shapes = new(StringComparer.Ordinal);

    /// <summary>Takes the dims of a tensor of the graph for sources.</summary>
    public void Add(GraphValue tensor)
    {
        for (var dim = 0; dim < tensor.Rank; dim++)
        {
            var size = tensor.Shape[dim];
            if (!size.IsConstant && _sources.All(s => s.Size != size)) _sources.Add((size, tensor, dim));
        }
    }

    /// <summary>A size as a number without dims, int64.</summary>
    public GraphValue Scalar(Size size)
    {
        if (size.IsConstant) return graph.Scalar(size.First, ElementType.Int64);
        return _written.TryGetValue(size, out var value) ? value : _written[size] = Written(size);
    }

    /// <summary>Sizes as a list, int64.</summary>
    public GraphValue Vector(IReadOnlyCollection<Size> sizes)
    {
        if (sizes.All(s => s.IsConstant)) return graph.Integers(sizes.Select(s => s.First));
        var parts = sizes.Select(s =>
            s.IsConstant ? graph.Integers([s.First]) : graph.Node("Unsqueeze", ElementType.Int64, Unsqueezed(s, out var axes), axes));
        return graph.Node("Concat", ElementType.Int64, parts.ToList(), ("axis", 0L));
    }

    private GraphValue[] Unsqueezed(Size size, out (string, object)[] attributes)
    {
        attributes = graph.Opset < 13 ? [("axes", new long[] { 0 })] : [];
        return graph.Opset < 13 ? [Scalar(size)] : [Scalar(size), graph.Integers([0])];
    }

    private GraphValue Written(Size size)
    {
        foreach (var source in _sources)
            if (source.Size == size) return Gathered(source);
        // The inputs' dims come first, then those that were seen last.
        var near = _sources.Take(MostSources / 2).Concat(_sources.Skip(MostSources / 2).Reverse().Take(MostSources / 2)).ToList();
        foreach (var source in near)
            if (Scaled(source.Size, size) is { } scaled) return scaled(Gathered(source));
        foreach (var source in near)
            if (Divided(source.Size, size) is { } divided) return divided(Gathered(source));
        foreach (var source in near)
            foreach (var other in near)
                if (Scaled(source.Size * other.Size, size) is { } product)
                    return product(Computed("Mul", Gathered(source), Gathered(other)));
        throw new ExportRefusal(
            $"a size is {size} where the inputs' sizes differ, and is no sum, product or quotient of sizes that are known");
    }

    /// <summary>factor * source + summand.</summary>
    private Func<GraphValue, GraphValue>? Scaled(Size source, Size size)
    {
        if (source.IsConstant || Step(source, size) is not var (from, to) || to % from != 0 || to == 0) return null;
        var factor = to / from;
        var summand = size - source * factor;
        if (!summand.IsConstant) return null;
        return value =>
        {
            var product = factor == 1 ? value : Computed("Mul", value, graph.Scalar(factor, ElementType.Int64));
            return summand.First == 0 ? product : Computed("Add", product, graph.Scalar(summand.First, ElementType.Int64));
        };
    }

    /// <summary>(source + summand) / divisor, rounded down.</summary>
    private Func<GraphValue, GraphValue>? Divided(Size source, Size size)
    {
        if (Step(source, size) is not var (from, to) || to == 0 || from / to is not (> 1 and var divisor)) return null;
        for (var summand = -divisor; summand < divisor; summand++)
        {
            var added = summand;
            if (source.Select(s => (s + added) / divisor) != size) continue;
            return value => Computed(
                "Div",
                added == 0 ? value : Computed("Add", value, graph.Scalar(added, ElementType.Int64)),
                graph.Scalar(divisor, ElementType.Int64));
        }

        return null;
    }

    /// <summary>How far the source and the size go between the first two recordings in which the source differs.</summary>
    private static (long From, long To)? Step(Size source, Size size)
    {
        for (var i = 1; i < source.Count; i++)
            if (source.At(i) != source.First) return (source.At(i) - source.First, size.At(i) - size.First);
        return null;
    }

    private GraphValue Gathered((Size Size, GraphValue Tensor, int Dim) source)
    {
        if (_written.TryGetValue(source.Size, out var written)) return written;
        if (!_shapes.TryGetValue(source.Tensor.Name, out var shape))
            _shapes.Add(source.Tensor.Name, shape = graph.Node("Shape", ElementType.Int64, [source.Tensor]));
        return _written[source.Size] =
            graph.Node("Gather", ElementType.Int64, [shape, graph.Scalar(source.Dim, ElementType.Int64)], ("axis", 0L));
    }

    private GraphValue Computed(string name, GraphValue left, GraphValue right) => graph.Node(name, ElementType.Int64, [left, right]);
}
