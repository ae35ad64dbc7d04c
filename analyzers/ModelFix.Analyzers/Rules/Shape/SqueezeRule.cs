using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Shapes;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.squeeze(d)  =>  x.select(d, 0)
/// Exact when size(d) == 1: select then drops a dimension that holds one element, and both are views with the same strides.
/// Where size(d) is proven to be something else squeeze does nothing, and goes away: x.squeeze(d) => x.
/// Where the size is not known select might drop data, so the rewrite is only offered as an assumption.
/// Hostile: exporters that cannot prove size(d) == 1 emit an If node with branches of different rank.
internal sealed class SqueezeRule : TensorCallRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Describe(
        "MFX1001",
        "squeeze(d) exports as an If node",
        "Where the exporter cannot prove that the size is 1 it writes an If node whose branches differ in rank, which no TensorRT release takes.");

    public override Hostility Hostility { get; } = new(
        "opset 11 and later export If, Shape, Gather and Equal; no TensorRT release takes an If whose branches differ in rank",
        new TargetRange(TargetFamily.Onnx, From: "11.0"),
        new TargetRange(TargetFamily.TensorRT, From: "7.1"));

    protected override ImmutableHashSet<string> Operators { get; } = ImmutableHashSet.Create("squeeze");

    protected override Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Arguments["dim"] is not { } dim || dim.ConstantValue is { HasValue: true, Value: null }) return null;
        if (call.Arguments.Integer("dim") is not { } d)
            return Report(call.NameSyntax, $"squeeze({dim.Syntax}) exports as an If node; make the dim a constant, so that select({dim.Syntax}, 0) can be proven");

        // From here on the dim is a constant.
        var size = torch.ShapeOf(call.Input)[d];
        if (Unfixable(call) is { } reason) return Report(call.NameSyntax, $"squeeze({d}) exports as an If node; {reason}");
        if (size?.Constant == 1)
            return Proven(call.NameSyntax, $"squeeze({d}) exports as an If node; select({d}, 0) is the same here", UseSelect(call, dim));
        if (size is not null && size.IsKnownDifferent(Dim.One))
            return Proven(call.NameSyntax, $"squeeze({d}) does nothing here, size({d}) is {size}, and exports as an If node", RemoveCall(call));
        return Assumed(
            call.NameSyntax,
            $"squeeze({d}) exports as an If node; select({d}, 0) is the same if size({d}) is 1",
            $"size({d}) is 1",
            UseSelect(call, dim));
    }

    /// <summary>Why no rewrite of this call keeps what the code around it sees, or null.</summary>
    private static string? Unfixable(TorchCall call)
    {
        if (!call.InPlace) return null;
        if (call.Syntax.Parent is not ExpressionStatementSyntax) return "use the result of select instead of squeezing in place";
        return call.Input is Microsoft.CodeAnalysis.Operations.ILocalReferenceOperation
            ? "squeeze_ also changes the shape that other references to the tensor see: assign the result of select to a new variable"
            : "squeeze_ changes a tensor that other code holds: assign the result of select to a variable";
    }

    private static Fix UseSelect(TorchCall call, IOperation dim)
    {
        var d = CSharpText.Text(dim.Syntax);
        var name = SourceEdit.Replace(call.NameSyntax.Identifier, "select");
        var arguments = call.Spelling == Spelling.Method
            ? SourceEdit.Replace(call.Arguments.Syntax("dim")!, $"{d}, 0")
            : SourceEdit.Replace(call.Syntax.ArgumentList, $"({CSharpText.Text(call.Input.Syntax)}, {d}, 0)");
        return new Fix($"Use select({d}, 0)", name, arguments);
    }

    private static Fix RemoveCall(TorchCall call) =>
        new("Remove the call", SourceEdit.Replace(call.Syntax, CSharpText.Text(call.Input.Syntax)));
}
