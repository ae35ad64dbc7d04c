using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.chunk(n, d)  =>  x.split(size, d)     size = the n-th part of size(d), rounded up
/// Exact where size(d) is proven and above 0: that is how chunk cuts, so both give the same views, fewer than n where the parts leave none
/// over. Nothing, cut into n pieces, is n times nothing for chunk and once for split.
/// The dim of split is an int: a long would bind to the overload that takes sizes. torch.split takes no single size at all.
/// Hostile: Shape, Gather, arithmetic and a Slice a piece, where split is one node; fewer pieces than asked for become a sequence, which
/// opset 9 and TensorRT do not have.
internal sealed class ChunkRule : Rule
{
    private static readonly RuleDescriptor Chunk = new(
        "MFX1006",
        "chunk exports as slices at sizes that are computed",
        "{0} exports as {1}; {2}",
        "An exporter computes where to cut from the size at run time. A split into pieces of a constant size is one node.",
        new Hostility(
            "measured at opsets 11 to 17: Shape, Gather, arithmetic and a Slice a piece; with fewer pieces than asked for SplitToSequence, "
            + "an error at opset 9, which no TensorRT has; TensorRT up to 6 refuses Gather on axis 0",
            new TargetRange(TargetFamily.Onnx, To: "9.0"),
            TargetRange.Bloated(TargetFamily.Onnx, from: "11.0"),
            new TargetRange(TargetFamily.TensorRT)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Chunk];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "chunk")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax || Integer(call, "chunks", torch) is <= 0) return null;
        var written = $"{call.Operator}({string.Join(", ", Written(call).Select(a => CSharpText.Text(a.Expression)))})";
        if (Integer(call, "chunks", torch) is not { } count || Integer(call, "dim", torch) is not { } dim)
            return OfSlices(call, torch, Chunk.Report(
                call.NameSyntax, written, "slices at computed sizes", "make the number of pieces and the dim constants"));
        if (torch.ShapeOf(call.Input)[dim]?.Constant is not (> 0 and var size))
            return OfSlices(call, torch, Chunk.Report(
                call.NameSyntax,
                written,
                "slices at computed sizes",
                $"state size({CSharpText.Of(dim)}) in a doc comment or in modelfix.json, so that split can be given a size"));

        // From here on it is known where chunk cuts.
        var cut = new Cut(dim, size, count);
        var isSlices = cut.Pieces == count;
        var problem = isSlices ? "slices at computed sizes" : $"a sequence, since it gives {CSharpText.Of(cut.Pieces)} pieces";
        var form = $"split({CSharpText.Of(cut.Part)}, {CSharpText.Of(dim)})";
        var finding = SplitEdits.Of(call, torch.Symbols, cut) is { } edits
            ? Chunk.Proven(call.NameSyntax, new Fix($"Use {form}", edits), written, problem, $"{form} is the same")
            : Chunk.Report(call.NameSyntax, written, problem, $"{form} is the same, to be written by hand: mind order and comments");
        return isSlices ? OfSlices(call, torch, finding) : finding;
    }

    /// <summary>The finding as far as slices at computed sizes are a problem: opset 9 has a split of its own for them.</summary>
    private static Finding? OfSlices(TorchCall call, TorchCompilation torch, Finding finding)
    {
        var target = torch.TargetAt(call.Syntax);
        if (target.Members.All(m => m.IsOf(TargetFamily.Onnx, to: "10.0"))) return null;
        return target.Members.Any(m => m.IsOf(TargetFamily.TensorRT, to: "6.9"))
            ? finding
            : finding with { Severity = DiagnosticSeverity.Info };
    }

    private static long? Integer(TorchCall call, string name, TorchCompilation torch) => call.Arguments[name] is { } argument
        ? torch.IntegerOf(argument)?.Constant
        : call.Arguments.Integer(name);

    private static IEnumerable<ArgumentSyntax> Written(TorchCall call) =>
        call.Syntax.ArgumentList.Arguments.Skip(call.Spelling == Spelling.Static ? 1 : 0);
}
