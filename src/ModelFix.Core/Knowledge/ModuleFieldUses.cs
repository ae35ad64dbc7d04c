using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Everything that the source does with a private field that holds a module, sorted by what it means for a rewrite of the module.
/// </summary>
/// <param name="Calls">Calls of the module with one input: <c>pool.call(x)</c>, <c>pool.forward(x)</c>.</param>
/// <param name="Bookkeeping">Statements of their own that register or dispose the module, whatever it is.</param>
/// <param name="State">Reads of the module's parameters, whose keys and shapes no rewrite changes: <c>conv.weight</c>.</param>
/// <param name="Others">Everything else: the module is passed on, compared, called in another way, assigned again.</param>
internal sealed record ModuleFieldUses(
    ImmutableArray<IInvocationOperation> Calls,
    ImmutableArray<ExpressionStatementSyntax> Bookkeeping,
    ImmutableArray<SyntaxNode> State,
    ImmutableArray<SyntaxNode> Others)
{
    /// <summary>The uses of a field, or null where it is not private, so that code elsewhere may use it too.</summary>
    public static ModuleFieldUses? Of(IFieldSymbol field, Compilation compilation)
    {
        if (field.DeclaredAccessibility != Accessibility.Private || field.IsStatic) return null;
        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        var bookkeeping = ImmutableArray.CreateBuilder<ExpressionStatementSyntax>();
        var state = ImmutableArray.CreateBuilder<SyntaxNode>();
        var others = ImmutableArray.CreateBuilder<SyntaxNode>();
        foreach (var (name, model) in References(field, compilation))
        {
            var whole = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access && access.Name == name
                ? (ExpressionSyntax)access
                : name;
            if (IsConstruction(whole, model)) continue;
            if (CallOf(whole, model) is { } call) calls.Add(call);
            else if (BookkeepingOf(whole) is { } statement) bookkeeping.Add(statement);
            else if (whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "weight" or "bias" } read
                && read.Expression == whole)
                state.Add(read);
            else others.Add(whole);
        }

        return new ModuleFieldUses(
            calls.ToImmutable(), bookkeeping.Distinct().ToImmutableArray(), state.ToImmutable(), others.ToImmutable());
    }

    /// <summary>Every mention of a private field, by its simple name.</summary>
    public static IEnumerable<(SimpleNameSyntax Name, SemanticModel Model)> References(IFieldSymbol field, Compilation compilation)
    {
        foreach (var declaration in field.ContainingType.Declarations().Select(r => r.GetSyntax()))
        {
            var model = compilation.Bound(declaration.SyntaxTree);
            foreach (var name in declaration.DescendantNodes().OfType<IdentifierNameSyntax>())
            {
                if (name.Identifier.ValueText != field.Name) continue;
                if (SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, field.OriginalDefinition))
                    yield return (name, model);
            }
        }
    }

    private static bool IsConstruction(ExpressionSyntax whole, SemanticModel model) =>
        whole.Parent is AssignmentExpressionSyntax assignment && assignment.Left == whole
        && model.GetOperation(assignment) is ISimpleAssignmentOperation;

    private static IInvocationOperation? CallOf(ExpressionSyntax whole, SemanticModel model) =>
        whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward" } called && called.Expression == whole
        && called.Parent is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } invocation && invocation.Expression == called
            ? model.GetOperation(invocation) as IInvocationOperation
            : null;

    private static ExpressionStatementSyntax? BookkeepingOf(ExpressionSyntax whole)
    {
        if (whole.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax } statement) return null;
        return statement.Expression switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" } access }
                when access.Expression == whole => statement,
            ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax
                {
                    Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Dispose" },
                },
            } access when access.Expression == whole => statement,
            InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: "register_module" } } => statement,
            _ => null,
        };
    }
}
