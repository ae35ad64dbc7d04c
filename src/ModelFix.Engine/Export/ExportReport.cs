using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Targets;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Export.TorchScript;

namespace ModelFix.Engine.Export;

/// <summary>What came of a model's export.</summary>
/// <param name="Model">Its metadata name.</param>
/// <param name="Target">The targets in force.</param>
internal sealed record ExportReport(string Model, Target Target)
{
    /// <summary>What it ran on.</summary>
    public string? Engine { get; init; }

    /// <summary>Why there is no file, or null.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Where that is in the model's code.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary>True where it was written and computes something else, so that there is no file.</summary>
    public bool Differs { get; init; }

    /// <summary>What a user should know of it.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    public OnnxGraph? Graph { get; init; }

    /// <summary>How often libtorch is asked for what, by the names that users know.</summary>
    public ImmutableSortedDictionary<string, int> Operations { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>What was written in its place as TorchScript.</summary>
    public ScriptModel? Script { get; init; }

    /// <summary>How far the outputs are from TorchSharp's.</summary>
    public ImmutableArray<OnnxDifference> Differences { get; init; } = [];

    /// <summary>True where the graph computes in ONNX Runtime what the model computes in TorchSharp.</summary>
    public bool IsExported => (Graph is not null || Script is not null) && Obstacle is null;

    /// <summary>The operators of the graph that the targets in force do not take.</summary>
    public ImmutableArray<UnsupportedOperator> Unsupported { get; init; } = [];
}

/// <summary>An operator that some target does not take.</summary>
/// <param name="Name">Its name in ONNX.</param>
/// <param name="Count">How many nodes there are.</param>
/// <param name="Consequence">On which targets: "refused by tensorrt up to 8.5".</param>
/// <param name="Places">The lines of code that they come from.</param>
internal sealed record UnsupportedOperator(string Name, int Count, string Consequence, ImmutableArray<SourcePlace> Places)
{
    /// <summary>Those of a graph.</summary>
    public static ImmutableArray<UnsupportedOperator> In(OnnxGraph graph, Target target) =>
    [
        .. graph.Nodes
            .GroupBy(n => n.Operator, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new UnsupportedOperator(
                g.Key,
                g.Count(),
                OperatorSupport.Consequence(g.Key, target),
                [.. g.Select(n => n.Place).OfType<SourcePlace>().Distinct()]))
            .Where(u => u.Consequence.Length > 0),
    ];
}
