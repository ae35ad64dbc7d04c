using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>A rule about one kind of assignment through a tensor's indexer. Each assignment belongs to exactly one rule.</summary>
internal abstract class IndexAssignmentRule : Rule
{
    protected const string Export = "exports as ScatterND or not at all";

    public override Hostility Hostility { get; } = new(
        "an export error at opset 9; ScatterND with 21 to 63 nodes at opset 11 and later, which TensorRT takes from 8.2 on; onnxify has no index assignment",
        new TargetRange(TargetFamily.Onnx),
        new TargetRange(TargetFamily.TensorRT),
        new TargetRange(TargetFamily.Bmnetp),
        new TargetRange(TargetFamily.Onnxify));

    public sealed override ImmutableArray<OperationKind> Kinds { get; } =
        ImmutableArray.Create(OperationKind.SimpleAssignment, OperationKind.CompoundAssignment);

    public sealed override bool MayConcern(SyntaxNode node) => node is AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax };

    public sealed override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (!MayConcern(operation.Syntax)) return null;
        if (IndexAssignment.From(operation, torch) is not { } assignment || !Owns(assignment)) return null;
        if (!torch.Exported.Contains(operation)) return null;
        if (WhyUnclear(assignment) is { } unclear) return Report(assignment, $"{unclear}; build the new tensor explicitly");
        var sharing = LocalOwnership.Of(assignment.Target, assignment.Operation, torch);
        if (sharing is { IsCertain: true }) return Report(assignment, $"{sharing.Reason}; build the new tensor explicitly");

        // From here on a new tensor may take the old one's place, or a person may know that it may.
        var finding = InspectAssignment(assignment).BecauseOf(assignment.Target, torch);
        return sharing is null || finding.Fixes.IsEmpty
            ? finding
            : finding with { Safety = Safety.Assumed, Assumption = And([$"{assignment.TargetText} is not used under another name", finding.Assumption]) };
    }

    /// <summary>True for the assignments that this rule, and no other, speaks of.</summary>
    protected abstract bool Owns(IndexAssignment assignment);

    /// <summary>The finding at an assignment to a local that nobody else sees.</summary>
    protected abstract Finding InspectAssignment(IndexAssignment assignment);

    /// <summary>A finding with a fix that is proven where nothing has to be assumed.</summary>
    protected Finding Offer(IndexAssignment assignment, string problem, Rewrite rewrite)
    {
        var target = assignment.TargetText;
        var text = $"{target} = {rewrite.Value.LaidOut(assignment.Syntax, target, assignment.Style)}";
        var fix = new Fix($"Use {rewrite.Form}", SourceEdit.Replace(assignment.Syntax, text));
        var message = $"{Written(assignment)} {problem}; {rewrite.Form} is the same";
        var assumption = And(rewrite.Assumptions);
        var finding = assumption is null ? Proven(assignment.Syntax, message, fix) : Assumed(assignment.Syntax, message, assumption, fix);
        return finding with { Equality = rewrite.Equality };
    }

    protected Finding Report(IndexAssignment assignment, string reason, string problem = Export) =>
        Report(assignment.Syntax, $"{Written(assignment)} {problem}, and {reason}");

    private static string Written(IndexAssignment assignment) => $"{assignment.Syntax.Left} {assignment.Syntax.OperatorToken.ValueText} …";

    private static string? And(IEnumerable<string?> assumptions)
    {
        var said = assumptions.Where(a => a is not null).Distinct().ToList();
        return said.Count == 0 ? null : string.Join(" and ", said);
    }

    private static string? WhyUnclear(IndexAssignment assignment)
    {
        if (assignment.Syntax.Parent is not ExpressionStatementSyntax) return "its value is used";
        if (assignment.Items.FirstOrDefault(i => i.Kind == IndexKind.Other) is { } other)
            return $"what kind of index {other.Operation.Syntax} is cannot be told";
        if (HasComment(assignment.Syntax)) return "a comment stands in it";
        return assignment.IsScalar || assignment.IsTensor || TorchSymbols.DerivesFrom(assignment.Value.Type, assignment.Torch.Symbols.Scalar ?? assignment.Torch.Symbols.Tensor)
            ? null
            : $"{assignment.Value.Syntax} is neither a tensor nor a number";
    }

    /// <summary>True where a comment would be lost: outside the right side, which is kept as it is.</summary>
    private static bool HasComment(AssignmentExpressionSyntax assignment) => assignment.DescendantTrivia().Any(t =>
        assignment.Span.Contains(t.Span) && !assignment.Right.Span.Contains(t.Span)
        && (t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsKind(SyntaxKind.MultiLineCommentTrivia)));
}

/// <summary>What is written in place of an index assignment.</summary>
/// <param name="Form">What the fix is called: "cat of the parts", "masked_fill".</param>
/// <param name="Value">The new tensor.</param>
internal sealed record Rewrite(string Form, CatText Value)
{
    public Rewrite(string form, string value)
        : this(form, CatText.Of(value))
    {
    }

    /// <summary>What must hold for the rewrite to be equal; nulls are left out.</summary>
    public IReadOnlyList<string?> Assumptions { get; init; } = [];

    public Equality Equality { get; init; } = Equality.BitExact;
}
