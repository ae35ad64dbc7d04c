using ModelFix.Cli.Terminals;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Terminals;

/// <summary>What a person sees at a terminal; redirected output is as plain as ever.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Escape = "\u001b";

    private static readonly Terminal Colored = new(ShowsOutput: true, ShowsError: true, HasColors: true, 100) { HasEscapes = true };
    private static readonly Terminal Plain = Colored with { HasEscapes = false, HasColors = false };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finding_has_the_code_below_it()
    {
        Write();

        var output = Run(Plain, "check").Output.ReplaceLineEndings("\n");

        Assert.Contains("Net.cs(21,18): warning MFX1001: squeeze(1) exports as an If node; ", output);
        Assert.Contains(
            "\n    21 │         return x.squeeze(1);\n       │                  ^^^^^^^\n", output);
        Assert.Contains("MFX1001          1       0   1 modelfix fix rewrites it", output);
    }

    [Fact]
    public void Colours_are_for_who_wants_them()
    {
        Write();
        Assert.Contains($"{Escape}[1;93mwarning MFX1001", Run(Colored, "check").Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\x1b\[(3|4|9)\d", Run(Colored with { HasColors = false }, "check").Output);
        Assert.DoesNotContain(Escape, Run(Terminal.None, "check").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_redirected_is_the_same_with_a_terminal_for_errors()
    {
        Write();
        var plain = Run(Terminal.None, "check").Output;
        Assert.Equal(plain, Run(Colored with { ShowsOutput = false }, "check").Output);
        Assert.DoesNotContain("│", plain);
    }

    [Fact]
    public void Beside_a_patch_the_table_is_for_the_terminal()
    {
        Write();
        var (_, patch, table) = Run(Colored with { ShowsOutput = false }, "fix", "--diff", "--no-progress");
        Assert.StartsWith("diff --git a/Net.cs b/Net.cs\n", patch);
        Assert.DoesNotContain(Escape, patch, StringComparison.Ordinal);
        Assert.Contains(Escape, table, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_names_the_project_and_counts_and_goes_away()
    {
        Write();
        var shown = Run(Colored, "check").Error;
        Assert.Contains("Loading", shown);
        Assert.Contains("Analysing", shown);
        Assert.Contains("0/1", shown);
        Assert.EndsWith($"{Escape}[?25h", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "--no-progress")]
    [InlineData("verify", "--no-progress")]
    [InlineData("shapes", "--no-progress")]
    public void Progress_is_left_out_for_who_asks(params string[] arguments)
    {
        Write();
        Assert.DoesNotContain(Escape, Run(Colored, arguments).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Loading", Run(Terminal.None, arguments[0]).Error);
    }

    [Theory]
    [InlineData("CI", "true", false, true)]
    [InlineData("TERM", "dumb", false, true)]
    [InlineData("NO_COLOR", "1", null, false)]
    [InlineData("NO_COLOR", "", null, true)]
    public void The_environment_decides(string name, string value, bool? isTerminal, bool hasColors)
    {
        var terminal = Terminal.Here(n => n == name ? value : null);
        if (isTerminal is { } expected) Assert.Equal((expected, expected), (terminal.ShowsOutput, terminal.ShowsError));
        Assert.Equal(hasColors, terminal.HasColors);
    }

    [Fact]
    public void Verbose_says_how_long_phases_and_rules_take()
    {
        Write();
        var (_, output, error) = Run(Terminal.None, "check", "--verbose");
        Assert.Matches(@"\nPhase +Time\nLoading +\d+\.\d{3} s\nBinding +\d+\.\d{3} s\nAnalysing +\d+\.\d{3} s\nTotal +", Lines(error));
        Assert.Matches(@"\nRule +Places +Found +Time\n", Lines(error));
        Assert.Matches(@"\nMFX1001 +1 +1 +\d+\.\d{3} s\n", Lines(error));
        Assert.Equal(output, Run(Terminal.None, "check").Output);
        Assert.DoesNotContain("Phase", Run(Terminal.None, "check").Error);
    }

    [Fact]
    public void Verbose_counts_recompiling_and_verification_apart_from_migration()
    {
        Write();
        var (_, _, error) = Run(Terminal.None, "fix", "--diff", "--verify", "--verbose");
        Assert.Matches(@"\nMigrating +\d.* s\nRecompiling +\d.*[1-9].* s\nVerifying +\d.* s\nTotal", Lines(error));
    }

    [Fact]
    public void A_page_is_laid_out_at_a_terminal_and_plain_elsewhere()
    {
        var page = Run(Plain, "explain", "MFX1001").Output.ReplaceLineEndings("\n");
        Assert.StartsWith("MFX1001: squeeze(d) exports as an If node\n\nSeverity: warning", page);
        Assert.Contains("\nExample\n\n    return x.mean(new long[] { 1 }, keepdim: true).squeeze(1);\n", page);
        Assert.Contains("\n  squeeze a dim of size", page);
        Assert.DoesNotContain("```", page);
        Assert.DoesNotContain("| --- |", page);
        Assert.DoesNotContain("<!--", page);
        Assert.Contains(Escape, Run(Colored, "explain", "MFX1001").Output, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, "docs/rules/MFX1001.md")), Run(Terminal.None, "explain", "mfx1001").Output);
    }

    [Fact]
    public void Every_page_can_be_laid_out() => Assert.All(
        Directory.GetFiles(Path.Combine(Repository.Root, "docs", "rules"), "MFX*.md"),
        page => Assert.Equal(0, Run(Plain, "explain", Path.GetFileNameWithoutExtension(page)).Exit));

    [Theory]
    [InlineData("\"check\"", "chekc")]
    [InlineData("\"explain\"", "explian", "MFX1001")]
    [InlineData("\"--format\"", "check", "--frmat", "json")]
    [InlineData("\"--verbose\"", "rules", "--verbos")]
    [InlineData("\"MFX1001\"", "explain", "mfx1O01")]
    public void A_mistyped_word_names_the_nearest(string near, params string[] arguments)
    {
        var (exit, _, error) = Run(Terminal.None, arguments);
        Assert.Equal(2, exit);
        Assert.Contains($"Did you mean {near}", error);
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n");

    private void Write() => _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));

    private (int Exit, string Output, string Error) Run(Terminal terminal, params string[] arguments) =>
        ToolRun.On(terminal, _folder.Path, arguments);
}
