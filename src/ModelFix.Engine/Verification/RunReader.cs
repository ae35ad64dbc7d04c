using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Engine.Verification;

/// <summary>Turns what a model's process reported into a verdict.</summary>
internal sealed class RunReader(string model, string engine, double tolerance, ImmutableArray<StageResult> compiled)
{
    private readonly ImmutableArray<StageResult>.Builder _stages = compiled.ToBuilder();
    private readonly Dictionary<string, OutputResult> _outputs = new(StringComparer.Ordinal);
    private readonly List<string> _laxer = [];

    public ModelReport Read(ProcessResult run)
    {
        // The constructors come first; both versions' are one stage.
        if (Failed(run, Stage.Constructs) is { } unbuilt)
            return Report(BeginningsOf(run, Stage.Constructs) < 2 ? Verdict.NotVerified : Broken(unbuilt), Stage.Constructs, unbuilt);
        if (Stopped(run, Stage.Constructs) is { } early) return Report(Verdict.NotVerified, Stage.Constructs, early);
        Passed(Stage.Constructs, null);

        if (Failed(run, Stage.SameState) is { } state) return Report(Verdict.Different, Stage.SameState, state);
        Passed(Stage.SameState, run.Events.First(e => e is { Stage: Stage.SameState, Passed: true }).Detail);
        return ReadRuns(run);
    }

    private ModelReport ReadRuns(ProcessResult run)
    {
        var calls = run.Events.Where(e => e.Case is not null).Select(e => e.Case!).Distinct().ToList();
        if (Failed(run, Stage.RunsBefore, calls.FirstOrDefault()) is { } unrun) return Report(Verdict.NotVerified, Stage.RunsBefore, unrun);
        if (Stopped(run, Stage.RunsBefore) is { } hung) return Report(Verdict.NotVerified, Stage.RunsBefore, hung);
        foreach (var call in calls)
        {
            var (before, after) = (Failed(run, Stage.RunsBefore, call), Failed(run, Stage.RunsAfter, call));
            if (before is null && after is not null)
            {
                Passed(Stage.RunsBefore, null);
                return Report(Broken(after), Stage.RunsAfter, $"{call}: {after}");
            }

            if (before is not null) _laxer.Add(after is null ? $"{call}: only the version after runs ({before})" : $"{call}: neither version runs ({before})");
        }

        Passed(Stage.RunsBefore, string.Create(CultureInfo.InvariantCulture, $"{calls.Count - _laxer.Count} of {calls.Count} inputs"));
        if (Stopped(run, Stage.RunsAfter) is { } stuck) return Report(Verdict.Different, Stage.RunsAfter, stuck);
        Passed(Stage.RunsAfter, null);
        foreach (var compared in run.Events.Where(e => e.Stage == Stage.OutputsEqual && e.Differences is not null)) Take(compared);
        if (Worst() is { } worst) return Report(Verdict.Different, Stage.OutputsEqual, Apart(worst));
        Passed(Stage.OutputsEqual, SmallestTolerance);
        return ReadGradients(run);
    }

    private ModelReport ReadGradients(ProcessResult run)
    {
        if (Failed(run, Stage.GradientsEqual) is { } failed) _laxer.Add($"the gradients could not be computed ({failed})");
        if (run.Events.FirstOrDefault(e => e.Stage == Stage.GradientsEqual && e.Differences is not null) is { } gradients)
        {
            Take(gradients);
            if (Worst() is { } worst) return Report(Verdict.Different, Stage.GradientsEqual, Apart(worst));
            Passed(Stage.GradientsEqual, SmallestTolerance);
        }

        return run.Stopped is { } stopped
            ? Report(Verdict.NotVerified, Stage.GradientsEqual, stopped)
            : new ModelReport(model, Verdict.Equal, null, engine, tolerance, _stages.ToImmutable(), [.. _outputs.Values], [.. _laxer]);
    }

    /// <summary>A member that the engine cannot compile says nothing about the model.</summary>
    private static Verdict Broken(string detail) => detail.StartsWith(Pruning.Mark, StringComparison.Ordinal) ? Verdict.NotVerified : Verdict.Different;

    private string SmallestTolerance => _outputs.Count == 0 || _outputs.Values.Max(o => o.Relative) == 0
        ? "every bit"
        : string.Create(CultureInfo.InvariantCulture, $"within {_outputs.Values.Max(o => o.Relative):g2} of the largest output, {tolerance:g2} allowed");

    private static string Apart(OutputResult worst) => worst.Mismatch is { } mismatch
        ? $"{worst.Output} on {worst.Case}: {mismatch}"
        : string.Create(CultureInfo.InvariantCulture, $"{worst.Output} differs by {worst.Absolute:g3} ({worst.Relative:g3} of its largest element) on {worst.Case}");

    private void Take(RunEvent compared)
    {
        foreach (var d in compared.Differences!)
        {
            if (_outputs.TryGetValue(d.Output, out var known) && known.Relative >= d.Relative) continue;
            _outputs[d.Output] = new OutputResult(d.Output, d.Absolute, d.Relative, compared.Case!, d.Mismatch);
        }
    }

    private OutputResult? Worst() => _outputs.Values.Where(o => o.Relative > tolerance || o.Mismatch is not null).MaxBy(o => o.Relative);

    private static int BeginningsOf(ProcessResult run, Stage stage) => run.Events.Count(e => e.Stage == stage && e.Passed is null);

    private static string? Failed(ProcessResult run, Stage stage, string? call = null) =>
        run.Events.FirstOrDefault(e => e.Stage == stage && e.Passed == false && (call is null || e.Case == call))?.Detail;

    /// <summary>Why the process ended while it was in a stage, or null where it did not.</summary>
    private static string? Stopped(ProcessResult run, Stage stage) =>
        run.Stopped is { } stopped && (run.Events.Count == 0 || run.Events[^1] is { Passed: null } last && last.Stage == stage) ? stopped : null;

    private void Passed(Stage stage, string? detail) => _stages.Add(new StageResult(stage, true, detail));

    private ModelReport Report(Verdict verdict, Stage stage, string detail)
    {
        _stages.Add(new StageResult(stage, false, detail));
        return new ModelReport(model, verdict, detail, engine, tolerance, _stages.ToImmutable(), [.. _outputs.Values], [.. _laxer]);
    }
}
