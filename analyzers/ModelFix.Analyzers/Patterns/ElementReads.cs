using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Reads through a tensor's indexer in exported code: <c>x[mask]</c>, but not <c>x[mask] = v</c>.</summary>
internal sealed class ElementReads : Pattern
{
    private readonly Func<IPropertyReferenceOperation, TorchCompilation, Finding?> _inspect;

    private ElementReads(Func<IPropertyReferenceOperation, TorchCompilation, Finding?> inspect) => _inspect = inspect;

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.PropertyReference);

    public override ImmutableHashSet<SyntaxKind> Syntax { get; } = ImmutableHashSet.Create(SyntaxKind.ElementAccessExpression);

    /// <param name="inspect">The finding at a read through an indexer, or null.</param>
    public static ElementReads All(Func<IPropertyReferenceOperation, TorchCompilation, Finding?> inspect) => new(inspect);

    public override bool MayBe(SyntaxNode node) => node is ElementAccessExpressionSyntax;

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (operation is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor } read) return null;
        if (!torch.Symbols.IsTensor(tensor.Type)) return null;
        if (read.Parent is IAssignmentOperation { Target: var target } && target == read) return null;
        return torch.Exported.Contains(operation) ? _inspect(read, torch)?.BecauseOf(tensor, torch) : null;
    }
}
