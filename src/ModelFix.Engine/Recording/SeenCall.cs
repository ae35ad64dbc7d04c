using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Engine.Recording;

/// <summary>Calls of a model's forward with tensors of the same dtypes and sizes, each of which has returned.</summary>
/// <param name="Model">The metadata name of the model.</param>
/// <param name="Inputs">What was given for each parameter of forward.</param>
/// <param name="Count">How many calls they were.</param>
internal sealed record SeenCall(string Model, ImmutableArray<SeenInput> Inputs, long Count)
{
    /// <summary>The elements of all its tensors.</summary>
    public long Elements => Inputs.Where(i => i.Kind == SeenKind.Tensor).Sum(i => i.Sizes.Aggregate(1L, (count, size) => count * size));

    /// <summary>The calls that processes have written down, in the order in which they were first seen.</summary>
    public static ImmutableArray<SeenCall> Read(IEnumerable<string> files) => [.. files
        .SelectMany(File.ReadLines)
        .Select(l => l.Split('\t'))
        .GroupBy(p => string.Join('\t', p[1..]), StringComparer.Ordinal)
        .Select(g => new SeenCall(
            g.First()[1],
            [.. g.First()[2..].Select(SeenInput.Read)],
            g.Sum(p => long.Parse(p[0], CultureInfo.InvariantCulture))))];
}

/// <summary>What kind of argument was given.</summary>
internal enum SeenKind
{
    Tensor,
    Null,
    Other,
}

/// <summary>An argument that a forward was called with.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Type">A tensor's dtype, as TorchSharp calls it.</param>
/// <param name="Sizes">A tensor's sizes.</param>
internal sealed record SeenInput(string Name, SeenKind Kind, string Type, ImmutableArray<long> Sizes)
{
    public static SeenInput Read(string text) => text.Split(' ') switch
    {
        [var name, "null"] => new SeenInput(name, SeenKind.Null, "", []),
        [var name, var type, var sizes] => new SeenInput(
            name,
            SeenKind.Tensor,
            type,
            [.. sizes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => long.Parse(s, CultureInfo.InvariantCulture))]),
        var parts => new SeenInput(parts[0], SeenKind.Other, "", []),
    };
}
