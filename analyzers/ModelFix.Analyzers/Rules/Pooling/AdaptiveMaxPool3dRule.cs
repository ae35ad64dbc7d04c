using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Pooling;

/// adaptive_max_pool3d(x, new long[] { 1, 1, 1 })  =>  x.amax(new long[] { 2, 3, 4 }, true)
/// The forms of <see cref="AdaptivePoolRule"/>, under the same conditions: equal in every bit to what the pool is in PyTorch and in other
/// versions of TorchSharp.
/// Hostile: in TorchSharp 0.105.2 to 0.107 it throws wherever it runs, so that there is nothing to export.
internal sealed class AdaptiveMaxPool3dRule : Rule
{
    private static readonly RuleDescriptor Throwing = new(
        "MFX1404",
        "AdaptiveMaxPool3d throws in TorchSharp 0.105.2 to 0.107",
        "{0} throws in TorchSharp {1}, whatever it is given; {2}",
        "The layer does not keep its output size, and the function calls the kernel for one dim: both throw wherever they run.",
        Hostility.Everywhere("TorchSharp 0.107.0 throws, 0.105.2 and 0.106.0 have the same code"))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Throwing];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectCall, "adaptive_max_pool3d"), Constructions.Of(InspectLayer, "AdaptiveMaxPool3d")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch) =>
        AdaptivePool.From(call.Operator, call.Arguments).FailsIn(torch.Symbols)
            ? Found(call.NameSyntax, AdaptivePoolCall.Advise(call, torch), torch)
            : null;

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch) =>
        AdaptivePool.From(layer.Kind, layer.Arguments).FailsIn(torch.Symbols) && AdaptivePoolLayer.Advise(layer, torch) is { } advice
            ? Found(layer.Construction.Syntax, advice, torch)
            : null;

    private static Finding Found(SyntaxNode node, PoolAdvice advice, TorchCompilation torch)
    {
        string[] arguments = [$"{advice.Problem.Pool} to {advice.Problem.To}", torch.Symbols.Version.ToString(3), advice.Instead];
        var finding = advice.Fix is { } fix ? Throwing.Proven(node, fix, arguments) : Throwing.Report(node, arguments);
        return finding with { Equality = advice.Equality };
    }
}
