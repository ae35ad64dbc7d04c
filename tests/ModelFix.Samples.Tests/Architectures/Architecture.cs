using Microsoft.CodeAnalysis;
using ModelFix.Testing;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests.Architectures;

/// <summary>A classic architecture, written as people write it in TorchSharp, with the inputs that its golden was made with.</summary>
public sealed record Architecture(string Name, Func<Tensor[]> Inputs)
{
    private const string GlobalUsings = "global using System;\nglobal using System.Collections.Generic;\nglobal using System.Linq;\n";

    public static readonly IReadOnlyList<Architecture> All =
    [
        new("ResNet18", () => [Filling.Image("x", 2, 3, 64, 64)]),
        new("MobileNetV2", () => [Filling.Image("x", 2, 3, 64, 64)]),
        new("UNet", () => [Filling.Image("x", 2, 3, 50, 70)]),
        new("TransformerEncoder", () => [(Filling.Uniform("ids", 2, 12) * 50).to(ScalarType.Int64)]),
        new("FeaturePyramid", () => [Filling.Image("image", 2, 3, 64, 96)]),
        new("PyramidStereo", () => [Filling.Image("left", 2, 3, 32, 64), Filling.Image("right", 2, 3, 32, 64)]),
    ];

    public string Source => File.ReadAllText(Path.Combine(Folder, "Models", Name + ".cs"));

    public string Golden => Path.Combine(Folder, "Goldens", Name + ".json");

    private static string Folder => Path.Combine(Repository.Root, "tests", "ModelFix.Samples.Tests", "Architectures");

    public static Architecture Named(string name) => All.Single(a => a.Name == name);

    /// <summary>The model's sources, or other sources in their place, with what implicit usings give a project.</summary>
    public static Compilation Compile(string source) => TestCompilation.Create([("GlobalUsings.cs", GlobalUsings), ("Model.cs", source)]);

    /// <summary>The model of a compilation in eval mode, with the weights that the golden was made with.</summary>
    public nn.Module Create(Compilation compilation)
    {
        var model = (nn.Module)Execution.Create(compilation, "Architectures." + Name, [.. Arguments.Select(a => a.Value)]);
        Filling.Fill(model);
        model.eval();
        return model;
    }

    /// <summary>The arguments of the constructor: reflection takes no default arguments, so they are written out.</summary>
    public IReadOnlyList<(string Name, object Value)> Arguments => Name switch
    {
        "ResNet18" or "MobileNetV2" => [("numClasses", 10)],
        "UNet" => [("channels", 3L), ("classes", 2L)],
        "TransformerEncoder" => [("vocabulary", 50L), ("layers", 3), ("heads", 4), ("classes", 5L)],
        "PyramidStereo" => [("maxDisparity", 32)],
        _ => [],
    };
}
