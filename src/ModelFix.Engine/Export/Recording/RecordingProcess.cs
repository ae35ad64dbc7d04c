using System.Text.Json;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export.Recording;

/// <summary>Records a model in a process of its own.</summary>
/// <param name="runtime">The TorchSharp that it runs on.</param>
/// <param name="weights">A file of weights, or null for those that the constructor gives.</param>
/// <param name="limits">The limits of the process.</param>
internal sealed class RecordingProcess(TorchRuntime runtime, string? weights, VerificationOptions limits)
{
    /// <summary>What came of the runs, up to the first that failed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="assembly">The assembly that it is in.</param>
    /// <param name="runs">The calls of forward.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="cancellation">Stops it.</param>
    public RecordedRuns Run(
        ModelUnderTest model, string assembly, IReadOnlyList<RecordRun> runs, string folder, CancellationToken cancellation)
    {
        var job = new RecordJob(
            assembly,
            runtime.Assemblies,
            runtime.Natives,
            model.Type,
            model.Arguments.ToDictionary(a => a.Key, a => Verifier.Element(a.Value), StringComparer.Ordinal),
            weights,
            runs,
            folder);
        var file = Path.Combine(folder, "job.json");
        File.WriteAllText(file, JsonSerializer.Serialize(job, RecordContext.Default.RecordJob));
        var (stopped, _) = ModelProcess.Execute(ModelRecorder.Command, file, limits, cancellation);
        var results = Enumerable.Range(0, runs.Count).Select(job.ResultOf).TakeWhile(File.Exists).Select(Result).ToList();
        var obstacle = results.FirstOrDefault(r => r.Failure is not null) is { Failure: { } failure } ? failure.Message
            : stopped is not null || results.Count < runs.Count ? $"it could not be run: {stopped ?? "its process ended early"}"
            : null;
        return new RecordedRuns(results, job.Data, obstacle);
    }

    private static RunResult Result(string file) =>
        JsonSerializer.Deserialize(File.ReadAllText(file), RecordContext.Default.RunResult)!;
}

/// <summary>What came of a model's runs.</summary>
/// <param name="Results">Each run's, in order.</param>
/// <param name="Data">The file with the tensors' elements.</param>
/// <param name="Obstacle">Why there are no more, or null.</param>
internal sealed record RecordedRuns(IReadOnlyList<RunResult> Results, string Data, string? Obstacle);
