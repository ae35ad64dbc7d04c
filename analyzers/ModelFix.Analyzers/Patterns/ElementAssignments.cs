using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>
/// Assignments through a tensor's indexer in exported code, plain and compound: <c>x[.., 2] = v</c>, <c>x[mask] *= s</c>.
/// </summary>
internal sealed class ElementAssignments : Pattern
{
    private readonly Func<IAssignmentOperation, IPropertyReferenceOperation, TorchCompilation, Finding?> _inspect;

    private ElementAssignments(Func<IAssignmentOperation, IPropertyReferenceOperation, TorchCompilation, Finding?> inspect) =>
        _inspect = inspect;

    public override ImmutableArray<OperationKind> Kinds { get; } =
        ImmutableArray.Create(OperationKind.SimpleAssignment, OperationKind.CompoundAssignment);

    public override ImmutableHashSet<SyntaxKind> Syntax { get; } = ImmutableHashSet.Create(
        SyntaxKind.SimpleAssignmentExpression,
        SyntaxKind.AddAssignmentExpression,
        SyntaxKind.SubtractAssignmentExpression,
        SyntaxKind.MultiplyAssignmentExpression,
        SyntaxKind.DivideAssignmentExpression,
        SyntaxKind.ModuloAssignmentExpression,
        SyntaxKind.AndAssignmentExpression,
        SyntaxKind.OrAssignmentExpression,
        SyntaxKind.ExclusiveOrAssignmentExpression,
        SyntaxKind.LeftShiftAssignmentExpression,
        SyntaxKind.RightShiftAssignmentExpression,
        SyntaxKind.UnsignedRightShiftAssignmentExpression);

    /// <param name="inspect">The finding at an assignment through an indexer, or null.</param>
    public static ElementAssignments All(Func<IAssignmentOperation, IPropertyReferenceOperation, TorchCompilation, Finding?> inspect) =>
        new(inspect);

    public override bool MayBe(SyntaxNode node) =>
        node is AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax } && Syntax.Contains(node.Kind());

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (operation is not (ISimpleAssignmentOperation or ICompoundAssignmentOperation)) return null;
        var assignment = (IAssignmentOperation)operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor } indexer) return null;
        if (!torch.Symbols.IsTensor(tensor.Type)) return null;
        return torch.Exported.Contains(operation) ? _inspect(assignment, indexer, torch) : null;
    }
}
