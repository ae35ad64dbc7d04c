using System.Collections.Immutable;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// BatchNorm1d(features, eps, …)  =>  new ManualBatchNorm1d(features, eps, …), a module that is added to the project
/// It has the same state_dict. In eval mode it computes x * scale + shift, scale = weight / sqrt(running_var + eps), shift = bias -
/// running_mean * scale, which is how libtorch computes it; training is left to functional.batch_norm.
/// Never with an eps of its own: the layer's is passed on.
/// Hostile: exporters of the time of TensorRT 5 and 6 put Unsqueeze and Squeeze around it, which those refuse. Newer ones write one
/// BatchNormalization.
internal sealed class BatchNormRule : Rule
{
    /// <summary>Portable leaves TensorRT 6 out; there it is a suggestion.</summary>
    private static readonly RuleDescriptor BatchNorm = new(
        "MFX1202",
        "BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6",
        "BatchNorm1d exports between Unsqueeze and Squeeze for TensorRT up to 6; {0}",
        "Old exporters give BatchNorm1d a dim more, for which TensorRT up to 6 has no operator. A multiplication and an addition need "
        + "none.",
        new Hostility(
            "exporters of torch 1.2 write Unsqueeze, BatchNormalization, Squeeze; measured on torch 1.13: one BatchNormalization at "
            + "opsets 9 to 17",
            new TargetRange(TargetFamily.TensorRT, To: "6.0")))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [BatchNorm];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Constructions.Of(InspectLayer, "BatchNorm1d")];

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        if (ManualBatchNorm.InPlaceOf(layer, torch) is not { } replacement) return null;
        var place = layer.Construction.Syntax;
        var finding = replacement.Fix is { } fix
            ? BatchNorm.Proven(place, fix, "a ManualBatchNorm1d of the same state computes the same in eval mode, up to rounding")
            : BatchNorm.Report(
                place,
                $"a ManualBatchNorm1d of the same state is the same in eval mode, to be written by hand: {replacement.Obstacle}");
        return finding with { Equality = Equality.InferenceOnly };
    }
}
