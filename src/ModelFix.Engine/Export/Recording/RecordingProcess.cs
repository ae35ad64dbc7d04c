using System.Text.Json;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export.Recording;

/// <summary>Runs models in processes of their own that write down what they do.</summary>
/// <param name="runtime">The TorchSharp that they run on.</param>
/// <param name="weights">A file of weights, or null for those that the constructor gives.</param>
/// <param name="limits">The limits of a process.</param>
internal sealed class RecordingProcess(TorchRuntime runtime, string? weights, VerificationOptions limits)
{
    /// <summary>What came of the runs, in order, why there are no more, and who ended the process.</summary>
    /// <param name="model">The model.</param>
    /// <param name="assembly">The assembly that it is in.</param>
    /// <param name="runs">The calls of forward.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="isProbe">Whether the runs are only tried.</param>
    /// <param name="cancellation">Stops it.</param>
    public (IReadOnlyList<RunResult> Results, string? Stopped, Ended Ended) Run(
        ModelUnderTest model,
        RunnableAssembly assembly,
        IReadOnlyList<RecordRun> runs,
        string folder,
        bool isProbe,
        CancellationToken cancellation)
    {
        var job = new RecordJob(
            assembly.Path,
            [.. assembly.Parts, .. runtime.Assemblies],
            runtime.Natives,
            model.Type,
            model.Arguments.ToDictionary(a => a.Key, a => Verifier.Element(a.Value), StringComparer.Ordinal),
            weights,
            runs,
            folder)
        {
            IsProbe = isProbe,
        };
        foreach (var old in Directory.EnumerateFiles(folder, "run*.json")) File.Delete(old);
        var file = Path.Combine(folder, "job.json");
        File.WriteAllText(file, JsonSerializer.Serialize(job, RecordContext.Default.RecordJob));
        var (stopped, ended) = ModelProcess.Execute(ModelRecorder.Command, file, limits, cancellation);
        return ([.. Enumerable.Range(0, runs.Count).Select(job.ResultOf).TakeWhile(File.Exists).Select(Result)], stopped, ended);
    }

    private static RunResult Result(string file) =>
        JsonSerializer.Deserialize(File.ReadAllText(file), RecordContext.Default.RunResult)!;
}
