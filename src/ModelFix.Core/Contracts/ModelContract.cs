using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Contracts;

/// <summary>What a model's forward is called with.</summary>
/// <param name="Inputs">Shapes and dtypes of each parameter of forward, by the parameter's name.</param>
/// <param name="Arguments">Constructor arguments by name: a long, a double, a bool or a string.</param>
internal sealed record ModelContract(
    ImmutableDictionary<string, ParameterContract> Inputs,
    ImmutableDictionary<string, object> Arguments)
{
    /// <summary>The C# expression that makes the model when it is run; null where its constructor is called.</summary>
    public string? Create { get; init; }

    /// <summary>The sizes that symbolic dims take when the model is run; what is proven holds for every size.</summary>
    public ImmutableDictionary<string, long> Bindings { get; init; } = ImmutableDictionary<string, long>.Empty;
}
