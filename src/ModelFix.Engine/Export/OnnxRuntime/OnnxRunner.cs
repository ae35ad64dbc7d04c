using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ModelFix.Engine.Export.OnnxRuntime;

/// <summary>Runs an ONNX model in this process, and compares what it computes with what TorchSharp did.</summary>
internal static class OnnxRunner
{
    /// <summary>The hidden command of the tool that runs a job.</summary>
    public const string Command = "run-onnx";

    public static void Run(string jobFile)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllText(jobFile), OnnxContext.Default.OnnxJob)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            job.Assemblies.FirstOrDefault(a => Path.GetFileNameWithoutExtension(a) == name.Name) is { } file
                ? context.LoadFromAssemblyPath(file)
                : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
            job.Natives.FirstOrDefault(n => Path.GetFileNameWithoutExtension(n) is var file && (file == name || file == $"lib{name}"))
                is { } library
                ? NativeLibrary.Load(library)
                : IntPtr.Zero;
        File.WriteAllText(job.Results, JsonSerializer.Serialize(Results(job), OnnxContext.Default.OnnxResult));
    }

    /// <summary>Apart, so that ONNX Runtime is looked for after it is known where it is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OnnxResult Results(OnnxJob job)
    {
        var differences = new List<OnnxDifference>();
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            using var session = new InferenceSession(job.Model, options);
            foreach (var run in job.Runs) differences.AddRange(Run(session, run, job.Data));
            return new OnnxResult(null, differences);
        }
        catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException or TypeInitializationException)
        {
            return new OnnxResult((e.InnerException ?? e).Message.Split('\n')[0], differences);
        }
    }

    private static List<OnnxDifference> Run(InferenceSession session, OnnxRun run, string data)
    {
        // An input that nothing depends on is none of the graph's.
        var given = run.Inputs.Where(i => session.InputMetadata.ContainsKey(i.Name)).ToList();
        var buffers = given.Select(i => i.Read(data)).ToList();
        var pins = buffers.Select(b => GCHandle.Alloc(b, GCHandleType.Pinned)).ToList();
        var values = new List<OrtValue>();
        try
        {
            for (var i = 0; i < given.Count; i++)
                values.Add(OrtValue.CreateTensorValueWithData(
                    OrtMemoryInfo.DefaultInstance,
                    (TensorElementType)given[i].Type,
                    [.. given[i].Shape],
                    pins[i].AddrOfPinnedObject(),
                    buffers[i].Length));
            using var options = new RunOptions();
            using var outputs = session.Run(options, [.. given.Select(i => i.Name)], values, [.. run.Outputs.Select(o => o.Name)]);
            return [.. run.Outputs.Select((o, i) => Compared(run.Name, o, outputs[i], o.Read(data)))];
        }
        finally
        {
            values.ForEach(v => v.Dispose());
            pins.ForEach(p => p.Free());
        }
    }

    private static OnnxDifference Compared(string run, OnnxTensor expected, OrtValue actual, byte[] elements)
    {
        var about = actual.GetTensorTypeAndShape();
        if (!about.Shape.SequenceEqual(expected.Shape))
            return Mismatch($"[{string.Join(", ", about.Shape)}] in place of [{string.Join(", ", expected.Shape)}]");
        if ((int)about.ElementDataType != expected.Type)
            return Mismatch($"{about.ElementDataType} in place of {(TensorElementType)expected.Type}");
        var (absolute, scale) = ElementDistance.Of(expected.Type, elements, actual.GetTensorMutableRawData());
        return new OnnxDifference(run, expected.Name, absolute, scale, null);

        OnnxDifference Mismatch(string what) => new(run, expected.Name, double.PositiveInfinity, 1, what);
    }
}
