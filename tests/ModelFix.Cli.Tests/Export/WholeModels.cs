using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Export;
using ModelFix.Core.Targets;
using ModelFix.Engine.Export;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Exports a model of a folder, and holds every file that is written to what TorchSharp computes and to ONNX's checker.</summary>
internal static class WholeModels
{
    /// <summary>The operator sets that files are written in.</summary>
    public static readonly int[] Opsets = [11, 13, 17, 20];

    public static ModelExporter Exporter { get; } = new(ExportOptions.Usual, VerificationOptions.Default, _ => { });

    private static Lazy<OnnxEngine> Engine { get; } = new(() => OnnxEngine.Find(_ => { }, CancellationToken.None));

    /// <summary>A model of a folder's sources.</summary>
    /// <param name="sources">The folder.</param>
    /// <param name="model">The model's metadata name.</param>
    /// <param name="folder">Where it is recorded.</param>
    /// <param name="migrated">Gives what is recorded; null for the sources as they are.</param>
    /// <param name="references">Assemblies that the sources use, besides TorchSharp.</param>
    public static RecordedModel Recorded(
        string sources,
        string model,
        string folder,
        Func<LoadedProjects, CSharpCompilation>? migrated = null,
        params IReadOnlyList<string> references)
    {
        var projects = ProjectSet.Load([sources], references, null, _ => { });
        return Exporter.Record(
            projects.Single(), migrated?.Invoke(projects) ?? projects.Single().Compilation, model, folder, CancellationToken.None);
    }

    /// <summary>Fails where a file in one of the operator sets computes something else at any size, or is not valid.</summary>
    public static void AssertSame(RecordedModel recorded, params IReadOnlyList<int> opsets)
    {
        Assert.All(opsets, opset => Agrees(recorded, Written(recorded, opset)));
        if (OnnxChecker.IsHere) OnnxChecker.AssertValid([.. Directory.EnumerateFiles(recorded.Folder, "*.onnx")]);
    }

    /// <summary>That all outputs were compared in all runs, and agree.</summary>
    public static void Agrees(RecordedModel recorded, ExportReport report)
    {
        Assert.True(report.Obstacle is null, report.Obstacle);
        Assert.Equal(recorded.Runs.Count * recorded.Runs[0].Outputs.Count, report.Differences.Length);
        Assert.All(report.Differences, d => Assert.True(d.Relative <= ExportOptions.UsualTolerance));
    }

    /// <exception cref="ExportRefusal">The model does something that is not exported.</exception>
    public static ExportReport Written(RecordedModel recorded, int opset) => Exporter.Written(
        recorded, opset, Engine.Value, new ExportReport("Net", Target.Portable), CancellationToken.None);
}
