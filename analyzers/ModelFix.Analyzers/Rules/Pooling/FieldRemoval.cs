using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Pooling;

/// <summary>Takes a field away that nothing calls any more: its declaration, its construction, its registration and disposal.</summary>
internal static class FieldRemoval
{
    /// <summary>
    /// All the edits, or none where one of them would lose a comment or tear a statement apart: the layer without parameters then stays,
    /// unused and harmless.
    /// </summary>
    public static ImmutableArray<SourceEdit> Of(IFieldSymbol field, IOperation construction, ModuleFieldUses uses)
    {
        if (field.DeclaringSyntaxReferences[0].GetSyntax() is not VariableDeclaratorSyntax variable)
            return ImmutableArray<SourceEdit>.Empty;
        var edits = uses.Bookkeeping.Select(s => Removal.Of(s)).Append(Removal.OfVariable(variable)).ToList();
        if (!variable.Span.Contains(construction.Syntax.Span)) edits.Add(Assignment(construction.Syntax));
        return edits.Any(e => e is null) ? ImmutableArray<SourceEdit>.Empty : edits.Select(e => e!).ToImmutableArray();
    }

    private static SourceEdit? Assignment(SyntaxNode construction)
    {
        var assignment = construction.FirstAncestorOrSelf<AssignmentExpressionSyntax>();
        return assignment?.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement ? Removal.Of(statement) : null;
    }
}
