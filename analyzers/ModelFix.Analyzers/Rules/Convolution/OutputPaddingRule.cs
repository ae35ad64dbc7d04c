using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// ConvTranspose3d(.., padding: p, output_padding: op)  =>  ConvTranspose3d(.., padding: p - q), q = min(p, op)
/// up.call(x)                                           =>  up.call(x).slice(2, q, long.MaxValue, 1)…
/// Padding a transposed convolution by p drops p positions at either end of what its kernel reaches; output padding gives op of those at
/// the end back. Dropping p - q at either end and q at the start alone is the same cut, for every kernel, stride and dilation. Where op >
/// p the cut reaches op - p positions past the kernel, which hold the bias: those are appended. Appending zeros to the unpadded output
/// instead is wrong.
/// Hostile: TensorRT 7.1 to 8.2 refuse asymmetric padding in 3-D; ONNX Runtime refuses output padding that is not below the stride. In 1-D
/// and 2-D below the stride everything takes it, and nothing is reported.
internal sealed class OutputPaddingRule : Rule
{
    private const string WrongKernel = "libtorch's float32 kernel is right on this processor";

    private static readonly Hostility InVolumes = new(
        "onnx-tensorrt release/7.1 to 8.2 assert begPadding == endPadding for 3-D deconvolution; the assertion is gone in 8.4",
        new TargetRange(TargetFamily.TensorRT, From: "7.1", To: "8.2"));

    private static readonly Hostility PastStride = new(
        "ONNX Runtime 1.30 refuses ConvTranspose with output_padding >= stride",
        new TargetRange(TargetFamily.Onnx));

    private static readonly RuleDescriptor OutputPadding = new(
        "MFX1503",
        "Output padding of a transposed convolution is refused",
        "{0}output_padding {1}; {2}",
        "TensorRT 7.1 to 8.2 refuse output padding in 3-D, and ONNX Runtime refuses it where it is not below the stride.",
        new Hostility($"{InVolumes.Source}; {PastStride.Source}", InVolumes.Ranges.Concat(PastStride.Ranges).ToArray()));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [OutputPadding];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Constructions.Of(InspectLayer, "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d")];

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        var convolution = TransposedConvolution.From(layer);
        if (!convolution.HasOutputPadding) return null;
        if (convolution.IsUneven && Uneven(convolution) is { } mistake) return mistake;
        if (Refusal(convolution, torch.TargetAt(layer.Construction.Syntax)) is not { } refusal) return null;

        var place = layer.Construction.Syntax;
        var note = convolution.IsUneven
            ? $" (of the tuple, TorchSharp 0.107 takes only the first entry, {convolution.Written[0]}, for all dims)"
            : "";
        if (!convolution.IsConstant)
            return Refused($"make kernel, stride, padding, output padding and dilation literals, so that it can be rewritten{note}");
        if (!IsLegal(convolution)) return null;

        var rewrite = OutputPaddingRewrite.Of(convolution, torch);
        if (rewrite is { Exported: false }) return null;
        if (rewrite.Fix is not { } fix) return Refused($"{Same(convolution)} is the same, to be written by hand: {rewrite.Obstacle}{note}");
        var same = $"{Same(convolution)} is the same{note}";
        var finding = convolution.ChangesKernel
            ? OutputPadding.Assumed(
                place,
                WrongKernel,
                fix,
                With(layer),
                refusal,
                $"{same}, but libtorch 2.10's float32 kernel for it is wrong on some processors")
            : OutputPadding.Proven(place, fix, With(layer), refusal, same);
        return finding with { Equality = Equality.Tolerance };

        Finding Refused(string instead) => OutputPadding.Report(place, With(layer), refusal, instead);
    }

    private static string With(Layer layer) => $"{layer.Kind} with ";

    /// <summary>
    /// A finding where a tuple of different entries says one thing and computes another, and no output padding is computed or none is
    /// known.
    /// </summary>
    private static Finding? Uneven(TransposedConvolution convolution)
    {
        var entries = convolution.Written.Select(o => o?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?");
        var written = $"({string.Join(", ", entries)})";
        if (!convolution.TakesFirstAlone)
            return OutputPadding.Report(
                convolution.Layer.Construction.Syntax,
                "",
                $"{written} differs by dim, and TorchSharp 0.107 takes only its first entry for all dims",
                "write the same in each to say what is meant");
        return convolution.Written[0] == 0
            ? OutputPadding.Report(
                convolution.Layer.Construction.Syntax,
                "",
                $"{written} has no effect: TorchSharp 0.107 takes only its first entry, 0, for all dims",
                "leave it out to say what is computed")
            : null;
    }

    private static string? Refusal(TransposedConvolution convolution, Target target)
    {
        if (convolution.Dims == 3 && InVolumes.Covers(target)) return "is refused by TensorRT 7.1 to 8.2";
        if (!PastStride.Covers(target)) return null;
        return convolution.ReachesStride switch
        {
            true => "that is not below the stride is refused by ONNX Runtime",
            null => "is refused by ONNX Runtime where it is not below the stride",
            false => null,
        };
    }

    /// <summary>What PyTorch demands; a layer that fails it throws whenever it is called.</summary>
    private static bool IsLegal(TransposedConvolution convolution) => Enumerable.Range(0, convolution.Dims).All(
        i => convolution.OutputPadding >= 0 && convolution.OutputPadding < Math.Max(
            convolution.Stride[i]!.Value,
            convolution.Dilation[i]!.Value)
            && convolution.Padding[i] >= 0 && convolution.Stride[i] > 0 && convolution.Dilation[i] > 0);

    private static string Same(TransposedConvolution convolution)
    {
        var crop = convolution.Crop.Max();
        var appended = convolution.HasBias == false ? "zeros" : "the bias";
        if (crop == 0) return $"no output padding and {appended} appended at the end of each spatial dim";
        var left = convolution.Padding.Zip(convolution.Crop, (p, q) => p!.Value - q).Distinct().ToList();
        var padding = left.Count == 1 ? $"padding {left[0]}" : "less padding";
        var dropped = convolution.Crop.Distinct()
            .Count() > 1 ? "first positions" : crop == 1 ? "first position" : $"first {crop} positions";
        var end = convolution.Beyond.Max() > 0 ? $" and with {appended} appended at the end" : "";
        return $"{padding} and the output without its {dropped} in each spatial dim{end}";
    }
}
