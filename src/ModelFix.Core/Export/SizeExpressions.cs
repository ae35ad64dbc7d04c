using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>Writes sizes that are not constant as nodes.</summary>
internal sealed class SizeExpressions(OnnxGraph graph)
{
    private readonly SizeSources _sources = new();
    private readonly Dictionary<Size, GraphValue> _written = [];
    private readonly Dictionary<string, GraphValue> _shapes = new(StringComparer.Ordinal);

    /// <summary>The formulas that were taken where others may do as well.</summary>
    public IReadOnlyList<SizeDoubt> Doubts => _sources.Doubts;

    /// <summary>Takes the dims of a tensor of the graph for sources.</summary>
    public void Add(GraphValue tensor) => _sources.Add(tensor);

    /// <summary>A size as a number without dims, int64.</summary>
    public GraphValue Scalar(Size size)
    {
        if (size.IsConstant) return graph.Scalar(size.First, ElementType.Int64);
        return _written.TryGetValue(size, out var value) ? value : _written[size] = Written(size);
    }

    /// <summary>A number that follows from a size, without dims; null where none is known that it follows from.</summary>
    public GraphValue? Fraction(ImmutableArray<double> values, ElementType type)
    {
        if (_sources.Find(values) is not { } found) return null;
        // As C# computes it: what float32 rounds between is another number, and runtimes fuse a division with a product beside it.
        const ElementType computed = ElementType.Float64;
        var size = graph.Node("Cast", computed, [Scalar(found.Size)], ("to", OnnxTypes.Number(computed)));
        if (found.IsRoot) size = graph.Node("Sqrt", computed, [size]);
        var factor = graph.Scalar(found.Factor, computed);
        var fraction = found.IsDivided ? graph.Node("Div", computed, [factor, size]) : graph.Node("Mul", computed, [factor, size]);
        return type == computed ? fraction : graph.Node("Cast", type, [fraction], ("to", OnnxTypes.Number(type)));
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
        var formula = _sources.Find(size);
        var sum = formula.Terms.Select(Term).Aggregate((left, right) => Computed("Add", left, right));
        return formula.Summand == 0 ? sum : Computed("Add", sum, Number(formula.Summand));
    }

    private GraphValue Term(SizeTerm term)
    {
        var value = term.Sources.Select(Gathered).Aggregate((left, right) => Computed("Mul", left, right));
        if (term.Factor != 1) value = Computed("Mul", value, Number(term.Factor));
        if (term.Inner != 0) value = Computed("Add", value, Number(term.Inner));
        if (term.Divisor != 1) value = Computed("Div", value, Number(term.Divisor));
        return term.Coefficient == 1 ? value : Computed("Mul", value, Number(term.Coefficient));
    }

    private GraphValue Gathered(SizeSource source)
    {
        if (_written.TryGetValue(source.Size, out var written)) return written;
        if (!_shapes.TryGetValue(source.Tensor.Name, out var shape))
            _shapes.Add(source.Tensor.Name, shape = graph.Node("Shape", ElementType.Int64, [source.Tensor]));
        return _written[source.Size] =
            graph.Node("Gather", ElementType.Int64, [shape, graph.Scalar(source.Dim, ElementType.Int64)], ("axis", 0L));
    }

    private GraphValue Computed(string name, GraphValue left, GraphValue right) => graph.Node(name, ElementType.Int64, [left, right]);

    private GraphValue Number(long number) => graph.Scalar(number, ElementType.Int64);
}
