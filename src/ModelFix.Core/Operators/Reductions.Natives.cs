using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <content>What reductions are in ONNX.</content>
internal static partial class Reductions
{
    private static IEnumerable<NativeRow> Reduction(string name, string node) =>
    [
        NativeRow.Of($"THSTensor_{name}", c => Whole(c, node)),
        NativeRow.Of($"THSTensor_{name}_along_dimensions", c => Along(
            c, node, c.HasParameter("dimensions") ? "dimensions" : "dimension", "keepdim")),
    ];

    private static IEnumerable<NativeRow> Positions(string name, string node) =>
    [
        NativeRow.Of($"THSTensor_{name}", c => c.Write.Squeeze(
            Position(c, node, c.Write.Node("Reshape", c.First, c.Write.Graph.Integers([-1])), 0, keepDims: true), 0)),
        NativeRow.Of($"THSTensor_{name}_along_dimension", c => Position(
            c, node, c.First, c.Dim("dim", c.First.Rank), c.Flag("keep_dim"))),
    ];

    private static GraphValue Position(ExportCall call, string node, GraphValue input, long dim, bool keepDims) =>
        call.Write.Typed(ElementType.Int64, node, [input], [("axis", dim), ("keepdims", keepDims ? 1L : 0L)]);

    private static long[] All(GraphValue input) => Enumerable.Range(0, input.Rank).Select(d => (long)d).ToArray();

    private static GraphValue Whole(ExportCall call, string node) => call.First.Rank == 0
        ? call.Write.Cast(call.First, call.ResultType)
        : call.Write.Reduce(node, call.Write.Cast(call.First, call.ResultType), All(call.First), keepDims: false);

    private static GraphValue Along(ExportCall call, string node, string dims, string keepDims) => call.Write.Reduce(
        node,
        call.Write.Cast(call.First, call.ResultType),
        call.IsList(dims) ? call.Dims(dims, call.First.Rank) : [call.Dim(dims, call.First.Rank)],
        call.Flag(keepDims));

    /// <summary>A reduction of an own value, which is itself where it has no dims.</summary>
    private static GraphValue Reduced(ExportCall call, string node, GraphValue value, long[] dims, bool keepDims) =>
        call.First.Rank == 0 ? value : call.Write.Reduce(node, value, dims, keepDims);

    private static GraphValue Truths(ExportCall call, ElementType type) =>
        call.Write.Cast(call.Write.Cast(call.First, ElementType.Bool), type);

    /// <summary>Bools have no order in ONNX, and integers have.</summary>
    private static GraphValue Truth(ExportCall call, string node) => call.HasParameter("dim")
        ? Reduced(call, node, Truths(call, ElementType.Int32), [call.Dim("dim", call.First.Rank)], call.Flag("keep_dim"))
        : Reduced(call, node, Truths(call, ElementType.Int32), All(call.First), keepDims: false);

    /// <summary>TorchSharp hands -1 on for all dims, whoever asked for the last.</summary>
    private static GraphValue[] Bounds(ExportCall call)
    {
        var dims = call.Integer("dim") == -1 ? All(call.First) : [call.Dim("dim", call.First.Rank)];
        return new[] { "ReduceMin", "ReduceMax" }
            .Select(node => Reduced(call, node, call.First, dims, call.Flag("keep_dim")))
            .ToArray();
    }

    private static GraphValue WithoutNaN(ExportCall call) => call.First.Type.IsFloating()
        ? call.Write.Typed(
            call.First.Type, "Where", call.Write.Typed(ElementType.Bool, "IsNaN", call.First), call.Write.Like(call.First, 0), call.First)
        : call.Write.Cast(call.First, call.ResultType);

    /// <summary>A measure of the spread, and the mean.</summary>
    private static IEnumerable<NativeRow> Moments(string name, Func<ExportCall, GraphValue, GraphValue> spread) =>
    [
        new NativeRow($"THSTensor_{name}") { Results = c =>
        [
            spread(c, Variance(c, All(c.First), keepDims: false)),
            c.Write.Reduce("ReduceMean", c.First, All(c.First), keepDims: false),
        ] },
        new NativeRow($"THSTensor_{name}_along_dimensions") { Results = c =>
        [
            spread(c, Variance(c, c.Dims("dimensions", c.First.Rank), c.Flag("keepdim"))),
            c.Write.Reduce("ReduceMean", c.First, c.Dims("dimensions", c.First.Rank), c.Flag("keepdim")),
        ] },
    ];

    private static GraphValue[] Extremes(ExportCall call, string node, string position)
    {
        var (dim, keep) = (call.Dim("dim", call.First.Rank), call.Flag("keep_dim"));
        return [call.Write.Reduce(node, call.First, [dim], keep), Position(call, position, call.First, dim, keep)];
    }

    /// <summary>
    /// One node for p = 1 and 2, the greatest and least absolute values for the infinite ones, else the root of a sum of powers.
    /// </summary>
    internal static GraphValue Norm(ExportCall call, GraphValue value, double p, long[] dims, bool keepDims)
    {
        var write = call.Write;
        return p switch
        {
            0 => throw call.Refuse("the 0-norm is not exported (count_nonzero is)"),
            1 => write.Reduce("ReduceL1", value, dims, keepDims),
            2 => write.Reduce("ReduceL2", value, dims, keepDims),
            double.PositiveInfinity => write.Reduce("ReduceMax", write.Node("Abs", value), dims, keepDims),
            double.NegativeInfinity => write.Reduce("ReduceMin", write.Node("Abs", value), dims, keepDims),
            _ => write.Node(
                "Pow",
                write.Reduce("ReduceSum", write.Node("Pow", write.Node("Abs", value), write.Like(value, p)), dims, keepDims),
                write.Like(value, 1 / p)),
        };
    }

    /// <summary>The mean of the squared distances from the mean, over n or n - 1.</summary>
    private static GraphValue Variance(ExportCall call, long[] dims, bool keepDims)
    {
        var (write, input) = (call.Write, call.First);
        var centered = write.Node("Sub", input, write.Reduce("ReduceMean", input, dims, keepDims: true));
        var squares = write.Node("Mul", centered, centered);
        if (!call.Flag("unbiased")) return write.Reduce("ReduceMean", squares, dims, keepDims);
        var count = dims.Aggregate((Size)1, (n, d) => n * input.Shape[(int)d]) - 1;
        return write.Node(
            "Div", write.Reduce("ReduceSum", squares, dims, keepDims), write.Cast(write.Sizes.Scalar(count), input.Type));
    }
}
