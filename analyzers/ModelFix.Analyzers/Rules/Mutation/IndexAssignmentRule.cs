using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// x[.., 0] = v     =>  x = torch.cat(new[] { v.unsqueeze(1), x.narrow(1, 1, 4) }, 1)    (<see cref="SliceAssignment"/>)
/// x[mask] = s      =>  x = x.masked_fill(mask, s)                                       (<see cref="MaskAssignment"/>)
/// x[idx] = v       =>  x = x.index_copy(0, idx, v)                                      (<see cref="IndexTensorAssignment"/>)
/// x[mask] *= s     =>  x = torch.where(mask, x * s, x)                                  (<see cref="CompoundAssignment"/>)
/// y[.., i] = v     =>  ySlices.Add(v), and one stack after the loop                     (<see cref="LoopAssignment"/>)
/// Always a new tensor; the form depends on the index list and on whether the assignment computes first.
/// The old tensor must be seen by nobody else: an assignment changes it, the forms make a new one. What cannot be told is reported.
/// Hostile: as the form says.
internal sealed class IndexAssignmentRule : Rule
{
    private static readonly LoopAssignment Loop = new();

    /// <summary>Each assignment that no loop fills a tensor with belongs to exactly one.</summary>
    private static readonly IReadOnlyList<AssignmentForm> Forms =
        [new SliceAssignment(), new MaskAssignment(), new IndexTensorAssignment(), new CompoundAssignment()];

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = Forms.Append(Loop).Select(f => f.Rule).ToList();

    public override IReadOnlyList<Pattern> Patterns { get; } = [ElementAssignments.All(InspectAssignment)];

    private static Finding? InspectAssignment(IAssignmentOperation operation, IPropertyReferenceOperation indexer, TorchCompilation torch)
    {
        var assignment = IndexAssignment.Of(operation, indexer, torch);
        var form = Loop.Owns(assignment) ? Loop : Forms.Single(f => f.Owns(assignment));
        if (form == Loop && !Loop.IsFirst(assignment)) return null;
        if (WhyUnclear(assignment) is { } unclear) return form.Report(assignment, $"{unclear}; build the new tensor explicitly");
        var sharing = LocalOwnership.Of(assignment.Target, assignment.Operation, torch);
        if (sharing is { IsCertain: true }) return form.Report(assignment, $"{sharing.Reason}; build the new tensor explicitly");

        if (form is SliceAssignment slices && FilledBuffer.Of(assignment) is { } filled)
            return filled.Writes[0].Syntax == assignment.Syntax ? slices.Inspect(filled) : null;

        // From here on a new tensor may take the old one's place, or a person may know that it may.
        var finding = form.Inspect(assignment).BecauseOf(assignment.Target, torch);
        if (finding.Fixes.IsEmpty) return finding;
        var assumption = AssignmentForm.And(
            [
                sharing is null ? null : $"{assignment.TargetText} is not used under another name",
                form != Loop && OwnDevice.Differ([assignment.Target, assignment.Value], torch)
                    ? $"{CSharpText.Text(assignment.Value.Syntax)} is on the device of {assignment.TargetText}"
                    : null,
                finding.Assumption,
            ]);
        return assumption is null ? finding : finding with { Safety = Safety.Assumed, Assumption = assumption };
    }

    private static string? WhyUnclear(IndexAssignment assignment)
    {
        if (assignment.Syntax.Parent is not ExpressionStatementSyntax) return "its value is used";
        if (assignment.Items.FirstOrDefault(i => i.Kind == IndexKind.Other) is { } other)
            return $"what kind of index {other.Operation.Syntax} is cannot be told";
        if (HasComment(assignment.Syntax)) return "a comment stands in it";
        return assignment.IsScalar || assignment.IsTensor || TorchSymbols.DerivesFrom(
            assignment.Value.Type,
            assignment.Torch.Symbols.Scalar ?? assignment.Torch.Symbols.Tensor)
            ? null
            : $"{assignment.Value.Syntax} is neither a tensor nor a number";
    }

    /// <summary>True where a comment would be lost: outside the right side, which is kept as it is.</summary>
    private static bool HasComment(AssignmentExpressionSyntax assignment) => assignment.DescendantTrivia().Any(t =>
        assignment.Span.Contains(t.Span) && !assignment.Right.Span.Contains(t.Span)
        && (t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsKind(SyntaxKind.MultiLineCommentTrivia)));
}
