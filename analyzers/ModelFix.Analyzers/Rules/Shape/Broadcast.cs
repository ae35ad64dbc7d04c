using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>An expand that the operator around it does by itself: <c>x + bias.expand(n, -1, -1)  =>  x + bias</c>.</summary>
internal static class Broadcast
{
    private static readonly ImmutableHashSet<string> Operators = ImmutableHashSet.Create("add", "sub", "mul", "div");

    /// <summary>The fix, or null where the operator would give another shape or dtype, or may.</summary>
    public static Fix? Instead(TorchCall expand, TorchCompilation torch)
    {
        if (expand.IsConditionalAccess) return null;
        IOperation value = expand.Invocation;
        while (value.Parent is IConversionOperation { IsImplicit: true } or IParenthesizedOperation) value = value.Parent;
        if (Other(value, torch) is not var (other, result)) return null;

        // The other operand has the shape of the result, and every dim of the tensor is 1 or the same.
        var (own, wanted) = (torch.ShapeOf(expand.Input), torch.ShapeOf(other));
        if (own.Rank is not > 0 || wanted.Rank is not { } rank || own.Rank > rank || !torch.ShapeOf(result).Equals(wanted)) return null;
        for (var i = 1; i <= own.Rank; i++)
            if (own[-i]!.Constant != 1 && !own[-i]!.Equals(wanted[-i])) return null;

        // Text of the input, without what the expand and its parentheses are written in.
        var tree = expand.Syntax.SyntaxTree;
        var removed = expand.Spelling == Spelling.Method && expand.Syntax.Expression is MemberAccessExpressionSyntax access
            ? TextSpan.FromBounds(access.Expression.Span.End, expand.Syntax.Span.End)
            : expand.Syntax.Span;
        if (CSharpText.HasComments(tree, removed)) return null;
        var edit = expand.Spelling == Spelling.Method
            ? SourceEdit.Delete(tree, removed)
            : SourceEdit.Replace(expand.Syntax, CSharpText.AsReceiver(expand.Input.Syntax));
        // Only one operand may go by the shape of the other.
        var fix = new Fix("Let the operator broadcast", edit) { Claims = ImmutableArray.Create(result.Syntax) };
        return UnusedSizes.TakenBy(fix, expand.Invocation, removed, torch);
    }

    /// <summary>The other operand of an operator of two tensors that makes a new one, and the operator.</summary>
    private static (IOperation Other, IOperation Result)? Other(IOperation value, TorchCompilation torch)
    {
        if (value.Parent is IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply
                    or BinaryOperatorKind.Divide,
            } binary)
            return (binary.LeftOperand == value ? binary.RightOperand : binary.LeftOperand, binary);
        var invocation = value.Parent is IArgumentOperation argument ? argument.Parent : value.Parent;
        if (invocation is null || OperatorCalls.From(invocation, torch.Symbols) is not { InPlace: false } call) return null;
        if (!Operators.Contains(call.Operator) || call.IsConditionalAccess) return null;
        var operands = call.Arguments.All.Where(a => torch.Symbols.IsTensor(a.Type)).Append(call.Input).Distinct().ToList();
        return operands.Count == 2 && operands.Any(o => o.Syntax == value.Syntax)
            ? (operands.First(o => o.Syntax != value.Syntax), invocation)
            : null;
    }
}
