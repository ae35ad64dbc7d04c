using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelFix.Engine.Verification;

/// <summary>What the process that runs a model is told.</summary>
internal sealed record RunJob(
    string Before,
    string After,
    IReadOnlyList<string> References,
    string Type,
    IReadOnlyDictionary<string, JsonElement> Arguments,
    IReadOnlyList<JobCase> Cases,
    bool Gradients,
    string Results);

/// <summary>One call of the model. Dead weights are all zero, from this call on.</summary>
internal sealed record JobCase(string Name, Elements Elements, bool DeadWeights, IReadOnlyList<JobInput> Inputs);

/// <summary>One input of a call.</summary>
internal sealed record JobInput(string Name, string Type, IReadOnlyList<long> Shape);

/// <summary>What the process reports, a line each, while it runs.</summary>
/// <param name="Stage">The stage that begins, or that ended where <paramref name="Passed"/> is set.</param>
/// <param name="Case">The call that it belongs to, or null.</param>
/// <param name="Passed">Whether the stage passed; null where it begins.</param>
/// <param name="Detail">What happened.</param>
/// <param name="Differences">The comparison of each output, where the stage is one.</param>
internal sealed record RunEvent(Stage Stage, string? Case, bool? Passed, string? Detail, IReadOnlyList<OutputDifference>? Differences);

/// <summary>How far an output of the version before and the version after are apart.</summary>
/// <param name="Output">Which one: "output.Item2".</param>
/// <param name="Absolute">The largest difference of two elements; infinite where one is NaN or infinite and the other not.</param>
/// <param name="Relative">That difference, relative to the largest finite magnitude of the output before.</param>
/// <param name="Mismatch">What cannot be compared: different dtypes or shapes; null otherwise.</param>
internal sealed record OutputDifference(string Output, double Absolute, double Relative, string? Mismatch);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunJob))]
[JsonSerializable(typeof(RunEvent))]
internal sealed partial class RunContext : JsonSerializerContext;
