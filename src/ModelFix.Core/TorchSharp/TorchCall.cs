using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.TorchSharp;

/// <summary>How a call of an operator is written.</summary>
internal enum Spelling
{
    /// <summary><c>x.squeeze(1)</c></summary>
    Method,

    /// <summary><c>torch.squeeze(x, 1)</c>, <c>functional.normalize(x)</c>, or the name alone by <c>using static</c>.</summary>
    Static,
}

/// <summary>A call of an operator on a tensor, in any spelling: method, torch., nn.functional., using static, alias.</summary>
/// <param name="Invocation">The call.</param>
/// <param name="Operator">The operator's name without the underscore of its in-place form.</param>
/// <param name="InPlace">True for <c>squeeze_</c> and its like.</param>
/// <param name="Spelling">Method or static.</param>
/// <param name="Input">
/// The tensor that the operator works on: the receiver, or the first argument of a static form. Without conversions.
/// </param>
internal sealed record TorchCall(IInvocationOperation Invocation, string Operator, bool InPlace, Spelling Spelling, IOperation Input)
{
    public TorchArguments Arguments { get; } = new(Invocation.Arguments);

    public InvocationExpressionSyntax Syntax => (InvocationExpressionSyntax)Invocation.Syntax;

    /// <summary>The method's name as written, to report at and to replace: <c>squeeze</c> in <c>x.squeeze(1)</c>.</summary>
    public SimpleNameSyntax NameSyntax => Syntax.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        var expression => (SimpleNameSyntax)expression,
    };

    /// <summary>True where the call stands behind <c>?.</c>, so that its receiver cannot be named or moved.</summary>
    public bool IsConditionalAccess => Syntax.Expression is MemberBindingExpressionSyntax
        || Syntax.Ancestors().TakeWhile(n => n is ExpressionSyntax).Any(
            n => n is ConditionalAccessExpressionSyntax access && access.WhenNotNull.Span.Contains(Syntax.Span));
}
