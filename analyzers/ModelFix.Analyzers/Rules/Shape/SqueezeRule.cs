using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.squeeze(d)               =>  x.select(d, 0)
/// x.squeeze(3).squeeze(2)    =>  x.flatten(1)           where x is [B, C, 1, 1]
/// t.squeeze_(d);             =>  t = t.select(d, 0);    where nobody else sees that t changes
/// Exact when size(d) == 1: select then drops a dimension that holds one element, and both are views with the same strides.
/// Where size(d) is proven to be something else squeeze does nothing, and goes away: x.squeeze(d) => x.
/// Where the size is not known select might drop data, so the rewrite is only offered as an assumption. A size that the contract names, and
/// that the tensor only inherits, would be written 1 if it were: there squeeze is assumed to do nothing, as after an earlier one.
/// Hostile: exporters that cannot prove size(d) == 1 emit an If node with branches of different rank.
internal sealed class SqueezeRule : Rule
{
    private const string If = "an If node";

    private static readonly RuleDescriptor OfDim = new(
        "MFX1001",
        "squeeze(d) exports as an If node",
        "{0} exports as {1}{2}",
        "Where the exporter cannot prove that the size is 1 it writes an If node whose branches differ in rank, which no TensorRT "
        + "release takes.",
        new Hostility(
            "opset 11 and later export If, Shape, Gather and Equal; no TensorRT release takes an If whose branches differ in rank",
            TargetRange.Bloated(TargetFamily.Onnx, from: "11.0"),
            new TargetRange(TargetFamily.TensorRT, From: "7.1")));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [OfDim];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "squeeze")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Arguments["dim"] is not { } dim || dim.ConstantValue is { HasValue: true, Value: null }) return null;
        if (call.Arguments.Integer("dim") is not { } d)
            return OfDim.Report(
                call.NameSyntax,
                $"{call.Operator}({dim.Syntax})",
                If,
                $"; make the dim a constant, so that select({dim.Syntax}, 0) can be proven");

        // A chain that leaves [B, C] is one node.
        if (TrailingSqueezes.Around(call, torch) is { } chain)
            return call.Syntax == chain.Last.Syntax
                ? OfDim.Proven(
                    call.NameSyntax,
                    new Fix("Use flatten(1)", new SourceEdit(call.Syntax.SyntaxTree, chain.Span, "flatten(1)")),
                    "squeezing all dims after the second",
                    "If nodes",
                    "; flatten(1) is the same here")
                : null;

        // Squeezing a size that is not 1 does nothing.
        var size = torch.ShapeOf(call.Input)[d];
        var written = $"{call.NameSyntax}({d})";
        if (size is not null && size.IsKnownDifferent(Dim.One))
        {
            var nothing = $"{written} does nothing here, size({d}) is {size.Shown ?? "not 1"}, and";
            return NoOpCall.WhyKept(call, torch) is { } kept
                ? OfDim.Report(call.NameSyntax, nothing, If, $"; {kept}")
                : OfDim.Proven(call.NameSyntax, NoOpCall.Remove(call), nothing, If, "");
        }

        if (size is { IsName: true, Shown: { } name }
            && call.Input is not IParameterReferenceOperation
            && NoOpCall.WhyKept(call, torch) is null)
            return OfDim.Assumed(
                call.NameSyntax, $"{name} is not 1", NoOpCall.Remove(call), written, If, $"; it does nothing if {name} is not 1");

        // From here on the size is 1 or unknown.
        if (WhyNotSelect(call, torch) is { } reason) return OfDim.Report(call.NameSyntax, written, If, $"; {reason}");
        return size?.Constant == 1
            ? OfDim.Proven(call.NameSyntax, UseSelect(call, dim), written, If, $"; select({d}, 0) is the same here")
            : OfDim.Assumed(
                call.NameSyntax,
                $"size({d}) is 1",
                UseSelect(call, dim),
                written,
                If,
                $"; select({d}, 0) is the same if size({d}) is 1");
    }

    /// <summary>Why no select keeps what the code around the call sees, or null.</summary>
    private static string? WhyNotSelect(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax && !call.InPlace)
            return "and its result is not used: remove the statement, or use the result";
        if (call.Spelling == Spelling.Static && CSharpText.HasComments(call.Syntax.SyntaxTree, call.Syntax.ArgumentList.Span))
            return "use select, and mind the comment among the arguments";
        if (!call.InPlace) return null;
        if (IsNew(call.Input, torch)) return null;
        if (call.IsConditionalAccess || call.Syntax.Parent is not ExpressionStatementSyntax)
            return "use the result of select instead of squeezing in place";
        return LocalOwnership.Of(call.Input, call.Invocation, torch) is { } sharing
            ? $"{sharing.Reason}: assign the result of select to a new variable"
            : null;
    }

    /// <summary>True for a tensor that has no name and no view: squeezing it in place is squeezing it.</summary>
    private static bool IsNew(IOperation tensor, TorchCompilation torch) =>
        tensor is IInvocationOperation or IBinaryOperation && TensorStorage.SharedBy(tensor, torch) is { Count: 0 };

    private static Fix UseSelect(TorchCall call, IOperation dim)
    {
        var d = CSharpText.Text(dim.Syntax);
        var edits = new List<SourceEdit>
        {
            SourceEdit.Replace(call.NameSyntax.Identifier, "select"),
            call.Spelling == Spelling.Method
                ? SourceEdit.Replace(call.Arguments.Syntax("dim")!, $"{d}, 0")
                : SourceEdit.Replace(call.Syntax.ArgumentList, $"({CSharpText.Text(call.Input.Syntax)}, {d}, 0)"),
        };
        if (call.InPlace && call.Syntax.Parent is ExpressionStatementSyntax)
            edits.Insert(0, SourceEdit.Insert(call.Syntax.SyntaxTree, call.Syntax.SpanStart, CSharpText.Text(call.Input.Syntax) + " = "));
        return new Fix($"Use select({d}, 0)", edits.ToImmutableArray());
    }
}
