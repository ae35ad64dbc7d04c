using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Engine.Verification;

/// <summary>Turns what a model's process reported into a verdict.</summary>
internal sealed class RunReader(
    string model,
    string engine,
    Allowance allowance,
    ImmutableArray<StageResult> compiled,
    IEnumerable<string> notes)
{
    private readonly ImmutableArray<StageResult>.Builder _stages = compiled.ToBuilder();
    private readonly List<OutputResult> _outputs = [];
    private readonly List<string> _notes = [.. notes];

    public ModelReport Read(ProcessResult run) => ReadStages(run) with { WasKilled = run.Ended == Ended.Killed };

    private ModelReport ReadStages(ProcessResult run)
    {
        foreach (var stage in new[] { Stage.ConstructsBefore, Stage.ConstructsAfter })
        {
            if (Failed(run, stage, precise: false) is { } unbuilt)
                return Report(stage == Stage.ConstructsBefore ? Verdict.NotVerified : Broken(unbuilt), stage, unbuilt);
            if (Stopped(run, stage) is { } early) return Report(EndedIn(run, stage), stage, early);
            Passed(stage, null);
        }

        if (Failed(run, Stage.SameState) is { } state) return Report(Verdict.Different, Stage.SameState, state);
        Passed(Stage.SameState, run.Events.FirstOrDefault(e => e is { Stage: Stage.SameState, Passed: true })?.Detail);
        if (Failed(run, Stage.ConstructsBefore, precise: true) is { } imprecise)
            _notes.Add($"compared in float32 alone: the version before cannot be converted to float64 ({imprecise})");
        if (Failed(run, Stage.ConstructsAfter, precise: true) is { } broken)
            return Report(Verdict.Different, Stage.ConstructsAfter, $"in float64: {broken}");
        return ReadRuns(run);
    }

    private ModelReport ReadRuns(ProcessResult run)
    {
        var calls = run.Events.Where(e => e.Stage == Stage.RunsBefore).Select(e => e.Case!).Distinct().ToList();
        if (Failed(run, Stage.RunsBefore, precise: false, calls.FirstOrDefault()) is { } unrun)
            return Report(Verdict.NotVerified, Stage.RunsBefore, unrun);
        if (Stopped(run, Stage.RunsBefore) is { } hung) return Report(Verdict.NotVerified, Stage.RunsBefore, hung);
        var without = 0;
        foreach (var call in calls)
        {
            var (before, after) = (Failed(run, Stage.RunsBefore, precise: false, call), Failed(run, Stage.RunsAfter, precise: false, call));
            if (before is null && after is not null) return ReportAfter(Broken(after), $"{call}: {after}");
            if (Failed(run, Stage.RunsAfter, precise: true, call) is { } precise)
                return ReportAfter(Broken(precise), $"{call}: in float64, where the version before runs: {precise}");
            if (before is null) continue;
            without++;
            _notes.Add(after is null ? $"{call}: only the version after runs ({before})" : $"{call}: neither version runs ({before})");
        }

        var inexact = calls.Select(c => Failed(run, Stage.RunsBefore, precise: true, c)).OfType<string>().ToList();
        if (inexact.Count > 0)
            _notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"compared in float32 alone on {inexact.Count} of {calls.Count} inputs: "
                    + $"the version before does not run in float64 ({inexact[0]})"));
        Passed(Stage.RunsBefore, string.Create(CultureInfo.InvariantCulture, $"{calls.Count - without} of {calls.Count} inputs"));
        if (Stopped(run, Stage.RunsAfter) is { } stuck) return Report(EndedIn(run, Stage.RunsAfter), Stage.RunsAfter, stuck);
        Passed(Stage.RunsAfter, null);
        return Equal(run, Stage.OutputsEqual) ?? ReadGradients(run);
    }

    private ModelReport ReadGradients(ProcessResult run)
    {
        if (Failed(run, Stage.GradientsBefore) is { } underivable)
            _notes.Add($"the gradients of the version before cannot be computed ({underivable})");
        if (Stopped(run, Stage.GradientsBefore) is { } early) return Report(Verdict.NotVerified, Stage.GradientsBefore, early);
        if (Failed(run, Stage.GradientsAfter) is { } failed) return Report(Broken(failed), Stage.GradientsAfter, failed);
        if (Stopped(run, Stage.GradientsAfter) is { } stuck) return Report(EndedIn(run, Stage.GradientsAfter), Stage.GradientsAfter, stuck);
        if (Equal(run, Stage.GradientsEqual) is { } gradients) return gradients;
        if (Equal(run, Stage.StateKept) is { } state) return state;
        if (run.Stopped is null && !run.Events.Any(e => e.Stage == Stage.OutputsEqual && e.Differences is not null))
            return Report(Verdict.NotVerified, Stage.OutputsEqual, "its process ended before any output was compared");
        return run.Stopped is { } stopped
            ? Report(Verdict.NotVerified, run.Events[^1].Stage, stopped)
            : new ModelReport(model, Verdict.Equal, null, engine, allowance.Tolerance, _stages.ToImmutable(), [.. _outputs], [.. _notes]);
    }

    /// <summary>Passes a stage that compares, where it was reached; the report where something differs.</summary>
    private ModelReport? Equal(ProcessResult run, Stage stage)
    {
        var comparisons = run.Events.Where(e => e.Stage == stage && e.Differences is not null).ToList();
        if (comparisons.Count == 0) return null;
        var results = Results(comparisons);
        _outputs.AddRange(results);
        if (results.Where(r => !r.IsEqual).MaxBy(r => r.Needs) is { } worst)
            return Report(Verdict.Different, stage, VerdictText.Difference(worst));
        Passed(stage, VerdictText.Equality(results, allowance.Tolerance));
        return null;
    }

    private List<OutputResult> Results(List<RunEvent> comparisons)
    {
        var usual = comparisons.Where(e => e.IsUsual).SelectMany(e => e.Differences!).Where(d => d is { Noise: not null, Single: not null })
            .GroupBy(d => d.Output, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(d => d.Noise!.Value / d.Single!.Scale), StringComparer.Ordinal);
        return comparisons.SelectMany(e => e.Differences!.Select(d => (Difference: d, Call: e.Case!)))
            .GroupBy(d => d.Difference.Output, StringComparer.Ordinal)
            .Select(g => new OutputResult(
                g.Key,
                g.Select(d => allowance.Double(d.Difference, d.Call)).Aggregate(Apart.Worse),
                g.Select(d => allowance.Single(d.Difference, d.Call, usual.GetValueOrDefault(g.Key))).Aggregate(Apart.Worse),
                g.Where(d => d.Difference.Mismatch is not null).Select(d => $"on {d.Call}: {d.Difference.Mismatch}").FirstOrDefault()))
            .ToList();
    }

    private ModelReport ReportAfter(Verdict verdict, string detail)
    {
        Passed(Stage.RunsBefore, null);
        return Report(verdict, Stage.RunsAfter, detail);
    }

    /// <summary>A member that does not compile for running says nothing about the model.</summary>
    private static Verdict Broken(string detail) =>
        detail.StartsWith(Pruning.Mark, StringComparison.Ordinal) ? Verdict.NotVerified : Verdict.Different;

    /// <summary>
    /// A version after that ends its process where the one before did not is another model; one that reached a limit may only have been the
    /// last to run.
    /// </summary>
    private static Verdict EndedIn(ProcessResult run, Stage stage) =>
        run.Ended == Ended.ByItself && stage is Stage.ConstructsAfter or Stage.RunsAfter or Stage.GradientsAfter
            ? Verdict.Different
            : Verdict.NotVerified;

    private static string? Failed(ProcessResult run, Stage stage, bool? precise = null, string? call = null) =>
        run.Events.FirstOrDefault(e =>
            e.Stage == stage && e.Passed == false && (precise is null || e.Precise == precise) && (call is null || e.Case == call))?.Detail;

    /// <summary>Why the process ended while it was in a stage, or null where it did not.</summary>
    private static string? Stopped(ProcessResult run, Stage stage)
    {
        if (run.Stopped is null) return null;
        if (run.Events.Count == 0) return stage == Stage.ConstructsBefore ? run.Stopped : null;
        return run.Events[^1] is { Passed: null } last && last.Stage == stage
            ? $"{(last.Precise ? "in float64 " : "")}{run.Stopped}"
            : null;
    }

    private void Passed(Stage stage, string? detail) => _stages.Add(new StageResult(stage, true, detail));

    private ModelReport Report(Verdict verdict, Stage stage, string detail)
    {
        _stages.Add(new StageResult(stage, false, detail));
        return new ModelReport(model, verdict, detail, engine, allowance.Tolerance, _stages.ToImmutable(), [.. _outputs], [.. _notes]);
    }
}
