using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that take dims away, or keep them with size 1.</summary>
internal static class ReductionTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        .. new[] { "mean", "amax", "amin", "std", "var", "logsumexp", "norm", "vector_norm" }.Select(n => Row(n, c => Reduce(c, CreationTransfers.TypeOf(c, c.Type)))),
        Row("nanmean", c => Reduce(c, CreationTransfers.TypeOf(c, c.Type))),
        Row("count_nonzero", c => c.IsGiven("dim") ? c.Result(Without(c, c.Integers("dim")?.AsEnumerable()), ElementType.Int64) : c.Result(TensorShape.Of(), ElementType.Int64)),
        .. new[] { "nansum", "median", "nanmedian", "trace", "dist", "vdot" }.Select(n => Row(n, c => c.Result(TensorShape.Of(), c.Operator == "trace" || c.Operator == "nansum" ? SumType(c.Type) : c.Type))),
        Row("aminmax", c => Pair(c, Reduced(c), c.Type)),
        .. new[] { "std_mean", "var_mean" }.Select(n => Row(n, c => Pair(c, Reduced(c), CreationTransfers.TypeOf(c, c.Type)))),
        Row("kthvalue", c => Values(c, c.IsGiven("dim") ? Reduced(c) : Without(c, [-1]))),
        .. new[] { "cummax", "cummin" }.Select(n => Row(n, c => Values(c, c.Shape))),
        .. new[] { "quantile", "nanquantile" }.Select(n => Row(n, Quantile)),
        Row("glu", c => Halved(c)),
        .. new[] { "sum", "prod" }.Select(n => Row(n, c => Reduce(c, CreationTransfers.TypeOf(c, SumType(c.Type))))),
        .. new[] { "all", "any" }.Select(n => Row(n, c => Reduce(c, ElementType.Bool))),
        .. new[] { "argmax", "argmin" }.Select(n => Row(n, c => Reduce(c, ElementType.Int64))),
        .. new[] { "max", "min" }.Select(n => Row(n, Extreme)),
        Row("topk", c => Values(c, ReplaceDim(c, c.Arguments.Has("dim") ? c.Integer("dim") : -1, c.Dim("k")))),
        Row("sort", c => Values(c, c.Shape)),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    /// <summary>Sums of integers and bools are int64.</summary>
    internal static ElementType SumType(ElementType type) => type.IsInteger() || type == ElementType.Bool ? ElementType.Int64 : type;

    private static Value Extreme(OperatorCall call)
    {
        if (call.Arguments.Has("other")) return ElementwiseTransfers.Pair(call);
        if (!call.Arguments.Has("dim")) return call.Result(TensorShape.Of());
        return Values(call, Reduced(call));
    }

    /// <summary>Values and indices, a tuple of two tensors of the same shape.</summary>
    private static Value Values(OperatorCall call, TensorShape shape) => new ListValue(ImmutableArray.Create<Value>(
        call.Result(shape) with { Name = call.Name + ".values" },
        call.Result(shape, ElementType.Int64) with { Name = call.Name + ".indices" }));

    private static Value Pair(OperatorCall call, TensorShape shape, ElementType type) => new ListValue(ImmutableArray.Create<Value>(
        call.Result(shape, type) with { Name = call.Name + ".Item1" },
        call.Result(shape, type) with { Name = call.Name + ".Item2" }));

    /// <summary>For each probability what a reduction leaves; a list of them becomes the first dim.</summary>
    private static Value Quantile(OperatorCall call)
    {
        if (call.Tensor("q")?.Shape is not { Rank: <= 1 } probabilities || Reduced(call) is not { Rank: not null } reduced) return call.Result(TensorShape.Unknown);
        return call.Result(TensorShape.Of(probabilities.Dims.Concat(reduced.Dims)));
    }

    /// <summary>One half of a dim gates the other.</summary>
    public static TensorValue Halved(OperatorCall call)
    {
        var dim = call.Arguments.Has("dim") ? call.Integer("dim") : -1;
        return call.Result(ReplaceDim(call, dim, dim is { } d && call.Shape[d] is { } size ? size.FloorDivide(Dim.Of(2)) : null));
    }

    private static Value Reduce(OperatorCall call, ElementType type) => call.Result(Reduced(call), type);

    private static TensorShape Reduced(OperatorCall call)
    {
        if (call.Arguments.Has("dim0")) return Without(call, Listed(call));
        if (!call.Arguments.Has("dim") || !call.IsGiven("dim")) return call.Flag("keepdim") == false ? TensorShape.Of() : TensorShape.Unknown;
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
            return at.Contains(null) ? TensorShape.Unknown : TensorShape.Of(Enumerable.Range(0, rank).Select(i => at.Contains(i) ? Dim.One : call.Shape.Dims[i]));
        }

        // Of unknown rank: dims counted from the end and those counted from the front cannot be told to be different ones.
        if (reduced.All(d => d >= 0))
            return TensorShape.Unknown with { Front = Enumerable.Range(0, (int)reduced.Max() + 1).Select(i => reduced.Contains(i) ? Dim.One : call.Shape[i]).ToImmutableArray() };
        if (reduced.Any(d => d >= 0)) return TensorShape.Unknown;
        var length = Math.Max(call.Shape.Dims.Length, (int)-reduced.Min());
        var dims = Enumerable.Range(1, length).Reverse().Select(e => reduced.Contains(-e) ? Dim.One : call.Shape[-e] ?? Dim.Symbol($"{call.Name}[-{e}]"));
        return new TensorShape(HasLeading: true, dims.ToImmutableArray());
    }

    private static TensorShape Dropped(OperatorCall call, List<long> reduced)
    {
        if (call.Shape.Rank is { } rank)
        {
            var at = reduced.Select(d => call.Shape.FromFront(d)).ToList();
            return at.Contains(null) ? TensorShape.Unknown : TensorShape.Of(Enumerable.Range(0, rank).Where(i => !at.Contains(i)).Select(i => call.Shape.Dims[i]));
        }

        if (reduced.Any(d => d < 0) && reduced.Any(d => d >= 0)) return TensorShape.Unknown;
        // Dims that are counted from the front stand before the last ones of a tensor that has more dims.
        var behind = reduced[0] < 0 ? call.Shape.Dims.Length : Math.Min(call.Shape.Dims.Length, call.Shape.MinRank - 1 - (int)Math.Min(reduced.Max(), call.Shape.MinRank));
        if (behind <= 0) return TensorShape.Unknown;
        var kept = Enumerable.Range(1, behind).Reverse().Where(e => !reduced.Contains(-e)).Select(e => call.Shape[-e]!);
        return new TensorShape(HasLeading: true, kept.ToImmutableArray());
    }

    private static TensorShape ReplaceDim(OperatorCall call, long? dim, Dim? size)
    {
        if (dim is not { } d || call.Shape.FromFront(d) is not { } at || call.Shape.Rank is null) return TensorShape.Unknown;
        return TensorShape.Of(call.Shape.Dims.SetItem(at, size ?? call.Fresh(at)));
    }
}
