using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Assignments to fields of tensors in the class of an exported module, in whatever method.</summary>
internal sealed class FieldWrites : Pattern
{
    private readonly Func<IAssignmentOperation, IFieldReferenceOperation, TorchCompilation, Finding?> _inspect;

    private FieldWrites(Func<IAssignmentOperation, IFieldReferenceOperation, TorchCompilation, Finding?> inspect) => _inspect = inspect;

    public override ImmutableArray<OperationKind> Kinds { get; } =
        ImmutableArray.Create(OperationKind.SimpleAssignment, OperationKind.CompoundAssignment);

    public override ImmutableHashSet<SyntaxKind> Syntax { get; } = ImmutableHashSet.Create(
        SyntaxKind.SimpleAssignmentExpression,
        SyntaxKind.AddAssignmentExpression,
        SyntaxKind.SubtractAssignmentExpression,
        SyntaxKind.MultiplyAssignmentExpression,
        SyntaxKind.DivideAssignmentExpression);

    /// <param name="inspect">The finding at an assignment to a field of the module itself, or null.</param>
    public static FieldWrites OfModules(Func<IAssignmentOperation, IFieldReferenceOperation, TorchCompilation, Finding?> inspect) =>
        new(inspect);

    public override bool MayBe(SyntaxNode node) =>
        node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax or MemberAccessExpressionSyntax } && Syntax.Contains(node.Kind());

    public override Finding? Inspect(IOperation operation, TorchCompilation torch) =>
        operation is IAssignmentOperation { Target: IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field } assignment
        && torch.Symbols.IsTensor(field.Type) && torch.Exported.IsExportedModule(field.Field.ContainingType)
            ? _inspect(assignment, field, torch)
            : null;
}
