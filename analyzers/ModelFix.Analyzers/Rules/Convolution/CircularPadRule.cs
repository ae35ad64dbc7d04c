using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// pad(x, (1, 2), PaddingModes.Circular)        =>  cat(new[] { x.narrow(2, 7, 1), x, x.narrow(2, 0, 2) }, 2)
/// pad(x, (1, 1, 1, 1), PaddingModes.Circular)  =>  CircularPad1x1x1x1(x), a method that is added: such a cat along each dim
/// Exact for constant pads of zero or more: the last elements of a dim stand before it and the first behind it, the last dim first, so that
/// corners are wrapped twice. Where a size is not known the last elements are a slice from the end. A layer that pads so is only reported.
/// Hostile: exporters write slices of the wrong ends, and say nothing.
internal sealed class CircularPadRule : Rule
{
    private static readonly RuleDescriptor Circular = new(
        "MFX1505",
        "Circular padding exports with wrong numbers",
        "{0} in circular mode exports with wrong numbers; {1}",
        "Exporters take the elements that circular padding wraps around from the wrong places, without an error. Slices that are joined "
        + "are what it computes.",
        new Hostility(
            "measured at opsets 9 to 17: numbers off by up to 4",
            TargetRange.Miscomputed(TargetFamily.Onnx),
            TargetRange.Miscomputed(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Circular];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectCall, "pad"), Constructions.Of(InspectLayer, "Conv1d", "Conv2d", "Conv3d")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (!IsCircular(call.Arguments, "mode") || call.Syntax.Parent is ExpressionStatementSyntax) return null;
        if (CircularPad.From(call, torch) is not { } pad)
            return Circular.Report(
                call.NameSyntax,
                "pad",
                "make the pads constants, two for each dim but batch and channels, neither negative nor larger than the size, and give no "
                + "value");

        // From here on it is known what is wrapped around.
        var expression = new ExpressionOfInput(call, "padded", pad.Uses);
        if (expression.Obstacle(torch) is { } obstacle)
            return Circular.Report(call.NameSyntax, "pad", $"a cat of slices is the same, to be written by hand: {obstacle}");
        return pad.Fix(call, expression, torch) is { } fix
            ? Circular.Proven(call.NameSyntax, fix, "pad", "a cat of slices is the same")
            : Circular.Report(call.NameSyntax, "pad", "a cat of slices along each dim is the same, to be written by hand");
    }

    private static Finding? InspectLayer(Layer layer, TorchCompilation torch)
    {
        if (!IsCircular(layer.Arguments, "padding_mode") || PadsNothing(layer.Arguments)) return null;
        return SequentialInputs.InputsOf(layer.Construction, torch) is { IsEmpty: true }
            ? null
            : Circular.Report(
                layer.Construction.Syntax, layer.Kind, "pad its input by a cat of slices, and convolve that without padding");
    }

    private static bool IsCircular(TorchArguments arguments, string mode) =>
        arguments[mode] is { Type: INamedTypeSymbol { TypeKind: TypeKind.Enum } modes } given
        && given.ConstantValue is { HasValue: true, Value: { } value }
        && modes.GetMembers("Circular").FirstOrDefault() is IFieldSymbol { ConstantValue: { } circular }
        && value.Equals(circular);

    private static bool PadsNothing(TorchArguments arguments) => arguments["padding"] is not { } padding
        || padding.Type?.TypeKind != TypeKind.Enum && padding.Elements().All(e => e.ConstantValue.Value is null or 0 or 0L);
}
