using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// x.view(x.shape[0], -1)         =>  x.flatten(1)
/// x.view(b, c, 1, 1)             =>  x.unsqueeze(2).unsqueeze(3)     where x is [B, C]
/// x.view(b, c, h * w)            =>  x.reshape(-1, 3, 20)            where the dims but one are proven
/// x.view(b, h / Window, heads)   =>  x.reshape(-1, 56 / Window, heads)
/// flatten(1) keeps dim 0 and merges all others, so it is exact where the view does the same and the rank is at least 2.
/// A reshape is exact with at most one dim left open, and the literals are those of the contract. What the author named stays; where its
/// value is not known it is assumed to be above 0: beside a 0 or another -1 the -1 stands for nothing.
/// flatten and reshape copy what view refuses (a layout that cannot be viewed): laxer, never stricter. Never flatten(2): four nodes where
/// view was one.
/// Hostile: every size that is read becomes Shape, Gather, Unsqueeze and Concat; TensorRT up to 6 refuses Gather on the batch axis.
internal sealed class SizeViewRule : Rule
{
    private static readonly RuleDescriptor SizeView = new(
        "MFX1003",
        "A view that reads sizes exports as a chain of shape operators",
        "{0} reads sizes at run time; {1}",
        "Each size that is read at run time becomes Shape, Gather, Unsqueeze and Concat in front of a dynamic Reshape.",
        new Hostility(
            "dynamic batch: 5 nodes for view(B, -1), 8 for view(B, C, -1), at every opset; TensorRT up to 6 refuses Gather on axis 0",
            TargetRange.Bloated(TargetFamily.Onnx),
            new TargetRange(TargetFamily.TensorRT, To: "6.0"),
            TargetRange.Bloated(TargetFamily.TensorRT, from: "7.1"),
            TargetRange.Bloated(TargetFamily.Bmnetp),
            TargetRange.Bloated(TargetFamily.Onnxify)));

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [SizeView];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Calls.Of(InspectCall, "view", "reshape")];

    private static Finding? InspectCall(TorchCall call, TorchCompilation torch)
    {
        var sizes = call.Arguments.Elements("shape");
        if (sizes.IsEmpty || !sizes.Any(s => SizeReads.In(s, torch))) return null;

        var written = $"{call.Operator}({string.Join(", ", sizes.Select(s => s.Syntax.ToString()))})";
        var input = torch.TensorOf(call.Input);
        var wanted = Wanted(sizes, torch);
        var shape = torch.ShapeOf(call.Invocation);
        if (call.IsConditionalAccess || CSharpText.HasComments(call.Syntax.SyntaxTree, call.Syntax.ArgumentList.Span))
            return SizeView.Report(call.NameSyntax, written, $"its shape is {shape.Display}, write it with literals");

        // The batch is kept and everything else merged.
        if (input is not null && wanted is { Length: 2 } pair && pair[0].Equals(input.Size(0)) && MergesTheRest(pair[1], input))
        {
            // Of two dims, flatten(1) gives the tensor object itself, where view gives another.
            if (input.Shape.Rank is null or 2 && NoOpCall.ChangesObjects(call))
                return SizeView.Report(
                    call.NameSyntax,
                    written,
                    "write flatten(1), and mind that the tensor object is changed or compared");
            var fix = Replace(call, torch, "flatten", "1", "Use flatten(1)");
            return input.Shape.MinRank >= 2
                ? SizeView.Proven(call.NameSyntax, fix, written, "flatten(1) is the same")
                : SizeView.Assumed(
                    call.NameSyntax,
                    "the tensor has at least 2 dims",
                    fix,
                    written,
                    "flatten(1) is the same for two dims or more");
        }

        // Only dims of size 1 are inserted.
        if (input?.Shape.Rank is not null && wanted is { } all && Inserted(input.Shape.Dims, all) is { Count: > 0 } places)
            return SizeView.Proven(call.NameSyntax, Unsqueeze(call, torch, places), written, "it only inserts dims of size 1");

        // All dims but one are literals, or what the author named.
        if (ViewSizes.Of(sizes, shape, torch) is not { } literals)
            return SizeView.Report(
                call.NameSyntax,
                written,
                $"its shape is {shape.Display}: state the input's shape in a doc comment or in modelfix.json, "
                + "so that literals can be proven");
        var reshape = Replace(call, torch, "reshape", literals.Text, $"Use reshape({literals.Text})");
        return literals.Assumption is { } assumption
            ? SizeView.Assumed(call.NameSyntax, assumption, reshape, written, $"reshape({literals.Text}) is the same if {assumption}")
            : SizeView.Proven(call.NameSyntax, reshape, written, $"its shape is {shape.Display}");
    }

    private static ImmutableArray<Dim>? Wanted(ImmutableArray<IOperation> sizes, TorchCompilation torch)
    {
        var values = sizes.Length == 1 && torch.ValueOf(sizes[0]) is ListValue list
            ? list.Items
            : sizes.Select(torch.ValueOf).ToImmutableArray();
        return values.All(v => v is IntegerValue) ? values.Select(v => ((IntegerValue)v).Dim).ToImmutableArray() : null;
    }

    /// <summary>-1, or the product of all dims but the first.</summary>
    private static bool MergesTheRest(Dim merged, TensorValue input) =>
        merged.Constant == -1 || input.Shape.Rank >= 2 && input.Shape.Dims.Skip(1).Aggregate(Dim.One, (p, d) => p * d).Equals(merged);

    /// <summary>The places where the wanted shape has a 1 that the input has not, or null where they differ otherwise.</summary>
    private static List<int>? Inserted(ImmutableArray<Dim> input, ImmutableArray<Dim> wanted)
    {
        var places = new List<int>();
        var at = 0;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (at < input.Length && wanted[i].Equals(input[at])) at++;
            else if (wanted[i].Constant == 1) places.Add(i);
            else return null;
        }

        return at == input.Length ? places : null;
    }

    private static Fix Unsqueeze(TorchCall call, TorchCompilation torch, List<int> places)
    {
        var chain = string.Concat(places.Select(p => $".unsqueeze({CSharpText.Of(p)})"));
        if (call.Spelling == Spelling.Static)
            return Fixed(call, torch, "Use " + chain.Substring(1), call.Syntax.Span, CSharpText.AsReceiver(call.Input.Syntax) + chain);
        return Fixed(
            call,
            torch,
            "Use " + chain.Substring(1),
            TextSpan.FromBounds(call.NameSyntax.SpanStart, call.Syntax.Span.End),
            chain.Substring(1));
    }

    private static Fix Replace(TorchCall call, TorchCompilation torch, string name, string arguments, string title)
    {
        var input = call.Spelling == Spelling.Static ? CSharpText.Text(call.Input.Syntax) + ", " : "";
        return Fixed(
            call,
            torch,
            title,
            TextSpan.FromBounds(call.NameSyntax.SpanStart, call.Syntax.Span.End),
            $"{name}({input}{arguments})");
    }

    private static Fix Fixed(TorchCall call, TorchCompilation torch, string title, TextSpan span, string text) =>
        UnusedSizes.TakenBy(new Fix(title, new SourceEdit(call.Syntax.SyntaxTree, span, text)), call.Invocation, span, torch);
}
