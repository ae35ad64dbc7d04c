using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Initialisation;

/// <summary>A model as <c>modelfix init</c> finds it: what modelfix.json can say of it, and what only its author knows.</summary>
/// <param name="Type">Its metadata name.</param>
/// <param name="File">Where it stands.</param>
/// <param name="Line">The line of its name there.</param>
/// <param name="Inputs">The parameters of forward.</param>
/// <param name="Arguments">The arguments that every constructor needs, each with its type.</param>
internal sealed record ModelDraft(
    string Type,
    string File,
    int Line,
    ImmutableArray<InputDraft> Inputs,
    ImmutableArray<(string Name, string Type)> Arguments)
{
    /// <summary>True where its forward is one of those that calls through TorchSharp's classes reach: others cannot be seen.</summary>
    public bool IsOverriding { get; init; }

    /// <summary>How many calls of a program the shapes come from; null where no program was run.</summary>
    public long? Calls { get; init; }

    /// <summary>The sizes of one of those calls, by the names that the shapes have for them.</summary>
    public ImmutableArray<(string Name, long Size)> Bindings { get; init; } = [];
}

/// <summary>A parameter of forward.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What its layers demand of it, as modelfix.json writes it; null where nothing is to be written.</param>
/// <param name="Note">Where that is known from, or why nothing is written and what to do.</param>
internal sealed record InputDraft(string Name, string? Shape, string Note)
{
    /// <summary>True where the shape holds for batches alone, and not for a single image.</summary>
    public bool IsBatched { get; init; }

    /// <summary>What the code says of the input, written or not; null where it says nothing.</summary>
    public TensorShape? Known { get; init; }

    /// <summary>True where the shape that it is called with may be written.</summary>
    public bool IsOpen { get; init; }
}
