using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>A rule about one kind of assignment through a tensor's indexer. Each assignment belongs to exactly one rule.</summary>
internal abstract class IndexAssignmentRule : Rule
{
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
        if (Objection(assignment, torch) is { } objection) return Report(assignment.Syntax, $"{Written(assignment)} exports as ScatterND or not at all, and {objection}; build the new tensor explicitly");
        return InspectAssignment(assignment, torch);
    }

    /// <summary>True for the assignments that this rule, and no other, speaks of.</summary>
    protected abstract bool Owns(IndexAssignment assignment);

    /// <summary>The finding at an assignment to a local that nobody else sees.</summary>
    protected abstract Finding InspectAssignment(IndexAssignment assignment, TorchCompilation torch);

    protected static string Written(IndexAssignment assignment) =>
        $"{assignment.Syntax.Left} {assignment.Syntax.OperatorToken.ValueText} …";

    /// <summary>The whole statement becomes an assignment of a new tensor to the local.</summary>
    protected static Fix Assign(IndexAssignment assignment, string title, string value) => new(
        title,
        SourceEdit.Replace(assignment.Syntax, $"{CSharpText.Text(assignment.Target.Syntax)} = {value}"));

    /// <summary>The right side as the dtype of the target, without a conversion where the dtypes are known to be equal.</summary>
    protected static string Cast(string value, IOperation tensor, IndexAssignment assignment, TorchCompilation torch)
    {
        var (from, to) = (torch.ElementTypeOf(tensor), torch.ElementTypeOf(assignment.Target));
        var same = from == to && from is not (Core.Shapes.ElementType.Unknown or Core.Shapes.ElementType.Floating);
        return same ? value : $"{value}.to({CSharpText.Text(assignment.Target.Syntax)}.dtype)";
    }

    private static string? Objection(IndexAssignment assignment, TorchCompilation torch)
    {
        if (assignment.Syntax.Parent is not ExpressionStatementSyntax) return "its value is used";
        if (assignment.Has(IndexKind.Other)) return "what kind of index this is cannot be told";
        if (assignment.Syntax.DescendantTrivia().Any(t => assignment.Syntax.Span.Contains(t.Span) && (t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsKind(SyntaxKind.MultiLineCommentTrivia)))) return "a comment stands in it";
        if (assignment.Items.Any(i => !IsRepeatable(i))) return "its index must not be evaluated twice";
        return LocalOwnership.Of(assignment.Target, assignment.Operation, torch)?.Reason;
    }

    private static bool IsRepeatable(IndexItem item) => item.Kind is IndexKind.Colon or IndexKind.Ellipsis or IndexKind.Mask or IndexKind.Indices
        || new[] { item.From, item.To, item.Kind == IndexKind.Integer ? item.Operation : null }.All(o => o is null
            || o.DescendantsAndSelf().All(d => d is not (IInvocationOperation or IAssignmentOperation
                or IIncrementOrDecrementOperation)));
}
