using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using ModelFix.Core.Export;
using ModelFix.Core.Values;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Native;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>Runs a TorchScript model in this process, and compares what it computes with what the model itself did.</summary>
internal sealed class ScriptRunner
{
    /// <summary>The hidden command of the tool that runs a job.</summary>
    public const string Command = "run-script";

    private readonly ScriptJob _job;
    private readonly TensorReader _reader;
    private readonly Type _harness;

    private ScriptRunner(ScriptJob job)
    {
        _job = job;
        _reader = new TensorReader(NativeTorch.Load(job.Natives));
        var context = new ModelLoadContext(job.Assemblies, job.Natives);
        _harness = context.LoadFromAssemblyPath(job.Assembly).GetType("ModelFix.Generated.Harness", throwOnError: true)!;
    }

    public static void Run(string jobFile)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobFile), ScriptContext.Default.ScriptJob)!;
        File.WriteAllText(job.Results, JsonSerializer.Serialize(new ScriptRunner(job).Results(), ScriptContext.Default.OnnxResult));
    }

    private OnnxResult Results()
    {
        var differences = new List<OnnxDifference>();
        try
        {
            Invoke("LoadScript", _job.Model);
            foreach (var run in _job.Runs) differences.AddRange(Run(run));
            return new OnnxResult(null, differences);
        }
        catch (ModelException e) when (e.InnerException is not OutOfMemoryException)
        {
            return new OnnxResult(Cause(e.Message), differences);
        }
    }

    private IEnumerable<OnnxDifference> Run(OnnxRun run)
    {
        var inputs = run.Inputs
            .Select(i => Invoke("Tensor", OnnxTypes.OfNumber(i.Type).ToString(), i.Shape.ToArray(), Numbers(i), false)!)
            .ToArray();
        var outputs = ((object[][])Invoke("Tensors", Invoke("RunScript", _job.Method, inputs))!).Select(p => (IntPtr)p[1]).ToList();
        return run.Outputs.Select((output, i) => Compared(run.Name, output, outputs[i])).ToList();
    }

    private OnnxDifference Compared(string run, OnnxTensor expected, IntPtr actual)
    {
        var about = _reader.Describe(actual);
        if (!about.Shape.SequenceEqual(expected.Shape))
            return Mismatch($"[{string.Join(", ", about.Shape)}] in place of [{string.Join(", ", expected.Shape)}]");
        var type = OnnxTypes.OfTorchSharp(about.Type);
        if (type != OnnxTypes.OfNumber(expected.Type)) return Mismatch($"{type} in place of {OnnxTypes.OfNumber(expected.Type)}");
        using var elements = new MemoryStream();
        _reader.Write(actual, about, elements);
        var (absolute, scale) = ElementDistance.Of(expected.Type, expected.Read(_job.Data), elements.ToArray());
        return new OnnxDifference(run, expected.Name, absolute, scale, null);

        OnnxDifference Mismatch(string what) => new(run, expected.Name, double.PositiveInfinity, 1, what);
    }

    /// <summary>An input's elements, which were random numbers of this type before they were rounded to the input's.</summary>
    private double[] Numbers(OnnxTensor input)
    {
        var bytes = input.Read(_job.Data);
        return OnnxTypes.OfNumber(input.Type) switch
        {
            ElementType.Float32 => Numbers<float>(bytes),
            ElementType.Float64 => Numbers<double>(bytes),
            ElementType.Float16 => Numbers<Half>(bytes),
            ElementType.Int64 => Numbers<long>(bytes),
            ElementType.Int32 => Numbers<int>(bytes),
            ElementType.Int16 => Numbers<short>(bytes),
            ElementType.Int8 => Numbers<sbyte>(bytes),
            ElementType.Byte or ElementType.Bool => Numbers<byte>(bytes),
            var type => throw new NotSupportedException($"inputs of {type} are not compared"),
        };
    }

    private static double[] Numbers<T>(byte[] bytes)
        where T : unmanaged, INumber<T>
    {
        var numbers = MemoryMarshal.Cast<byte, T>(bytes);
        var converted = new double[numbers.Length];
        for (var i = 0; i < converted.Length; i++) converted[i] = double.CreateChecked(numbers[i]);
        return converted;
    }

    /// <summary>The last line of a message of TorchScript's that is not of its own sources.</summary>
    private static string Cause(string message) => message.Trim();

    private object? Invoke(string method, params object?[] arguments) => LoadedModel.Invoke(_harness, method, arguments);
}
