using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Convolution;

/// interpolate(x, size, mode: Bilinear)  =>  ResizeBilinear8x8To16x16(x), a method that is added: two products with constant matrices
/// Each output row is a weighted sum of input rows, and each output column of input columns: with all sizes proven the weights are
/// constants. They are what libtorch makes of a unit matrix, once, in float64, so that they are its own in every mode. A matrix multiplies
/// what it does not take by 0, which makes NaN of an infinity: that there is none is assumed, as is a floating-point dtype.
/// Never another mode, nor the same one without align_corners.
/// Hostile: Upsample at opset 9 samples at other places and knows neither bicubic nor align_corners; TensorRT has no linear Resize before
/// 7.1 and no cubic one at all.
internal sealed class ResampleRule : Rule
{
    private static readonly RuleDescriptor Resample = new(
        "MFX1502",
        "Bilinear and bicubic resizing does not export before opset 11",
        "{0} in {1} mode {2}; {3}",
        "Upsample, all that opset 9 has, samples at other places than libtorch and knows neither bicubic resizing nor aligned corners. "
        + "TensorRT takes linear resizing from 7.1 on and cubic resizing never.",
        new Hostility(
            "measured at opset 9: errors for bicubic and align_corners, else off by up to 2.1; TensorRT up to 6 has no linear Resize, and "
            + "none up to 10.1 a cubic one",
            TargetRange.Miscomputed(TargetFamily.Onnx, to: "9.0"),
            new TargetRange(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Assumed, Safety.Report),
    };

    /// <summary>Who does not take resizing that is linear; all TensorRT has trouble only with cubic.</summary>
    private static readonly Hostility Linear = new(
        "the importer of TensorRT takes half_pixel and align_corners from 7.1 on",
        new TargetRange(TargetFamily.Onnx, To: "9.0"),
        new TargetRange(TargetFamily.TensorRT, To: "6.0"));

    private const string ByHand = "two constant matrices do the same, to be written by hand";

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Resample];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        Calls.Of(InspectCall, "interpolate", "upsample", "upsample_bilinear"),
        Constructions.Of(InspectLayer, "Upsample"),
    ];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        if (ResizeMode.Of(call.Operator, call.Arguments) is not { } mode) return null;
        if (mode.Name != "Bicubic" && !Linear.Covers(torch.TargetAt(call.Syntax))) return null;
        if (mode.IsAligned is not { } aligned) return Report("make align_corners a constant");
        if (call.Arguments.Constant("antialias").Value is not (null or false)) return Report("resize outside of the model");
        var (input, output) = (torch.ShapeOf(call.Input), torch.ShapeOf(call.Invocation));
        if (input.Rank is { } rank && rank != 4) return Report("resize dim by dim with a constant matrix each");
        if (input[2]?.Constant is not (> 0 and var height) || input[3]?.Constant is not (> 0 and var width)
            || output[2]?.Constant is not (> 0 and var rows) || output[3]?.Constant is not (> 0 and var columns)
            || torch.ElementTypeOf(call.Input) is var type && type != ElementType.Unknown && !type.IsFloating())
            return Report("state its sizes in a doc comment or in modelfix.json, so that constant matrices can take its place");

        // From here on all sizes are known.
        var expression = new ExpressionOfInput(call, "resized", 1);
        if (expression.Obstacle(torch) is { } obstacle) return Report($"{ByHand}: {obstacle}");
        var matrices = new ResizeMatrices(mode.Name, aligned, (height, width), (rows, columns), torch.StyleAt(call.Syntax), torch.Symbols);
        if (matrices.Method(call.Syntax) is not { } method) return Report(ByHand);
        var fix = expression.Fix("Multiply by constant matrices", torch, x => $"{method.Name}({x})");
        if (method.Insertion is { } insertion) fix = fix with { Edits = fix.Edits.Add(insertion) };
        var assumption = type.IsFloating() ? "all elements are finite" : "all elements are finite floating-point numbers";
        return Resample.Assumed(call.NameSyntax, assumption, fix, Says($"two constant matrices do the same if {assumption}")) with
        {
            Equality = Equality.Tolerance,
        };

        string[] Says(string instead) => [call.Operator, mode.Name, mode.Damage, instead];
        Finding Report(string instead) => Resample.Report(call.NameSyntax, Says(instead));
    }

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        if (ResizeMode.Of(layer.Kind, layer.Arguments) is not { } mode) return null;
        if (mode.Name != "Bicubic" && !Linear.Covers(torch.TargetAt(layer.Construction.Syntax))) return null;
        return SequentialInputs.InputsOf(layer.Construction, torch) is { IsEmpty: true }
            ? null
            : Resample.Report(
                layer.Construction.Syntax,
                layer.Kind,
                mode.Name,
                mode.Damage,
                "call functional.interpolate in forward, whose place constant matrices can take");
    }
}
