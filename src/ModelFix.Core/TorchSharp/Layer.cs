using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Core.TorchSharp;

/// <summary>
/// A module as its construction states it: <c>Conv2d(3, 64, 3, padding: 1)</c>, <c>new Block(64)</c>, <c>Sequential(…)</c>.
/// </summary>
/// <param name="Kind">The factory's or the class's name: Conv2d, Sequential, Block.</param>
/// <param name="Construction">The call of the factory, or the object creation.</param>
/// <param name="IsTorchSharp">True for TorchSharp's own layers, false for classes of the project.</param>
internal sealed record Layer(string Kind, IOperation Construction, bool IsTorchSharp)
{
    public TorchArguments Arguments { get; } = new(Construction switch
    {
        IInvocationOperation invocation => invocation.Arguments,
        IObjectCreationOperation creation => creation.Arguments,
        _ => ImmutableArray<IArgumentOperation>.Empty,
    });

    /// <summary>The layer that an expression constructs, or null where it does not construct one.</summary>
    public static Layer? From(IOperation expression, TorchSymbols symbols)
    {
        var operation = expression.WithoutConversions();
        if (operation is IInvocationOperation { TargetMethod: { IsStatic: true } method } && symbols.IsModule(method.ReturnType)
            && SymbolEqualityComparer.Default.Equals(method.ContainingType, symbols.Nn))
            return new Layer(method.Name, operation, IsTorchSharp: true);
        if (operation is not IObjectCreationOperation { Type: INamedTypeSymbol type } || !symbols.IsModule(type)) return null;
        var isTorchSharp = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, symbols.Torch.ContainingAssembly);
        return new Layer(type.Name, operation, isTorchSharp);
    }
}
