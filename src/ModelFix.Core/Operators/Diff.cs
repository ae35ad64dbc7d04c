using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Differences of neighbours.</summary>
internal static class Diff
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("diff TS -", Storage.New, Result, c => Preconditions.Along(c, "dim")),
    ];

    /// <summary>Each time a dim gets shorter by one, until nothing is left; what is prepended and appended counts before.</summary>
    private static Value Result(OperatorCall call)
    {
        var others = new[] { "prepend", "append" }.Where(call.IsGiven).ToList();
        if (others.Any(o => call.Tensor(o) is null) || call.Integer("n") is not (>= 1 and var times) || call.Integer("dim") is not { } dim)
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var tensors = others.Select(o => call.Tensor(o)!).ToList();
        // Other than in what is joined along the dim the tensors agree.
        var size = tensors
            .Select(t => t.Shape[dim])
            .Aggregate(call.Shape[dim], (sum, part) => sum is not null && part is not null ? sum + part : null);
        return call.Result(
            Dims.With(call, dim, size is null ? null : Dim.Max(size - Dim.Of(times), Dim.Zero)),
            tensors.Select(t => t.Type).Aggregate(call.Type, ElementTypes.Join));
    }
}
