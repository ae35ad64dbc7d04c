using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Tracing;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// arange(x.size(1)), x.new_zeros(x.shape[1], 3)  =>  arange(8), x.new_zeros(8, 3)
/// x + bias.expand(x.shape[0], -1, -1)            =>  x + bias
/// mask.expand(x.shape[0], 8, -1)                 =>  mask.expand(-1, 8, -1)       where mask has x.shape[0] rows
/// y.view_as(x)                                   =>  y.reshape(-1, 3, 8)
/// lstm.call(x, (h, c)) with h and c of zeros     =>  lstm.call(x)
/// Literals where the sizes are proven; -1 where expand keeps a size; no expand where the operator around it broadcasts to the same shape;
/// no state where a recurrent layer makes the same zeros by itself.
/// Never zeros_like for what only has the shape of a tensor: it keeps the layout too, and a later view may refuse that.
/// Hostile: every size that is read becomes Shape, Gather, Unsqueeze and Concat; TensorRT up to 6 takes none of what they are made into.
internal sealed class SizedTensorRule : Rule
{
    private static readonly ImmutableHashSet<string> Creations = ImmutableHashSet.Create(
        "arange", "zeros", "ones", "full", "eye", "linspace", "new_zeros", "new_ones", "new_full");

    private static readonly RuleDescriptor Sized = new(
        "MFX1005",
        "A tensor that is made in the size of another exports as a chain of shape operators",
        "{0} takes its size from a tensor at run time; {1}",
        "Each size that is read at run time becomes Shape, Gather, Unsqueeze and Concat in front of ConstantOfShape, Range or Expand.",
        new Hostility(
            "dynamic: 6 to 15 nodes for zeros and ones, 6 to 35 for arange and eye, 12 for expand; TensorRT has ConstantOfShape, Range and "
            + "Expand from 7 on",
            TargetRange.Bloated(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT, To: "6.0"),
            TargetRange.Bloated(TargetFamily.TensorRT, from: "7.1"),
            TargetRange.Bloated(TargetFamily.Bmnetp),
            TargetRange.Bloated(TargetFamily.Onnxify)))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Sized];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        Calls.Of(InspectCreation, Creations.ToArray()),
        Calls.Of(InspectExpand, "expand"),
        Calls.Of(InspectLikeness, "expand_as", "view_as"),
    ];

    private static Finding? InspectCreation(TorchCall call, TorchCompilation torch)
    {
        var sizes = SizeArguments.Of(call, torch);
        if (sizes.IsEmpty) return null;
        if (ZeroState.Of(call, torch) is { } state)
            return state.IsFirst
                ? Sized.Proven(call.NameSyntax, state.Fix, call.Operator, "a recurrent layer without a state begins with these zeros")
                : null;
        return Written(call, sizes.Select(s => (s, SizeArguments.Literal(s, torch))), torch);
    }

    private static Finding? InspectExpand(TorchCall call, TorchCompilation torch)
    {
        var sizes = SizeArguments.Of(call, torch);
        if (sizes.IsEmpty) return null;
        if (Broadcast.Instead(call, torch) is { } fix)
            return Sized.Proven(call.NameSyntax, fix, call.Operator, "the operator around it broadcasts to the same shape");
        var all = call.Arguments.Elements("sizes");
        return Written(call, sizes.Select(s => (s, Kept(s, all.IndexOf(s), all.Length) ?? SizeArguments.Literal(s, torch))), torch);

        // A size that the tensor has already.
        string? Kept(IOperation size, int at, int count)
        {
            if (at < 0 || torch.ShapeOf(call.Input) is not { Rank: { } rank } shape || at - (count - rank) < 0) return null;
            return torch.IntegerOf(size) is { } wanted && wanted.Equals(shape.Dims[at - (count - rank)]) ? "-1" : null;
        }
    }

    private static Finding? InspectLikeness(TorchCall call, TorchCompilation torch)
    {
        if (call.Arguments["other"] is not { } other || !InputDependence.Of(other, torch)) return null;
        var isExpand = call.Operator == "expand_as";
        if (isExpand && Broadcast.Instead(call, torch) is { } fix)
            return Sized.Proven(call.NameSyntax, fix, call.Operator, "the operator around it broadcasts to the same shape");
        var shape = torch.ShapeOf(other);
        var text = call.IsConditionalAccess || CSharpText.HasComments(call.Syntax.SyntaxTree, call.Syntax.ArgumentList.Span)
            || !CSharpText.IsRepeatable(other)
            ? null
            : isExpand ? Expanded(torch.ShapeOf(call.Input), shape) : ViewSizes.Of(ImmutableArray.Create(other), shape, torch)?.Text;
        if (text is null) return Sized.Report(call.NameSyntax, call.Operator, Advice(call, shape, torch));
        var name = isExpand ? "expand" : "reshape";
        var arguments = call.Spelling == Spelling.Static ? $"{CSharpText.Text(call.Input.Syntax)}, {text}" : text;
        return Sized.Proven(
            call.NameSyntax,
            new Fix(
                $"Use {name}({text})",
                SourceEdit.Replace(call.NameSyntax.Identifier, name),
                SourceEdit.Replace(call.Syntax.ArgumentList, $"({arguments})")),
            call.Operator,
            $"its shape is {shape.Display}");
    }

    /// <summary>-1 for a dim that is kept, the size for one that is stretched; null where one of these is not known.</summary>
    private static string? Expanded(TensorShape from, TensorShape to)
    {
        if (from.Rank is not { } own || to.Rank is not { } rank || own > rank) return null;
        var sizes = to.Dims.Select((d, i) => i >= rank - own && d.Equals(from.Dims[i - (rank - own)])
            ? "-1"
            : d.Constant is { } n ? CSharpText.Of(n) : null).ToList();
        return sizes.Any(s => s is null) ? null : string.Join(", ", sizes);
    }

    private static Finding Written(TorchCall call, IEnumerable<(IOperation Size, string? Text)> sizes, TorchCompilation torch)
    {
        var written = sizes.ToList();
        var shape = torch.ShapeOf(call.Invocation);
        if (written.Any(w => w.Text is null)) return Sized.Report(call.NameSyntax, call.Operator, Advice(call, shape, torch));
        var edits = written.Select(w => SourceEdit.Replace(w.Size.Syntax, w.Text!)).ToImmutableArray();
        return Sized.Proven(
            call.NameSyntax,
            UnusedSizes.TakenBy(new Fix("Write the size", edits), call.Invocation, edits.Select(e => e.Span).ToImmutableArray(), torch),
            call.Operator,
            $"its shape is {shape.Display}");
    }

    private static string Advice(TorchCall call, TensorShape shape, TorchCompilation torch) =>
        SizeReads.Tensors(call.Invocation, torch).Any(t => torch.ShapeOf(t).Rank is null)
            ? "state the input's shape in a doc comment or in modelfix.json, so that literals can be proven"
            : $"its shape is {shape.Display}: let an operator broadcast, or keep a buffer of the largest size and narrow it";
}
