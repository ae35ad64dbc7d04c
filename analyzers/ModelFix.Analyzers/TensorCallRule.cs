using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>A rule about calls of certain operators on a tensor, in every spelling.</summary>
internal abstract class TensorCallRule : Rule
{
    /// <summary>The operators' names without the underscore of their in-place forms, as in <see cref="OperatorCatalog"/>.</summary>
    protected abstract ImmutableHashSet<string> Operators { get; }

    public sealed override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.Invocation);

    public sealed override bool MayConcern(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: var called } && CalledName(called) is { } name && Operators.Contains(name.TrimEnd('_'));

    public sealed override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (!MayConcern(operation.Syntax)) return null;
        if (OperatorCalls.From(operation, torch.Symbols) is not { } call || !Operators.Contains(call.Operator)) return null;
        if (!torch.Exported.Contains(operation)) return null;
        return InspectCall(call, torch)?.BecauseOf(call.Input, torch);
    }

    /// <summary>The finding at a call of one of <see cref="Operators"/> in exported code, or null.</summary>
    protected abstract Finding? InspectCall(TorchCall call, TorchCompilation torch);

    private static string? CalledName(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
