using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Normalization;
using ModelFix.Analyzers.Rules.Pooling;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Convolution;

/// interpolate(x, size, mode: Bilinear)  =>  ResizeBilinear8x8To16x16(x), a method that is added: two products with constant matrices
/// up.call(x), up an Upsample            =>  the same
/// Each output row is a weighted sum of input rows, and each output column of input columns, and planes of planes in volumes: with all
/// sizes proven the weights are constants. They are what libtorch makes of a unit matrix, once, in float64, so that they are its own in
/// every mode; a factor that is no whole number is given to it, since it is not the quotient of the sizes. A matrix multiplies what it does
/// not take by 0, which makes NaN of an infinity: that there is none is assumed, as is a floating-point dtype.
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

    private const string ByHand = "constant matrices do the same, to be written by hand";

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Resample];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        Calls.Of(InspectCall, "interpolate", "upsample", "upsample_bilinear"),
        Constructions.Of(InspectLayer, "Upsample"),
    ];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        if (Mode(call.Operator, call.Arguments, call.Syntax, torch) is not { } mode) return null;
        var resize = new KnownResize(mode, call.Arguments);
        if (resize.Obstacle() is { } never) return Report(never);
        var (type, shapes) = (torch.ElementTypeOf(call.Input), (torch.ShapeOf(call.Input), torch.ShapeOf(call.Invocation)));
        if (resize.Matrices(shapes, type, call.Syntax, torch, out var missing) is not { } matrices)
            return Report(missing);

        // From here on all sizes are known.
        var expression = new ExpressionOfInput(call, "resized", 1);
        if (expression.Obstacle(torch) is { } obstacle) return Report($"{ByHand}: {obstacle}");
        var (wanted, lines, fields) = matrices.Method;
        if (AddedMethod.To(call.Syntax, wanted, lines, matrices.Style, fields) is not { } method) return Report(ByHand);
        var fix = expression.Fix("Multiply by constant matrices", torch, x => $"{method.Name}({x})");
        if (method.Insertion is { } insertion) fix = fix with { Edits = fix.Edits.Add(insertion) };
        return Found(call.NameSyntax, fix, call.Operator, mode, type.IsFloating());

        Finding Report(string instead) => Resample.Report(call.NameSyntax, Says(call.Operator, mode, instead));
    }

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        var place = layer.Construction.Syntax;
        if (Mode(layer.Kind, layer.Arguments, place, torch) is not { } mode) return null;
        if (LayerMethods.Of(layer, torch, out var obstacle) is not { } methods) return obstacle is null ? null : Report(obstacle);
        var resize = new KnownResize(mode, layer.Arguments);
        if (resize.Obstacle() is { } never) return Report(never);
        var matrices = new Dictionary<IInvocationOperation, ResizeMatrices>();
        var types = methods.Calls.Select(c => torch.ElementTypeOf(c.Arguments[0].Value)).ToList();
        foreach (var (call, type) in methods.Calls.Zip(types, (c, t) => (c, t)))
        {
            var shapes = (methods.ShapeInto(call), torch.ShapeOf(call));
            if (resize.Matrices(shapes, type, call.Syntax, torch, out var missing) is not { } known) return Report(missing);
            matrices.Add(call, known);
        }

        // From here on all sizes are known.
        var fix = methods.Fix("Multiply by constant matrices", c => matrices[c].Method);
        var uses = ModuleFieldUses.Of(methods.Field, torch.Compilation)!;
        if (uses.Others.IsEmpty && uses.Calls.Length == methods.Calls.Length)
            fix = fix with { Edits = fix.Edits.AddRange(FieldRemoval.Of(methods.Field, layer.Construction, uses)) };
        return Found(place, fix, layer.Kind, mode, types.All(t => t.IsFloating()));

        Finding Report(string instead) => Resample.Report(place, Says(layer.Kind, mode, instead));
    }

    /// <summary>The mode, or null where the target takes it.</summary>
    private static ResizeMode? Mode(string name, TorchArguments arguments, SyntaxNode at, TorchCompilation torch) =>
        ResizeMode.Of(name, arguments) is { } mode && (mode.Name == "Bicubic" || Linear.Covers(torch.TargetAt(at))) ? mode : null;

    private static Finding Found(SyntaxNode at, Fix fix, string name, ResizeMode mode, bool isFloating)
    {
        var assumption = isFloating ? "all elements are finite" : "all elements are finite floating-point numbers";
        return Resample.Assumed(at, assumption, fix, Says(name, mode, $"constant matrices do the same if {assumption}")) with
        {
            Equality = Equality.Tolerance,
        };
    }

    private static string[] Says(string name, ResizeMode mode, string instead) => [name, mode.Name, mode.Damage, instead];
}
