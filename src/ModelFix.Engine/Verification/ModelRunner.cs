using System.Text.Json;

namespace ModelFix.Engine.Verification;

/// <summary>Runs both versions of a model on the same weights and inputs, in a process of its own, and writes down what it sees as it goes.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly RunJob _job;
    private readonly StreamWriter _results;
    private readonly LoadedModel _before;
    private readonly LoadedModel _after;

    private ModelRunner(RunJob job)
    {
        _job = job;
        _results = new StreamWriter(job.Results, append: true) { AutoFlush = true };
        var context = new ModelLoadContext(job.References);
        _before = new LoadedModel(context.LoadFromAssemblyPath(job.Before));
        _after = new LoadedModel(context.LoadFromAssemblyPath(job.After));
    }

    public static void Run(string jobFile)
    {
        using var runner = new ModelRunner(JsonSerializer.Deserialize(File.ReadAllText(jobFile), RunContext.Default.RunJob)!);
        runner.Run();
    }

    public void Dispose() => _results.Dispose();

    private void Run()
    {
        if (!Did(Stage.Constructs, null, () => Construct(_before)) || !Did(Stage.Constructs, null, () => Construct(_after))) return;
        if (!SameState()) return;
        var isFirst = true;
        if (_job.Gradients) CompareGradients(_job.Cases[0]);
        foreach (var call in _job.Cases)
        {
            if (!Compare(call) && isFirst) return;
            isFirst = false;
        }
    }

    private void Construct(LoadedModel model)
    {
        model.Construct(_job.Type, _job.Arguments.ToDictionary(a => a.Key, a => Value(a.Value), StringComparer.Ordinal));
        model.FillState(zeros: false);
    }

    private bool SameState()
    {
        Write(new RunEvent(Stage.SameState, null, null, null, null));
        var (before, after) = (_before.State(), _after.State());
        var difference = before.Except(after, StringComparer.Ordinal).Select(k => $"{k} is gone").Concat(after.Except(before, StringComparer.Ordinal).Select(k => $"{k} is new")).FirstOrDefault();
        if (difference is null && !before.SequenceEqual(after, StringComparer.Ordinal)) difference = "the keys stand in another order";
        Write(new RunEvent(Stage.SameState, null, difference is null, difference ?? $"{before.Length} entries", null));
        return difference is null;
    }

    /// <summary>False where the version before does not run, so that nothing can be said.</summary>
    private bool Compare(JobCase call)
    {
        var values = call.Inputs.Select((input, i) => new CaseInput(input.Name, input.Type, [.. input.Shape]).Values(call.Elements, i)).ToList();
        IReadOnlyList<OutputValue>? before = null, after = null;
        var ran = Did(Stage.RunsBefore, call.Name, () => before = Outputs(_before, call, values));
        Did(Stage.RunsAfter, call.Name, () => after = Outputs(_after, call, values));
        if (before is null || after is null) return ran;
        Write(new RunEvent(Stage.OutputsEqual, call.Name, true, null, OutputComparison.Of(before, after)));
        return true;
    }

    private void CompareGradients(JobCase call)
    {
        var values = call.Inputs.Select((input, i) => new CaseInput(input.Name, input.Type, [.. input.Shape]).Values(call.Elements, i)).ToList();
        IReadOnlyList<OutputValue>? before = null, after = null;
        var ran = Did(Stage.GradientsEqual, call.Name, () =>
        {
            before = _before.Gradients(Inputs(_before, call, values));
            after = _after.Gradients(Inputs(_after, call, values));
        });
        if (ran) Write(new RunEvent(Stage.GradientsEqual, call.Name, true, null, OutputComparison.Of(before!, after!)));
    }

    /// <summary>What forward returns, and the inputs as it leaves them.</summary>
    private static List<OutputValue> Outputs(LoadedModel model, JobCase call, List<double[]> values)
    {
        if (call.DeadWeights) model.FillState(zeros: true);
        var inputs = Inputs(model, call, values);
        var outputs = model.Read(model.Forward(inputs));
        var left = inputs.SelectMany(i => model.Read(i.Value).Select(v => v with { Path = $"input {i.Key} afterwards" }));
        return [.. outputs, .. left];
    }

    private static Dictionary<string, object> Inputs(LoadedModel model, JobCase call, List<double[]> values) =>
        call.Inputs.Select((input, i) => (input.Name, Tensor: model.Tensor(input, values[i]))).ToDictionary(i => i.Name, i => i.Tensor, StringComparer.Ordinal);

    /// <summary>Runs the model's code; what it throws is a result.</summary>
    private bool Did(Stage stage, string? call, Action action)
    {
        Write(new RunEvent(stage, call, null, null, null));
        try
        {
            action();
            Write(new RunEvent(stage, call, true, null, null));
            return true;
        }
        catch (ModelException e)
        {
            Write(new RunEvent(stage, call, false, e.Description, null));
            return false;
        }
    }

    private void Write(RunEvent happened) => _results.WriteLine(JsonSerializer.Serialize(happened, RunContext.Default.RunEvent));

    private static object Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString()!,
        _ => element.TryGetInt64(out var integer) ? integer : element.GetDouble(),
    };
}
