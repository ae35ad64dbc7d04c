using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>
/// A chain such as <c>x.squeeze(3).squeeze(2)</c> that drops all dims of size 1 after the second, so that [B, C] is left.
/// </summary>
/// <param name="First">The innermost call.</param>
/// <param name="Last">The outermost call.</param>
internal sealed record TrailingSqueezes(TorchCall First, TorchCall Last)
{
    /// <summary>From the first name to the end of the last call.</summary>
    public TextSpan Span => TextSpan.FromBounds(First.NameSyntax.SpanStart, Last.Syntax.Span.End);

    /// <summary>The chain that a call is part of, where it is proven to leave [B, C]; null where the calls stand for themselves.</summary>
    public static TrailingSqueezes? Around(TorchCall call, TorchCompilation torch)
    {
        if (!IsLink(call)) return null;
        var last = call;
        while (Outer(last, torch) is { } outer) last = outer;
        var calls = new List<TorchCall> { last };
        while (OperatorCalls.From(calls[0].Input, torch.Symbols) is { } inner && IsLink(inner)) calls.Insert(0, inner);

        var chain = new TrailingSqueezes(calls[0], last);
        if (calls.Count < 2 || torch.ShapeOf(calls[0].Input) is not { Rank: { } rank } shape || rank - calls.Count != 2) return null;
        if (!LeavesTheFirstTwo(calls, shape)) return null;
        return CSharpText.HasComments(call.Syntax.SyntaxTree, chain.Span) ? null : chain;
    }

    private static bool LeavesTheFirstTwo(List<TorchCall> calls, TensorShape shape)
    {
        var left = Enumerable.Range(0, shape.Dims.Length).ToList();
        foreach (var call in calls)
        {
            var d = call.Arguments.Integer("dim")!.Value;
            var at = d < 0 ? d + left.Count : d;
            if (at < 0 || at >= left.Count || shape.Dims[left[(int)at]].Constant != 1) return false;
            left.RemoveAt((int)at);
        }

        return left[0] == 0 && left[1] == 1;
    }

    private static bool IsLink(TorchCall call) =>
        call is { Operator: "squeeze", InPlace: false, Spelling: Spelling.Method } && call.Arguments.Integer("dim") is not null;

    private static TorchCall? Outer(TorchCall call, TorchCompilation torch) =>
        call.Syntax.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax }
        && call.Invocation.Parent is IInvocationOperation parent
        && OperatorCalls.From(parent, torch.Symbols) is { } outer && IsLink(outer) ? outer : null;
}
