using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>Removes the locals that only held sizes for arguments that a fix takes away.</summary>
internal static class UnusedSizes
{
    /// <summary>
    /// The fix, taking with it each declaration whose variables only the replaced span uses, and claiming those that other views use too.
    /// </summary>
    public static Fix TakenBy(Fix fix, IOperation call, TextSpan replaced, TorchCompilation torch) =>
        TakenBy(fix, call, ImmutableArray.Create(replaced), torch);

    /// <summary>As above, for a fix that replaces several parts of a call.</summary>
    public static Fix TakenBy(Fix fix, IOperation call, ImmutableArray<TextSpan> replaced, TorchCompilation torch)
    {
        var edits = fix.Edits.ToBuilder();
        var claims = ImmutableArray.CreateBuilder<SyntaxNode>();
        foreach (var statement in Declarations(call, torch))
        {
            if (Removal.OfLines(statement) is not { } removal) continue;
            var others = Uses(statement, torch).Where(u => !replaced.Any(r => r.Contains(u.Span))).ToList();
            if (others.Count == 0) edits.Add(removal);
            else if (others.All(IsArgumentOfView)) claims.Add(statement);
        }

        return fix with { Edits = edits.ToImmutable(), Claims = fix.Claims.AddRange(claims) };
    }

    private static IEnumerable<StatementSyntax> Declarations(IOperation call, TorchCompilation torch) => SizeReads.Locals(call)
        .Select(l => l.Declarations().FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<StatementSyntax>())
        .OfType<StatementSyntax>()
        .Distinct()
        .Where(s => s.Parent is BlockSyntax && OnlyReadsSizes(s, torch));

    private static bool OnlyReadsSizes(StatementSyntax statement, TorchCompilation torch)
    {
        var model = torch.Compilation.Bound(statement.SyntaxTree);
        var value = statement switch
        {
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Initializer?.Value,
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: DeclarationExpressionSyntax } assignment } =>
                assignment.Right,
            _ => null,
        };
        if (value is null || model.GetOperation(value) is not { } operation || !SizeReads.In(operation, torch)) return false;
        return value
            .DescendantNodesAndSelf()
            .All(n =>
                n is not InvocationExpressionSyntax call
                    || call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "size" or "numel" });
    }

    /// <summary>Where the variables that a statement declares are named again.</summary>
    private static IEnumerable<IdentifierNameSyntax> Uses(StatementSyntax statement, TorchCompilation torch)
    {
        var model = torch.Compilation.Bound(statement.SyntaxTree);
        var declared = statement.DescendantNodes()
            .Where(n => n is VariableDeclaratorSyntax or SingleVariableDesignationSyntax)
            .Select(n => model.GetDeclaredSymbol(n))
            .ToList();
        return statement.Parent!.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(n => !statement.Span.Contains(n.Span) && declared.Any(d => d?.Name == n.Identifier.ValueText))
            .Where(n => declared.Contains(model.GetSymbolInfo(n).Symbol, SymbolEqualityComparer.Default));
    }

    private static bool IsArgumentOfView(IdentifierNameSyntax use) => use.Ancestors()
        .OfType<ArgumentListSyntax>()
        .Select(a => a.Parent)
        .Any(c =>
            c is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "view"
                or "reshape" } });
}
