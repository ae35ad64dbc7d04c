
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
}
