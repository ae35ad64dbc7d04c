using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Core.Export;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>Records a model at sizes and with numbers that it takes, which is tried before.</summary>
/// <param name="model">The model.</param>
/// <param name="assembly">The assembly that it is in.</param>
/// <param name="process">Runs it.</param>
/// <param name="folder">Where the results go.</param>
internal sealed class ProbedRecording(ModelUnderTest model, RunnableAssembly assembly, RecordingProcess process, string folder)
{
    private readonly ExportSizes _sizes = new(model);
    private readonly List<string> _limits = [];
    private ProbedInputs? _probed;

    /// <summary>What came of the runs, up to the first that failed and should not have.</summary>
    public RecordedRuns Run(CancellationToken cancellation)
    {
        var probed = _probed ?? Probed(ProbedInputs.None, cancellation)
            ?? (Tried(_sizes.StartProbes(), cancellation).GetValueOrDefault(ExportSizes.FirstSizes) is { Value: > 0 and var start }
                ? Probed(ProbedInputs.None with { Start = start }, cancellation)
                : null)
            ?? ProbedInputs.None;
        var runs = _sizes.Runs(probed);
        var (results, stopped, _) = process.Run(model, assembly, runs, folder, isProbe: false, cancellation);
        if (Failed(runs, results) is > 0
            && Reaching(probed, Tried(_sizes.ReachProbes(probed), cancellation)) is var limited && limited != probed)
        {
            runs = _sizes.Runs(probed = limited);
            (results, stopped, _) = process.Run(model, assembly, runs, folder, isProbe: false, cancellation);
        }

        _probed = probed;
        var obstacle = Failed(runs, results) is { } failed
            ? results.ElementAtOrDefault(failed)?.Failure?.Message ?? $"it could not be run: {stopped ?? "its process ended early"}"
            : null;
        return new RecordedRuns(runs, results, RecordJob.DataIn(folder), obstacle) { Limits = [.. _limits] };
    }

    /// <summary>Records further sizes from now on; false where there are none to be recorded.</summary>
    /// <param name="doubtful">Which formulas of a symbol's size agree so far.</param>
    public bool Tell(IEnumerable<(string Symbol, IReadOnlyList<Func<long, long>> Formulas)> doubtful)
    {
        var telling = _probed!.Telling;
        foreach (var symbol in doubtful.GroupBy(d => d.Symbol, StringComparer.Ordinal))
            if (TellingSizes.Of(symbol.Select(s => s.Formulas), _sizes.Tried(symbol.Key, _probed)) is { IsEmpty: false } sizes)
                telling = telling.SetItem(symbol.Key, telling.GetValueOrDefault(symbol.Key, []).AddRange(sizes));
        if (telling == _probed.Telling) return false;
        _probed = _probed with { Telling = telling };
        return true;
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
    private static int? Failed(IReadOnlyList<RecordRun> runs, IReadOnlyList<RunResult> results)
    {
        var first = results.TakeWhile(r => r.Failure is null).Count();
        return first < runs.Count && !runs[first].MayFail ? first : null;
    }

    /// <summary>For each group the first run that does not fail, and why the first of the group did where that is another.</summary>
    private Dictionary<string, (long Value, string? Failed)> Tried(IReadOnlyList<RecordRun> probes, CancellationToken cancellation)
    {
        var found = new Dictionary<string, (long Value, string? Failed)>(StringComparer.Ordinal);
        var failures = new Dictionary<string, string>(StringComparer.Ordinal);
        while (probes.Count > 0)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, "probe")).FullName;
            var (results, stopped, ended) = process.Run(model, assembly, probes, own, isProbe: true, cancellation);
            // A model that cannot be built, or takes too long, is reported when it is recorded.
            if (results is [{ Name: "" }, ..] || ended == Ended.OutOfTime) break;
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
}

/// <summary>What came of a model's runs.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Results">Each run's, in order, as far as it was done.</param>
/// <param name="Data">The file with the tensors' elements.</param>
/// <param name="Obstacle">Why there are no more, or null.</param>
internal sealed record RecordedRuns(IReadOnlyList<RecordRun> Runs, IReadOnlyList<RunResult> Results, string Data, string? Obstacle)
{
    /// <summary>What the model does not take, as far as that was tried.</summary>
    public ImmutableArray<string> Limits { get; init; } = [];

    /// <summary>What came of the runs of one purpose that did not fail.</summary>
    public IReadOnlyList<RunResult> Of(RunPurpose purpose) =>
        [.. Results.Where((r, i) => r.Failure is null && Runs[i].Purpose == purpose)];
}
