using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// adaptive_avg_pool2d(x, 1)    =>  x.mean(new long[] { 2, 3 }, true)
/// adaptive_avg_pool2d(x, out)  =>  avg_pool2d(x, kernel, stride, count_include_pad: false)
/// To size 1 at any input size; negative dims are written where x may be without a batch dim.
/// A fixed pool where in and out are proven and in mod out is 0 or 1, for every dim; for other pairs its windows are not the bins.
/// Otherwise, in and out proven, a pool of each bin (<see cref="BinsForm"/>). Max pools the same way, in every bit.
/// Not for a pool that throws in the version of TorchSharp that is referenced: that is AdaptiveMaxPool3dRule's.
/// Hostile: an exporter has to know the input's size, and even then takes only sizes that the output divides. To size 1 it exports as a
/// global pool, which everything takes, so that is only a suggestion.
internal sealed class AdaptivePoolRule : Rule
{
    private static readonly RuleDescriptor AdaptivePooling = new(
        "MFX1401",
        "Adaptive pooling exports only to sizes that divide a known input size",
        "{0} to {1} {2}; {3}",
        "Exporters write adaptive pooling as a fixed pool, which needs a known input size that the output size divides; anything else "
        + "is an error.",
        new Hostility(
            "opset 9 to 17: an error unless the output is 1, or the input's size is known and a multiple of it; onnxify takes only "
            + "output 1",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT),
            new TargetRange(TargetFamily.Onnxify)));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [AdaptivePooling];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectCall, AdaptivePool.Functions), Constructions.Of(InspectLayer, AdaptivePool.Layers)];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch) =>
        AdaptivePool.From(call.Operator, call.Arguments).FailsIn(torch.Symbols)
            ? null
            : Found(call.NameSyntax, AdaptivePoolCall.Advise(call, torch), torch.ElementTypeOf(call.Input));

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch) =>
        !AdaptivePool.From(layer.Kind, layer.Arguments).FailsIn(torch.Symbols) && AdaptivePoolLayer.Advise(layer, torch) is { } advice
            ? Found(layer.Construction.Syntax, advice, ElementType.Unknown)
            : null;

    private static Finding Found(SyntaxNode node, PoolAdvice advice, ElementType type)
    {
        string[] arguments = [advice.Problem.Pool, advice.Problem.To, advice.Problem.What, advice.Instead];
        var finding = advice.Fix is { } fix ? AdaptivePooling.Proven(node, fix, arguments) : AdaptivePooling.Report(node, arguments);
        return finding.Assuming(type is ElementType.Float32 or ElementType.Float64 ? null : advice.Assumption) with
        {
            Equality = advice.Equality,
            Severity = advice.IsSuggestion ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
        };
    }
}
