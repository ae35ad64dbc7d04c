using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Indexing;

/// x[mask].sum()                 =>  x.masked_fill(~mask, 0).sum()
/// x.masked_select(mask).sum()   =>  x.masked_fill(~mask, 0).sum()
/// Where all that is selected is added up, what is not selected may as well be 0: integers are the same, floating-point numbers are added
/// up in another order. The mask is brought to the tensor's rank, which has to be proven for an indexer, and its sizes proven or assumed;
/// masked_select broadcasts as masked_fill does. Everything else has a size that depends on elements, and is only reported.
/// Never a product with the mask, which makes NaN of infinities, nor logical_not, which exporters do not know.
/// Hostile: NonZero, which TensorRT does not have before 8.5, and a graph whose shapes nobody knows.
internal sealed class SelectionRule : Rule
{
    private static readonly RuleDescriptor Selection = new(
        "MFX1602",
        "Selecting by a mask gives a tensor whose size depends on elements",
        "{0} exports as NonZero, which TensorRT takes from 8.5 on, and its size depends on elements; {1}",
        "What a mask selects has as many elements as are true in it, so that an exported model has no shapes from there on. It exports as "
        + "NonZero and GatherND, which opset 9 does not load and TensorRT does not know before 8.5.",
        new Hostility(
            "measured at opset 9: ONNX Runtime refuses x[mask], masked_select does not export; the importer of TensorRT has NonZero from "
            + "8.5 on",
            new TargetRange(TargetFamily.Onnx, To: "9.0"),
            new TargetRange(TargetFamily.TensorRT, To: "8.4")))
    {
        Safeties = ImmutableArray.Create(Safety.Proven, Safety.Assumed, Safety.Report),
    };

    /// <summary>Who refuses the places of what is true; opset 9 has those.</summary>
    private static readonly Hostility Places =
        new("the importer of TensorRT has NonZero from 8.5 on", new TargetRange(TargetFamily.TensorRT, To: "8.4"));

    private const string ByHand = "x.masked_fill(~mask, 0) is the same, to be written by hand";

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Selection];

    public override IReadOnlyList<Pattern> Patterns { get; } =
    [
        ElementReads.All(InspectRead),
        Calls.Of(InspectSelection, "masked_select"),
        Calls.Of(InspectPlaces, "nonzero", "argwhere"),
    ];

    private static Finding? InspectRead(IPropertyReferenceOperation read, TorchCompilation torch)
    {
        var items = IndexItem.ListOf(read, torch);
        if (!items.Any(i => i.Kind == IndexKind.Mask) || IsAssignedToMasked(read, torch)) return null;
        const string What = "indexing by a mask";
        if (items.Length > 1) return Advice(read.Syntax, What);

        // From here on there is one mask and nothing else.
        var (tensor, mask) = (read.Instance!.WithoutImplicitConversions(), items[0].Operation);
        if (!IsAddedUp(read, torch)) return Advice(read.Syntax, What);
        var (of, rank) = (torch.ShapeOf(mask).Rank, torch.ShapeOf(tensor).Rank);
        var isSame = of is not null && of == rank || of != 0 && Mask.IsOfShape(mask, tensor, torch);
        if (!isSame && !(of > 0 && of < rank))
            return Selection.Report(
                read.Syntax, What, "x.masked_fill(~mask, 0) with a mask of the tensor's rank is the same; state both ranks");
        if (Mask.Differs(mask, tensor, before: 0, torch))
            return Selection.Report(read.Syntax, What, "give the mask the sizes of the tensor: another one throws");
        return Filled(read.Syntax, What, tensor.Syntax, Inverted(mask, isSame ? 0 : rank!.Value - of!.Value))
            .Assuming(Mask.Unless(Mask.HasSizesOf(mask, tensor, before: 0, torch), CSharpText.Text(mask.Syntax)));
    }

    private static Finding? InspectSelection(TorchCall call, TorchCompilation torch)
    {
        if (call.Syntax.Parent is ExpressionStatementSyntax || call.Arguments.Syntax("mask") is not { } argument) return null;
        if (!IsAddedUp(call.Invocation, torch)) return Advice(call.NameSyntax, call.Operator);
        if (call.IsConditionalAccess || argument.SpanStart < call.Input.Syntax.SpanStart || !torch.Symbols.IsTensor(call.Input.Type))
            return Selection.Report(call.NameSyntax, call.Operator, ByHand);
        return torch.ElementTypeOf(call.Arguments["mask"]!) == ElementType.Bool
            ? Filled(call.NameSyntax, call.Operator, call.Input.Syntax, Inverted(call.Arguments["mask"]!, 0), call.Syntax)
            : Selection.Report(call.NameSyntax, call.Operator, ByHand + ", of a mask of booleans");
    }

    private static Finding? InspectPlaces(TorchCall call, TorchCompilation torch) =>
        call.Syntax.Parent is not ExpressionStatementSyntax && Places.Covers(torch.TargetAt(call.Syntax))
            ? Selection.Report(call.NameSyntax, call.Operator, "compute with the mask itself, or find the places outside of the model")
            : null;

    private static Finding Advice(SyntaxNode at, string what) => Selection.Report(
        at, what, "give what is not selected a value that does not count, such as x.masked_fill(~mask, 0), or select outside "
        + "of the model");

    private static Finding Filled(SyntaxNode at, string what, SyntaxNode tensor, string inverted, SyntaxNode? call = null)
    {
        var replaced = call ?? at;
        if (CSharpText.HasComments(replaced.SyntaxTree, replaced.Span))
            return Selection.Report(at, what, ByHand + ": mind the comment");
        var fix = new Fix(
            "Set what is not selected to 0",
            SourceEdit.Replace(replaced, $"{CSharpText.AsReceiver(tensor)}.masked_fill({inverted}, 0)"));
        return Selection.Proven(at, fix, what, "0 in place of what is not selected has the same sum") with
        {
            Equality = Equality.Tolerance,
        };
    }

    /// <summary>The mask of what is not selected, with so many dims of size 1 behind its own.</summary>
    private static string Inverted(IOperation mask, int more) =>
        "~" + CSharpText.AsReceiver(mask.Syntax) + string.Concat(Enumerable.Repeat(".unsqueeze(-1)", more));

    /// <summary>True where an expression is only added up, as a whole.</summary>
    private static bool IsAddedUp(IOperation selected, TorchCompilation torch)
    {
        var outer = selected.Parent;
        while (outer is IConversionOperation { IsImplicit: true } or IParenthesizedOperation or IArgumentOperation) outer = outer.Parent;
        return outer is not null
            && OperatorCalls.From(outer, torch.Symbols) is { Operator: "sum", IsConditionalAccess: false } sum
            && sum.Input.Syntax == selected.Syntax
            && sum.Arguments["dim"] is null
            && !sum.Arguments.Has("dim0");
    }

    /// <summary>True for what another mask is assigned from, which is that assignment's matter: <c>x[m] = y[m]</c>.</summary>
    private static bool IsAssignedToMasked(IPropertyReferenceOperation read, TorchCompilation torch) =>
        read.Parent is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } target }
        && torch.Symbols.IsTensor(target.Instance?.Type);
}
