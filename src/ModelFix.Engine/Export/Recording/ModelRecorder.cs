using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using ModelFix.Core.Export;
using ModelFix.Engine.Native;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export.Recording;

/// <summary>Runs a model in this process on a TorchSharp that is rewritten in memory, and writes down what it asks of libtorch.</summary>
internal sealed class ModelRecorder : IDisposable
{
    /// <summary>The hidden command of the tool that runs a job.</summary>
    public const string Command = "record-model";

    private readonly RecordJob _job;
    private readonly FileStream _data;
    private readonly Recorder _recorder;
    private readonly TensorReader _reader;
    private readonly Assembly _model;
    private readonly Type _harness;

    private ModelRecorder(RecordJob job)
    {
        _job = job;
        _data = File.Create(job.Data);
        _reader = new TensorReader(NativeTorch.Load(job.Natives));
        var torchSharp = job.Assemblies.First(a => Path.GetFileName(a) == "TorchSharp.dll");
        var (image, signatures) = NativeCallRewriter.Rewrite(torchSharp);
        _recorder = new Recorder(_reader, signatures, _data);
        var context = new ModelLoadContext(job.Assemblies.Where(a => Path.GetFileName(a) != "TorchSharp.dll"), job.Natives);
        context.LoadFromStream(image);
        _model = context.LoadFromAssemblyPath(ModuleRewriter.Copy(job.Assembly, job.Folder, job.Assemblies));
        _harness = _model.GetType("ModelFix.Generated.Harness", throwOnError: true)!;
    }

    public static void Run(string jobFile)
    {
        using var recorder = new ModelRecorder(JsonSerializer.Deserialize(File.ReadAllText(jobFile), RecordContext.Default.RecordJob)!);
        recorder.Run();
    }

    public void Dispose() => _data.Dispose();

