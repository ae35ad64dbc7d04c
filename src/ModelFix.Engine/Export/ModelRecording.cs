using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Export.TorchScript;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>Records a model and reads the recordings.</summary>
/// <param name="model">The model.</param>
/// <param name="assembly">The assembly that it is in.</param>
/// <param name="runtime">The TorchSharp that it runs on.</param>
internal sealed class ModelRecording(ModelUnderTest model, RunnableAssembly assembly, TorchRuntime runtime)
{
    private const int MostNames = 4;

    /// <summary>Formulas that agree after so many further recordings are taken for the same.</summary>
    private const int MostRounds = 3;

    /// <summary>Records it.</summary>
    /// <exception cref="ExportRefusal">It cannot be built or run, or does something else for inputs of other sizes.</exception>
    public RecordedModel Run(RecordingProcess process, string folder, CancellationToken cancellation)
    {
        var recording = new ProbedRecording(model, assembly, process, folder);
        var (recorded, trace) = Recorded(recording, cancellation);
        for (var round = 0; round < MostRounds && recording.Tell(DoubtfulSizes.Of(trace)); round++)
            (recorded, trace) = Recorded(recording, cancellation);
        var (runs, results) = (recorded.Runs, recorded.Results);
        var repeated = new RepeatedRuns(runs, results, recorded.Data);
        return new RecordedModel(
            trace,
            [.. recorded.Of(RunPurpose.Comparison), .. recorded.Of(RunPurpose.Unseen)],
            folder,
            recorded.Data,
            new ScriptEngine(assembly, runtime))
        {
            Notes =
            [
                .. Initialised(results[0].Initialised ?? []),
                .. model.Omitted.Select(o => $"{o} is none of the inputs: forward gives it a default, and no contract says its shape"),
                .. recorded.Limits,
                .. repeated.Note is { } note ? [note] : Array.Empty<string>(),
            ],
            Obstacle = repeated.Obstacle,
            Rounding = repeated.Rounding,
            Partings = recorded.Of(RunPurpose.Unseen)
                .ToDictionary(r => r.Name, r => TraceReader.Parting(results[0].Recording!, r.Recording!), StringComparer.Ordinal),
        };
    }

    private (RecordedRuns Runs, Trace Trace) Recorded(ProbedRecording recording, CancellationToken cancellation)
    {
        var recorded = recording.Run(cancellation);
        if (recorded.Obstacle is { } obstacle) throw new ExportRefusal(obstacle);
        if (recorded.Results[0].Outputs.Count == 0)
            throw new ExportRefusal("forward returns no tensor, so that there is nothing to export");
        var inputs = model.Inputs.Select(i => new TracePort(i.Name, 0) { Symbols = ExportSizes.Symbols(i) }).ToList();
        return (recorded, new TraceReader(recorded.Data).Read(recorded.Of(RunPurpose.Comparison), inputs));
    }

    private static IEnumerable<string> Initialised(IReadOnlyList<string> parameters)
    {
        if (parameters.Count == 0) yield break;
        var named = string.Join(", ", parameters.Take(MostNames))
            + (parameters.Count > MostNames ? FormattableString.Invariant($" and {parameters.Count - MostNames} more") : "");
        yield return $"TorchSharp leaves the weights of a GroupNorm uninitialised; {named} are exported as 1 and 0, which PyTorch begins "
            + "with (--weights gives others)";
    }
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
