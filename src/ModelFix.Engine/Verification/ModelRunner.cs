using System.Text.Json;
using ModelFix.Engine.Native;

namespace ModelFix.Engine.Verification;

/// <summary>
/// Runs both versions of a model on the same weights and inputs, in a process of its own, and writes down what it sees as it goes.
/// </summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly RunJob _job;
    private readonly StreamWriter _results;

    private ModelRunner(RunJob job)
    {
        _job = job;
        _results = new StreamWriter(job.Results, append: true) { AutoFlush = true };
    }

    public static void Run(string jobFile)
    {
        using var runner = new ModelRunner(JsonSerializer.Deserialize(File.ReadAllText(jobFile), RunContext.Default.RunJob)!);
        runner.Run();
    }

    public void Dispose() => _results.Dispose();

    private void Run()
    {
        // Before TorchSharp is touched: where its library does not load, it tries to mend that by copying it about in its package's folder.
        if (!EngineLoads()) return;
        var context = new ModelLoadContext(_job.Assemblies, _job.Natives);
        var (before, after) = (context.LoadFromAssemblyPath(_job.Before), context.LoadFromAssemblyPath(_job.After));
        var own = new Pair(new LoadedModel(before, precise: false), new LoadedModel(after, precise: false));
        if (!Constructs(Stage.ConstructsBefore, own.Before) || !Constructs(Stage.ConstructsAfter, own.After) || !SameState(own)) return;
        var precise = new Pair(new LoadedModel(before, precise: true), new LoadedModel(after, precise: true));
        if (!_job.Precise || !Constructs(Stage.ConstructsBefore, precise.Before)) Compare(own, null);
        else if (Constructs(Stage.ConstructsAfter, precise.After)) Compare(own, precise);
    }

    private void Compare(Pair own, Pair? precise)
    {
        foreach (var call in _job.Cases.Where(c => !c.DeadWeights))
        {
            var ran = Outputs(own, precise, call);
            if (ran == Ran.None && call == _job.Cases[0]) return;
            if (_job.Gradients && ran == Ran.Precisely && call.IsUsual) Gradients(own, precise!, call);
        }

        States(own, precise);
        foreach (var call in _job.Cases.Where(c => c.DeadWeights))
        {
            foreach (var pair in new[] { own, precise }.OfType<Pair>())
            {
                pair.Before.Kill();
                pair.After.Kill();
            }

            Outputs(own, precise, call);
        }
    }

    private bool EngineLoads()
    {
        try
        {
            NativeTorch.Load(_job.Natives);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException
            or BadImageFormatException
            or InvalidDataException
            or IOException
            or UnauthorizedAccessException)
        {
            Write(new RunEvent(Stage.EngineLoads, null, false, LoaderMessage.Cause(e.Message)));
            return false;
        }
    }

    private bool Constructs(Stage stage, LoadedModel model) =>
        Did(
            stage,
            null,
            model,
            m => m.Construct(_job.Type, _job.Arguments.ToDictionary(a => a.Key, a => Value(a.Value), StringComparer.Ordinal)));

    private bool SameState(Pair pair)
    {
        Write(new RunEvent(Stage.SameState, null, null, null));
        var (before, after) = (pair.Before.State(), pair.After.State());
        var difference = before
            .Except(after, StringComparer.Ordinal)
            .Select(k => $"{k} is gone")
            .Concat(after.Except(before, StringComparer.Ordinal).Select(k => $"{k} is new"))
            .FirstOrDefault();
        if (difference is null && !before.SequenceEqual(after, StringComparer.Ordinal)) difference = "the keys stand in another order";
        Write(new RunEvent(Stage.SameState, null, difference is null, difference ?? $"{before.Length} entries"));
        return difference is null;
    }

    /// <summary>Runs a call in the model's own dtypes, and where both versions run it, in float64.</summary>
    private Ran Outputs(Pair own, Pair? precise, JobCase call)
    {
        IReadOnlyList<OutputValue>? before = null, after = null, preciseBefore = null, preciseAfter = null;
        var ran = Did(Stage.RunsBefore, call.Name, own.Before, m => before = m.Outputs(call));
        ran &= Did(Stage.RunsAfter, call.Name, own.After, m => after = m.Outputs(call));
        if (!ran) return before is null ? Ran.None : Ran.Own;
        if (precise is not null && Did(Stage.RunsBefore, call.Name, precise.Before, m => preciseBefore = m.Outputs(call)))
            Did(Stage.RunsAfter, call.Name, precise.After, m => preciseAfter = m.Outputs(call));
        Compared(Stage.OutputsEqual, call, new Runs(before, after, preciseBefore, preciseAfter));
        return preciseAfter is null ? Ran.Own : Ran.Precisely;
    }

    /// <summary>
    /// In float64 alone: a gradient that is 0 but for rounding, as that of a bias before a normalisation, says nothing in float32. There it
    /// gives the noise.
    /// </summary>
    private void Gradients(Pair own, Pair precise, JobCase call)
    {
        IReadOnlyList<OutputValue>? before = null, preciseBefore = null, preciseAfter = null;
        if (Did(Stage.GradientsBefore, call.Name, own.Before, m => before = m.Gradients(call))
            && Did(Stage.GradientsBefore, call.Name, precise.Before, m => preciseBefore = m.Gradients(call))
            && Did(Stage.GradientsAfter, call.Name, precise.After, m => preciseAfter = m.Gradients(call)))
            Compared(Stage.GradientsEqual, call, new Runs(before, null, preciseBefore, preciseAfter));
    }

    /// <summary>
    /// The weights and buffers as the calls leave them, one by one: all at once they may be too many. Only what differs is reported.
    /// </summary>
    private void States(Pair own, Pair? precise)
    {
        Write(new RunEvent(Stage.StateKept, null, null, null));
        var count = own.Before.State().Length;
        var differences = new List<OutputDifference>();
        for (var i = 0; i < count; i++)
        {
            var compared = OutputComparison.Of(
                new Runs(own.Before.Entry(i), own.After.Entry(i), precise?.Before.Entry(i), precise?.After.Entry(i)));
            differences.AddRange(compared.Where(d => d is { Mismatch: not null } or { Single.Absolute: > 0 } or { Double.Absolute: > 0 }));
        }

        Write(new RunEvent(Stage.StateKept, "all calls", true, null) { Differences = differences });
    }

    private void Compared(Stage stage, JobCase call, Runs runs) =>
        Write(new RunEvent(stage, call.Name, true, null) { IsUsual = call.IsUsual, Differences = OutputComparison.Of(runs) });

    /// <summary>Runs the model's code; what it throws is a result, but where the memory is at its end, so is the process.</summary>
    private bool Did(Stage stage, string? call, LoadedModel model, Action<LoadedModel> action)
    {
        Write(new RunEvent(stage, call, null, null) { Precise = model.Precise });
        try
        {
            action(model);
            Write(new RunEvent(stage, call, true, null) { Precise = model.Precise });
            return true;
        }
        catch (ModelException e) when (e.InnerException is not OutOfMemoryException)
        {
            Write(new RunEvent(stage, call, false, e.Description) { Precise = model.Precise });
            return false;
        }
        finally
        {
            // The collector knows nothing of the memory behind a tensor, and would let the calls' tensors pile up.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void Write(RunEvent happened) => _results.WriteLine(JsonSerializer.Serialize(happened, RunContext.Default.RunEvent));

    /// <summary>A constructor argument of modelfix.json as an object.</summary>
    public static object Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString()!,
        _ => element.TryGetInt64(out var integer) ? integer : element.GetDouble(),
    };

    private sealed record Pair(LoadedModel Before, LoadedModel After);

    /// <summary>How far a call got.</summary>
    private enum Ran
    {
        /// <summary>The version before did not run.</summary>
        None,
        Own,
        Precisely,
    }
}
