using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ModelFix.Core.Export;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Export.TorchScript;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>Records a model in processes of its own.</summary>
/// <param name="model">The model.</param>
/// <param name="assembly">Its assembly.</param>
/// <param name="runtime">The TorchSharp that it runs on.</param>
/// <param name="weights">A file of weights, or null for those that the constructor gives.</param>
/// <param name="folder">Where the results go.</param>
/// <param name="limits">The limits of the processes.</param>
internal sealed class ModelRecording(
    ModelUnderTest model, RunnableAssembly assembly, TorchRuntime runtime, string? weights, string folder, VerificationOptions limits)
{
    private const int MostNames = 4;

    private readonly ExportSizes _sizes = new(model);
    private readonly List<string> _limits = [];
    private int _probes;

    /// <summary>Records it.</summary>
    /// <exception cref="ExportRefusal">It cannot be built or run, or does something else for inputs of other sizes.</exception>
    public RecordedModel Run(CancellationToken cancellation)
    {
        var probed = Probed(ProbedInputs.None, cancellation)
            ?? (Tried(_sizes.StartProbes(), cancellation).GetValueOrDefault(ExportSizes.FirstSizes) is { Value: > 0 and var start }
                ? Probed(ProbedInputs.None with { Start = start }, cancellation)
                : null)
            ?? ProbedInputs.None;
        var runs = _sizes.Runs(probed);
        var (results, stopped) = Results(Job(runs, folder), cancellation);
        if (Failed(runs, results) is > 0 && _sizes.ReachProbes(probed) is { Count: > 0 } larger)
        {
            probed = Reaching(probed, Tried(larger, cancellation));
            runs = _sizes.Runs(probed);
            (results, stopped) = Results(Job(runs, folder), cancellation);
        }

        if (Failed(runs, results) is { } failed)
            throw new ExportRefusal(
                results.ElementAtOrDefault(failed)?.Failure?.Message ?? $"it could not be run: {stopped ?? "its process ended early"}");
        if (results[0].Outputs.Count == 0) throw new ExportRefusal("forward returns no tensor, so that there is nothing to export");
        var repeated = new RepeatedRuns(runs, results, RecordJob.DataIn(folder));
        var inputs = model.Inputs.Select(i => new TracePort(i.Name, 0) { Symbols = ExportSizes.Symbols(i) }).ToList();
        return new RecordedModel(
            new TraceReader(RecordJob.DataIn(folder)).Read(
                [.. results.Where((r, i) => r.Recording is not null && runs[i].Purpose == RunPurpose.Comparison)], inputs),
            [.. results.Where((r, i) => r.Failure is null && runs[i].Purpose is RunPurpose.Comparison or RunPurpose.Unseen)],
            folder,
            RecordJob.DataIn(folder),
            new ScriptEngine(assembly, runtime))
        {
            Notes =
            [
                .. Initialised(results[0].Initialised ?? []),
                .. model.Omitted.Select(o => $"{o} is none of the inputs: forward gives it a default, and no contract says its shape"),
                .. _limits,
                .. repeated.Note is { } note ? [note] : Array.Empty<string>(),
            ],
            Obstacle = repeated.Obstacle,
            Rounding = repeated.Rounding,
            Partings = results
                .Where((r, i) => r.Failure is null && runs[i].Purpose == RunPurpose.Unseen)
                .ToDictionary(r => r.Name, r => TraceReader.Parting(results[0].Recording!, r.Recording!), StringComparer.Ordinal),
        };
    }

    private static IEnumerable<string> Initialised(IReadOnlyList<string> parameters)
    {
        if (parameters.Count == 0) yield break;
        var named = string.Join(", ", parameters.Take(MostNames))
            + (parameters.Count > MostNames ? FormattableString.Invariant($" and {parameters.Count - MostNames} more") : "");
        yield return $"TorchSharp leaves the weights of a GroupNorm uninitialised; {named} are exported as 1 and 0, which PyTorch begins "
            + "with (--weights gives others)";
    }

    /// <summary>
    /// What the inputs may hold, and in which steps their sizes may grow or only shrink; null where the first are not taken.
    /// </summary>
    private ProbedInputs? Probed(ProbedInputs probed, CancellationToken cancellation)
    {
        var ranges = Tried(_sizes.RangeProbes(probed), cancellation);
        probed = probed with { Ranges = ranges.ToImmutableDictionary(r => r.Key, r => (int)r.Value.Value) };
        var probes = _sizes.StepProbes(probed);
        var steps = Tried(probes, cancellation);
        if (probes.Count > 0 && !steps.Remove(ExportSizes.FirstSizes)) return null;
        foreach (var (symbol, (step, failure)) in steps)
        {
            probed = probed with { Steps = probed.Steps.SetItem(symbol, Math.Abs(step)) };
            if (step < 0) probed = probed with { Reaches = probed.Reaches.SetItem(symbol, _sizes.First(symbol, probed)) };
            if (failure is not null)
                _limits.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{symbol} {(step < 0 ? "is smaller" : "grows")} in steps of {Math.Abs(step)} from {_sizes.First(symbol, probed)} "
                        + $"in all runs: forward itself fails at other sizes ({failure})"));
        }

        return probed;
    }

    private ProbedInputs Reaching(ProbedInputs probed, Dictionary<string, (long Value, string? Failed)> tried)
    {
        foreach (var (symbol, (size, failure)) in tried.Where(t => t.Value.Failed is not null))
        {
            probed = probed with { Reaches = probed.Reaches.SetItem(symbol, size) };
            _limits.Add(string.Create(
                CultureInfo.InvariantCulture, $"{symbol} is at most {size} in all runs: forward itself fails at larger sizes ({failure})"));
        }

        return probed;
    }

    /// <summary>The first run that failed and should not have; null for none.</summary>
    private static int? Failed(IReadOnlyList<RecordRun> runs, List<RunResult> results)
    {
        var failed = results.FindIndex(r => r.Failure is not null);
        var first = failed >= 0 ? failed : results.Count;
        return first < runs.Count && !runs[first].MayFail ? first : null;
    }

    /// <summary>For each group the first run that does not fail, and why the first of the group did where that is another.</summary>
    private Dictionary<string, (long Value, string? Failed)> Tried(IReadOnlyList<RecordRun> probes, CancellationToken cancellation)
    {
        var found = new Dictionary<string, (long Value, string? Failed)>(StringComparer.Ordinal);
        var failures = new Dictionary<string, string>(StringComparer.Ordinal);
        while (probes.Count > 0)
        {
            var job = Job(probes, Directory.CreateDirectory(Path.Combine(folder, $"probe{_probes++}")).FullName) with { IsProbe = true };
            var (results, stopped) = Results(job, cancellation);
            // A model that cannot be built, or takes too long, is reported when it is recorded.
            if (results is [] or [{ Name: "" }, ..]) break;
            for (var i = 0; i < results.Count; i++)
            {
                var group = probes[i].Group!;
                if (results[i].Failure is { } failure) failures.TryAdd(group, failure.Message);
                else if (!results[i].IsSkipped) found.Add(group, (probes[i].Value, failures.GetValueOrDefault(group)));
            }

            // What libtorch does not catch ends the process.
            if (results.Count < probes.Count) failures.TryAdd(probes[results.Count].Group!, stopped ?? "its process ended early");
            probes = [.. probes.Skip(results.Count + 1).Where(p => !found.ContainsKey(p.Group!))];
        }

        return found;
    }

    private (List<RunResult> Results, string? Stopped) Results(RecordJob job, CancellationToken cancellation)
    {
        foreach (var old in Directory.EnumerateFiles(job.Folder, "run*.json")) File.Delete(old);
        var file = Path.Combine(job.Folder, "job.json");
        File.WriteAllText(file, JsonSerializer.Serialize(job, RecordContext.Default.RecordJob));
        var (stopped, _) = ModelProcess.Execute(ModelRecorder.Command, file, limits, cancellation);
        var results = Enumerable.Range(0, job.Runs.Count).Select(job.ResultOf).TakeWhile(File.Exists)
            .Select(f => JsonSerializer.Deserialize(File.ReadAllText(f), RecordContext.Default.RunResult)!)
            .ToList();
        return (results, stopped);
    }

    private RecordJob Job(IReadOnlyList<RecordRun> runs, string of) => new(
        assembly.Path,
        [.. assembly.Parts, .. runtime.Assemblies],
        runtime.Natives,
        model.Type,
        model.Arguments.ToDictionary(a => a.Key, a => Verifier.Element(a.Value), StringComparer.Ordinal),
        weights,
        runs,
        of);
}

/// <summary>A model that was recorded.</summary>
/// <param name="Trace">What it asks of libtorch.</param>
/// <param name="Runs">What TorchSharp computed.</param>
/// <param name="Folder">Where files of it are written.</param>
/// <param name="Data">The file with the tensors' elements.</param>
/// <param name="Engine">The TorchSharp that it was recorded on.</param>
internal sealed record RecordedModel(Trace Trace, IReadOnlyList<RunResult> Runs, string Folder, string Data, ScriptEngine Engine)
{
    /// <summary>What a user should know of it.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Where the model does something else in a run that nothing was read of, as far as that is seen.</summary>
    public IReadOnlyDictionary<string, SourcePlace?> Partings { get; init; } = ImmutableDictionary<string, SourcePlace?>.Empty;

    /// <summary>How far the outputs change where the inputs are rounded otherwise, relative to their largest element.</summary>
    public double Rounding { get; init; }

    /// <summary>Why it cannot be exported although all that it does could be; null for nothing.</summary>
    public string? Obstacle { get; init; }
}
