using ModelFix.Core.Export;
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
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            bitwise_not deg2rad isfinite isneginf isposinf isreal nan_to_num rad2deg sgn signbit sinc logit
            THSSpecial_exp2 = torch.exp2({})
            THSSpecial_expit = torch.sigmoid({})
            THSSpecial_logit = torch.logit({})
            THSSpecial_sinc = torch.sinc({})
            isin = torch.isin({elements}, {test_elements}, assume_unique={assume_unique}, invert={invert})
            abs neg floor ceil sign exp log sqrt reciprocal sin cos tan asin acos atan sinh cosh erf logical_not rsqrt log2
            log10 log1p expm1 exp2
            erfc trunc frac isnan isinf
            arcsinh = torch.asinh({tensor})
            arccosh = torch.acosh({tensor})
            arctanh = torch.atanh({tensor})
            THSSpecial_erf = torch.erf({tensor})
            THSSpecial_erfc = torch.erfc({tensor})
            THSSpecial_expm1 = torch.expm1({tensor})
            positive = {tensor}
            """),
        new("THSTensor_round", c => c.Filled(
            c.Integer("decimals") == 0 ? "torch.round({tensor})" : "torch.round({tensor}, decimals={decimals})")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. NativeRow.Nodes(
            ("THSTensor_abs", "Abs"),
            ("THSTensor_neg", "Neg"),
            ("THSTensor_floor", "Floor"),
            ("THSTensor_ceil", "Ceil"),
            ("THSTensor_sign", "Sign"),
            ("THSTensor_exp", "Exp"),
            ("THSTensor_log", "Log"),
            ("THSTensor_sqrt", "Sqrt"),
            ("THSTensor_reciprocal", "Reciprocal"),
            ("THSTensor_sin", "Sin"),
            ("THSTensor_cos", "Cos"),
            ("THSTensor_tan", "Tan"),
            ("THSTensor_asin", "Asin"),
            ("THSTensor_acos", "Acos"),
            ("THSTensor_atan", "Atan"),
            ("THSTensor_sinh", "Sinh"),
            ("THSTensor_cosh", "Cosh"),
            ("THSTensor_arcsinh", "Asinh"),
            ("THSTensor_arccosh", "Acosh"),
            ("THSTensor_arctanh", "Atanh"),
            ("THSTensor_erf", "Erf"),
            ("THSSpecial_erf", "Erf"),
            ("THSTensor_logical_not", "Not")),
        NativeRow.Of("THSTensor_round", c => c.Integer("decimals") == 0
            ? c.Write.Node("Round", c.First)
            : throw c.Refuse("rounding to decimals is not exported")),
        NativeRow.Of("THSTensor_rsqrt", c => c.Write.Node("Reciprocal", c.Write.Node("Sqrt", Floating(c)))),
        NativeRow.Of("THSTensor_log2", c => c.Write.Node("Div", c.Write.Node("Log", Floating(c)), Number(c, Math.Log(2)))),
        NativeRow.Of("THSTensor_log10", c => c.Write.Node("Div", c.Write.Node("Log", Floating(c)), Number(c, Math.Log(10)))),
        NativeRow.Of("THSTensor_log1p", c => NativeMath.Log1P(c.Write, Floating(c))),
        .. NativeRow.Each("THSTensor_expm1 THSSpecial_expm1", c => NativeMath.ExpM1(c.Write, Floating(c))),
        NativeRow.Of("THSTensor_exp2", c => c.Write.Node("Pow", Number(c, 2), Floating(c))),
        .. NativeRow.Each("THSTensor_erfc THSSpecial_erfc", c => c.Write.Node("Sub", Number(c, 1), c.Write.Node("Erf", Floating(c)))),
        NativeRow.Of("THSTensor_trunc", Truncated),
        NativeRow.Of("THSTensor_frac", c => c.Write.Node("Sub", c.First, Truncated(c))),
        NativeRow.Of("THSTensor_isnan", c => c.Write.Typed(ElementType.Bool, "IsNaN", c.First)),
        NativeRow.Of("THSTensor_isinf", c => c.Write.Typed(ElementType.Bool, "IsInf", c.First)),
        NativeRow.OfView("THSTensor_positive", _ => new SameView()),
        NativeRow.Of("THSTensor_sgn", c => c.Write.Node("Sign", c.First)),
        NativeRow.Of("THSTensor_signbit", c => NativeMath.IsNegative(c.Write, c.First)),
        NativeRow.Of("THSTensor_isfinite", c => NativeMath.IsFinite(c.Write, OfFractions(c))),
        NativeRow.Of("THSTensor_isposinf", c => Infinite(c, "detect_negative")),
        NativeRow.Of("THSTensor_isneginf", c => Infinite(c, "detect_positive")),
        NativeRow.Of("THSTensor_isreal", c => c.Write.Filled(c.First.Shape, c.Write.Scalar(1, ElementType.Bool))),
        NativeRow.Of("THSTensor_isin", NativeSorting.IsIn),
        NativeRow.Of("THSTensor_nan_to_num", NativeMath.Finite),
        NativeRow.Of("THSTensor_bitwise_not", c => c.First.Type == ElementType.Bool
            ? c.Write.Node("Not", c.First)
            : c.Write.Node("Sub", c.Write.Like(c.First, c.First.Type == ElementType.Byte ? byte.MaxValue : -1), c.First)),
        NativeRow.Of("THSTensor_deg2rad", c => c.Write.Node("Mul", Floating(c), Number(c, Math.PI / 180))),
        NativeRow.Of("THSTensor_rad2deg", c => c.Write.Node("Mul", Floating(c), Number(c, 180 / Math.PI))),
        .. NativeRow.Each("THSTensor_sinc THSSpecial_sinc", c => NativeMath.Sinc(c.Write, Floating(c))),
        .. NativeRow.Each("THSTensor_logit THSSpecial_logit", c => NativeMath.Logit(
            c.Write, Floating(c), c.HasParameter("eps") && c.Has("eps") ? c.Number("eps") : null)),
        NativeRow.Of("THSSpecial_exp2", c => c.Write.Node("Pow", Number(c, 2), Floating(c))),
        NativeRow.Of("THSSpecial_expit", c => c.Write.Node("Sigmoid", Floating(c))),
        .. NativeRow.Refused("""
            THSTensor_digamma THSTensor_lgamma THSTensor_mvlgamma THSTensor_polygamma THSTensor_igamma THSTensor_igammac THSTensor_erfinv
            THSTensor_i0 THSTensor_frexp THSTensor_angle THSSpecial_digamma THSSpecial_gammaln THSSpecial_polygamma THSSpecial_multigammaln
            THSSpecial_erfinv THSSpecial_erfcx THSSpecial_entr THSSpecial_ndtr THSSpecial_ndtri THSSpecial_i0 THSSpecial_i0e THSSpecial_i1
            THSSpecial_i1e THSSpecial_gammainc THSSpecial_gammaincc THSSpecial_zeta THSSpecial_xlog1py
            """, "ONNX has no operator for it"),
    ];

    private static GraphValue Floating(ExportCall call) => call.Write.Cast(call.First, call.ResultType);

    private static GraphValue Number(ExportCall call, double number) => call.Write.Scalar(number, call.ResultType);

    private static GraphValue OfFractions(ExportCall call) =>
        call.First.Type.IsFloating() ? call.First : call.Write.Cast(call.First, ElementType.Float32);

    private static GraphValue Infinite(ExportCall call, string other) =>
        call.Write.Graph.Node("IsInf", ElementType.Bool, [OfFractions(call)], (other, 0L));

    /// <summary>The sign times the floor of the absolute value.</summary>
    private static GraphValue Truncated(ExportCall call) =>
        call.Write.Node("Mul", call.Write.Node("Sign", call.First), call.Write.Node("Floor", call.Write.Node("Abs", call.First)));
}
