using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelFix.Engine.Verification;

/// <summary>What the process that runs a model is told.</summary>
internal sealed record RunJob(
    string Before,
    string After,
    IReadOnlyList<string> Assemblies,
    string Natives,
    string Type,
    IReadOnlyDictionary<string, JsonElement> Arguments,
    IReadOnlyList<JobCase> Cases,
    string Results)
{
    /// <summary>Whether the model is run in float64 too.</summary>
    public bool Precise { get; init; } = true;

    /// <summary>Whether gradients are compared, which takes float64.</summary>
    public bool Gradients { get; init; }
}

/// <summary>One call of the model. Dead weights are all zero, from this call on.</summary>
internal sealed record JobCase(string Name, Elements Elements, bool DeadWeights, IReadOnlyList<JobInput> Inputs)
{
    /// <summary>
    /// True for made-up inputs and weights like those of real use: how far float32 is from float64 on these is the model's usual noise.
    /// </summary>
    [JsonIgnore]
    public bool IsUsual => Elements == Elements.Random && !DeadWeights;
}

/// <summary>One input of a call.</summary>
internal sealed record JobInput(string Name, string Type, IReadOnlyList<long> Shape)
{
    /// <summary>Below which number whole numbers are.</summary>
    public int Range { get; init; } = CaseInput.UsualRange;
}

/// <summary>What the process reports, a line each, while it runs.</summary>
/// <param name="Stage">The stage that begins, or that ended where <paramref name="Passed"/> is set.</param>
/// <param name="Case">The call that it belongs to, or null.</param>
/// <param name="Passed">Whether the stage passed; null where it begins.</param>
/// <param name="Detail">What happened.</param>
internal sealed record RunEvent(Stage Stage, string? Case, bool? Passed, string? Detail)
{
    /// <summary>True where the model ran in float64.</summary>
    public bool Precise { get; init; }

    /// <summary>True where the call is like real use.</summary>
    public bool IsUsual { get; init; }

    /// <summary>The comparison of each output, where the stage is one.</summary>
    public IReadOnlyList<OutputDifference>? Differences { get; init; }
}

/// <summary>How far an output of the version before and the version after are apart in one call.</summary>
/// <param name="Output">Which one: "output.Item2".</param>
/// <param name="Single">In the model's own dtypes; null where only float64 is compared.</param>
/// <param name="Double">In float64; null where the model does not run in it.</param>
/// <param name="Noise">
/// The largest distance of an element of the version before in its own dtype from the same element in float64; null where one is not known.
/// </param>
/// <param name="Mismatch">What cannot be compared: different dtypes or shapes; null otherwise.</param>
internal sealed record OutputDifference(string Output, Distance? Single, Distance? Double, double? Noise, string? Mismatch);

/// <summary>How far two tensors are apart.</summary>
/// <param name="Type">The dtype of both.</param>
/// <param name="Absolute">The largest difference of two elements; infinite where one is NaN or infinite and the other not.</param>
/// <param name="Scale">The largest finite magnitude of the one before; 1 where all of it is 0.</param>
internal sealed record Distance(string Type, double Absolute, double Scale)
{
    [JsonIgnore]
    public double Relative => Absolute / Scale;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunJob))]
[JsonSerializable(typeof(RunEvent))]
internal sealed partial class RunContext : JsonSerializerContext;
