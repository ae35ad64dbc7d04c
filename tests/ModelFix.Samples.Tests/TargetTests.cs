using ModelFix.Cli;
using ModelFix.Testing;

namespace ModelFix.Samples.Tests;

/// <summary>What is found in the samples for each target: what it refuses or computes differently, and what only bloats.</summary>
public sealed class TargetTests
{
    [Theory]
    [InlineData("tensorrt-7.1"), InlineData("tensorrt-10.1"), InlineData("onnx-17"), InlineData("bmnetp"), InlineData("onnxify")]
    public void What_is_found(string target) =>
        Snapshot.Match(string.Join("\n", Model.Samples.SelectMany(m => Found(m, target))) + "\n", target);

    private static IEnumerable<string> Found(Model sample, string target)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, text) in sample.Files) folder.Write(path, text);
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] arguments = ["check", ".", "--severity", "info", "--target", target, "--exit-zero"];

        var exit = new Tool(output, error, folder.Path).Run(arguments, CancellationToken.None);

        Assert.Equal((0, ""), (exit, error.ToString()));
        return output.ToString().ReplaceLineEndings("\n").Split('\n')
            .Where(l => l.Contains(".cs(", StringComparison.Ordinal) && l.Contains(" MFX", StringComparison.Ordinal))
            .Select(l => $"// {sample.Name}/{l}");
    }
}
