using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Indexing;

/// x.gather(1, i.unsqueeze(0).expand(n, -1))  =>  x.index_select(1, i)
/// x.gather(1, i)  =>  x.masked_fill(i.ne(arange(5, device: x.device)), 0).sum(1, true)                              one index a row
/// x.gather(1, i)  =>  x.unsqueeze(1).masked_fill(i.unsqueeze(2).ne(arange(5, device: x.device)), 0).sum(2)          several
/// Exact where i has the sizes of x in the other dims, of which gather would only look at the part that i covers, and only places that are
/// there, since gather throws for others: that is proven of argmax and argsort, and assumed otherwise. The first form is the same in every
/// bit. In the others all elements but one are 0 before they are added up, so that infinities and NaN elsewhere do not matter; a -0 becomes
/// 0. Integers that are not int64 keep their dtype by a third argument of sum.
/// Never a product with a mask, which makes NaN of infinities.
/// Hostile: GatherElements, which TensorRT does not take before 8.0, and up to opset 10 such a product.
internal sealed class GatherRule : Rule
{
    private static readonly RuleDescriptor Gather = new(
        "MFX1601",
        "gather exports as GatherElements, which not every runtime has",
        "{0} exports as GatherElements, which TensorRT takes from 8.0 on, up to opset 10 as a product that makes NaN of infinities; {1}",
        "Picking elements by an index along a dim is one operator, GatherElements, from opset 11 on, which TensorRT knows from 8.0 on; up "
        + "to opset 10 it is a product with a one-hot tensor. Whole rows are picked by index_select, single elements by a comparison and "
        + "a sum.",
        new Hostility(
            "the importer of TensorRT has GatherElements from 8.0 on; measured at opset 9: OneHot, Mul and ReduceSum, NaN where an element "
            + "beside is infinite",
            TargetRange.Miscomputed(TargetFamily.Onnx, to: "9.0"),
            new TargetRange(TargetFamily.TensorRT, To: "7.1")));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Gather];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "gather")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        if (call.Arguments["index"] is not { } index) return null;
        if (call.Arguments.Integer("dim") is not { } dim) return Report("make the dim a constant");
        if (call.Arguments.Constant("sparse_grad").Value is not (null or false)) return Report("do without sparse gradients");
        if (index.Syntax.SpanStart < call.Input.Syntax.SpanStart) return Report("give the tensor before its index");

        // Rows, or elements of rows of a known length.
        var gathered = new Gathered(call, index, dim, torch);
        if ((gathered.Rows() ?? gathered.Elements()) is not { } form) return Report(gathered.Missing);
        var expression = new ExpressionOfInput(call, "gathered", form.Uses);
        if (expression.Obstacle(torch) is { } obstacle)
            return Report($"{form.Of("x")} is the same, to be written by hand: {obstacle}");
        var fix = expression.Fix(form.Title, torch, form.Of);
        var finding = form.Assumption is { } assumption
            ? Gather.Assumed(call.NameSyntax, assumption, fix, call.Operator, $"{form.Of("x")} is the same if {assumption}")
            : Gather.Proven(call.NameSyntax, fix, call.Operator, $"{form.Of("x")} is the same");
        return finding with { Equality = form.Equality };

        Finding Report(string instead) => Gather.Report(call.NameSyntax, call.Operator, instead);
    }
}
