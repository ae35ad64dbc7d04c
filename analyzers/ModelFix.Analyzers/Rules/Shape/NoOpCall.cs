using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>A call that hands its input back unchanged, though as a tensor object of its own: <c>x.squeeze(1)  =>  x</c>.</summary>
internal static class NoOpCall
{
    private static readonly ImmutableHashSet<string> Disposals = ImmutableHashSet.Create(
        "Dispose", "DisposeEverything", "DisposeEverythingBut");

    /// <summary>What changes a tensor object and not its elements: by another name it would be seen.</summary>
    private static readonly ImmutableHashSet<string> OfTheObject = ImmutableHashSet.Create(
        "unsqueeze_",
            "squeeze_",
            "transpose_",
            "t_",
            "swapaxes_",
            "swapdims_",
            "resize_",
            "resize_as_",
            "set_",
            "requires_grad_",
            "detach_",
            "ReferenceEquals");

    /// <summary>Why the input cannot stand in the call's place, or null.</summary>
    public static string? WhyKept(TorchCall call, TorchCompilation torch)
    {
        if (call.IsConditionalAccess) return "remove it";
        if (call.Syntax.Parent is ExpressionStatementSyntax) return "remove the statement";
        if (SelfAssignment(call) is { } statement && RemovalOf(statement) is null) return "remove the statement";
        if (CSharpText.HasComments(call.Syntax.SyntaxTree, Removed(call))) return "remove it, and mind the comment in it";
        if (ChangesObjects(call)) return "remove it, and mind that the tensor object is changed or compared";
        return EndsTensors(call, torch) ? "remove it, and mind that the tensor is not disposed of twice" : null;
    }

    /// <summary>
    /// The fix; it claims the input, whose own rewrite may need no parentheses when the call is gone, and the assignment around it, of
    /// which x = x may be left when the last call is gone.
    /// </summary>
    public static Fix Remove(TorchCall call) => SelfAssignment(call) is { } statement && RemovalOf(statement) is { } removal
        ? new Fix("Remove the statement", removal)
        : new Fix("Remove the call", Edits(call))
        {
            Claims = call.Syntax.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax assigned
                ? ImmutableArray.Create<SyntaxNode>(call.Input.Syntax, assigned)
                : ImmutableArray.Create(call.Input.Syntax),
        };

    /// <summary><c>x = x.squeeze(1);</c>, of which x = x would be left.</summary>
    private static ExpressionStatementSyntax? SelfAssignment(TorchCall call) =>
        call.Syntax.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
            Parent: ExpressionStatementSyntax statement } assignment
        && assignment.Right == call.Syntax && SyntaxFactory.AreEquivalent(assignment.Left, call.Input.Syntax)
            ? statement
            : null;

    private static SourceEdit? RemovalOf(ExpressionStatementSyntax statement) =>
        statement.Parent is BlockSyntax ? Removal.OfLines(statement) : null;

    private static SourceEdit[] Edits(TorchCall call)
    {
        var tree = call.Syntax.SyntaxTree;
        if (call.Spelling == Spelling.Static) return [SourceEdit.Replace(call.Syntax, CSharpText.AsReceiver(call.Input.Syntax))];
        // (a / b).squeeze(1)  =>  a / b, where the parentheses stood for the call alone
        return call.Syntax.Expression is MemberAccessExpressionSyntax { Expression: ParenthesizedExpressionSyntax whole }
            && StandsAlone(call.Syntax)
            ? [
                SourceEdit.Delete(tree, whole.OpenParenToken.Span),
                SourceEdit.Delete(tree, TextSpan.FromBounds(whole.CloseParenToken.SpanStart, call.Syntax.Span.End))]
            : [SourceEdit.Delete(tree, Removed(call))];
    }

    private static bool StandsAlone(ExpressionSyntax expression) => expression.Parent switch
    {
        ArgumentSyntax
            or EqualsValueClauseSyntax
            or ReturnStatementSyntax
            or ArrowExpressionClauseSyntax
            or ParenthesizedExpressionSyntax =>
            true,
        AssignmentExpressionSyntax assignment => assignment.Right == expression,
        _ => false,
    };

    /// <remarks>The parentheses of (a / b).squeeze(1) + c stay; the compiler gives what stands in them as the input.</remarks>
    private static TextSpan Removed(TorchCall call) =>
        call.Spelling == Spelling.Method && call.Syntax.Expression is MemberAccessExpressionSyntax access
            ? TextSpan.FromBounds(access.Expression.Span.End, call.Syntax.Span.End)
            : call.Syntax.Span;

    /// <summary>True where the class changes tensor objects as such, or compares them, so that one object for two would be seen.</summary>
    public static bool ChangesObjects(TorchCall call) => call.Syntax.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is { } type
        && type.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(i => i != call.Syntax && OfTheObject.Contains(i.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            IdentifierNameSyntax name => name.Identifier.ValueText,
            _ => "",
        }));

    /// <summary>
    /// True where a method of the class, or one that they call, disposes of tensors or moves them between scopes: one object would then
    /// stand for two.
    /// </summary>
    private static bool EndsTensors(TorchCall call, TorchCompilation torch)
    {
        var type = call.Syntax.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault();
        // All that methods of the class do: a helper's result may be disposed of by who calls it.
        var bodies = new Queue<SyntaxNode>(type?.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().ToArray() ?? []);
        var seen = new HashSet<SyntaxNode>(bodies);
        while (bodies.Count > 0)
        {
            var body = bodies.Dequeue();
            foreach (var operation in torch.Compilation.Bound(body.SyntaxTree).GetOperation(body)?.Descendants() ?? [])
            {
                if (Ends(operation, torch)) return true;
                if (operation is not IInvocationOperation { TargetMethod: var method } || method.Declarations().IsEmpty) continue;
                var called = method.Declarations()[0].GetSyntax();
                if (type?.Contains(called) != true && seen.Add(called)) bodies.Enqueue(called);
            }
        }

        return false;
    }

    private static bool Ends(IOperation operation, TorchCompilation torch) => operation switch
    {
        IInvocationOperation invocation =>
            Disposals.Contains(invocation.TargetMethod.Name) || TensorStorage.IsScopeMove(invocation, torch.Symbols),
        IUsingOperation scope => HoldsTensor(scope.Resources, torch),
        IUsingDeclarationOperation declaration => HoldsTensor(declaration.DeclarationGroup, torch),
        _ => false,
    };

    private static bool HoldsTensor(IOperation resources, TorchCompilation torch) => torch.Symbols.IsTensor(resources.Type)
        || resources.Descendants().OfType<IVariableDeclaratorOperation>().Any(d => torch.Symbols.IsTensor(d.Symbol.Type));
}
