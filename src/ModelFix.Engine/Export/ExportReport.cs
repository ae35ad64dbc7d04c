using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Export.TorchScript;

namespace ModelFix.Engine.Export;

/// <summary>What came of a model's export.</summary>
/// <param name="Model">Its metadata name.</param>
internal sealed record ExportReport(string Model)
{
    /// <summary>What it ran on.</summary>
    public string? Engine { get; init; }

    /// <summary>Why there is no file, or null.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Where that is in the model's code.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary>True where it was written and computes something else, so that there is no file.</summary>
    public bool Differs { get; init; }

    public OnnxGraph? Graph { get; init; }

    /// <summary>What was written in its place as TorchScript.</summary>
    public ScriptModel? Script { get; init; }

    /// <summary>How far the outputs are from TorchSharp's.</summary>
    public ImmutableArray<OnnxDifference> Differences { get; init; } = [];

    /// <summary>The file with the model; in a folder of the tool's own until it is moved to where it was asked for.</summary>
    public string? File { get; init; }
}
