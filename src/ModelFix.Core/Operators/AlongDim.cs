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
}
