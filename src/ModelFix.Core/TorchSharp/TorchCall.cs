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
/// <param name="Operator">The operator's name without the underscore of its in-place form, as in <see cref="OperatorTable"/>.</param>
/// <param name="InPlace">True for <c>squeeze_</c> and its like.</param>
/// <param name="Spelling">Method or static.</param>
/// <param name="Input">The tensor that the operator works on: the receiver, or the first argument of a static form. Without conversions.</param>
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

    /// <summary>The call that an operation is, or null where it is not a call of a known operator.</summary>
    public static TorchCall? From(IOperation operation, TorchSymbols symbols)
    {
        if (operation is not IInvocationOperation { TargetMethod: var method } invocation) return null;
        if (operation.Syntax is not InvocationExpressionSyntax) return null;
        if (IdPrefix(method.ContainingType, symbols) is not { } prefix) return null;
        if (OperatorTable.Find(prefix + method.Name) is not { } row) return null;
        if (invocation.Instance is { } instance)
            return new TorchCall(invocation, row.Operator, row.InPlace, Spelling.Method, instance.WithoutImplicitConversions());
        var first = invocation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0);
        return first is null
            ? null
            : new TorchCall(invocation, row.Operator, row.InPlace, Spelling.Static, first.Value.WithoutImplicitConversions());
    }

    private static string? IdPrefix(INamedTypeSymbol type, TorchSymbols symbols)
    {
        if (Same(type, symbols.Tensor)) return "M:TorchSharp.torch.Tensor.";
        if (Same(type, symbols.Torch)) return "M:TorchSharp.torch.";
        if (Same(type, symbols.Functional)) return "M:TorchSharp.torch.nn.functional.";
        if (Same(type, symbols.Linalg)) return "M:TorchSharp.torch.linalg.";
        return Same(type, symbols.Special) ? "M:TorchSharp.torch.special." : null;
    }

    private static bool Same(INamedTypeSymbol type, INamedTypeSymbol? other) => SymbolEqualityComparer.Default.Equals(type, other);
}
