using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators along one dim that leave the shape as it is.</summary>
internal static class AlongDim
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            softmin softmax2d F -
            logcumsumexp TS -
            """, Storage.New, c => c.Result(c.Shape, Promotion.Floating(c.Type)), keepsRank: true),
        .. Operator.Each("""
            softmax TSFP -
            log_softmax TFP -
            """, Storage.New, c => c.Result(c.Shape, c.StatedType(Promotion.Floating(c.Type))), c => Preconditions.Along(c, "dim")),
        .. Operator.Each(
            "cumsum cumprod TS -",
            Storage.New,
            c => c.Result(c.Shape, c.StatedType(Reductions.SumType(c.Type))),
            c => Preconditions.Along(c, "dim")),
        .. Operator.Each("argsort TS -", Storage.New, c => c.Result(c.Shape, ElementType.Int64)),
        .. Operator.Each("""
            flip fliplr flipud roll msort TS -
            tril triu TS TS
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            argsort fliplr flipud msort roll
            cumprod = torch.cumprod({tensor}, {dim}, dtype={scalar_type?has_type})
            THSSpecial_softmax = torch.softmax({})
            THSSpecial_log_softmax = torch.log_softmax({})
            cumsum = torch.cumsum({tensor}, {dim}, dtype={scalar_type?has_type})
            flip
            """),
        new("THSTensor_triu", c => c.Filled("torch.triu({tensor}, {diagonal})")),
        new("THSTensor_tril", c => c.Filled("torch.tril({tensor}, {diagonal})")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSSpecial_softmax", c => Softmax(c, "Softmax")),
        NativeRow.Of("THSSpecial_log_softmax", c => Softmax(c, "LogSoftmax")),
        NativeRow.Of("THSTensor_cumsum", c => c.Write.Node(
            "CumSum", c.Write.Cast(c.First, c.ResultType), c.Write.Scalar(c.Dim("dim", c.First.Rank), ElementType.Int64))),
        NativeRow.Of("THSTensor_flip", c => c.Dims("psizes", c.First.Rank).Aggregate(c.First, (x, d) => Reversed(c.Write, x, d))),
        NativeRow.Of("THSTensor_fliplr", c => Reversed(c.Write, c.First, 1)),
        NativeRow.Of("THSTensor_flipud", c => Reversed(c.Write, c.First, 0)),
        NativeRow.Of("THSTensor_roll", Rolled),
        NativeRow.Of("THSTensor_cumprod", c => Scanned(c, (a, b) => c.Write.Node("Mul", a, b))),
        .. NativeRow.Refused("THSTensor_logcumsumexp", "ONNX has no operator for it that keeps its precision"),
        NativeRow.Of("THSTensor_argsort", c => NativeSorting.Sorted(c, c.Dim("dim", c.First.Rank), c.Flag("descending"))[1]),
        NativeRow.Of("THSTensor_msort", c => NativeSorting.Sorted(c, 0, isDescending: false)[0]),
        NativeRow.Of("THSTensor_triu", c => Triangle(c, upper: 1)),
        NativeRow.Of("THSTensor_tril", c => Triangle(c, upper: 0)),
    ];

    /// <summary>
    /// Softmax works along one dim from opset 13 on, and before on all from a dim on, which is the same for the last one.
    /// </summary>
    private static GraphValue Softmax(ExportCall call, string name)
    {
        var (write, input, dim, last) = (
            call.Write, call.Write.Cast(call.First, call.ResultType), call.Dim("dim", call.First.Rank), call.First.Rank - 1);
        if (call.Opset >= 13 || dim == last) return write.Node(name, [input], ("axis", dim));
        var swapped = Enumerable.Range(0, input.Rank).Select(d => d == dim ? last : d == last ? dim : d).ToArray();
        return write.Transpose(write.Node(name, [write.Transpose(input, swapped)], ("axis", (long)last)), swapped);
    }

    /// <summary>One node from opset 14 on, else a mask of where the column is right of the diagonal.</summary>
    private static GraphValue Triangle(ExportCall call, long upper)
    {
        var (write, input, diagonal) = (call.Write, call.First, call.Size("diagonal"));
        if (call.Opset >= 14) return write.Node("Trilu", [input, write.Sizes.Scalar(diagonal)], ("upper", upper));
        var rows = write.Unsqueeze(write.Positions(input.Shape[input.Rank - 2], upper == 1 ? diagonal - 1 : diagonal), 1);
        var columns = write.Unsqueeze(write.Positions(input.Shape[input.Rank - 1]), 0);
        var isRight = write.Typed(ElementType.Bool, "Greater", columns, rows);
        var none = write.Like(input, 0);
        return upper == 1
            ? write.Typed(input.Type, "Where", isRight, input, none)
            : write.Typed(input.Type, "Where", isRight, none, input);
    }

    /// <summary>The elements along a dim from the last to the first.</summary>
    internal static GraphValue Reversed(GraphWriter write, GraphValue value, long dim) =>
        write.Slice(value, dim, -1, long.MinValue, step: -1) with { Shape = value.Shape };

    /// <summary>The last elements first, along each dim; along all elements where no dim is given.</summary>
    private static GraphValue Rolled(ExportCall call)
    {
        var (write, input, shifts) = (call.Write, call.First, call.Sizes("shifts"));
        if (input.Rank == 0) return input;
        if (call.Integers("dims").IsEmpty)
        {
            var flat = write.Reshape(input, ImmutableArray.Create(input.Shape.Aggregate((n, s) => n * s)));
            return write.Reshape(Shifted(write, flat, 0, shifts[0]), input.Shape);
        }

        foreach (var (dim, shift) in call.Dims("dims", input.Rank).Zip(shifts, (d, s) => (d, s)))
            input = Shifted(write, input, dim, shift);
        return input;
    }

    private static GraphValue Shifted(GraphWriter write, GraphValue value, long dim, Size shift)
    {
        var all = value.Shape[(int)dim];
        if (shift == 0 || all.IsConstant && shift.All(s => all == 0 || s % all.First == 0)) return value;
        // By one it is the same for each size; by more it may be more than once round.
        var start = all.IsConstant || shift == 1 || shift == -1
            ? write.Sizes.Vector([all.IsConstant ? shift.With(all, (s, n) => -(((s % n) + n) % n)) : shift.Select(s => -s)])
            : write.Unsqueeze(First(write, all, shift), 0);
        var (axes, none) = (write.Graph.Integers([dim]), write.Graph.Integers([0]));
        return write.Concat(
            [
                write.Node("Slice", value, start, write.Graph.Integers([long.MaxValue]), axes),
                write.Node("Slice", value, none, start, axes),
            ],
            dim) with { Shape = value.Shape };
    }

    /// <summary>The position that comes first: -shift, counted round the size; 0 of none.</summary>
    private static GraphValue First(GraphWriter write, Size all, Size shift)
    {
        var back = shift.IsConstant ? write.Sizes.Scalar(-1 * shift.First) : write.Node("Neg", write.Sizes.Scalar(shift));
        return write.Node("Mod", back, write.Greater(write.Sizes.Scalar(all), write.Scalar(1, ElementType.Int64)));
    }

    /// <summary>Each element with those that are 1, 2, 4, … before it, of which each stands for 1, 2, 4, … elements.</summary>
    internal static GraphValue Scanned(ExportCall call, Func<GraphValue, GraphValue, GraphValue> joined)
    {
        var (write, all) = (call.Write, call.Write.Cast(call.First, call.ResultType));
        if (all.Rank == 0) return all;
        var dim = call.Dim("dim", all.Rank);
        var count = all.Shape[(int)dim];
        if (!count.IsConstant)
            throw call.Refuse("ONNX has no operator for it, and the dim differs where the inputs' sizes do, so that it cannot be unrolled");
        for (var step = 1L; step < count.First; step *= 2)
        {
            var later = joined(write.Slice(all, dim, step, null), write.Slice(all, dim, 0, count - step));
            all = write.Concat([write.Slice(all, dim, 0, step), later], dim) with { Shape = all.Shape };
        }

        return all;
    }
}
