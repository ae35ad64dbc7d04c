using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>A value of an ONNX graph.</summary>
/// <param name="Name">Its name; empty for an optional input that is left out.</param>
/// <param name="Type">Its dtype.</param>
internal sealed record GraphValue(string Name, ElementType Type)
{
    /// <summary>Its sizes; default where they are not needed.</summary>
    public ImmutableArray<Size> Shape { get; init; }

    public int Rank => Shape.Length;
}

/// <summary>A node of an ONNX graph.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Inputs">The names of the values that it is given; empty for one that is left out.</param>
/// <param name="Outputs">The names of those that it gives.</param>
/// <param name="Attributes">What it was made with.</param>
/// <param name="Place">The line of code that it comes from.</param>
/// <param name="Scope">The module that it comes from; null for the model's own code.</param>
internal sealed record GraphNode(
    string Operator,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
    ImmutableArray<(string Name, object Value)> Attributes,
    SourcePlace? Place,
    string? Scope);

/// <summary>An input or an output of a graph; a dim is a number or a name.</summary>
internal sealed record GraphPort(string Name, ElementType Type, ImmutableArray<string> Dims);
