using Microsoft.CodeAnalysis;
using ModelFix.Testing;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

/// <summary>A model as people write it in TorchSharp: a sample project, or a classic architecture in one file.</summary>
/// <param name="Name">The project's folder, or the file.</param>
/// <param name="Type">The model's class.</param>
/// <param name="Arguments">The arguments of its constructor: reflection takes no default arguments, so they are written out.</param>
/// <param name="Shapes">The shape of each input without the batch dim, as the model's contract says.</param>
public sealed record Model(string Name, string Type, (string Name, object Value)[] Arguments, long[][] Shapes)
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static readonly IReadOnlyList<Model> Samples =
    [
        new("StereoNet", "StereoNet.CostVolumeNet", [], [[3, 64, 128], [3, 64, 128]]),
        new("FaceNet", "FaceNet.EmbeddingNet", [("embedding", 64L)], [[3, 28, 28]]),
        new("SceneNet", "SceneNet.PyramidNet", [], [[3, 96, 96]]),
        new("EfficientSeg", "EfficientSeg.SegmentationNet", [("classes", 5)], [[3, 64, 64]]),
        new("VideoNet", "VideoNet.ClipNet", [("classes", 12)], [[8, 3, 32, 32]]),
        new("Memory", "Memory.MemoryNet", [], [[6, 8]]),
        new("Tracker", "Tracker.SiameseTracker", [], [[3, 64, 64], [3, 96, 128]]),
        new("SceneParse", "SceneParse.SceneParser", [("classes", 8)], [[3, 96, 96]]),
    ];

    public static readonly IReadOnlyList<Model> Architectures =
    [
        new("ResNet18", "Architectures.ResNet18", [("numClasses", 10)], [[3, 64, 64]]),
        new("MobileNetV2", "Architectures.MobileNetV2", [("numClasses", 10)], [[3, 64, 64]]),
        new("UNet", "Architectures.UNet", [("channels", 3L), ("classes", 2L)], [[3, 50, 70]]),
        new(
            "TransformerEncoder",
            "Architectures.TransformerEncoder",
            [("vocabulary", 50L), ("layers", 3), ("heads", 4), ("classes", 5L)],
            [[12]]),
        new("FeaturePyramid", "Architectures.FeaturePyramid", [], [[3, 64, 96]]),
        new("PyramidStereo", "Architectures.PyramidStereo", [("maxDisparity", 32)], [[3, 32, 64], [3, 32, 64]]),
    ];

    private static string ArchitecturesFolder => Path.Combine(Repository.Root, "tests", "ModelFix.Samples.Tests", "Architectures");

    public static IReadOnlyList<Model> All { get; } = [.. Samples, .. Architectures];

    public static Model Named(string name) => All.Single(m => m.Name == name);

    public bool IsSample => Samples.Contains(this);

    /// <summary>The sample's folder.</summary>
    public string Folder => Path.Combine(Repository.Root, "samples", Name);

    /// <summary>What a user's folder of the model holds.</summary>
    public IReadOnlyList<(string Path, string Text)> Files => IsSample
        ? [.. Directory.EnumerateFiles(Folder).Where(f => Path.GetExtension(f) is ".cs" or ".json" or ".csproj")
            // The samples' own build files give every sample nullable and implicit usings.
            .Append(Path.Combine(Repository.Root, "samples", "Directory.Build.props"))
            .Select(f => (Path.GetFileName(f), File.ReadAllText(f))).Order()]
        : [("ImplicitUsings.cs", ImplicitUsings), (Name + ".cs", File.ReadAllText(Path.Combine(ArchitecturesFolder, Name + ".cs")))];

    public IReadOnlyList<(string Path, string Source)> Sources => Code(Files);

    public static IReadOnlyList<(string Path, string Source)> Code(IEnumerable<(string Path, string Text)> files) =>
        [.. files.Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>
    /// The model classes compiled; the program that prints an example is left out, since a library has no top-level statements.
    /// </summary>
    public Compilation Compile(IEnumerable<(string Path, string Source)> sources)
    {
        var classes = sources.Where(s => s.Path is not ("Program.cs" or "ImplicitUsings.cs"));
        return TestCompilation.Create(classes.Prepend(("ImplicitUsings.cs", ImplicitUsings)));
    }

    /// <summary>The model in eval mode with weights from <see cref="Filling"/>.</summary>
    public nn.Module Create(Compilation compilation)
    {
        var model = (nn.Module)Execution.Create(compilation, Type, [.. Arguments.Select(a => a.Value)]);
        Filling.Fill(model);
        model.eval();
        return model;
    }

    /// <summary>The inputs of a batch.</summary>
    /// <param name="of">Makes a tensor of a shape, from a name.</param>
    public Tensor[] Inputs(long batch, Func<string, long[], Tensor> of) => Name == "TransformerEncoder"
        ? [(Filling.Uniform("ids", batch, 12) * 50).to(ScalarType.Int64)]
        : [.. Shapes.Select((shape, i) => of($"{Name} {i}", [batch, .. shape]))];
}
