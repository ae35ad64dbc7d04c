using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// x.mean()  =>  x.mean(new long[] { 0, 1, 2 })
/// Exact where the rank is proven to be 3: it is the same sum over the same elements, and one number as before, so that whatever follows
/// broadcasts as it did. Never the mean of flatten(1), which is one number a sample.
/// Hostile: onnxify takes no reduction without dims. TensorRT up to 6 has none over the batch in whatever form, so that there it is for a
/// human to say what is meant. ONNX and TensorRT from 7 on take it as one node, and the rule is off for them.
internal sealed class WholeMeanRule : Rule
{
    private static readonly RuleDescriptor WholeMean = new(
        "MFX1204",
        "mean() of everything names no dims",
        "mean() of everything names no dims, which {0}; {1}",
        "Where the batch is no dim of the tensor, nothing can be reduced over it; and an exporter that reads the code of forward needs the "
        + "dims of a reduction.",
        new Hostility(
            "onnxify takes no reduction without dims; the importer of TensorRT up to 6 asserts that no axis is 0; measured at opsets 9 to "
            + "17: one ReduceMean",
            WholeNorm.WithoutDims.Ranges))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [WholeMean];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "mean")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        var dims = ReducedDims.Of(call, torch);
        if (!dims.IsOfAll) return null;
        if (dims.MayReduceBatch(torch.TargetAt(call.Syntax)))
            return WholeMean.Report(call.NameSyntax, "TensorRT takes from 7 on", ReducedDims.OverBatch);
        const string needs = "onnxify needs";
        if (dims.Shape.Rank is not { } rank)
            return WholeMean.Report(call.NameSyntax, needs, "state the input's shape in a doc comment or in modelfix.json");
        if (rank == 0) return WholeMean.Report(call.NameSyntax, needs, "of a single number it is that number");

        // From here on the dims are known.
        var style = torch.StyleAt(call.Syntax);
        var written = $"mean({style.Longs(Enumerable.Range(0, rank).Select(d => (long)d))})";
        return WholeMean.Proven(call.NameSyntax, new Fix($"Use {written}", dims.NameAll(rank, style)), needs, $"{written} is the same");
    }
}
