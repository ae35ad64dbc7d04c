using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Normalization;

/// x.norm()  =>  x.reshape(-1).norm(0);  x.norm(1f)  =>  x.reshape(-1).norm(0, false, 1f)
/// A norm of all elements is that of the row of them, zero vectors and their gradients included. The elements of a tensor that is not
/// contiguous may be added in another order. (x * x).sum().sqrt() has a gradient of NaN at zero, and squares that float16 does not hold.
/// <param name="Call">The call, which has no dim.</param>
/// <param name="P">The order of the norm; null where it is no constant.</param>
internal sealed record WholeNorm(TorchCall Call, double? P)
{
    /// <summary>What no reduction that leaves its dims out passes.</summary>
    public static readonly Hostility WithoutDims = new(
        "onnxify takes no reduction without dims; TensorRT up to 6 none over the batch",
        new TargetRange(TargetFamily.TensorRT, To: "6.0"),
        new TargetRange(TargetFamily.Onnxify));

    /// <summary>TensorRT 7 takes opsets up to 11.</summary>
    private static readonly Hostility OfDefault = new(
        "norm() is an error at opsets 9 and 11",
        [new TargetRange(TargetFamily.Onnx, To: "11.0"), new TargetRange(TargetFamily.TensorRT, To: "7.1"), .. WithoutDims.Ranges]);

    private static readonly Hostility OfOther = new(
        "p other than 1 and 2 are an error at opsets 9 to 17",
        [new TargetRange(TargetFamily.Onnx), new TargetRange(TargetFamily.TensorRT), .. WithoutDims.Ranges]);

    /// <summary>Where any norm without dims is a problem.</summary>
    public static IEnumerable<TargetRange> Ranges => [.. OfDefault.Ranges, .. OfOther.Ranges];

    public static WholeNorm Of(TorchCall call) => new(
        call,
        call.Arguments["p"] is null ? 2 : call.Arguments.Constant("p").Value is IConvertible p and not (string or bool or char)
            ? p.ToDouble(CultureInfo.InvariantCulture)
            : null);

    public Hostility Hostility => IsDefault ? OfDefault : P is null or 1 or 2 ? WithoutDims : OfOther;

    /// <summary>What is wrong with it, as it follows the call.</summary>
    public string Problem => IsDefault
        ? "does not export up to opset 11, and onnxify takes no reduction without dims"
        : P is null or 1 or 2 ? "has no dims, which onnxify needs" : "does not export, since exporters know norms with p of 1 and 2 only";

    public string Form => IsDefault ? "reshape(-1).norm(0)" : $"reshape(-1).norm(0, false, {Call.Arguments["p"]!.Syntax})";

    private bool IsDefault => Call.Arguments["p"] is null;

    /// <summary>Why the form is not written, as an advice, or null.</summary>
    public string? Obstacle(TorchCompilation torch)
    {
        if (P is null) return $"make p a constant, then {Form} can be written";
        if (P is not (1 or 2)) return "write it out, as abs, pow, sum and pow of all dims";
        if (!torch.Symbols.IsTensor(Call.Input.Type)) return "give it a tensor";
        return Edits.Any(e => CSharpText.HasComments(e.Tree, e.Span))
            ? $"{Form} is the same, to be written by hand: mind the comments"
            : null;
    }

    public ImmutableArray<SourceEdit> Edits
    {
        get
        {
            var (tree, call) = (Call.Syntax.SyntaxTree, Call.Syntax);
            if (Call.Spelling == Spelling.Method)
                return ImmutableArray.Create(new SourceEdit(tree, TextSpan.FromBounds(Call.NameSyntax.SpanStart, call.Span.End), Form));
            var input = Call.Arguments.Syntax("input")!.Expression;
            var (open, close) = CSharpText.AsReceiver(input) == CSharpText.Text(input) ? ("", "") : ("(", ")");
            return ImmutableArray.Create(
                new SourceEdit(tree, TextSpan.FromBounds(call.SpanStart, input.SpanStart), open),
                new SourceEdit(tree, TextSpan.FromBounds(input.Span.End, call.Span.End), $"{close}.{Form}"));
        }
    }
}
