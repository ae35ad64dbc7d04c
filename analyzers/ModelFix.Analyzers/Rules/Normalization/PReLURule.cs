using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// act.call(x)  =>  Prelu(x, act.weight), a method that is added: functional.relu(x) - weight.view(-1, 1, 1) * functional.relu(-x)
/// Forward is equal for finite weights, NaN and infinities included, where the rank is proven, but for the sign of zeros; gradients at 0
/// and of NaN differ. torch.where(x > 0, x, weight * x) would keep those, but TensorRT has no Where before 7.
/// The weight is a row of channels: without its view it would broadcast along the last dim.
/// Hostile: TensorRT 5.1 takes PRelu in part only. Everything after it takes it, and the rule is off for that.
internal sealed class PReLURule : Rule
{
    private static readonly RuleDescriptor PRelu = new(
        "MFX1205",
        "PReLU exports as an operator that TensorRT 5 takes in part only",
        "PReLU exports as PRelu, which TensorRT 5 takes in part only; {0}",
        "The importer of TensorRT 5.1 has a PRelu of few forms. A difference of two relus needs none.",
        new Hostility(
            "onnx-tensorrt 5.1 takes PRelu in part, 6.0 and later take it; measured at opsets 9 to 17: one PRelu",
            new TargetRange(TargetFamily.TensorRT, To: "5.1")))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [PRelu];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Constructions.Of(InspectLayer, "PReLU")];

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        var place = layer.Construction.Syntax;
        if (LayerMethods.Of(layer, torch, out var obstacle) is not { } methods)
            return obstacle is null ? null : PRelu.Report(place, obstacle);
        if (layer.Arguments.Integer("num_parameters") is not { } count)
            return PRelu.Report(place, "make its number of parameters a constant");
        if (methods.Field.Type.Name != "PReLU")
            return PRelu.Report(place, $"declare '{methods.Field.Name}' as a PReLU, so that its weight can be read");
        foreach (var shape in methods.Calls.Select(methods.ShapeInto).Where(s => s.Rank is not >= 1))
            return PRelu.Report(place, $"state its input's shape in a doc comment or in modelfix.json, of which {shape.Display} is known");

        // From here on it is known where the channels are.
        var fix = methods.Fix("Write it as two relus", c => Method(c, count, methods), "weight");
        return PRelu.Proven(place, fix, "relu(x) - weight * relu(-x) is the same when it is not trained") with
        {
            Equality = Equality.InferenceOnly,
        };
    }

    private static WantedMethod Method(IInvocationOperation call, long count, LayerMethods methods)
    {
        var (rank, style) = (methods.ShapeInto(call).Rank!.Value, methods.Torch.StyleAt(call.Syntax));
        var (tensor, relu) = (style.Type(methods.Torch.Symbols.Tensor), style.Functional("relu"));
        var isRow = count != 1 && rank > 2;
        var view = isRow ? $".view(-1{string.Concat(Enumerable.Repeat(", 1", rank - 2))})" : "";
        return new WantedMethod(isRow ? $"PreluOf{rank}Dims" : "Prelu", name => ImmutableArray.Create(
            $"private static {tensor} {name}({tensor} x, {tensor} weight) => {relu}(x) - weight{view} * {relu}(-x);"));
    }
}
