using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Grids to sample images at.</summary>
internal static class NativeAffineGrid
{
    /// <summary>The coordinates of each place of an output, times the matrices.</summary>
    public static GraphValue Made(ExportCall call)
    {
        var (write, theta) = (call.Write, call.Tensor("theta"));
        var sizes = call.Sizes("size").Skip(2).ToImmutableArray();
        // The coordinate along the last dim comes first, and a 1 for what is added last.
        var columns = Enumerable.Range(0, sizes.Length)
            .Reverse()
            .Select(d => Spread(Coordinates(call, sizes[d], theta.Type), d))
            .Append(write.Filled(sizes, write.Like(theta, 1)))
            .Select(c => write.Unsqueeze(c, sizes.Length));
        var count = sizes.Aggregate((n, s) => n * s);
        var places = write.Reshape(write.Concat(columns, sizes.Length), ImmutableArray.Create(count, sizes.Length + 1));
        return write.Reshape(write.Node("MatMul", places, write.Transpose(theta, [0, 2, 1])), call.Result.Shape);

        GraphValue Spread(GraphValue coordinates, int dim)
        {
            var others = Enumerable.Range(0, sizes.Length).Where(d => d != dim).Select(d => (long)d).ToArray();
            return write.Expand(write.Unsqueeze(coordinates, others), sizes);
        }
    }

    /// <summary>From -1 to 1: at the middles of the elements, or at the first and the last one where corners are aligned.</summary>
    private static GraphValue Coordinates(ExportCall call, Size size, ElementType type)
    {
        var write = call.Write;
        var (one, two) = (write.Scalar(1, type), write.Scalar(2, type));
        var doubled = write.Node("Mul", write.Cast(write.Positions(size), type), two);
        if (!call.Flag("align_corners"))
            return write.Node(
                "Sub", write.Node("Div", write.Node("Add", doubled, one), write.Cast(write.Sizes.Scalar(size), type)), one);
        var gaps = write.Cast(write.Greater(write.Sizes.Scalar(size - 1), write.Scalar(1, ElementType.Int64)), type);
        // A single one lies in the middle.
        var isSeveral = write.Typed(ElementType.Bool, "Greater", write.Sizes.Scalar(size), write.Scalar(1, ElementType.Int64));
        return write.Node("Mul", write.Node("Sub", write.Node("Div", doubled, gaps), one), write.Cast(isSeveral, type));
    }
}
