using ModelFix.Cli;
using ModelFix.Testing;

namespace ModelFix.Samples.Tests;

/// <summary>
/// Models that every target takes as they are, and the code around models: data, losses, metrics, loops. Nothing is to be said of either.
/// </summary>
public sealed class OrdinaryCodeTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "ModelFix.Samples.Tests", "Ordinary");

    [Theory]
    [InlineData("portable"), InlineData("onnx-17"), InlineData("tensorrt-8.6"), InlineData("bmnetp"), InlineData("onnx-13,tensorrt-8.2")]
    public void Nothing_is_found(string target)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Folder)) folder.Write(Path.GetFileName(file), File.ReadAllText(file));
        using var output = new StringWriter();
        using var error = new StringWriter();

        string[] arguments = ["check", ".", "--severity", "info", "--target", target];
        var exit = new Tool(output, error, folder.Path).Run(arguments, CancellationToken.None);

        Assert.DoesNotContain("MFX", output.ToString());
        Assert.Contains("No findings", output.ToString());
        Assert.Equal((0, ""), (exit, error.ToString()));
    }
}
