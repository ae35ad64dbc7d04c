using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Elements at places that a tensor names.</summary>
internal static class Gathering
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("take gather TS -", Storage.New, c => c.Result(c.Tensor("index")?.Shape ?? TensorShape.Unknown)),
        .. Operator.Each(
            "index_select TS -",
            Storage.New,
            c => c.Result(Dims.With(c, c.Integer("dim"), c.Tensor("index")?.Shape is { Rank: 1 } index ? index.Dims[0] : null)),
            c => Preconditions.Along(c, "dim")),
        .. Operator.Each("take_along_dim TS -", Storage.New, TakeAlong, c => Preconditions.Along(c, "dim")),
        .. Operator.Each("masked_select TS -", Storage.New, c => c.Result(TensorShape.Of(c.Fresh(0)))),
    ];

    /// <summary>As many elements as the indices have; along a dim, tensor and indices broadcast in the others.</summary>
    private static Value TakeAlong(OperatorCall call)
    {
        if (call.Tensor("indices") is not { Shape: var indices }) return call.Result(TensorShape.Unknown);
        if (!call.Arguments.Has("dim")) return call.Result(TensorShape.Of(indices.ElementCount ?? call.Fresh(0)));
        if (call.Integer("dim") is not { } dim
            || indices.Rank is not { } rank
            || call.Shape.Rank != rank
            || call.Shape.FromFront(dim) is not { } at)
            return call.Result(TensorShape.Unknown);
        var others = Broadcasting.Of(
            TensorShape.Of(call.Shape.Dims.SetItem(at, Dim.One)), TensorShape.Of(indices.Dims.SetItem(at, Dim.One)), call.Id);
        return call.Result(TensorShape.Of(others.Dims.SetItem(at, indices.Dims[at])));
    }
}
