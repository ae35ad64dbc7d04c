using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Export;

/// <summary>How models are exported.</summary>
/// <param name="Opset">The version of ONNX's operator set.</param>
/// <param name="Weights">A file of weights, or null for those that the constructor gives.</param>
/// <param name="Tolerance">The largest difference from TorchSharp's outputs, relative to the largest element of an output.</param>
internal sealed record ExportOptions(int Opset, string? Weights, double Tolerance)
{
    /// <summary>Shapes of inputs by name, which go before those that the project states.</summary>
    public ImmutableDictionary<string, ParameterContract> Inputs { get; init; } = ImmutableDictionary<string, ParameterContract>.Empty;

    /// <summary>The expression that makes the model, before what the project states; null for none.</summary>
    public string? Create { get; init; }

    public ExportFormat Format { get; init; }

    public const int LeastOpset = 11;
    public const int GreatestOpset = 20;

    /// <summary>Layer normalisation is one node from there on, and every runtime of the last years has it.</summary>
    public const int UsualOpset = 17;

    /// <summary>What two libraries that add in other orders are apart by in float32.</summary>
    public const double UsualTolerance = 1e-5;

    public static readonly ExportOptions Usual = new(UsualOpset, null, UsualTolerance);
}

/// <summary>What a model is written as.</summary>
internal enum ExportFormat
{
    Onnx,
    TorchScript,
}
