using System.Text.Json.Serialization;

namespace ModelFix.Engine.Export.OnnxRuntime;

/// <summary>What the process that runs an ONNX model is told.</summary>
/// <param name="Model">The file.</param>
/// <param name="Assemblies">ONNX Runtime's managed assemblies.</param>
/// <param name="Natives">Its native libraries.</param>
/// <param name="Data">The file with the tensors' elements.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Results">Where the results go.</param>
internal sealed record OnnxJob(
    string Model,
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Natives,
    string Data,
    IReadOnlyList<OnnxRun> Runs,
    string Results);

/// <summary>One run: what is given, and what TorchSharp computes of it.</summary>
internal sealed record OnnxRun(string Name, IReadOnlyList<OnnxTensor> Inputs, IReadOnlyList<OnnxTensor> Outputs);

/// <summary>A tensor in the data file.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">ONNX's number of its dtype.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Offset">Where its elements begin.</param>
/// <param name="Length">How many bytes they are.</param>
internal sealed record OnnxTensor(string Name, int Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Its elements.</summary>
    public byte[] Read(string data) => DataFile.Read(data, Offset, Length);
}

/// <summary>What came of the runs.</summary>
/// <param name="Failure">Why the model does not load or run, or null.</param>
/// <param name="Differences">How far the outputs are apart.</param>
internal sealed record OnnxResult(string? Failure, IReadOnlyList<OnnxDifference> Differences);

/// <summary>How far an output is from TorchSharp's.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Output">The output's name.</param>
/// <param name="Absolute">
/// The largest difference of two elements; infinite where one is NaN or infinite and the other is not the same.
/// </param>
/// <param name="Scale">The largest finite magnitude of TorchSharp's; 1 where all of it is 0.</param>
/// <param name="Mismatch">Another shape or dtype, or null.</param>
internal sealed record OnnxDifference(string Run, string Output, double Absolute, double Scale, string? Mismatch)
{
    [JsonIgnore]
    public double Relative => Mismatch is null ? Absolute / Scale : double.PositiveInfinity;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(OnnxJob))]
[JsonSerializable(typeof(OnnxResult))]
internal sealed partial class OnnxContext : JsonSerializerContext;
