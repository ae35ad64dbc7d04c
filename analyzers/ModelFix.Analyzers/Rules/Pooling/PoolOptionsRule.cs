using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Pooling;

/// AvgPool2d(2)                   =>  AvgPool2d(2, count_include_pad: false)
/// MaxPool2d(2, ceil_mode: true)  =>  MaxPool2d(2, ceil_mode: false)          where the windows fit without rounding up
/// The first is exact where the padding is proven to be 0: there is none to count, and windows that end behind the input, which ceil_mode
/// lets in, count what lies inside either way. The second is exact where every size that is pooled is proven to leave no rest.
/// Hostile: the default counts the padding, and exporters write a Pad node for that, of nothing too. Opset 9 has no ceil_mode: the exporter
/// writes padding for the sizes that it knows, and ONNX Runtime refuses padding of a kernel or more.
internal sealed class PoolOptionsRule : Rule
{
    private static readonly RuleDescriptor PoolOptions = new(
        "MFX1403",
        "A pool exports with a Pad of nothing, or rounds its size up",
        "the pool {0} {1}; {2}",
        "An average that counts its padding exports as a Pad and a pool, also where there is no padding. Opset 9 has no ceil_mode, so that "
        + "an exporter has to know the sizes.",
        new Hostility(
            "measured at opsets 9 to 17: Pad and AveragePool where count_include_pad is true; ceil_mode at opset 9: an error of the "
            + "exporter where a size is not known, refused by ONNX Runtime where the padding becomes as large as the kernel",
            new TargetRange(TargetFamily.Onnx, To: "9.0"),
            TargetRange.Bloated(TargetFamily.Onnx, from: "11.0"),
            TargetRange.Bloated(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [PoolOptions];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        Calls.Of(InspectCall, "avg_pool1d", "avg_pool2d", "avg_pool3d", "max_pool1d", "max_pool2d", "max_pool3d"),
        Constructions.Of(InspectLayer, "AvgPool1d", "AvgPool2d", "AvgPool3d", "MaxPool1d", "MaxPool2d", "MaxPool3d"),
    ];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        var pool = new FixedPool(call.Operator, call.Arguments, call.Syntax.ArgumentList, torch);
        return Inspect(pool, call.NameSyntax, () => ImmutableArray.Create(torch.ShapeOf(call.Input)), torch);
    }

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        if (layer.Construction.Syntax is not InvocationExpressionSyntax construction) return null;
        var inputs = SequentialInputs.InputsOf(layer.Construction, torch);
        if (inputs is { IsEmpty: true }) return null;
        var pool = new FixedPool(layer.Kind, layer.Arguments, construction.ArgumentList, torch);
        return Inspect(pool, construction, () => inputs?.Select(i => i.Shape).ToImmutableArray(), torch);
    }

    private static Finding? Inspect(FixedPool pool, SyntaxNode place, Func<ImmutableArray<TensorShape>?> shapes, TorchCompilation torch)
    {
        var target = torch.TargetAt(place);
        var isBeforeCeilMode = target.Members.Any(m => m.IsOf(TargetFamily.Onnx, to: "9.0"));
        if (isBeforeCeilMode && pool.RoundsUp && OfRounding(pool, place, shapes()) is { } rounding) return rounding;
        if (!pool.CountsNoPadding) return null;
        string[] says = [pool.Name, "exports with a Pad though it pads nothing", "count_include_pad: false is the same"];
        return PoolOptions.Proven(place, new Fix("Use count_include_pad: false", pool.Switched("count_include_pad")), says) with
        {
            Severity = DiagnosticSeverity.Info,
        };
    }

    private static Finding? OfRounding(FixedPool pool, SyntaxNode place, ImmutableArray<TensorShape>? shapes)
    {
        var roundings = shapes?.Select(pool.RoundingOf).ToList() ?? [Rounding.Unknown];
        if (roundings.All(r => r == Rounding.Exported)) return null;
        const string what = "rounds its size up, which opset 9 cannot say";
        if (roundings.All(r => r is Rounding.None))
            return PoolOptions.Proven(
                place,
                new Fix("Use ceil_mode: false", pool.Switched("ceil_mode")),
                pool.Name,
                what,
                "ceil_mode: false is the same here");
        const string missing = "pad by what is missing with functional.pad instead, since a whole kernel is padded";
        return PoolOptions.Report(
            place,
            pool.Name,
            what,
            roundings.Contains(Rounding.Refused) ? missing : "state the sizes of its input, which have to be known");
    }
}
