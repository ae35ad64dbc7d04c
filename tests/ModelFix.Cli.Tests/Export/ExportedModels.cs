using ModelFix.Core.Targets;
using ModelFix.Engine.Export;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Verification;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Models that a test writes and exports.</summary>
public abstract class ExportedModels : IDisposable
{
    protected const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;

    private protected static readonly ExportReport Empty = new("Net", Target.Portable);

    private readonly TemporaryFolder _folder = new();

    private protected ModelExporter Exporter { get; } = new(
        new ExportOptions(ExportOptions.UsualOpset, null, ExportOptions.UsualTolerance), VerificationOptions.Default, _ => { });

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Records the class Net.</summary>
    private protected RecordedModel Recorded(string code)
    {
        var folder = _folder.Folder("model");
        File.WriteAllText(Path.Combine(folder, "Net.cs"), Usings + code);
        var project = ProjectSet.Load([folder], [], null, _ => { }).Single();
        return Exporter.Record(project, project.Compilation, "Net", folder, CancellationToken.None);
    }

    /// <summary>That all outputs were compared in all runs, and agree.</summary>
    private protected static void Agrees(RecordedModel recorded, ExportReport report)
    {
        Assert.True(report.Obstacle is null, report.Obstacle);
        Assert.Equal(recorded.Runs.Count * recorded.Runs[0].Outputs.Count, report.Differences.Length);
        Assert.All(report.Differences, d => Assert.True(d.Relative <= ExportOptions.UsualTolerance));
    }
}
