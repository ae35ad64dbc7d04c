using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.squeeze()  =>  x.select(2, 0).select(1, 0)     for the dims that are 1, from the highest down
/// Exact when the rank is known and each dim is proven to be 1 or proven not to be: then squeeze() drops just these.
/// A symbolic batch may be 1, and squeeze() would drop it too: beside a dim that is 1 it is assumed not to be. Never x[0]: that drops data
/// where the size is not 1.
/// Hostile: an If node per dim that the exporter does not know.
internal sealed class SqueezeAllRule : Rule
{
    private const string Nodes = "exports as If nodes";

    private static readonly RuleDescriptor WithoutDim = new(
        "MFX1002",
        "squeeze() without a dim drops whatever happens to be 1",
        "squeeze() {0}; {1}",
        "Which dims go depends on the sizes at run time: a batch of one loses its batch dim, and exporters write If nodes or freeze "
        + "one case.",
        new Hostility(
            "opset 11 and later export If nodes; [1, 4, 1, 1].squeeze() is [4], so the rank depends on the batch",
            new TargetRange(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT),
            new TargetRange(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Assumed, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [WithoutDim];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "squeeze")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Arguments["dim"] is { } dim && dim.ConstantValue is not { HasValue: true, Value: null }) return null;

        var shape = torch.ShapeOf(call.Input);
        var open = Enumerable.Range(0, shape.Dims.Length).Where(i => MayBeOne(shape.Dims[i])).ToList();
        if (shape.Rank is null || open.Count > 0 && !shape.Dims.Any(d => d.Constant == 1))
            return WithoutDim.Report(
                call.NameSyntax,
                $"on {shape.Display} drops whatever is 1 at run time, the batch too",
                "name the dims to drop");
        if (call.InPlace || call.IsConditionalAccess)
            return WithoutDim.Report(call.NameSyntax, $"on {shape.Display} drops whatever is 1 at run time", "name the dims to drop");

        // From here on every dim is known, or one that nobody would call 1.
        var ones = Enumerable.Range(0, shape.Dims.Length).Where(i => shape.Dims[i].Constant == 1).Reverse().ToList();
        var chain = ones.Count == shape.Dims.Length && ones.Count > 0
            ? ".reshape(new long[0])"
            : string.Concat(ones.Select(d => $".select({CSharpText.Of(d)}, 0)"));
        var dropped = $"on {shape.Display} it drops {Dropped(ones)}";
        var reason = ones.Count == 0 ? NoOpCall.WhyKept(call, torch) : WhyNotReplaced(call);
        return reason is null
            ? WithoutDim.Proven(call.NameSyntax, ones.Count == 0 ? NoOpCall.Remove(call) : Replace(call, chain), Nodes, dropped)
                .Assuming(OfOthers(open, shape))
            : WithoutDim.Report(call.NameSyntax, Nodes, $"{dropped}; {reason}");
    }

    private static bool MayBeOne(Dim size) => size.Constant != 1 && !size.IsKnownDifferent(Dim.One);

    /// <summary>That the sizes which are not known are not 1.</summary>
    private static string? OfOthers(List<int> open, TensorShape shape)
    {
        if (open.Count == 0) return null;
        var names = open.Select(i => shape.Dims[i].Shown ?? $"size({CSharpText.Of(i)})").Distinct().ToList();
        return names.Count == 1
            ? $"{names[0]} is not 1"
            : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[names.Count - 1]} are not 1";
    }

    private static string? WhyNotReplaced(TorchCall call)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return "its result is not used: remove the statement, or use the result";
        return CSharpText.HasComments(call.Syntax.SyntaxTree, call.Syntax.ArgumentList.Span)
            ? "name the dims, and mind the comment among the arguments"
            : null;
    }

    private static string Dropped(List<int> ones) => ones.Count == 0
        ? "nothing"
        : (ones.Count == 1 ? "dim " : "dims ") + string.Join(", ", ones.AsEnumerable().Reverse().Select(d => CSharpText.Of(d)));

    private static Fix Replace(TorchCall call, string chain) => new("Use " + chain.Substring(1), call.Spelling == Spelling.Static
        ? SourceEdit.Replace(call.Syntax, CSharpText.AsReceiver(call.Input.Syntax) + chain)
        : new SourceEdit(call.Syntax.SyntaxTree, TextSpan.FromBounds(call.NameSyntax.SpanStart, call.Syntax.Span.End), chain.Substring(1)));
}
