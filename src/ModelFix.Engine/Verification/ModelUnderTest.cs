using System.Collections.Immutable;
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
    /// <summary>The tensors that forward gives a default, and of which no shape is known.</summary>
    public ImmutableArray<string> Omitted { get; init; } = [];

    /// <summary>The C# expression that makes it; null where its constructor is called with the arguments.</summary>
    public string? Create { get; init; }

    /// <summary>Why it cannot be built or run, or null.</summary>
    public string? Obstacle { get; init; }
}

/// <summary>One input of forward and what the contract says of it.</summary>
internal sealed record ModelInput(string Name, InputContract Contract);
