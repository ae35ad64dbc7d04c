using System.Collections.Immutable;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// norm.call(x)  =>  In2Groups6x4x5(x, norm.weight, norm.bias), a method that is added
/// The two passes that a GroupNorm makes, with sizes that are literals: each group less its mean, by the root of its biased variance and
/// eps. Within rounding, where channels and all later sizes are proven for every call, assuming that no square is too large for the dtype:
/// float16 holds none above 255. The layer stays, and with it its state.
/// Never the unbiased variance, and never the mean of squares less the square of the mean, in which large means cancel.
/// Hostile: InstanceNormalization between reshapes to sizes that are read when the model runs.
internal sealed class GroupNormRule : Rule
{
    private static readonly RuleDescriptor GroupNorm = new(
        "MFX1203",
        "GroupNorm exports with reshapes to sizes that are read when the model runs",
        "GroupNorm exports as InstanceNormalization between a Shape and dynamic reshapes; {0}",
        "Exporters write the groups as the channels of an InstanceNormalization, and read the input's shape to undo that.",
        new Hostility(
            "measured at opsets 9 to 17: InstanceNormalization, Shape and a Reshape to what it gives, also where the sizes are known; "
            + "TensorRT up to 6 reshapes to constant sizes only",
            TargetRange.Bloated(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT, To: "6.0"),
            TargetRange.Bloated(TargetFamily.TensorRT, from: "7.1")))
    {
        Safeties = ImmutableArray.Create(Safety.Assumed, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [GroupNorm];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Constructions.Of(InspectLayer, "GroupNorm")];

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        var place = layer.Construction.Syntax;
        if (LayerMethods.Of(layer, torch, out var obstacle) is not { } methods)
            return obstacle is null ? null : GroupNorm.Report(place, obstacle);
        if (GroupedNorm.From(layer, methods.Field, out obstacle) is not { } norm) return GroupNorm.Report(place, obstacle);
        foreach (var shape in methods.Calls.Select(methods.ShapeInto).Where(s => norm.SizesOf(s) is null))
            return GroupNorm.Report(
                place, $"state its input's sizes in a doc comment or in modelfix.json, of which {shape.Display} is known");

        // From here on all sizes are constants.
        var fix = methods.Fix("Write its two passes out", c => norm.Method(c, methods), norm.State);
        const string Same = "its two passes with literal sizes are the same up to rounding";
        const string Moderate = "no element is so large that its square overflows, or that small differences are lost";
        return GroupNorm.Assumed(place, Moderate, fix, Same) with
        {
            Equality = Equality.Tolerance,
        };
    }
}
