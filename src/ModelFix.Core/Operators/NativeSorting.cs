using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Sorting and what follows from it, all with TopK. Of equal elements the one with the lower position comes first.</summary>
internal static class NativeSorting
{
    /// <summary>All elements of a dim in their order, and where they were.</summary>
    public static GraphValue[] Sorted(ExportCall call, long dim, bool isDescending)
    {
        var (write, input) = (call.Write, call.First);
        return input.Rank == 0
            ? [input, write.Scalar(0, ElementType.Int64)]
            : TopK(call, input, input.Shape[(int)dim], dim, isDescending);
    }

    /// <summary>The k-th least value of a dim; of equal ones libtorch takes the position of any.</summary>
    public static GraphValue[] KthValue(ExportCall call)
    {
        var (write, input, k) = (call.Write, call.First, call.Size("k"));
        if (input.Rank == 0) return [input];
        var dim = call.Dim("dim", input.Rank);
        var value = write.Slice(TopK(call, input, k, dim, isDescending: false)[0], dim, k - 1, null);
        return [call.Flag("keepdim") ? value : write.Squeeze(value, dim)];
    }

    /// <summary>The lower one of the two in the middle of an even number of elements.</summary>
    public static GraphValue Median(ExportCall call)
    {
        var (write, count) = (call.Write, call.First.Shape.Aggregate((Size)1, (n, s) => n * s));
        var flat = write.Reshape(call.First, ImmutableArray.Create(count));
        var k = count.Select(n => (n + 1) / 2);
        return write.Squeeze(write.Slice(TopK(call, flat, k, 0, isDescending: false)[0], 0, k - 1, null), 0);
    }

    /// <summary>The greatest or least elements, the best first.</summary>
    public static GraphValue[] TopK(ExportCall call, GraphValue input, Size count, long dim, bool isDescending)
    {
        var type = input.Type switch
        {
            ElementType.Float32 or ElementType.Float64 or ElementType.Int64 or ElementType.Int32 => input.Type,
            var other => other.IsFloating() ? ElementType.Float32 : ElementType.Int32,
        };
        return [.. call.Write.Graph.Node(
            "TopK",
            ImmutableArray.Create(type, ElementType.Int64),
            [call.Write.Cast(input, type), call.Write.Sizes.Vector([count])],
            ("axis", dim),
            ("largest", isDescending ? 1L : 0L),
            ("sorted", 1L))];
    }

    /// <summary>How many boundaries are below each value, or not above it: where it goes among them, NaN after all.</summary>
    public static GraphValue Places(ExportCall call, GraphValue boundaries, GraphValue values)
    {
        var write = call.Write;
        var type = Promotion.Of(boundaries, values);
        if (type == ElementType.Bool) type = ElementType.Int32;
        var (rows, columns) = (write.Cast(boundaries, type), write.Unsqueeze(write.Cast(values, type), values.Rank));
        if (boundaries.Rank > 1) rows = write.Unsqueeze(rows, boundaries.Rank - 1);
        var isBefore = write.Node("Not", call.Flag("right")
            ? write.Typed(ElementType.Bool, "Greater", rows, columns)
            : write.NotLess(rows, columns));
        return write.Reduce("ReduceSum", write.Cast(isBefore, ElementType.Int64), [-1], keepDims: false);
    }

    /// <summary>True for each element that is equal to one of others.</summary>
    public static GraphValue IsIn(ExportCall call)
    {
        var (write, elements, others) = (call.Write, call.Tensor("elements"), call.Tensor("test_elements"));
        var type = Promotion.Of(elements, others);
        var flat = write.Node("Reshape", write.Cast(others, type), write.Graph.Integers([-1]));
        var equal = write.Typed(ElementType.Bool, "Equal", write.Unsqueeze(write.Cast(elements, type), elements.Rank), flat);
        var count = write.Reduce("ReduceSum", write.Cast(equal, ElementType.Int64), [-1], keepDims: false);
        var isIn = write.Typed(ElementType.Bool, "Greater", count, write.Scalar(0, ElementType.Int64));
        return call.Flag("invert") ? write.Node("Not", isIn) : isIn;
    }
}
