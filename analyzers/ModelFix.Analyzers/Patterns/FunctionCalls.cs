using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers.Patterns;

/// <summary>Calls of autograd functions in exported code: <c>Swish.apply(x)</c>.</summary>
internal sealed class FunctionCalls : Pattern
{
    private readonly Func<IInvocationOperation, INamedTypeSymbol, TorchCompilation, Finding?> _inspect;

    private FunctionCalls(Func<IInvocationOperation, INamedTypeSymbol, TorchCompilation, Finding?> inspect) => _inspect = inspect;

    public override ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(OperationKind.Invocation);

    public override ImmutableHashSet<string> Names { get; } = ImmutableHashSet.Create("apply");

    /// <param name="inspect">The finding at a call, given the class of the function, or null.</param>
    public static FunctionCalls Applied(Func<IInvocationOperation, INamedTypeSymbol, TorchCompilation, Finding?> inspect) => new(inspect);

    public override bool MayBe(SyntaxNode node) => CalledName(node) is { } name && Names.Contains(name);

    public override Finding? Inspect(IOperation operation, TorchCompilation torch) =>
        operation is IInvocationOperation call && FunctionOf(call.TargetMethod, torch) is { } function && torch.Exported.Contains(operation)
            ? _inspect(call, function, torch)
            : null;

    /// <summary>The project's class, which TorchSharp's own is given as its type argument.</summary>
    private static INamedTypeSymbol? FunctionOf(IMethodSymbol method, TorchCompilation torch)
    {
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
            if (type is { Name: "SingleTensorFunction" or "MultiTensorFunction" or "Function", TypeArguments: { Length: 1 } arguments }
                && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, torch.Symbols.Torch.ContainingAssembly))
                return arguments[0] as INamedTypeSymbol;
        return null;
    }
}
