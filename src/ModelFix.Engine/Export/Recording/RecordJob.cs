using System.Text.Json;
using System.Text.Json.Serialization;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export.Recording;

/// <summary>What the process that records a model is told.</summary>
/// <param name="Assembly">The model's assembly, compiled with the harness.</param>
/// <param name="Assemblies">What it may load, TorchSharp among it.</param>
/// <param name="Natives">The folder of the native library.</param>
/// <param name="Type">The model's metadata name.</param>
/// <param name="Arguments">Constructor arguments.</param>
/// <param name="Weights">A file of weights, or null for those that the constructor gives.</param>
/// <param name="Runs">The calls of forward.</param>
/// <param name="Folder">Where the results go.</param>
internal sealed record RecordJob(
    string Assembly,
    IReadOnlyList<string> Assemblies,
    string Natives,
    string Type,
    IReadOnlyDictionary<string, JsonElement> Arguments,
    string? Weights,
    IReadOnlyList<RecordRun> Runs,
    string Folder)
{
    /// <summary>Whether only to try the runs: each is done until one of its group does not fail.</summary>
    public bool IsProbe { get; init; }

    /// <summary>The elements of tensors, one after the other.</summary>
    [JsonIgnore]
    public string Data => DataIn(Folder);

    /// <summary>The same of any job.</summary>
    public static string DataIn(string folder) => Path.Combine(folder, "tensors.bin");

    /// <summary>What a run left.</summary>
    public string ResultOf(int run) => Path.Combine(Folder, FormattableString.Invariant($"run{run}.json"));
}

/// <summary>One call of forward.</summary>
/// <param name="Name">What to call it: "N=2".</param>
/// <param name="Sizes">The sizes of the symbolic dims.</param>
/// <param name="Inputs">The inputs, random.</param>
internal sealed record RecordRun(string Name, IReadOnlyDictionary<string, long> Sizes, IReadOnlyList<JobInput> Inputs)
{
    /// <summary>Whether the calls of the native library are written down.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>What the inputs' elements are made of: the same for the same number.</summary>
    public int Seed { get; init; }

    /// <summary>Whether a model need not take these inputs.</summary>
    public bool MayFail { get; init; }

    /// <summary>What it is for.</summary>
    public RunPurpose Purpose { get; init; }

    /// <summary>Runs of a group try one thing after another until something does not fail; null for others.</summary>
    public string? Group { get; init; }

    /// <summary>What it tries.</summary>
    public long Value { get; init; }
}

/// <summary>What a run of a model is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunPurpose>))]
internal enum RunPurpose
{
    /// <summary>To be read, and compared with what is written of it.</summary>
    Comparison,

    /// <summary>To be compared alone, at sizes that nothing was read of; its recording shows where it does something else.</summary>
    Unseen,

    /// <summary>To see whether the first run's inputs give the same again.</summary>
    Repetition,

    /// <summary>To see whether other inputs give something else than the first run's.</summary>
    OtherInputs,

    /// <summary>To see what it changes that the first run's inputs are rounded otherwise in their last digit.</summary>
    Rounding,
}

/// <summary>What came of a run.</summary>
/// <param name="Name">What the run is called.</param>
/// <param name="Recording">What was written down; null where it was not asked for, or nothing ran.</param>
/// <param name="Inputs">The inputs with their elements.</param>
/// <param name="Outputs">The outputs with their elements.</param>
/// <param name="Failure">Why there are none.</param>
internal sealed record RunResult(
    string Name, Recording? Recording, IReadOnlyList<RecordedTensor> Inputs, IReadOnlyList<NamedTensor> Outputs, RecordedFailure? Failure)
{
    /// <summary>True for a run that was not done, since another of its group did not fail.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The parameters that neither TorchSharp nor the model has initialised, and that have PyTorch's first values now.</summary>
    public IReadOnlyList<string>? Initialised { get; init; }
}

/// <summary>An output of the model.</summary>
internal sealed record NamedTensor(string Name, RecordedTensor Tensor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RecordJob))]
[JsonSerializable(typeof(RunResult))]
internal sealed partial class RecordContext : JsonSerializerContext;
