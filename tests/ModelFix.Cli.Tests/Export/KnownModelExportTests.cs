using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Export;
using ModelFix.Engine.Export;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// The samples, as they are written and as migrated, classic architectures, and models of TorchVision out of its package compute in ONNX
/// Runtime what they compute in TorchSharp, at three sizes of the batch and with a single input.
/// </summary>
[Collection("verify")]
public sealed class KnownModelExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("FeaturePyramid")]
    [InlineData("MobileNetV2")]
    [InlineData("PyramidStereo")]
    [InlineData("ResNet18")]
    [InlineData("TransformerEncoder")]
    [InlineData("UNet")]
    public void Architectures(string name)
    {
        var source = Path.Combine(Repository.Root, "tests", "ModelFix.Samples.Tests", "Architectures", name + ".cs");
        _folder.Write("Net.cs", "using System; using System.Collections.Generic; using System.Linq; " + File.ReadAllText(source));

        WholeModels.AssertSame(
            WholeModels.Recorded(_folder.Path, $"Architectures.{name}", _folder.Folder("recorded")), WholeModels.Opsets);
    }

    [Theory]
    [InlineData("FaceNet.EmbeddingNet", true)]
    [InlineData("SceneNet.PyramidNet", true)]
    [InlineData("VideoNet.ClipNet", true)]
    [InlineData("StereoNet.CostVolumeNet", true)]
    [InlineData("Memory.MemoryNet", true)]
    [InlineData("SceneParse.SceneParser", false)]
    public void Samples(string model, bool asWritten)
    {
        var sample = Path.Combine(Repository.Root, "samples", model.Split('.')[0]);
        if (asWritten) WholeModels.AssertSame(WholeModels.Recorded(sample, model, _folder.Folder("before")), WholeModels.Opsets);
        WholeModels.AssertSame(WholeModels.Recorded(sample, model, _folder.Folder("after"), Migrated), WholeModels.Opsets);
    }

    [Theory]
    [InlineData("EfficientSeg.SegmentationNet", "MFX1705", "Swish.apply(")]
    [InlineData("Tracker.SiameseTracker", "groups", "conv2d(")]
    [InlineData("SceneParse.SceneParser", "MFX1401", "levels")]
    public void Refused(string model, string because, string line)
    {
        var sample = Path.Combine(Repository.Root, "samples", model.Split('.')[0]);
        var recorded = WholeModels.Recorded(sample, model, _folder.Path);

        var refusal = Assert.Throws<ExportRefusal>(() => WholeModels.Written(recorded, ExportOptions.UsualOpset));

        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(line, File.ReadAllLines(refusal.Place!.File!)[refusal.Place.Line - 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("googlenet")]
    [InlineData("inception_v3", 299)]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_small", 224, "")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("vgg11")]
    public void TorchVision(string name, int size = 224, string arguments = "num_classes: 10")
    {
        _folder.Write("Net.cs", $$"""
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public sealed class Net : Module<Tensor, Tensor>
            {
                private readonly Module<Tensor, Tensor> net = TorchSharp.torchvision.models.{{name}}({{arguments}});

                public Net() : base("Net") => RegisterComponents();

                /// <param name="x">float32[N, 3, {{size}}, {{size}}]</param>
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
        var package = Path.Combine(OwnHome.BuiltWith, "torchvision", "0.107.0", "lib", "net8.0", "TorchVision.dll");

        WholeModels.AssertSame(
            WholeModels.Recorded(_folder.Path, "Net", _folder.Folder("recorded"), references: package), WholeModels.Opsets);
    }

    private static CSharpCompilation Migrated(LoadedProjects projects) => (CSharpCompilation)ProjectMigration
        .Run(projects, new MigrationOptions(RuleCatalog.Rules, false), CancellationToken.None)
        .Projects.Single().After;
}
