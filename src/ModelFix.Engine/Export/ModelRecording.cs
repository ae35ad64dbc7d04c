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
    private int _probes;

    /// <summary>Records it.</summary>
    /// <exception cref="ExportRefusal">It cannot be built or run, or does something else for inputs of other sizes.</exception>
    public RecordedModel Run(CancellationToken cancellation)
    {
        var ranges = Tried(_sizes.RangeProbes(), cancellation);
        var probed = ProbedInputs.None with { Ranges = ranges.ToImmutableDictionary(r => r.Key, r => (int)r.Value.Value) };
        var steps = Tried(_sizes.StepProbes(probed), cancellation);
        probed = probed with { Steps = steps.ToImmutableDictionary(s => s.Key, s => s.Value.Value) };

        var runs = _sizes.Runs(probed);
        var job = Job(runs, folder);
        var (results, stopped) = Results(job, cancellation);
        if (results.Where((r, i) => r.Failure is not null && !runs[i].MayFail).FirstOrDefault() is { Failure: { } failure })
            throw new ExportRefusal(failure.Message);
        if (results.Count < runs.Count && !runs[results.Count].MayFail)
            throw new ExportRefusal($"it could not be run: {stopped ?? "its process ended early"}");
        if (results[0].Outputs.Count == 0) throw new ExportRefusal("forward returns no tensor, so that there is nothing to export");
        var inputs = model.Inputs.Select(i => new TracePort(i.Name, 0) { Symbols = ExportSizes.Symbols(i) }).ToList();
        return new RecordedModel(
            new TraceReader(job.Data).Read([.. results.Where(r => r.Recording is not null)], inputs),
            [.. results.Where(r => r.Failure is null)],
            folder,
            job.Data,
            new ScriptEngine(assembly, runtime))
        {
            Notes =
            [
                .. Initialised(results[0].Initialised ?? []),
                .. model.Omitted.Select(o => $"{o} is none of the inputs: forward gives it a default, and no contract says its shape"),
                .. steps.Where(s => s.Value.Failed is not null).Select(s => Note(s.Key, s.Value.Value, s.Value.Failed!)),
            ],
        };
    }

    private static IEnumerable<string> Initialised(IReadOnlyList<string> parameters)
    {
        if (parameters.Count == 0) yield break;
        var named = string.Join(", ", parameters.Take(MostNames))
            + (parameters.Count > MostNames ? FormattableString.Invariant($" and {parameters.Count - MostNames} more") : "");
        yield return $"TorchSharp leaves the weights of a GroupNorm uninitialised; {named} are exported as 1 and 0, which PyTorch begins with "
            + "(--weights gives others)";
    }

    private string Note(string symbol, long step, string failure) => string.Create(
        CultureInfo.InvariantCulture,
        $"{symbol} grows in steps of {step} from {_sizes.First(symbol)} in all runs: forward itself fails at other sizes ({failure})");

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
        runtime.Assemblies,
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
}
