using System.Collections.Immutable;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Verification;

/// <summary>A model class that can be built and run.</summary>
/// <param name="Type">Its metadata name: <c>MyApp.Net</c>.</param>
/// <param name="Arguments">Constructor arguments by name; the others take their defaults.</param>
/// <param name="Inputs">The inputs of forward that are given; the other parameters take their defaults.</param>
/// <param name="Bindings">The sizes that the project gives to symbols of the contract.</param>
internal sealed record ModelUnderTest(
    string Type,
    ImmutableDictionary<string, object> Arguments,
    ImmutableArray<ModelInput> Inputs,
    ImmutableDictionary<string, long> Bindings)
{
    /// <summary>The tensors and lists of tensors that forward gives a default, and of which no shape is known.</summary>
    public ImmutableArray<string> Omitted { get; init; } = [];

    /// <summary>The C# expression that makes it; null where its constructor is called with the arguments.</summary>
    public string? Create { get; init; }

    /// <summary>Why it cannot be built or run, or null.</summary>
    public string? Obstacle { get; init; }
}

/// <summary>One tensor that forward takes, and what the contract says of it.</summary>
/// <param name="Name">
/// The parameter's name; an element of a list has its position after it, <c>maps.0</c>, and one of a tuple its field, <c>pair.Item1</c>.
/// </param>
/// <param name="Contract">What is said of it.</param>
internal sealed record ModelInput(string Name, InputContract Contract)
{
    /// <summary>The parameter's name.</summary>
    public string Parameter => Name.Split('.')[0];

    /// <summary>The tensors of a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="contract">What is said of it, which fits its type.</param>
    /// <param name="list">Its type, where that is a tuple or list.</param>
    public static IEnumerable<ModelInput> Of(string name, ParameterContract contract, TensorList? list) =>
        contract.Tensors.Select((t, i) => new ModelInput(list is null ? name : $"{name}.{list.NameOf(i)}", t));
}
