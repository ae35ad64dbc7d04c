using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// The calls of the modules in a private field that holds several: a list, an array, a ModuleList or a Sequential that is gone through.
/// </summary>
internal static class ModuleListUses
{
    /// <summary>
    /// Every call that any of the modules gets with one input; null where the field is not private, or is used for more than to add to it,
    /// to go through it, and to call what it holds.
    /// </summary>
    public static ImmutableArray<IInvocationOperation>? Of(IFieldSymbol field, Compilation compilation)
    {
        if (field.DeclaredAccessibility != Accessibility.Private || field.IsStatic) return null;
        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        foreach (var (name, model) in ModuleFieldUses.References(field, compilation))
        {
            var whole = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access && access.Name == name
                ? (ExpressionSyntax)access
                : name;
            if (IsAssigned(whole) || IsBookkeeping(whole)) continue;
            if (CallsOf(whole, model) is not { } found) return null;
            calls.AddRange(found);
        }

        return calls.ToImmutable();
    }

    private static bool IsAssigned(ExpressionSyntax whole) => whole.Parent is AssignmentExpressionSyntax assignment
        && assignment.Left == whole
        && assignment.Parent is ExpressionStatementSyntax;

    /// <summary>Adding, registering and disposing are statements of their own.</summary>
    private static bool IsBookkeeping(ExpressionSyntax whole) => whole.Parent switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "append" or "add_module" or "Dispose" } access =>
            access.Expression == whole && access.Parent is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax },
        ArgumentSyntax
        {
            Parent.Parent: InvocationExpressionSyntax
            {
                Parent: ExpressionStatementSyntax, Expression: SimpleNameSyntax { Identifier.ValueText: "register_module" },
            },
        } => true,
        _ => false,
    };

    /// <summary>The calls of a module that is taken by its index, or of each in a loop; null for anything else.</summary>
    private static IEnumerable<IInvocationOperation>? CallsOf(ExpressionSyntax whole, SemanticModel model) => Iterated(whole) switch
    {
        { Parent: ElementAccessExpressionSyntax { ArgumentList.Arguments.Count: 1 } element } list when element.Expression == list =>
            CallOf(element, model) is { } call ? [call] : null,
        { Parent: ForEachVariableStatementSyntax { Variable: DeclarationExpressionSyntax
        {
            Designation: ParenthesizedVariableDesignationSyntax { Variables: { Count: 2 } pair },
        } } loop } list when loop.Expression == list
            && pair[1] is SingleVariableDesignationSyntax second
            && model.GetDeclaredSymbol(second) is { } module => CallsOf(module, loop.Statement, model),
        { Parent: ForEachStatementSyntax loop } list when loop.Expression == list
            && model.GetDeclaredSymbol(loop) is { } each => CallsOf(each, loop.Statement, model),
        { Parent: MemberAccessExpressionSyntax
        {
            Name.Identifier.ValueText: "Select",
            Parent: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments },
        } } when arguments[0].Expression is SimpleLambdaExpressionSyntax lambda
            && model.GetDeclaredSymbol(lambda.Parameter) is { } parameter => CallsOf(parameter, lambda.Body, model),
        { Parent: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" } } => [],
        _ => null,
    };

    /// <summary>The list itself, or its children.</summary>
    private static ExpressionSyntax Iterated(ExpressionSyntax list) =>
        list.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "children" or "named_children",
            Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } children } access && access.Expression == list
            ? children
            : list;

    private static IEnumerable<IInvocationOperation>? CallsOf(ISymbol module, SyntaxNode body, SemanticModel model)
    {
        var calls = new List<IInvocationOperation>();
        foreach (var name in body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != module.Name) continue;
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, module)) continue;
            if (CallOf(name, model) is not { } call) return null;
            calls.Add(call);
        }

        return calls;
    }

    /// <summary>The call of a module with one input, also through a cast: <c>((Module&lt;Tensor, Tensor&gt;)m).call(x)</c>.</summary>
    private static IInvocationOperation? CallOf(ExpressionSyntax module, SemanticModel model)
    {
        while (module.Parent is CastExpressionSyntax or ParenthesizedExpressionSyntax) module = (ExpressionSyntax)module.Parent;
        return module.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward",
            Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } call } access && access.Expression == module
            ? model.GetOperation(call) as IInvocationOperation
            : null;
    }
}
