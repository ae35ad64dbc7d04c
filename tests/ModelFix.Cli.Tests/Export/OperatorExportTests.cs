using ModelFix.Core.Layers;
using ModelFix.Core.Targets;
using ModelFix.Engine.Export;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// What every operator is in ONNX computes in ONNX Runtime what TorchSharp computes: at the sizes that were recorded and at others, in each
/// operator set that has it.
/// </summary>
[Collection("verify")]
public sealed class OperatorExportTests(ExportedOperators operators) : IClassFixture<ExportedOperators>
{
    private static readonly int[] Opsets = [11, 13, 17, 20];

    private static readonly ExportReport Empty = new("Net", Target.Portable);

    public static TheoryData<string, int> Each
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (file, least) in ExportedOperators.Files
                .Where(f => !ExportedOperators.IsScriptAlone(f))
                .Select(f => (f, ExportedOperators.Opset(f))))
                foreach (var opset in Opsets.Append(least).Distinct().Where(o => o >= least)) data.Add(file, opset);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void ComputesTheSame(string file, int opset)
    {
        var recorded = operators.Recorded(file);

        var report = operators.Exporter.Written(recorded, opset, operators.Engine, Empty, CancellationToken.None);

        Assert.Empty(report.Differences
            .Where(d => !(d.Relative <= ExportOptions.UsualTolerance * (file == "Resize" ? Between : 1)))
            .Select(d => $"{d.Output} ({d.Run}): {d.Mismatch ?? FormattableString.Invariant($"{d.Relative}")}"));
        Assert.True(report.Obstacle is null, report.Obstacle);
        Assert.Equal(recorded.Runs.Count * recorded.Runs[0].Outputs.Count, report.Differences.Length);
    }

    /// <summary>Coordinates between the pixels of large images are float32 in ONNX, which shows in the last digits.</summary>
    private const double Between = 10;

    [SkippableTheory]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(17)]
    public void IsValid(int opset) => OnnxChecker.AssertValid([.. ExportedOperators.Files
        .Where(f => ExportedOperators.Opset(f) <= opset && !ExportedOperators.IsScriptAlone(f))
        .Select(f =>
        {
            var recorded = operators.Recorded(f);
            var file = Path.Combine(recorded.Folder, FormattableString.Invariant($"{f}{opset}.onnx"));
            OnnxFile.Write(OnnxConversion.Convert(recorded.Trace, opset), "Net", file);
            return file;
        })]);

    public static TheoryData<string> Files => [.. ExportedOperators.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void ComputesTheSameInTorchScript(string file)
    {
        var recorded = operators.Recorded(file);

        var report = operators.Exporter.WrittenAsScript(recorded, Empty, CancellationToken.None);

        Assert.Empty(report.Differences
            .Where(d => !(d.Relative <= ExportOptions.UsualTolerance))
            .Select(d => $"{d.Output} ({d.Run}): {d.Mismatch ?? FormattableString.Invariant($"{d.Relative}")}"));
        Assert.True(report.Obstacle is null, report.Obstacle);
        Assert.Equal(recorded.Runs.Count * recorded.Runs[0].Outputs.Count, report.Differences.Length);
    }

    [Fact]
    public void EveryOperatorHasAFormInTorchScript()
    {
        var without = NativeCatalog.Rows
            .Where(r => r is { Refusal: null, ReadsElements: false, Script: null })
            .Select(r => r.Name)
            .Order();
        Assert.True(!without.Any(), string.Join(' ', without));
    }

    [Fact]
    public void EveryRowIsTested()
    {
        var called = ExportedOperators.Files.SelectMany(f => operators.Recorded(f).Trace.Calls).Select(c => c.Name).ToHashSet();

        var untested = NativeCatalog.Rows
            .Where(r => r.Refusal is null && !r.ReadsElements)
            .Select(r => r.Name)
            .Where(n => !called.Contains(n) && !called.Contains(n + "_"))
            .Order();
        Assert.True(!untested.Any(), string.Join(' ', untested));
    }

    [Fact]
    public void NoTestedOperatorIsAConstant() => Assert.Empty(ExportedOperators.Files.SelectMany(f =>
    {
        var trace = operators.Recorded(f).Trace;
        return trace.Outputs.Where(o => trace.Tensors[o.Tensor].Content is not null).Select(o => $"{f}: {o.Name}");
    }));

    [Fact]
    public void ReadsWeightsOfAFileBesideTheModel()
    {
        var recorded = operators.Recorded("Convolutions");
        var path = Path.Combine(recorded.Folder, "large.onnx");

        OnnxFile.Place(OnnxConversion.Convert(recorded.Trace, ExportOptions.UsualOpset), "Net", path, largest: 100);
        var result = operators.Engine.Run(path, [], recorded.Data, VerificationOptions.Default, CancellationToken.None);

        Assert.True(new FileInfo(path + ".data").Length > 0);
        Assert.Null(result.Failure);
        Assert.Equal(["large.onnx", "large.onnx.data"], Directory.EnumerateFiles(recorded.Folder, "large.onnx*")
            .Select(f => Path.GetFileName(f))
            .Where(f => !f.EndsWith(".json", StringComparison.Ordinal))
            .Order());
    }
}