    private void Run()
    {
        NativeCalls.Recorder = _recorder;
        string[] initialised;
        Action<int, int, object[][]> sees = (activation, site, tensors) => _recorder.See(activation, site, Pairs(tensors));
        _harness.GetField("Sees")!.SetValue(null, sees);
        try
        {
            var names = _job.Arguments.Keys.ToArray();
            Invoke("Load", _job.Type, names, _job.Arguments.Values.Select(ModelRunner.Value).ToArray(), _job.Weights);
            StaticTensors.Make(_model);
            var unwritten = Addresses("parameters").Where(p => _recorder.IsUnwritten(p.Address)).Select(p => p.Name).ToArray();
            initialised = (string[])Invoke("Initialise", [unwritten])!;
            _recorder.Name(Addresses("parameters"), Addresses("buffers"), Addresses("modules"));
            _recorder.Scopes.Name(((object[][])Invoke("Modules")!).Select(m => ((string)m[0], m[1])));
        }
        catch (ModelException e)
        {
            Write(0, new RunResult("", null, [], [], new RecordedFailure(e.Description, null)));
            return;
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _job.Runs.Count; i++)
        {
            var run = _job.Runs[i];
            var result = !_job.IsProbe ? Run(run) with { Initialised = initialised }
                : known.Contains(run.Group!) ? new RunResult("", null, [], [], null) { IsSkipped = true }
                : Tried(run);
            Write(i, result);
            if (_job.IsProbe && result is { Failure: null, IsSkipped: false }) known.Add(run.Group!);
            if (result.Failure is not null && !_job.IsProbe && !run.MayFail) return;
            // The collector knows nothing of the memory behind a tensor.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private RunResult Tried(RecordRun run)
    {
        try
        {
            Invoke("Forward", run.Inputs.Select(i => i.Name).ToArray(), Inputs(run), false);
            return new RunResult(run.Name, null, [], [], null);
        }
        catch (ModelException e) when (e.InnerException is not OutOfMemoryException)
        {
            return new RunResult(run.Name, null, [], [], new RecordedFailure($"{run.Name}: {e.Description}", null));
        }
    }

    private object[] Inputs(RecordRun run) =>
    [
        .. run.Inputs.Select((input, i) => Invoke(
            "Tensor",
            input.Type,
            input.Shape.ToArray(),
            Rounded(
                new CaseInput(input.Name, input.Type, [.. input.Shape]) { Range = input.Range }.Values(Elements.Random, i + run.Seed * 100),
                run),
            false)!),
    ];

    /// <summary>The elements, or for a run that is for that their neighbours in float32, one up and one down.</summary>
    private static double[] Rounded(double[] elements, RecordRun run) => run.Purpose == RunPurpose.Rounding
        ? [.. elements.Select((e, i) => e == Math.Floor(e) ? e : i % 2 == 0 ? MathF.BitIncrement((float)e) : MathF.BitDecrement((float)e))]
        : elements;

    private RunResult Run(RecordRun run)
    {
        var inputs = Inputs(run);
        var given = inputs.SelectMany(Tensors).Select(t => t.Address).ToList();
        var written = given.Select(Written).ToList();
        List<(string Name, IntPtr Address)> outputs = [];
        ReturnedValue? structure = null;
        RecordedFailure? failure = null;
        if (run.IsRecorded) _recorder.Begin(given, Place);
        try
        {
            var returned = Invoke("Forward", run.Inputs.Select(i => i.Name).ToArray(), inputs, false);
            // A tensor that was disposed has no address.
            outputs = [.. Tensors(returned)];
            structure = Invoke("Structure", returned) is object[] part ? Returned(part) : null;
        }
        catch (ModelException e) when (e.InnerException is not OutOfMemoryException)
        {
            failure = new RecordedFailure($"{run.Name}: {e.Description}", null);
        }

        var recording = run.IsRecorded ? _recorder.End(outputs, failure) with { Returned = structure } : null;
        return new RunResult(run.Name, recording, written, [.. outputs.Select(o => new NamedTensor(o.Name, Written(o.Address)))], failure);
    }

    /// <summary>A part of what forward returned, as the harness says it: kind, place, key, and parts or address.</summary>
    private static ReturnedValue Returned(object?[] part) => new(
        Enum.Parse<ReturnedKind>((string)part[0]!),
        part[2] is null ? null : Convert.ToString(part[2], CultureInfo.InvariantCulture),
        part[3] is object[] parts ? [.. parts.Cast<object[]>().Select(Returned)] : [])
    {
        IsNumbered = part[2] is long,
    };

    private RecordedTensor Written(IntPtr tensor)
    {
        var described = _reader.Describe(tensor);
        return described with { Elements = _recorder.Written(tensor, described, Origin.Literal, name: null) };
    }

    private IEnumerable<(string Name, IntPtr Address)> Addresses(string kind) => Pairs(Invoke("Addresses", kind));

    private IEnumerable<(string Name, IntPtr Address)> Tensors(object? value) => Pairs(Invoke("Tensors", value));

    private static IEnumerable<(string Name, IntPtr Address)> Pairs(object? pairs) =>
        ((object[][])pairs!).Select(p => ((string)p[0], (IntPtr)p[1]));

    private void Write(int run, RunResult result) =>
        File.WriteAllText(_job.ResultOf(run), JsonSerializer.Serialize(result, RecordContext.Default.RunResult));

    /// <summary>The innermost line of the model's own code that is being run; where it has no lines, the method.</summary>
    private RecordedPlace? Place()
    {
        RecordedPlace? method = null;
        foreach (var frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } called || !IsModels(type)) continue;
            var place = new RecordedPlace($"{type.Name}.{called.Name}", frame.GetFileName(), frame.GetFileLineNumber());
            if (place.File is not null) return place;
            method ??= place;
        }

        return method;
    }

    private bool IsModels(Type type) => type != _harness && type.Assembly.GetName().Name != "TorchSharp"
        && AssemblyLoadContext.GetLoadContext(type.Assembly) == AssemblyLoadContext.GetLoadContext(_model);

    private object? Invoke(string method, params object?[] arguments) => LoadedModel.Invoke(_harness, method, arguments);
}
