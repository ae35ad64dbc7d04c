using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that put values in places of a tensor: copies, or the tensor itself in their in-place forms.</summary>
internal static class IndexedWrites
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            index_copy index_fill index_add scatter scatter_add TS TS
            index_put - T
            select_scatter slice_scatter diagonal_scatter TS -
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each(
            "masked_fill masked_scatter T T",
            Storage.New,
            c => c.Result(Broadcasting.Of(c.Shape, c.Tensor("mask")?.Shape ?? TensorShape.Unknown, c.Id)),
            c => Preconditions.Broadcast(c.Input, c.Tensor("mask"))),
    ];
}
