using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Vectors of two tensors compared with each other.</summary>
internal static class Similarity
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "cosine_similarity F -",
            Storage.New,
            c => Compared(c, c.Tensor("x2"), c.Integer("dim"), keep: false),
            c => Preconditions.Broadcast(c.Input, c.Tensor("x2"))),
        .. Operator.Each(
            "pairwise_distance F -",
            Storage.New,
            c => Compared(c, c.Tensor("input2"), -1, c.Flag("keepdim")),
            c => Preconditions.Broadcast(c.Input, c.Tensor("input2"))),
        .. Operator.Each(
            "vecdot L -",
            Storage.New,
            c => Compared(c, c.Tensor("y"), c.Integer("dim"), keep: false),
            c => Preconditions.Broadcast(c.Input, c.Tensor("y"))),
    ];

    /// <summary>Two tensors broadcast, and a dim of both taken together.</summary>
    public static Value Compared(OperatorCall call, TensorValue? other, long? dim, bool? keep)
    {
        if (other is null || dim is not { } d || keep is null) return call.Result(TensorShape.Unknown);
        var both = call with { Input = call.Result(Broadcasting.Of(call.Shape, other.Shape, call.Id)) };
        return call.Result(keep.Value ? Dims.With(both, d, Dim.One) : Dims.Without(both, d));
    }
}
