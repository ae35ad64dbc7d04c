using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>Removes the locals that only held sizes for arguments that a fix takes away.</summary>
internal static class UnusedSizes
{
    /// <summary>Deletes each declaration whose variables are used nowhere but in the replaced span. A declaration with a comment stays.</summary>
    public static IEnumerable<SourceEdit> Remove(IOperation call, TextSpan replaced, TorchCompilation torch)
    {
        var statements = SizeReads.Locals(call)
            .Select(l => l.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<StatementSyntax>())
            .OfType<StatementSyntax>()
            .Distinct();
        foreach (var statement in statements)
            if (statement.Parent is BlockSyntax && OnlyReadsSizes(statement, torch) && IsUnused(statement, replaced, torch) && !HasComment(statement))
                yield return SourceEdit.Delete(statement.SyntaxTree, Lines(statement));
    }

    private static bool OnlyReadsSizes(StatementSyntax statement, TorchCompilation torch)
    {
        var model = torch.Compilation.GetSemanticModel(statement.SyntaxTree);
        var value = statement switch
        {
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Initializer?.Value,
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: DeclarationExpressionSyntax } assignment } => assignment.Right,
            _ => null,
        };
        if (value is null || model.GetOperation(value) is not { } operation || !SizeReads.In(operation, torch)) return false;
        return value.DescendantNodesAndSelf().All(n => n is not InvocationExpressionSyntax call || call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "size" or "numel" });
    }

    private static bool IsUnused(StatementSyntax statement, TextSpan replaced, TorchCompilation torch)
    {
        var model = torch.Compilation.GetSemanticModel(statement.SyntaxTree);
        var declared = statement.DescendantNodes()
            .Where(n => n is VariableDeclaratorSyntax or SingleVariableDesignationSyntax)
            .Select(n => model.GetDeclaredSymbol(n))
            .ToList();
        return statement.Parent!.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(n => !statement.Span.Contains(n.Span) && !replaced.Contains(n.Span) && declared.Any(d => d?.Name == n.Identifier.ValueText))
            .All(n => !declared.Contains(model.GetSymbolInfo(n).Symbol, SymbolEqualityComparer.Default));
    }

    private static bool HasComment(StatementSyntax statement) => statement.DescendantTrivia()
        .Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));

    /// <summary>The statement's whole lines where it stands alone on them.</summary>
    private static TextSpan Lines(StatementSyntax statement)
    {
        var text = statement.SyntaxTree.GetText();
        var first = text.Lines.GetLineFromPosition(statement.SpanStart);
        var last = text.Lines.GetLineFromPosition(statement.Span.End);
        var alone = string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)))
            && string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(statement.Span.End, last.End)));
        return alone ? TextSpan.FromBounds(first.Start, last.EndIncludingLineBreak) : statement.Span;
    }
}
