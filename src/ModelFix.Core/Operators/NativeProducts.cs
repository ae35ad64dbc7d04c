using System.Collections.Immutable;
using ModelFix.Core.Export;

namespace ModelFix.Core.Operators;

/// <summary>Products other than those of matrices.</summary>
internal static class NativeProducts
{
    /// <summary>Each vector of the last dim of one with each of the other.</summary>
    public static GraphValue Inner(ExportCall call)
    {
        var (write, left, right) = (call.Write, call.First, call.Tensor("vec2"));
        if (left.Rank == 0 || right.Rank == 0) return write.Node("Mul", left, right);
        return Contracted(call, left, right, [left.Rank - 1], [right.Rank - 1]);
    }

    /// <summary>The product over pairs of dims: those that are left of the one and then of the other.</summary>
    public static GraphValue Contracted(ExportCall call, GraphValue left, GraphValue right, long[] rows, long[] columns)
    {
        var write = call.Write;
        var (first, second) = (Others(left, rows), Others(right, columns));
        var inner = Count(left, rows);
        var matrix = write.Transpose(left, first.Concat(rows)) with { Shape = Shape(left, first.Concat(rows)) };
        var other = write.Transpose(right, columns.Concat(second)) with { Shape = Shape(right, columns.Concat(second)) };
        var product = write.Node(
            "MatMul",
            write.Reshape(matrix, ImmutableArray.Create(Count(left, first), inner)),
            write.Reshape(other, ImmutableArray.Create(inner, Count(right, second))));
        return write.Reshape(product, call.Result.Shape);
    }

    /// <summary>Sizes are multiplied: each element of the one times all of the other.</summary>
    public static GraphValue Kronecker(ExportCall call)
    {
        var (write, left, right) = (call.Write, call.First, call.Tensor("other"));
        var rank = call.Result.Shape.Length;
        // Dims of size 1 in front of the one with fewer, after each of the left one's and before each of the right one's.
        var rows = Enumerable.Range(0, rank).SelectMany<int, long>(d => d < rank - left.Rank ? [2 * d, 2 * d + 1] : [2 * d + 1]).ToArray();
        var columns = Enumerable.Range(0, rank).SelectMany<int, long>(d => d < rank - right.Rank ? [2 * d, 2 * d + 1] : [2 * d]).ToArray();
        if (rank == 0) return write.Node("Mul", left, right);
        var product = write.Node(
            "Mul",
            write.Unsqueeze(write.Cast(left, call.ResultType), rows),
            write.Unsqueeze(write.Cast(right, call.ResultType), columns));
        return write.Reshape(product, call.Result.Shape);
    }

    /// <summary>a[i + 1] * b[i + 2] - a[i + 2] * b[i + 1], counted round.</summary>
    public static GraphValue Cross(ExportCall call)
    {
        var (write, left, right) = (call.Write, call.Tensor("input"), call.Tensor("other"));
        var axis = call.Dim("dim", call.Result.Shape.Length) - call.Result.Shape.Length;
        GraphValue Turned(GraphValue value, params long[] order) => write.Node(
            "Gather", [write.Cast(value, call.ResultType), write.Graph.Integers(order)], ("axis", axis));
        return write.Node(
            "Sub",
            write.Node("Mul", Turned(left, 1, 2, 0), Turned(right, 2, 0, 1)),
            write.Node("Mul", Turned(left, 2, 0, 1), Turned(right, 1, 2, 0)));
    }

    /// <summary>A matrix times itself, by squares.</summary>
    public static GraphValue Power(ExportCall call)
    {
        var (write, square, power) = (call.Write, call.First, call.Integer("n"));
        if (power < 1) throw call.Refuse("a power below 1 is not exported");
        GraphValue? product = null;
        for (; power > 0; power /= 2)
        {
            if (power % 2 == 1) product = product is null ? square : write.Node("MatMul", product, square);
            if (power > 1) square = write.Node("MatMul", square, square);
        }

        return product!;
    }

    /// <summary>x1 times each matrix of the weights, times x2.</summary>
    public static GraphValue Bilinear(ExportCall call)
    {
        var (write, left, right, weights) = (call.Write, call.Tensor("input1"), call.Tensor("input2"), call.Tensor("weights"));
        var count = Count(left, Enumerable.Range(0, left.Rank - 1).Select(d => (long)d));
        var (outputs, first, second) = (weights.Shape[0], weights.Shape[1], weights.Shape[2]);
        var flat = write.Reshape(write.Transpose(weights, [1, 0, 2]), ImmutableArray.Create(first, outputs * second));
        var half = write.Reshape(
            write.Node("MatMul", write.Reshape(left, ImmutableArray.Create(count, first)), flat),
            ImmutableArray.Create(count, outputs, second));
        var other = write.Unsqueeze(write.Reshape(right, ImmutableArray.Create(count, second)), 1);
        var sum = write.Reduce("ReduceSum", write.Node("Mul", half, other), [2], keepDims: false);
        var product = write.Reshape(sum, call.Result.Shape);
        return call.Optional("bias") is { } bias ? write.Node("Add", product, bias) : product;
    }

    private static long[] Others(GraphValue value, long[] dims) =>
        Enumerable.Range(0, value.Rank).Select(d => (long)d).Except(dims).ToArray();

    private static ImmutableArray<Size> Shape(GraphValue value, IEnumerable<long> dims) =>
        dims.Select(d => value.Shape[(int)d]).ToImmutableArray();

    private static Size Count(GraphValue value, IEnumerable<long> dims) =>
        dims.Aggregate((Size)1, (n, d) => n * value.Shape[(int)d]);
}
