using ModelFix.Core.Targets;
using ModelFix.Engine.Export;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Models that a test writes and exports.</summary>
public abstract class ExportedModels : IDisposable
{
    private protected static readonly ExportReport Empty = new("Net", Target.Portable);

    private readonly TemporaryFolder _folder = new();

    private protected static ModelExporter Exporter => WholeModels.Exporter;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Records the class Net.</summary>
    private protected RecordedModel Recorded(string code)
    {
        var folder = _folder.Folder("model");
        File.WriteAllText(Path.Combine(folder, "Net.cs"), ForwardSource.Usings + code);
        return WholeModels.Recorded(folder, "Net", folder);
    }
}
