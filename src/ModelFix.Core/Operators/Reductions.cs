using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that take dims away, or keep them with size 1.</summary>
internal static partial class Reductions
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("mean amax amin TS -", Storage.New, c => Reduce(c, c.StatedType(c.Type)), Preconditions.AlongEach),
        .. Operator.Each("""
            std var logsumexp nanmean TS -
            norm TSL -
            vector_norm L -
            """, Storage.New, c => Reduce(c, c.StatedType(c.Type))),
        .. Operator.Each("sum TS -", Storage.New, c => Reduce(c, c.StatedType(SumType(c.Type))), Preconditions.AlongEach),
        .. Operator.Each("prod TS -", Storage.New, c => Reduce(c, c.StatedType(SumType(c.Type)))),
        .. Operator.Each("all any TS -", Storage.New, c => Reduce(c, ElementType.Bool)),
        .. Operator.Each("argmax argmin TS -", Storage.New, c => Reduce(c, ElementType.Int64)),
        .. Operator.Each("count_nonzero TS -", Storage.New, c => c.IsGiven("dim")
            ? c.Result(Without(c, c.Integers("dim")?.AsEnumerable()), ElementType.Int64)
            : c.Result(TensorShape.Of(), ElementType.Int64)),
        .. Operator.Each("median nanmedian dist vdot TS -", Storage.New, c => c.Result(TensorShape.Of(), c.Type)),
        .. Operator.Each("nansum trace TS -", Storage.New, c => c.Result(TensorShape.Of(), SumType(c.Type))),
        .. Operator.Each("aminmax TS -", Storage.New, c => Pair(c, Reduced(c), c.Type)),
        .. Operator.Each("std_mean var_mean TS -", Storage.New, c => Pair(c, Reduced(c), c.StatedType(c.Type))),
        .. Operator.Each("max min TS -", Storage.New, Extreme),
        .. Operator.Each("kthvalue TS -", Storage.New, c => Values(c, c.IsGiven("dim") ? Reduced(c) : Without(c, [-1]))),
        .. Operator.Each("cummax cummin sort TS -", Storage.New, c => Values(c, c.Shape)),
        .. Operator.Each(
            "topk TS -", Storage.New, c => Values(c, Dims.Replaced(c, c.Arguments.Has("dim") ? c.Integer("dim") : -1, c.Dim("k")))),
        .. Operator.Each("quantile nanquantile TS -", Storage.New, Quantile),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            std_mean = torch.std_mean({tensor}, {unbiased})
            std_mean_along_dimensions = torch.std_mean({tensor}, {dimensions}, {unbiased}, {keepdim})
            var_mean = torch.var_mean({tensor}, {unbiased})
            var_mean_along_dimensions = torch.var_mean({tensor}, {dimensions}, {unbiased}, {keepdim})
            all any cummax cummin count_nonzero median
            all_along_dimension = torch.all({})
            any_along_dimension = torch.any({})
            nansum = torch.nansum({})
            kthvalue = torch.kthvalue({tensor}, {k}, {dim}, {keepdim})
            sort = torch.sort({tensor}, stable={stable}, dim={dim}, descending={descending})
            amax amin max min argmax argmin topk
            sum = torch.sum({tensor}, dtype={scalar_type?has_type})
            prod = torch.prod({tensor}, dtype={scalar_type?has_type})
            mean = torch.mean({tensor})
            sum_along_dimensions = torch.sum({tensor}, {dimensions}, {keepdim}, dtype={scalar_type?has_type})
            mean_along_dimensions = torch.mean({tensor}, {dimensions}, {keepdim}, dtype={scalar_type?has_type})
            prod_along_dimensions = torch.prod({tensor}, {dimension}, {keepdim}, dtype={scalar_type?has_type})
            max_along_dimension = torch.max({})
            min_along_dimension = torch.min({})
            argmax_along_dimension = torch.argmax({})
            argmin_along_dimension = torch.argmin({})
            logsumexp = torch.logsumexp({tensor}, [{dim}], {keepdim})
            norm = torch.norm({tensor}, {p})
            norm_along_dimension = torch.norm({tensor}, {p}, [{dimension}], {keepdim})
            THSLinalg_vector_norm = torch.linalg_vector_norm({})
            var = torch.var({})
            std = torch.std({})
            var_along_dimensions = torch.var({})
            std_along_dimensions = torch.std({})
            """),
        new("THSTensor_aminmax", c => c.Filled(c.Integer("dim") == -1
            ? "torch.aminmax({tensor}, keepdim={keep_dim})"
            : "torch.aminmax({tensor}, dim={dim}, keepdim={keep_dim})")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. Reduction("sum", "ReduceSum"),
        .. Reduction("mean", "ReduceMean"),
        .. Reduction("prod", "ReduceProd"),
        NativeRow.Of("THSTensor_amax", c => Along(c, "ReduceMax", "dim", "keep_dim")),
        NativeRow.Of("THSTensor_amin", c => Along(c, "ReduceMin", "dim", "keep_dim")),
        NativeRow.Of("THSTensor_max", c => Whole(c, "ReduceMax")),
        NativeRow.Of("THSTensor_min", c => Whole(c, "ReduceMin")),
        new NativeRow("THSTensor_max_along_dimension") { Results = c => Extremes(c, "ReduceMax", "ArgMax") },
        new NativeRow("THSTensor_min_along_dimension") { Results = c => Extremes(c, "ReduceMin", "ArgMin") },
        .. Positions("argmax", "ArgMax"),
        .. Positions("argmin", "ArgMin"),
        NativeRow.Of("THSTensor_logsumexp", c => c.Write.Reduce(
            "ReduceLogSumExp", c.First, [c.Dim("dim", c.First.Rank)], c.Flag("keepdim"))),
        NativeRow.Of("THSTensor_norm_along_dimension", c => Norm(
            c, c.First, c.Number("p"), [c.Dim("dimension", c.First.Rank)], c.Flag("keepdim"))),
        NativeRow.Of("THSTensor_norm", c => Norm(c, c.First, c.Number("p"), All(c.First), keepDims: false)),
        NativeRow.Of("THSLinalg_vector_norm", c => Norm(
            c, c.First, c.Has("ord") ? c.Number("ord") : 2, c.Dims("dim", c.First.Rank), c.Flag("keepdim"))),
        NativeRow.Of("THSTensor_var", c => Variance(c, All(c.First), keepDims: false)),
        NativeRow.Of("THSTensor_var_along_dimensions", c => Variance(c, c.Dims("dimensions", c.First.Rank), c.Flag("keepdim"))),
        NativeRow.Of("THSTensor_std", c => c.Write.Node("Sqrt", Variance(c, All(c.First), keepDims: false))),
        NativeRow.Of("THSTensor_std_along_dimensions", c => c.Write.Node(
            "Sqrt", Variance(c, c.Dims("dimensions", c.First.Rank), c.Flag("keepdim")))),
        new NativeRow("THSTensor_topk") { Results = c => NativeSorting.TopK(
            c, c.First, c.Size("k"), c.Dim("dim", c.First.Rank), c.Flag("largest")) },
        new NativeRow("THSTensor_sort") { Results = c => NativeSorting.Sorted(c, c.Dim("dim", c.First.Rank), c.Flag("descending")) },
        new NativeRow("THSTensor_kthvalue") { Results = NativeSorting.KthValue },
        NativeRow.Of("THSTensor_median", NativeSorting.Median),
        new NativeRow("THSTensor_cummax") { Results = c => [AlongDim.Scanned(c, c.Write.Greater)] },
        new NativeRow("THSTensor_cummin") { Results = c => [AlongDim.Scanned(c, c.Write.Less)] },
        .. NativeRow.Each("THSTensor_all THSTensor_all_along_dimension", c => Truth(c, "ReduceMin")),
        .. NativeRow.Each("THSTensor_any THSTensor_any_along_dimension", c => Truth(c, "ReduceMax")),
        NativeRow.Of("THSTensor_count_nonzero", c => Reduced(
            c, "ReduceSum", Truths(c, ElementType.Int64), c.Dims("dim", c.First.Rank), keepDims: false)),
        new NativeRow("THSTensor_aminmax") { Results = Bounds },
        .. Moments("std_mean", (c, v) => c.Write.Node("Sqrt", v)),
        .. Moments("var_mean", (_, v) => v),
        NativeRow.Of("THSTensor_nansum", c => Reduced(c, "ReduceSum", WithoutNaN(c), All(c.First), keepDims: false)),
        .. NativeRow.Refused("""
            THSTensor_nanmean THSTensor_nanmedian THSTensor_quantile THSTensor_nanquantile THSTensor_mode THSTensor_histc
            THSTensor_histogram_i THSTensor_histogram_t THSTensor_renorm THSTensor_trapezoid_x THSTensor_trapezoid_dx
            THSTensor_cumulative_trapezoid_x THSTensor_cumulative_trapezoid_dx
            """, "ONNX has no operator for it"),
    ];

    /// <summary>Sums of integers and bools are int64.</summary>
    internal static ElementType SumType(ElementType type) => type.IsInteger() || type == ElementType.Bool ? ElementType.Int64 : type;

    private static Value Extreme(OperatorCall call)
    {
        if (call.Arguments.Has("other")) return Pairwise.Result(call);
        if (!call.Arguments.Has("dim")) return call.Result(TensorShape.Of());
        return Values(call, Reduced(call));
    }

    /// <summary>Values and indices, a tuple of two tensors of the same shape.</summary>
    private static Value Values(OperatorCall call, TensorShape shape) => new ListValue(ImmutableArray.Create<Value>(
        call.Result(shape) with { Id = call.Id.Part("values") },
        call.Result(shape, ElementType.Int64) with { Id = call.Id.Part("indices") }));

    private static Value Pair(OperatorCall call, TensorShape shape, ElementType type) => new ListValue(ImmutableArray.Create<Value>(
        call.Result(shape, type) with { Id = call.Id.Part("Item", 1) },
        call.Result(shape, type) with { Id = call.Id.Part("Item", 2) }));

    /// <summary>For each probability what a reduction leaves; a list of them becomes the first dim.</summary>
    private static Value Quantile(OperatorCall call)
    {
        if (call.Tensor("q")?.Shape is not { Rank: <= 1 } probabilities || Reduced(call) is not { Rank: not null } reduced)
            return call.Result(TensorShape.Unknown);
        return call.Result(TensorShape.Of(probabilities.Dims.Concat(reduced.Dims)));
    }

    private static Value Reduce(OperatorCall call, ElementType type) => call.Result(Reduced(call), type);

    private static TensorShape Reduced(OperatorCall call)
    {
        if (call.Arguments.Has("dim0")) return Without(call, Listed(call));
        if (!call.Arguments.Has("dim") || !call.IsGiven("dim"))
            return call.Flag("keepdim") == false ? TensorShape.Of() : TensorShape.Unknown;
        return Without(call, call.Integers("dim")?.AsEnumerable());
    }

    /// <summary>sum(0, 1, 2): one parameter a dim.</summary>
    private static List<long>? Listed(OperatorCall call)
    {
        var dims = new[] { "dim0", "dim1", "dim2" }.Where(call.Arguments.Has).Select(call.Integer).ToList();
        return dims.Contains(null) ? null : dims.Select(d => d!.Value).ToList();
    }

    private static TensorShape Without(OperatorCall call, IEnumerable<long>? dims)
    {
        if (dims is null || call.Flag("keepdim") is not { } keep) return TensorShape.Unknown;
        var reduced = dims.ToList();
        // A tensor of unknown rank may have any of the dims that there can be, and no others.
        if (reduced.Count == 0 || reduced.Any(d => d is < -TensorShape.MaxRank or >= TensorShape.MaxRank)) return TensorShape.Unknown;
        return keep ? Kept(call, reduced) : Dropped(call, reduced);
    }

    private static TensorShape Kept(OperatorCall call, List<long> reduced)
    {
        if (call.Shape.Rank is { } rank)
        {
            var at = reduced.Select(d => call.Shape.FromFront(d)).ToList();
            return at.Contains(null)
                ? TensorShape.Unknown
                : TensorShape.Of(Enumerable.Range(0, rank).Select(i => at.Contains(i) ? Dim.One : call.Shape.Dims[i]));
        }

        // Of unknown rank: dims counted from the end and those counted from the front cannot be told to be different ones.
        if (reduced.All(d => d >= 0))
            return TensorShape.Unknown with { Front = Enumerable
                .Range(0, (int)reduced.Max() + 1)
                .Select(i => reduced.Contains(i) ? Dim.One : call.Shape[i])
                .ToImmutableArray() };
        if (reduced.Any(d => d >= 0)) return TensorShape.Unknown;
        var length = Math.Max(call.Shape.Dims.Length, (int)-reduced.Min());
        var dims = Enumerable
            .Range(1, length)
            .Reverse()
            .Select(e => reduced.Contains(-e) ? Dim.One : call.Shape[-e] ?? call.Fresh(-e));
        return new TensorShape(HasLeading: true, dims.ToImmutableArray());
    }

    private static TensorShape Dropped(OperatorCall call, List<long> reduced)
    {
        if (call.Shape.Rank is { } rank)
        {
            var at = reduced.Select(d => call.Shape.FromFront(d)).ToList();
            return at.Contains(null)
                ? TensorShape.Unknown
                : TensorShape.Of(Enumerable.Range(0, rank).Where(i => !at.Contains(i)).Select(i => call.Shape.Dims[i]));
        }

        if (reduced.Any(d => d < 0) && reduced.Any(d => d >= 0)) return TensorShape.Unknown;
        // Dims that are counted from the front stand before the last ones of a tensor that has more dims.
        var behind = reduced[0] < 0
            ? call.Shape.Dims.Length
            : Math.Min(call.Shape.Dims.Length, call.Shape.MinRank - 1 - (int)Math.Min(reduced.Max(), call.Shape.MinRank));
        if (behind <= 0) return TensorShape.Unknown;
        var kept = Enumerable.Range(1, behind).Reverse().Where(e => !reduced.Contains(-e)).Select(e => call.Shape[-e]!);
        return new TensorShape(HasLeading: true, kept.ToImmutableArray());
    }
}
