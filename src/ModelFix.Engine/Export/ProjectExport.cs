using System.Collections.Immutable;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;

namespace ModelFix.Engine.Export;

/// <summary>The models of a project that are to be exported.</summary>
/// <param name="Project">The project.</param>
/// <param name="Models">The models.</param>
/// <param name="Folder">Where files of them are written.</param>
/// <param name="Engines">TorchSharp, and ONNX Runtime where that is used; looked for when the first model is exported.</param>
/// <param name="Compiled">The models as an assembly, or why there is none; compiled when the first model is exported.</param>
internal sealed record ProjectExport(
    LoadedProject Project,
    ImmutableArray<ModelUnderTest> Models,
    string Folder,
    Lazy<(TorchRuntime Torch, OnnxEngine? Onnx)> Engines,
    Lazy<(RunnableAssembly? Assembly, string? Error)> Compiled)
{
    /// <summary>The models that are not, because modelfix.json names others.</summary>
    public ImmutableArray<string> Unnoticed { get; init; } = [];
}
