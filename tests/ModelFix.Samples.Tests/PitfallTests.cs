using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using ModelFix.Cli;
using ModelFix.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

/// <summary>Every pitfall that practitioners meet is in a sample, is found there, and is fixed or explained.</summary>
public sealed partial class PitfallTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Ran>> Runs = new();

    public static TheoryData<string> Names => new(Pitfall.All.Select(p => p.Name));

    [Theory, MemberData(nameof(Names))]
    public void It_is_found_and_fixed_or_explained(string name)
    {
        var pitfall = Pitfall.Named(name);
        var found = Run(pitfall.Sample, "check", "--severity", "info", "--target", pitfall.Target);
        var finding = Assert.Single(found.Findings, f => f.Rule == pitfall.Rule && IsAt(pitfall, f, found));

        Assert.Equal(pitfall.Outcome.ToString(), finding.Safety);
        if (pitfall.Outcome == Outcome.Report)
        {
            Assert.Contains(pitfall.Text, finding.Message);
            return;
        }

        string[] fix = ["fix", "--rules", pitfall.Rule, "--target", pitfall.Target];
        var fixing = Run(pitfall.Sample, pitfall.Outcome == Outcome.Assumed ? [.. fix, "--assume"] : fix);
        Assert.DoesNotContain(pitfall.Text, found.Files[finding.File]);
        Assert.Contains(pitfall.Text, fixing.Files[finding.File]);
    }

    /// <summary>What a target takes as it is stays quiet, however suspicious it looks.</summary>
    [Theory]
    [InlineData("SceneParse", "onnx-17,tensorrt-8.6", "torch.roll(")]
    [InlineData("SceneParse", "onnx-9,tensorrt-5.1", "torch.roll(")]
    [InlineData("SceneParse", "onnx-9,tensorrt-5.1", "functional.pad(input, new long[] { before, after, before, after })")]
    [InlineData("SceneParse", "onnx-9,tensorrt-5.1", "functional.conv2d(padded, weight, strides:")]
    [InlineData("EfficientSeg", "onnx-9,tensorrt-7.1", "mode: InterpolationMode.Nearest")]
    public void What_exports_as_it_is_stays_quiet(string sample, string target, string place)
    {
        var found = Run(sample, "check", "--severity", "info", "--target", target);

        Assert.Contains(found.Files, f => f.Value.Contains(place, StringComparison.Ordinal));
        Assert.DoesNotContain(found.Findings, f => Line(f, found).Contains(place, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_inputs_are_known_and_share_their_batch()
    {
        var shapes = Run("StereoNet", "shapes").Output;

        Assert.Contains("left: float32[N, 3, 64, 128]; right: float32[N, 3, 64, 128]", shapes);
        Assert.Contains("fl: float32[N, 8, 16, 32]", shapes);
        Assert.Contains("fr: float32[N, 8, 16, 32]", shapes);
    }

    [Fact]
    public void Inputs_of_varying_size_are_known_by_their_symbols()
    {
        var shapes = Run("Tracker", "shapes").Output;

        Assert.Contains("template: float32[N, 3, 64, 64]; search: float32[N, 3, H, W]", shapes);
        Assert.Contains("kernel: float32[N, 16, 8, 8]", shapes);
        Assert.Contains("region: float32[N, 16, (H)/8, (W)/8]", shapes);
        Assert.Contains("return: float32[N, 4]; return: float32[N, 1, H, W]", shapes);
    }

    /// <summary>No size of the example is written, and what is known of the outputs is the same afterwards.</summary>
    [Fact]
    public void Fixes_keep_the_dims_that_vary()
    {
        var fixing = Run("Tracker", "fix", "--assume", "--target", "tensorrt-5.1,tensorrt-7.1,onnx-9");
        var tracker = fixing.Files["SiameseTracker.cs"];
        Assert.Contains("score.flatten(1).argmax(1, keepdim: true)", tracker);
        Assert.Contains("scale_factor: new double[] { 8, 8 }", tracker);
        Assert.Contains("torch.arange(score.shape[dim], device: score.device)", tracker);
        Assert.Contains("var filters = kernel.reshape(-1, 1, 8, 8);", fixing.Files["Correlation.cs"]);

        using var folder = new TemporaryFolder();
        foreach (var (path, text) in fixing.Files) folder.Write(path, text);
        Assert.Contains("return: float32[N, 4]; return: float32[N, 1, H, W]", Run(folder, "shapes").Output);
    }

    [Theory]
    [InlineData(1, 64, 64), InlineData(2, 96, 128), InlineData(3, 200, 72)]
    public void The_migrated_tracker_is_the_same_for_every_size(long batch, long height, long width)
    {
        using var scope = torch.NewDisposeScope();
        using var without = torch.no_grad();
        var migration = Migration.Of("Tracker");
        var template = Filling.Image("template", batch, 3, 64, 64);
        var search = Filling.Image("search", batch, 3, height, width);

        var before = Boxes(migration.Model.Create(migration.Before));
        var after = Boxes(migration.Model.Create(migration.After));

        Assert.Equal([batch, 4], after.Box.shape);
        Assert.Equal([batch, 1, height, width], after.Score.shape);
        Assert.Equal(before.Box.Elements(), after.Box.Elements());
        Assert.Equal(before.Score.Elements(), after.Score.Elements());

        (Tensor Box, Tensor Score) Boxes(nn.Module model) =>
            ((Tensor, Tensor))Execution.Call(model, "forward", [template.clone(), search.clone()])!;
    }

    private static bool IsAt(Pitfall pitfall, Found finding, Ran run) =>
        Line(finding, run).Contains(pitfall.Place, StringComparison.Ordinal);

    private static string Line(Found finding, Ran run) => run.Files[finding.File].Split('\n')[finding.Line - 1];

    /// <summary>A command on a copy of a sample, which runs once for all that ask for it.</summary>
    private static Ran Run(string sample, params string[] command) => Runs.GetOrAdd(
        $"{sample} {string.Join(' ', command)}",
        _ => new(() =>
        {
            using var folder = new TemporaryFolder();
            foreach (var (path, text) in Model.Named(sample).Files) folder.Write(path, text);
            return Run(folder, command);
        })).Value;

    private static Ran Run(TemporaryFolder folder, params string[] command)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] rest = command[0] switch { "fix" => ["--allow-no-vcs", "--exit-zero"], "check" => ["--exit-zero"], _ => [] };
        var exit = new Tool(output, error, folder.Path).Run([command[0], ".", .. command[1..], .. rest], CancellationToken.None);
        Assert.True(exit == 0, $"exit code {exit}\n{output}\n{error}");
        var text = output.ToString().ReplaceLineEndings("\n");
        var files = Directory.EnumerateFiles(folder.Path).ToDictionary(f => Path.GetFileName(f)!, File.ReadAllText);
        return new Ran(text, files, [.. text.Split('\n').Select(Found.Of).OfType<Found>()]);
    }

    /// <summary>What a command printed, and the files after it.</summary>
    private sealed record Ran(string Output, IReadOnlyDictionary<string, string> Files, IReadOnlyList<Found> Findings);

    /// <summary>A line of the report: <c>Net.cs(8,16): warning MFX1001: squeeze(1) … [Proven]</c>.</summary>
    private sealed partial record Found(string File, int Line, string Rule, string Message, string Safety)
    {
        public static Found? Of(string line) => Report().Match(line) is { Success: true, Groups: var groups }
            ? new(
                groups["file"].Value,
                int.Parse(groups["line"].Value, CultureInfo.InvariantCulture),
                groups["rule"].Value,
                groups["message"].Value,
                groups["safety"].Value)
            : null;

        [GeneratedRegex(@"^(?<file>\S+)\((?<line>\d+),\d+\): \w+ (?<rule>MFX\d+): (?<message>.*) \[(?<safety>\w+)\]$")]
        private static partial Regex Report();
    }
}
