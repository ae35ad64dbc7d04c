using System.Text.Json;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>The project's own TorchSharp, which loads TorchScript files.</summary>
/// <param name="assembly">The assembly with the harness.</param>
/// <param name="runtime">TorchSharp.</param>
internal sealed class ScriptEngine(RunnableAssembly assembly, TorchRuntime runtime)
{
    /// <summary>Runs a method of a model in a process of its own.</summary>
    public OnnxResult Run(
        (string File, string Method) model,
        IReadOnlyList<OnnxRun> runs,
        string data,
        VerificationOptions options,
        CancellationToken cancellation)
    {
        var (job, results) = (model.File + ".job.json", model.File + ".results.json");
        File.WriteAllText(
            job,
            JsonSerializer.Serialize(
                new ScriptJob(
                    model.File,
                    model.Method,
                    assembly.Path,
                    [.. assembly.Parts, .. runtime.Assemblies],
                    runtime.Natives,
                    data,
                    runs,
                    results),
                ScriptContext.Default.ScriptJob));
        var (stopped, _) = ModelProcess.Execute(ScriptRunner.Command, job, options, cancellation);
        return File.Exists(results)
            ? JsonSerializer.Deserialize(File.ReadAllText(results), ScriptContext.Default.OnnxResult)!
            : new OnnxResult(stopped ?? "its process ended without a word", []);
    }
}
