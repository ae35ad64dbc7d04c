using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Calls of certain methods of a module, wherever they stand: <c>net.load_state_dict(…)</c>.</summary>
internal sealed class ModuleMethods : Pattern
{
    private readonly Func<IInvocationOperation, TorchCompilation, Finding?> _inspect;

    private ModuleMethods(Func<IInvocationOperation, TorchCompilation, Finding?> inspect, ImmutableHashSet<string> names)
    {
        _inspect = inspect;
        Names = names;
    }

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.Invocation);

    public override ImmutableHashSet<string> Names { get; }

    public override bool LooksOutsideOfModules => true;

    /// <param name="inspect">The finding at a call, or null.</param>
    /// <param name="names">The methods' names.</param>
    public static ModuleMethods Named(Func<IInvocationOperation, TorchCompilation, Finding?> inspect, params string[] names) =>
        new(inspect, names.ToImmutableHashSet());

    public override bool MayBe(SyntaxNode node) => CalledName(node) is { } name && Names.Contains(name);

    public override Finding? Inspect(IOperation operation, TorchCompilation torch) =>
        operation is IInvocationOperation { TargetMethod: { IsStatic: false, ContainingType: { } type } } call
        && torch.Symbols.IsModule(type)
            ? _inspect(call, torch)
            : null;
}
