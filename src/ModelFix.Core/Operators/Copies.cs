using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that hand a tensor on: the tensor itself, a view, or a copy where something changes.</summary>
internal static class Copies
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            contiguous alias cpu cuda with_requires_grad T -
            detach T T
            requires_grad - T
            """, Storage.OfInput, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("clone TS -", Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("copy fill zero - T", Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("""
            bernoulli TS T
            uniform random - T
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each(
            "to T -",
            Storage.OfInput,
            c => c.Result(c.Shape, c.IsGiven("other") ? c.Tensor("other")?.Type ?? ElementType.Unknown : c.StatedType(c.Type))),
        .. Operator.Each("type to_type T -", Storage.OfInput, c => c.Result(c.Shape, c.StatedType(ElementType.Unknown))),
        .. Operator.Each("type_as T -", Storage.OfInput, c => c.Result(c.Shape, c.Tensor("tensor")?.Type ?? ElementType.Unknown)),
        .. Conversions.SelectMany(e => Operator.Each(e.Key, Storage.OfInput, c => c.Result(c.Shape, e.Value))),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            contiguous detach clone cpu copy_ fill_
            alias = {handle}
            to_type = torch.to({handle}, {scalar_type}, {non_blocking}, {copy})
            to_type_and_device = torch.to({handle}, {scalar_type}, {non_blocking}, {copy})
            to_device = torch.to({handle}, {:dtype}, {non_blocking}, {copy})
            zeros_out = torch.zero_({tensorOut})
            """),
        new("THSNN_dropout", c => Dropped(c, "dropout")),
        new("THSNN_dropout2d", c => Dropped(c, "feature_dropout")),
        new("THSNN_dropout3d", c => Dropped(c, "feature_dropout")),
        new("THSNN_alpha_dropout", c => Dropped(c, "alpha_dropout")),
        new("THSNN_feature_alpha_dropout", c => Dropped(c, "feature_alpha_dropout")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. new[] { "THSTensor_contiguous", "THSTensor_to_type", "THSTensor_to_device", "THSTensor_to_type_and_device", "THSTensor_cpu" }
            .Select(n => new NativeRow(n) { Views = c => c.ResultType == c.First.Type ? [[new SameView()]] : null, MayCopy = true,
                Results = c => [c.Write.Cast(c.First, c.ResultType)] }),
        .. new[] { "THSTensor_alias", "THSTensor_detach" }.Select(n => NativeRow.OfView(n, _ => new SameView())),
        NativeRow.Of("THSTensor_clone", c => c.First),
        new NativeRow("THSTensor_copy_") { Written = c => c.Write.Expand(
            c.Write.Cast(c.Tensor("source"), c.First.Type) with { Shape = c.Tensor("source").Shape }, c.First.Shape) },
        new NativeRow("THSTensor_fill_") { Written = c => c.Write.Filled(c.First.Shape, c.Scalar("value", c.First.Type)) },
        // zero_() fills the tensor itself.
        new NativeRow("THSTensor_zeros_out") { Written = c => c.Write.Filled(c.First.Shape, c.Write.Like(c.First, 0)) },
        .. new[] { "THSNN_dropout", "THSNN_dropout2d", "THSNN_dropout3d", "THSNN_alpha_dropout", "THSNN_feature_alpha_dropout" }
            .Select(n => new NativeRow(n) { Views = Dropout, MayCopy = true }),
        .. NativeRow.Refused("""
            THSAutograd_CSharpNode_ctor THSAutograd_CSharpNode_setNextEdges THSAutograd_Function_wrapOutputs
            """, "a function with a gradient of its own is computed where nobody sees it (MFX1705 says what to write)"),
        .. NativeRow.Refused("""
            THSTensor_bernoulli THSTensor_bernoulli_0 THSTensor_bernoulli_1 THSTensor_uniform_ THSTensor_normal_ THSTensor_random_
            THSTensor_multinomial THSTensor_rand_float THSTensor_randn_float THSTensor_randint_int THSTensor_randint_long
            THSTensor_randint_bool THSTensor_exponential_ THSTensor_geometric_ THSTensor_log_normal_ THSTensor_cauchy_
            """, "it draws random numbers, which are others at each call"),
    ];

    private static IEnumerable<KeyValuePair<string, ElementType>> Conversions => new Dictionary<string, ElementType>
    {
        ["float T -"] = ElementType.Float32,
        ["double T -"] = ElementType.Float64,
        ["int T -"] = ElementType.Int32,
        ["long T -"] = ElementType.Int64,
        ["bool T -"] = ElementType.Bool,
        ["half T -"] = ElementType.Float16,
        ["byte T -"] = ElementType.Byte,
        ["short T -"] = ElementType.Int16,
        ["char T -"] = ElementType.Int8,
        ["bfloat16 T -"] = ElementType.BFloat16,
        ["FloatTensor S -"] = ElementType.Float32,
        ["DoubleTensor S -"] = ElementType.Float64,
        ["IntTensor S -"] = ElementType.Int32,
        ["LongTensor S -"] = ElementType.Int64,
        ["BoolTensor S -"] = ElementType.Bool,
        ["ByteTensor S -"] = ElementType.Byte,
        ["ShortTensor S -"] = ElementType.Int16,
    };

    /// <summary>Nothing is dropped outside of training.</summary>
    private static IReadOnlyList<IReadOnlyList<View>> Dropout(ExportCall call) => call.Flag("training") && call.Number("p") > 0
        ? throw DrawsAtRandom(call)
        : [[new SameView()]];

    private static string Dropped(ScriptCall call, string name) => call.Flag("training") && call.Number("p") > 0
        ? throw DrawsAtRandom(call)
        : call.Filled($"torch.{name}({{input}}, {{p}}, {{training}})");

    private static ExportRefusal DrawsAtRandom(NativeCall call) =>
        call.Refuse("it drops elements at random although the model is in eval mode (MFX1706 says what to write)");
}
