using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Patterns;

/// <summary>
/// Calls of certain operators on a tensor in exported code, in every spelling: method, torch., functional., using static, alias.
/// </summary>
internal sealed class Calls : Pattern
{
    private readonly ImmutableHashSet<string> _operators;
    private readonly Func<TorchCall, TorchCompilation, Finding?> _inspect;

    private Calls(ImmutableHashSet<string> operators, Func<TorchCall, TorchCompilation, Finding?> inspect)
    {
        _operators = operators;
        _inspect = inspect;
        Names = operators.Union(operators.Select(o => o + "_"));
    }

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.Invocation);

    public override ImmutableHashSet<string> Names { get; }

    /// <param name="inspect">The finding at a call, or null.</param>
    /// <param name="operators">
    /// The operators' names without the underscore of their in-place forms, as in <see cref="OperatorCatalog"/>.
    /// </param>
    public static Calls Of(Func<TorchCall, TorchCompilation, Finding?> inspect, params string[] operators) =>
        new(operators.ToImmutableHashSet(), inspect);

    public override bool MayBe(SyntaxNode node) => CalledName(node) is { } name && Names.Contains(name);

    public override Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        if (OperatorCalls.From(operation, torch.Symbols) is not { } call || !_operators.Contains(call.Operator)) return null;
        return torch.Exported.Contains(operation) ? _inspect(call, torch)?.BecauseOf(call.Input, torch) : null;
    }
}
