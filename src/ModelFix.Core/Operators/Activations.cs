using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Activation functions. Those that take <c>inplace: true</c> hand their input back then.</summary>
internal static class Activations
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        // Tensor.hardtanh of TorchSharp 0.107 returns the tensor itself, and computes nothing that anybody sees.
        .. Operator.Each("hardtanh TF T", Storage.OfInput, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("""
            relu relu6 leaky_relu elu celu selu rrelu threshold TF T
            prelu TF -
            hardshrink softshrink F -
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("""
            sigmoid TSFP TSP
            tanh TSF TS
            gelu silu hardswish hardsigmoid TF T
            mish softsign logsigmoid tanhshrink F -
            softplus TF -
            log_sigmoid T -
            """, Storage.New, c => c.Result(c.Shape, Promotion.Floating(c.Type)), keepsRank: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            rrelu = torch.rrelu({tensor}, {lower}, {upper}, False)
            relu sigmoid tanh silu relu6 leaky_relu prelu elu celu selu gelu hardsigmoid hardswish log_sigmoid softplus
            softshrink hardshrink threshold
            gelu_with_approximate = torch.gelu({tensor}, approximate={approximate})
            hardtanh
            hardtanh_ = torch.hardtanh_({})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. NativeRow.Nodes(
            ("THSTensor_relu", "Relu"),
            ("THSTensor_sigmoid", "Sigmoid"),
            ("THSTensor_tanh", "Tanh")),
        NativeRow.Of("THSTensor_silu", c => c.Write.Node("Mul", c.First, c.Write.Node("Sigmoid", c.First))),
        NativeRow.Of("THSTensor_relu6", c => c.Write.Clip(c.First, c.Write.Like(c.First, 0), c.Write.Like(c.First, 6))),
        NativeRow.Of("THSTensor_leaky_relu", c => c.Write.Node("LeakyRelu", [c.First], ("alpha", c.Number("negative_slope")))),
        NativeRow.Of("THSTensor_prelu", PRelu),
        // The slope that it has outside of training, which is all that TorchSharp asks for.
        NativeRow.Of("THSTensor_rrelu", c => c.Write.Node(
            "LeakyRelu", [c.First], ("alpha", (c.Number("lower") + c.Number("upper")) / 2))),
        NativeRow.Of("THSTensor_elu", Elu),
        NativeRow.Of("THSTensor_celu", c => c.Write.Node("Celu", [c.First], ("alpha", c.Number("alpha"))), opset: 12),
        NativeRow.Of("THSTensor_selu", c => c.Write.Node("Selu", [c.First])),
        NativeRow.Of("THSTensor_gelu", Gelu),
        NativeRow.Of(
            "THSTensor_gelu_with_approximate", c => c.Text("approximate") == "tanh" ? TanhGelu(c) : Gelu(c)),
        NativeRow.Of("THSTensor_hardsigmoid", HardSigmoid),
        NativeRow.Of("THSTensor_hardswish", c => c.Write.Node("Mul", c.First, HardSigmoid(c))),
        NativeRow.Of("THSTensor_log_sigmoid", c => LogSigmoid(c.Write, c.First)),
        NativeRow.Of("THSTensor_softplus", Softplus),
        NativeRow.Of("THSTensor_softshrink", c => c.Write.Node(
            "Shrink", [c.First], ("lambd", c.Number("lambda")), ("bias", c.Number("lambda")))),
        NativeRow.Of("THSTensor_hardshrink", c => c.Write.Node("Shrink", [c.First], ("lambd", c.Number("lambda")), ("bias", 0.0))),
        NativeRow.Of("THSTensor_threshold", c => c.Write.Typed(
            c.First.Type,
            "Where",
            c.Write.Typed(ElementType.Bool, "Greater", c.First, c.Scalar("threshold", c.First.Type)),
            c.First,
            c.Scalar("value", c.First.Type))),
        new NativeRow("THSTensor_hardtanh_")
        {
            Written = c => c.Write.Clip(c.First, c.Scalar("min", c.First.Type), c.Scalar("max", c.First.Type)),
        },
        // It computes what nobody sees.
        new NativeRow("THSTensor_hardtanh") { Results = _ => [] },
    ];

    /// <summary>A slope for each channel stands at the second dim.</summary>
    private static GraphValue PRelu(ExportCall call)
    {
        var (input, slope) = (call.First, call.Tensor("trg"));
        var trailing = input.Rank - 2;
        return slope.Rank == 1 && trailing > 0 && !(slope.Shape[0] == 1)
            ? call.Write.Node("PRelu", input, call.Write.Unsqueeze(slope, Enumerable.Range(1, trailing).Select(i => (long)i).ToArray()))
            : call.Write.Node("PRelu", input, slope);
    }

    /// <summary>scale * (max(0, x) + min(0, alpha * (exp(x * input_scale) - 1))).</summary>
    private static GraphValue Elu(ExportCall call)
    {
        var (scale, inner) = (call.Number("scale"), call.Number("input_scale"));
        if (inner != 1) throw call.Refuse("an input_scale other than 1 is not exported");
        var elu = call.Write.Node("Elu", [call.First], ("alpha", call.Number("alpha")));
        return scale == 1 ? elu : throw call.Refuse("a scale other than 1 is not exported");
    }

    private static GraphValue Gelu(ExportCall call) => Gelu(call.Write, call.First);

    /// <summary>x / 2 * (1 + erf(x / sqrt(2))).</summary>
    public static GraphValue Gelu(GraphWriter write, GraphValue x)
    {
        if (write.Graph.Opset >= 20) return write.Node("Gelu", x);
        var erf = write.Node("Erf", write.Node("Div", x, write.Like(x, Math.Sqrt(2))));
        return write.Node("Mul", write.Node("Mul", x, write.Like(x, 0.5)), write.Node("Add", erf, write.Like(x, 1)));
    }

    /// <summary>x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).</summary>
    private static GraphValue TanhGelu(ExportCall call)
    {
        var (write, x) = (call.Write, call.First);
        var cube = write.Node("Mul", write.Node("Mul", x, write.Node("Mul", x, x)), write.Like(x, 0.044715));
        var tanh = write.Node("Tanh", write.Node("Mul", write.Node("Add", x, cube), write.Like(x, Math.Sqrt(2 / Math.PI))));
        return write.Node("Mul", write.Node("Mul", x, write.Like(x, 0.5)), write.Node("Add", tanh, write.Like(x, 1)));
    }

    /// <summary>min(1, max(0, x / 6 + 1 / 2)).</summary>
    private static GraphValue HardSigmoid(ExportCall call) =>
        call.Write.Node("HardSigmoid", [call.First], ("alpha", 1.0 / 6), ("beta", 0.5));

    /// <summary>-(max(-x, 0) + log(1 + exp(-|x|))), whose power never overflows.</summary>
    private static GraphValue LogSigmoid(GraphWriter write, GraphValue x)
    {
        var log = NativeMath.Log1P(write, write.Node("Exp", write.Node("Neg", write.Node("Abs", x))));
        return write.Node("Neg", write.Node("Add", write.Node("Relu", write.Node("Neg", x)), log));
    }

    /// <summary>log(1 + exp(beta * x)) / beta; x itself where beta * x is above the threshold.</summary>
    private static GraphValue Softplus(ExportCall call)
    {
        var (write, x) = (call.Write, call.First);
        var beta = call.Number("beta");
        var scaled = beta == 1 ? x : write.Node("Mul", x, write.Like(x, beta));
        var soft = NativeMath.Log1P(write, write.Node("Exp", scaled));
        if (beta != 1) soft = write.Node("Div", soft, write.Like(x, beta));
        var linear = write.Typed(ElementType.Bool, "Greater", scaled, write.Like(x, call.Number("threshold")));
        return write.Typed(x.Type, "Where", linear, x, soft);
    }
}
