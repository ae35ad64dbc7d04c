using Microsoft.CodeAnalysis;

namespace ModelFix.Engine.Observation;

/// <summary>What libtorch gave where a tensor is written, beside what is inferred of it.</summary>
/// <param name="Node">The expression, or what names the variable.</param>
/// <param name="State">How both stand to each other.</param>
internal sealed record ObservedTensor(SyntaxNode Node, ObservedState State)
{
    /// <summary>The dtype and the sizes: by the names of the inferred ones where the recordings show these, else as recorded.</summary>
    public string Shown { get; init; } = "";

    /// <summary>The dtype and the shape that are inferred.</summary>
    public string Inferred { get; init; } = "";

    /// <summary>True where something is inferred, so that the two could contradict each other.</summary>
    public bool IsCompared { get; init; }

    /// <summary>What does not fit, and in which recording; empty where all does.</summary>
    public string Contradiction { get; init; } = "";
}

internal enum ObservedState
{
    /// <summary>It ran, and is as is inferred.</summary>
    Agrees,

    /// <summary>It ran, and is not what is inferred.</summary>
    Contradicts,

    /// <summary>No recording came there.</summary>
    NotReached,

    /// <summary>The compiled code does not say for certain which of its instructions it is.</summary>
    NotJoined,
}
