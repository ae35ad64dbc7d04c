using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules;

/// torch.div(x, y, mode)  =>  x.div(y, mode)
/// A function whose first argument is a tensor, as a method of that tensor. The arguments stay where they are, by position.
internal static class FunctionAsMethod
{
    /// <summary>
    /// The edits, or null where the arguments stand in another order than the parameters, the first one is only converted to a tensor, or
    /// a comment would be lost.
    /// </summary>
    /// <param name="call">The call of the function.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="symbols">TorchSharp's types.</param>
    /// <param name="cast">What is written before the first argument of the method, such as a cast.</param>
    public static ImmutableArray<SourceEdit>? Edits(TorchCall call, string method, TorchSymbols symbols, string cast = "")
    {
        var arguments = call.Syntax.ArgumentList.Arguments;
        if (!symbols.IsTensor(call.Input.Type) || arguments.Count < 2 || !AreInOrder(call)) return null;
        var (tree, input, next) = (call.Syntax.SyntaxTree, arguments[0].Expression, arguments[1].Expression);
        var needsParentheses = CSharpText.AsReceiver(input) != CSharpText.Text(input);
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        edits.Add(new SourceEdit(tree, TextSpan.FromBounds(call.Syntax.SpanStart, input.SpanStart), needsParentheses ? "(" : ""));
        edits.Add(new SourceEdit(
            tree, TextSpan.FromBounds(input.Span.End, next.SpanStart), $"{(needsParentheses ? ")" : "")}.{method}({cast}"));
        foreach (var argument in arguments.Skip(2).Where(a => a.NameColon is not null))
            edits.Add(SourceEdit.Delete(tree, TextSpan.FromBounds(argument.SpanStart, argument.Expression.SpanStart)));
        return edits.Any(e => CSharpText.HasComments(tree, e.Span)) ? null : edits.ToImmutable();
    }

    private static bool AreInOrder(TorchCall call)
    {
        var ordinals = call.Invocation.Arguments
            .Where(a => a.Syntax is ArgumentSyntax)
            .OrderBy(a => a.Syntax.SpanStart)
            .Select(a => a.Parameter?.Ordinal ?? -1)
            .ToList();
        return ordinals.SequenceEqual(Enumerable.Range(0, call.Syntax.ArgumentList.Arguments.Count));
    }
}
