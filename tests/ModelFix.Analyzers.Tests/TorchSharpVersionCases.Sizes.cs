using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>The rules of sizes, dtypes and weights.</summary>
internal static partial class TorchSharpVersionCases
{
    private static TorchSharpVersionCase SizeData() =>
        Forward("return x / Math.Sqrt(x.size(dim: 2));", "[N, 3, 8]", 1, "x.size", "return x / Math.Sqrt(8);");

    private static TorchSharpVersionCase SizedTensors() => Forward(
        "return x + torch.zeros(dtype: x.dtype, size: new long[] { x.size(dim: 1), 1 });",
        "float32[N, 3, 8]",
        1,
        "x.size",
        "torch.zeros(dtype: x.dtype, size: new long[] { 3, 1 })");

    private static TorchSharpVersionCase ShapeBranches() =>
        Forward("return x.size(dim: 1) == 3 ? x * 2 : x;", "[N, 3, 8]", 1, "x.size", "return x * 2;");

    private static TorchSharpVersionCase SizeArithmetic() => Forward(
        "return x.narrow(length: x.size(dim: 1) / 2, dim: 1, start: 0);",
        "[N, 6, 9]",
        1,
        "x.size",
        "x.narrow(length: 3, dim: 1, start: 0)");

    private static TorchSharpVersionCase WhereDtypes() => Forward(
        "return torch.where(y: 0, condition: x > 0, x: x);",
        "float32[N, 3]",
        1,
        "y: 0,",
        "torch.where(y: 0f, condition: x > 0, x: x)");

    private static TorchSharpVersionCase LenientLoads() => new(
        ForwardSource.Of(
            "return x;",
            null,
            "public static void Restore(nn.Module net, Dictionary<string, Tensor> state)\n"
                + "{\n    net.load_state_dict(strict: false, source: state);\n}"),
        1,
        "strict: false",
        "net.load_state_dict(strict: true, source: state);");
}
