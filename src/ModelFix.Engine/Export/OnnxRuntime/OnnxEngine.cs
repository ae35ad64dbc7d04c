using System.Text.Json;
using ModelFix.Engine.Native;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export.OnnxRuntime;

/// <summary>ONNX Runtime as it is restored for this system.</summary>
/// <param name="assemblies">Its managed assemblies.</param>
/// <param name="natives">Its native libraries.</param>
internal sealed class OnnxEngine(IReadOnlyList<string> assemblies, IReadOnlyList<string> natives)
{
    /// <summary>The version whose managed part the tool is compiled against.</summary>
    private const string Version = "1.31.1";

    private static readonly OwnPackage Package = new(
        "Microsoft.ML.OnnxRuntime",
        Version,
        $"onnxruntime-{Version}",
        "up to 130 MB",
        p => p.Natives.Any(n => Path.GetFileNameWithoutExtension(n) is "onnxruntime" or "libonnxruntime"));

    public static string Description => $"ONNX Runtime {Version}";

    /// <summary>Restores it into the user's cache, once.</summary>
    /// <exception cref="EngineException">There is none for this system, or it could not be restored.</exception>
    public static OnnxEngine Find(Action<string> say, CancellationToken cancellation)
    {
        var restored = new OwnRestore(Package, say).Find(cancellation);
        return Package.IsWhole(restored)
            ? new OnnxEngine(restored.Assemblies, restored.Natives)
            : throw new EngineException(
                Package.Title,
                $"it has no native library for this system ({NativeSystem.Identifier}), so that an exported model cannot be run here",
                "Export on one of the systems that it is published for: linux-x64, linux-arm64, win-x64, win-arm64, osx-arm64.",
                ExitCodes.EngineNotLoaded);
    }

    /// <summary>Runs a model in a process of its own.</summary>
    public OnnxResult Run(
        string model, IReadOnlyList<OnnxRun> runs, string data, VerificationOptions options, CancellationToken cancellation)
    {
        var (job, results) = (model + ".job.json", model + ".results.json");
        File.WriteAllText(
            job,
            JsonSerializer.Serialize(new OnnxJob(model, assemblies, natives, data, runs, results), OnnxContext.Default.OnnxJob));
        var (stopped, _) = ModelProcess.Execute(OnnxRunner.Command, job, options, cancellation);
        return File.Exists(results)
            ? JsonSerializer.Deserialize(File.ReadAllText(results), OnnxContext.Default.OnnxResult)!
            : new OnnxResult(stopped ?? "its process ended without a word", []);
    }
}
