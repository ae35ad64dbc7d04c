using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators on each element of one tensor: the shape stays.</summary>
internal static class Elementwise
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            abs absolute neg sgn sign floor ceil round trunc fix frac nan_to_num bitwise_not TS TS
            negative TS S
            square TS -
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("positive TS -", Storage.OfInput, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("""
            exp exp2 log log2 log10 log1p sqrt rsqrt reciprocal sin cos tan sinh cosh acos asin atan acosh asinh atanh arccos TS TS
            arcsin arctan arccosh arcsinh arctanh sinc erfc deg2rad rad2deg logit TS TS
            expm1 erf TSP TS
            """, Storage.New, c => c.Result(c.Shape, Promotion.Floating(c.Type)), keepsRank: true),
        .. Operator.Each("""
            isnan isinf isfinite isneginf isposinf isreal isin signbit TS -
            logical_not TS T
            """, Storage.New, c => c.Result(c.Shape, ElementType.Bool)),
    ];
}
