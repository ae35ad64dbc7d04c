using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Indexing;

/// einsum("bid,bjd->bij", x, y)   =>  matmul(x, y.transpose(1, 2))
/// einsum("bchw,cd->bdhw", x, w)  =>  matmul(x.permute(0, 2, 3, 1), w).permute(0, 3, 1, 2)
/// einsum("bi,bj->bij", x, y)     =>  x.unsqueeze(2).mul(y.unsqueeze(1))
/// einsum("bchw,chwk->bk", x, y)  =>  matmul(x.flatten(1), y.flatten(0, 2))
/// Two tensors, a letter once in each; the dims of an ellipsis are counted. Where letters are summed over it is a matrix product, whose
/// order of addition may be another one; where none is, a product of elements, the same in every bit. einsum broadcasts a size of 1 along a
/// letter that is summed over, which a matrix product refuses: that both sizes are the same is proven or assumed, and so is that both have
/// one dtype.
/// Hostile: Einsum, which exporters write from opset 12 on, and which TensorRT does not take before 8.2.
internal sealed class EinsumRule : Rule
{
    private static readonly RuleDescriptor Einsum = new(
        "MFX1604",
        "einsum exports as Einsum, which not every runtime has",
        "einsum({0}) exports as Einsum, from opset 12 on and for TensorRT from 8.2 on; {1}",
        "Einsum is an operator of opset 12, and TensorRT takes it from 8.2 on. Most equations are a matrix product of permuted tensors, "
        + "which everything takes.",
        new Hostility(
            "measured: no export at opsets 9 and 11; the importer of TensorRT has Einsum from 8.2 on",
            new TargetRange(TargetFamily.Onnx, To: "11.0"),
            new TargetRange(TargetFamily.TensorRT, To: "8.0")));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Einsum];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "einsum")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax) return null;
        var written = call.Arguments["equation"]?.Syntax is { } equation ? CSharpText.Text(equation) : "";
        if (call.Arguments.Constant("equation").Value is not string text) return Report("make the equation a constant");
        var tensors = call.Arguments.Elements("tensors");
        if (!tensors.All(t => torch.Symbols.IsTensor(t.Type))) return Report("give it two tensors one by one");
        if (tensors.Length != 2) return Report("write it as products of two tensors, reductions and permutations");
        if (EinsumEquation.Parse(text, torch.ShapeOf(tensors[0]), torch.ShapeOf(tensors[1])) is not { } letters)
            return Report(EinsumEquation.HasEllipsis(text) && tensors.Any(t => torch.ShapeOf(t).Rank is null)
                ? "name the dims of the ellipsis, or state the tensors' shapes in a doc comment or in modelfix.json"
                : "write it as products, reductions and permutations, each letter once in each tensor");
        var (left, right) = ("x", "y");
        if (letters.IsReversed)
        {
            if (!tensors.All(CSharpText.IsRepeatable)) return Report("assign both tensors to variables first");
            (letters, tensors, left, right) = (letters.Reversed, ImmutableArray.Create(tensors[1], tensors[0]), right, left);
        }

        if (letters.Obstacle is { } obstacle) return Report(obstacle);

        // From here on it is a matrix product, or a product of elements.
        var product = letters.Product(left, right, "matmul");
        if (CSharpText.HasComments(call.Syntax.SyntaxTree, call.Syntax.Span))
            return Report($"{product} is the same, to be written by hand: mind the comments");
        var form = letters.Product(
            CSharpText.AsReceiver(tensors[0].Syntax),
            CSharpText.AsReceiver(tensors[1].Syntax),
            torch.StyleAt(call.Syntax).Torch("matmul"));
        var fix = new Fix(letters.Summed is "" ? "Multiply the elements" : "Use matmul", SourceEdit.Replace(call.Syntax, form));
        if (letters.Summed is "") return Einsum.Proven(call.NameSyntax, fix, written, $"{product} is the same");

        var sizes = letters.Summed.Select(l => letters.Sizes(l, torch.ShapeOf(tensors[0]), torch.ShapeOf(tensors[1]))).ToList();
        var same = letters.Summed.Length == 1
            ? $"{letters.Summed} has the same size in both tensors"
            : $"{string.Join(" and ", letters.Summed.ToCharArray())} have the same sizes in both tensors";
        if (sizes.Any(s => s is var (first, second) && first.IsKnownDifferent(second))) return Report($"expand the tensors so that {same}");
        var (type, othersType) = (torch.ElementTypeOf(tensors[0]), torch.ElementTypeOf(tensors[1]));
        if (type == ElementType.Bool || othersType == ElementType.Bool) return Report("multiply numbers: matmul takes no booleans");
        var isOneType = IsStated(type) && type == othersType;
        if (!isOneType && IsStated(type) && IsStated(othersType)) return Report("give both tensors one dtype");
        if (sizes.All(s => s is ({ Constant: 1 }, _))) return Report($"multiply the elements: the size of {letters.Summed} is 1");
        var finding = sizes.All(s => s is var (one, other) && one.Equals(other))
            ? Einsum.Proven(call.NameSyntax, fix, written, $"{product} is the same")
            : Einsum.Assumed(call.NameSyntax, same, fix, written, $"{product} is the same if {same}");
        // TorchSharp's matmul ends the process where einsum throws.
        return finding.Assuming(isOneType ? null : "both tensors have one dtype, and no booleans") with { Equality = Equality.Tolerance };

        Finding Report(string instead) => Einsum.Report(call.NameSyntax, written, instead);
    }

    private static bool IsStated(ElementType type) => type is not (ElementType.Unknown or ElementType.Floating);
}
