using System.Collections.Immutable;

namespace ModelFix.Core.Targets;

/// <summary>Which ONNX operators the runtimes take.</summary>
/// <remarks>
/// Source: the operator support matrix of onnx-tensorrt (docs/operators.md) at its releases 5.1, 6.0-full-dims, 7.1, 8.0-GA, 8.2-GA,
/// 8.4-GA, 8.5-GA, 8.6-GA and 10.1-GA. ONNX Runtime has them all, which each export shows by running.
/// </remarks>
internal static class OperatorSupport
{
    private const string None = "never";

    /// <summary>The first TensorRT that takes an operator; those that 5.1 took are not in it.</summary>
    private static readonly ImmutableDictionary<string, string> TensorRT = Since(
        ("6.0", "Resize ThresholdedRelu"),
        ("7.1", "And ConstantOfShape Equal Erf Expand GRU Greater Less LSTM Loop Not Or RNN RandomUniform Range Size Tile Where"),
        ("8.0", "Celu CumSum EyeLike GatherElements GreaterOrEqual If LessOrEqual LpNormalization LpPool ReverseSequence"),
        ("8.2", "Einsum GatherND IsNaN Round ScatterElements ScatterND Sign"),
        ("8.4", "HardSwish Shrink Xor RandomNormal"),
        ("8.5", "GridSample MeanVarianceNormalization Mod NonZero OneHot Trilu"),
        ("8.6", "GroupNormalization IsInf LayerNormalization"),
        ("10.1", "CastLike Gelu Hardmax Mish"),
        (
            None,
            "AffineGrid BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im Compress DFT Det MaxUnpool Multinomial "
                + "STFT Unique"));

    /// <summary>
    /// What becomes of an operator on a target, of several on which: "refused by tensorrt up to 8.5"; empty for no problem.
    /// </summary>
    public static string Consequence(string operatorName, Target target) => Refused(operatorName) is { } range
        ? new Hostility("the operator support matrix of onnx-tensorrt", range).Consequence(target)
        : "";

    private static TargetRange? Refused(string operatorName) => operatorName == "Reciprocal" ? Reciprocal
        : TensorRT.TryGetValue(operatorName, out var since) ? Before(since)
        : null;

    /// <summary>What 5.1 and 6.0 took, and the versions after them did not until 8.4.</summary>
    private static readonly TargetRange Reciprocal = new(TargetFamily.TensorRT, "7.1", "8.2");

    private static TargetRange Before(string since) => since == None
        ? new TargetRange(TargetFamily.TensorRT)
        : new TargetRange(TargetFamily.TensorRT, To: Previous(since));

    private static string Previous(string version)
    {
        var versions = Target.All.Where(t => t.Family == TargetFamily.TensorRT).Select(t => t.VersionText).ToList();
        return versions[versions.IndexOf(version) - 1];
    }

    private static ImmutableDictionary<string, string> Since(params (string Version, string Names)[] rows) => rows
        .SelectMany(r => r.Names.Split(' ').Select(n => (Name: n, r.Version)))
        .ToImmutableDictionary(r => r.Name, r => r.Version, StringComparer.Ordinal);
}
