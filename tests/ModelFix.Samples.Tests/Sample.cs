using Microsoft.CodeAnalysis;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Samples.Tests;

/// <summary>A sample project: its model, what that is called with, and how close before and after must be.</summary>
/// <param name="Name">The project's folder and namespace.</param>
/// <param name="Model">The model's class.</param>
/// <param name="Arguments">Constructor arguments.</param>
/// <param name="Inputs">The shape of each input without the batch dim, as the model's contract says.</param>
/// <param name="Tolerance">Largest difference relative to the largest output; 0 for bit-exact.</param>
public sealed record Sample(string Name, string Model, object[] Arguments, long[][] Inputs, double Tolerance)
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static readonly IReadOnlyList<Sample> All =
    [
        new("StereoNet", "CostVolumeNet", [], [[3, 64, 128], [3, 64, 128]], Tolerance: 0),
        new("FaceNet", "EmbeddingNet", [64L], [[3, 28, 28]], Tolerance: 1e-5),
        new("SceneNet", "PyramidNet", [], [[3, 96, 96]], Tolerance: 1e-6),
        new("EfficientSeg", "SegmentationNet", [5], [[3, 64, 64]], Tolerance: 0),
        new("VideoNet", "ClipNet", [12], [[8, 3, 32, 32]], Tolerance: 1e-5),
        new("Memory", "MemoryNet", [], [[6, 8]], Tolerance: 0),
    ];

    public string Folder => Path.Combine(Repository.Root, "samples", Name);

    public static Sample Named(string name) => All.Single(s => s.Name == name);

    /// <summary>The sources of the sample in a folder, by file name, in order.</summary>
    public static IReadOnlyList<(string Path, string Source)> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs")
        .Order(StringComparer.Ordinal)
        .Select(f => (Path.GetFileName(f), File.ReadAllText(f)))
        .ToList();

    /// <summary>A copy of the sample after its migration; the caller disposes it.</summary>
    public TemporaryFolder Migrated()
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Folder).Where(f => Path.GetExtension(f) is ".cs" or ".json" or ".csproj"))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        // The samples' own build files give every sample nullable and implicit usings.
        File.Copy(Path.Combine(Repository.Root, "samples", "Directory.Build.props"), Path.Combine(copy.Path, "Directory.Build.props"));
        Fix(copy.Path);
        return copy;
    }

    public static void Fix(string folder) =>
        Command.Dotnet(folder, Path.Combine(AppContext.BaseDirectory, "modelfix.dll"), "fix", ".", "--allow-no-vcs", "--exit-zero").Succeeded();

    /// <summary>The model classes compiled; the program that prints an example is left out, since a library has no top-level statements.</summary>
    public static Compilation Compile(string folder) => TestCompilation.Create(
        Sources(folder).Where(s => s.Path != "Program.cs").Prepend(("ImplicitUsings.cs", ImplicitUsings)));

    /// <summary>The model in eval mode with freshly drawn weights and running statistics.</summary>
    public torch.nn.Module Create(Compilation compilation)
    {
        torch.manual_seed(7);
        var model = (torch.nn.Module)Execution.Create(compilation, $"{Name}.{Model}", Arguments);
        foreach (var (name, tensor) in model.state_dict().Where(e => e.Value.is_floating_point()))
            tensor.copy_(name.EndsWith("running_var", StringComparison.Ordinal) ? torch.rand(tensor.shape) + 0.5 : torch.randn(tensor.shape) * 0.2);
        model.eval();
        return model;
    }
}
