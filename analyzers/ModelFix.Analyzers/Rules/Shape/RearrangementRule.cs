using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.unflatten(1, 2, 3), x.roll(1), x.rot90(), …  =>  what the operator is made of: reshape, permute, flip, cat of slices
/// Each form says when it is exact (<see cref="UnflattenForm"/> and its like); all of them move elements and compute none, so that every
/// bit and the gradient stay.
/// Hostile: exporters do not know most of these operators. A roll by less than the size exports right and is left alone, a pixel_unshuffle
/// of known sizes is a suggestion.
internal sealed class RearrangementRule : Rule
{
    private static readonly ImmutableArray<RearrangementForm> Forms = ImmutableArray.Create<RearrangementForm>(
        new UnflattenForm(), new ChannelShuffleForm(), new PixelUnshuffleForm(), new RollForm(), new Rot90Form(), new TriangleForm());

    private static readonly RuleDescriptor Rearrangement = new(
        "MFX1007",
        "An operator that only moves elements has no counterpart in ONNX",
        "{0} is a move of elements that {1}; {2}",
        "Exporters have no symbol for unflatten, channel_shuffle, rot90 and a roll without dims, and one for triangles only from opset 14 "
        + "on. All of them are reshapes, permutations, slices and comparisons, which export.",
        new Hostility(
            "measured at opsets 9 to 17: unflatten, channel_shuffle, rot90 and roll without dims are errors, triu and tril up to opset 13; "
            + "TensorRT has Trilu from 8.5 on",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT)));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rearrangement];

    public override IReadOnlyList<Pattern> Patterns { get; } =
        [Calls.Of(InspectCall, Forms.SelectMany(f => f.Operators).ToArray())];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.InPlace || call.Syntax.Parent is ExpressionStatementSyntax) return null;
        var form = Forms.Single(f => f.Operators.Contains(call.Operator));
        if (form.Problem(call, torch) is not { } problem) return null;
        var arguments = call.Syntax.ArgumentList.Arguments.Skip(call.Spelling == Spelling.Static ? 1 : 0);
        var written = $"{call.Operator}({string.Join(", ", arguments.Select(a => CSharpText.Text(a.Expression)))})";
        var finding = Advised(call, torch, form.Of(call, torch, out var missing), missing, [written, problem.Says]);
        return problem.IsBloat ? finding with { Severity = DiagnosticSeverity.Info } : finding;
    }

    private static Finding Advised(TorchCall call, TorchCompilation torch, Rearranged? rearranged, string missing, string[] says)
    {
        if (rearranged is not { } form) return Rearrangement.Report(call.NameSyntax, [.. says, missing]);
        var expression = new ExpressionOfInput(call, "moved", form.Uses);
        if (expression.Obstacle(torch) is { } obstacle)
            return Rearrangement.Report(call.NameSyntax, [.. says, $"{form.Of("x")} is the same, to be written by hand: {obstacle}"]);
        var fix = expression.Fix(form.Title, torch, form.Of);
        return form.Assumption is { } assumption
            ? Rearrangement.Assumed(call.NameSyntax, assumption, fix, [.. says, $"{form.Of("x")} is the same if {assumption}"])
            : Rearrangement.Proven(call.NameSyntax, fix, [.. says, $"{form.Of("x")} is the same"]);
    }
}
