using ModelFix.Analyzers;
using ModelFix.Testing;
using ModelFix.Tools.Docs;

namespace ModelFix.Tools.Tests;

/// <summary>The parts of the documentation that come from the code say what the code says.</summary>
public sealed class StaleDocsTests : IDisposable
{
    private readonly TemporaryFolder _copy = new();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void No_document_is_stale() => Assert.True(
        !Documentation.Stale(Repository.Root).Any(),
        $"{string.Join(", ", Documentation.Stale(Repository.Root).Select(d => d.Path))}: "
        + "write them with dotnet run --project tools/ModelFix.Tools -- docs");

    [Theory]
    [InlineData("README.md", "squeeze(d) exports as an If node", "squeeze(d) is fine")]
    [InlineData("docs/rules/README.md", "| suggestion |", "| warning |")]
    [InlineData("docs/rules/MFX1202.md", "Severity: off", "Severity: warning")]
    [InlineData("docs/rules/MFX1202.md", "# MFX1202: BatchNorm1d", "# MFX1202: BatchNorm2d")]
    [InlineData("docs/rules/MFX1202.md", "\ntensorrt-5.1, tensorrt-6.0\n", "\ntensorrt-5.1\n")]
    [InlineData("docs/targets.md", "| `tensorrt-7.1` * |", "| `tensorrt-7.1` |")]
    [InlineData("docs/targets.md", "| **wrong** |", "| bloated |")]
    [InlineData("docs/configuration.md", "`exported`, `all`", "`exported`, `everything`")]
    [InlineData("docs/cli.md", "| `--assume` |", "| `--presume` |")]
    public void A_document_that_says_something_else_is_stale_and_is_mended(string path, string said, string instead)
    {
        foreach (var document in Documentation.Documents(Repository.Root)) _copy.Write(document.Path, document.Text);
        Assert.Empty(Documentation.Stale(_copy.Path));
        var right = _copy.Read(path);
        Assert.Contains(said, right, StringComparison.Ordinal);
        _copy.Write(path, right.Replace(said, instead, StringComparison.Ordinal));

        var stale = Assert.Single(Documentation.Stale(_copy.Path));

        Assert.Equal((path, right), (stale.Path, stale.Text));
    }

    [Fact]
    public void What_is_written_by_hand_stays()
    {
        foreach (var document in Documentation.Documents(Repository.Root)) _copy.Write(document.Path, document.Text);
        _copy.Write(
            "docs/rules/MFX1503.md",
            _copy.Read("docs/rules/MFX1503.md").Replace("## What it does\n", "## What it does\n\nMore.\n", StringComparison.Ordinal));
        _copy.Write("docs/cli.md", "# Another title\n" + _copy.Read("docs/cli.md"));

        Assert.Empty(Documentation.Stale(_copy.Path));
    }

    [Fact]
    public void Every_rule_has_its_row_and_page()
    {
        var documents = Documentation.Documents(Repository.Root).ToDictionary(d => d.Path, d => d.Text);

        Assert.All(RuleCatalog.Documented, r => Assert.Contains($"| [{r.Id}](docs/rules/{r.Id}.md) | {r.Title} |", documents["README.md"]));
        Assert.All(RuleCatalog.Documented, r => Assert.StartsWith($"# {r.Id}: {r.Title}\n", documents[$"docs/rules/{r.Id}.md"]));
    }
}
