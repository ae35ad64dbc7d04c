using System.Text.Json.Serialization;
using ModelFix.Engine.Export.OnnxRuntime;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>What the process that runs a TorchScript model is told.</summary>
/// <param name="Model">The file.</param>
/// <param name="Method">The method of it that gives tensors.</param>
/// <param name="Assembly">The assembly with the harness.</param>
/// <param name="Assemblies">What it may load, TorchSharp among it.</param>
/// <param name="Natives">The folder of the native library.</param>
/// <param name="Data">The file with the tensors' elements.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Results">Where the results go.</param>
internal sealed record ScriptJob(
    string Model,
    string Method,
    string Assembly,
    IReadOnlyList<string> Assemblies,
    string Natives,
    string Data,
    IReadOnlyList<OnnxRun> Runs,
    string Results);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ScriptJob))]
[JsonSerializable(typeof(OnnxResult))]
internal sealed partial class ScriptContext : JsonSerializerContext;
