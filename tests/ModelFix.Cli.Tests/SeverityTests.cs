using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>
/// What a target refuses or computes differently is a warning, what only bloats a suggestion: shown where it is asked for.
/// </summary>
public sealed class SeverityTests : IDisposable
{
    private const string WithFix = "return x.view(x.shape[0], -1);";
    private const string WithoutFix = "return x.view(x.shape[0] / 2, x.shape[0] / 3, -1);";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Suggestions_are_counted_in_one_line_and_no_reason_to_fail()
    {
        Write(("A", WithFix), ("B", WithFix), ("C", WithoutFix));

        var (exit, output, _) = Run("check");

        Assert.Equal(0, exit);
        Assert.DoesNotContain("MFX1003", output);
        Assert.Contains("Not shown: 2 suggestions of what only bloats the graph (--severity info shows them).", output);
        Assert.Contains("No findings.", output);
    }

    [Fact]
    public void All_suggestions_are_shown_to_who_asks_and_still_no_reason_to_fail()
    {
        Write(("A", WithFix), ("C", WithoutFix));

        var (exit, output, _) = Run("check", "--severity", "info");

        Assert.Equal(0, exit);
        Assert.Contains("A.cs(21,18): info MFX1003: ", output);
        Assert.Contains("C.cs(21,18): info MFX1003: ", output);
        Assert.DoesNotContain("Not shown", output);
    }

    [Theory]
    [InlineData("portable", "info")]
    [InlineData("tensorrt-10.1", "info")]
    [InlineData("tensorrt-6.0", "warning")]
    [InlineData("module-tree", null)]
    public void The_target_decides(string target, string? severity)
    {
        Write(("A", WithFix));

        var (exit, output, _) = Run("check", "--rules", "MFX1003", "--severity", "info", "--target", target, "--format", "json");

        using var json = JsonDocument.Parse(output);
        var found = json.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("severity").GetString());
        Assert.Equal(severity, found.SingleOrDefault());
        Assert.Equal(severity == "warning" ? 1 : 0, exit);
    }

    [Fact]
    public void What_is_suggested_is_fixed_and_then_shown()
    {
        Write(("A", WithFix), ("C", WithoutFix));

        var (exit, output, _) = Run("fix", "--allow-no-vcs");

        Assert.Equal(0, exit);
        Assert.Contains("return x.flatten(1);", _folder.Read("A.cs"));
        Assert.Matches(@"MFX1003 +1 +1 +0", output);
        Assert.DoesNotContain("Not shown", output);
    }

    private void Write(params (string Name, string Body)[] models)
    {
        foreach (var (name, body) in models) _folder.Write($"{name}.cs", ForwardSource.Of(body, "[N, 3, 8]").Replace("Net", name));
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments) =>
        ToolRun.In(_folder.Path, arguments);
}
