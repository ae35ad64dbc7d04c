using System.Text.RegularExpressions;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// Every rule has a page and a release-tracking line, and the page's example is found. What the documentation has from the code,
/// StaleDocsTests holds.
/// </summary>
public sealed partial class RulePageTests
{
    private static readonly string[] Sections =
        ["What it does", "Why it is a problem", "Targets", "Example", "Use instead", "When the fix is not offered", "Evidence"];

    public static TheoryData<string> Ids => new(RuleCatalog.Descriptors.Select(r => r.Id));

    [Fact]
    public void The_catalogue_is_in_the_order_of_ids_without_repetition()
    {
        var ids = RuleCatalog.Descriptors.Select(r => r.Id).ToList();
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
    }

    [Theory, MemberData(nameof(Ids))]
    public void The_page_has_the_sections_of_every_page_and_is_what_the_help_link_opens(string id)
    {
        Assert.Equal(Sections, Page(id).Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]));
        Assert.EndsWith($"/docs/rules/{id}.md", Rule(id).Diagnostic.HelpLinkUri);
    }

    [Theory, MemberData(nameof(Ids))]
    public void The_example_is_found_before_and_clean_after(string id)
    {
        var rule = Rule(id);
        var settings = ModelSettings.Default with { Target = Target.Find(rule.Hostility.TargetNames.First())! };
        var blocks = CodeBlock().Matches(Section(id, "Example")).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(2, blocks.Count);
        Assert.NotEmpty(RuleRun.Of(id, Complete(blocks[0]), settings: settings).Findings);
        Assert.Empty(RuleRun.Of(id, TestCompilation.Create(WithSupport(blocks[1])), settings: settings).Findings);
    }

    [Fact]
    public void Release_tracking_lists_every_rule()
    {
        var tracked = File.ReadAllLines(Path.Combine(Repository.Root, "analyzers", "ModelFix.Analyzers", "AnalyzerReleases.Unshipped.md"))
            .Where(l => l.StartsWith("MFX", StringComparison.Ordinal))
            .Select(l => l.Split('|')[0].Trim());
        Assert.Equal(RuleCatalog.Documented.Select(r => r.Id), tracked);
    }

    [Fact]
    public void There_is_no_page_without_a_rule()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "rules"), "MFX*.md")
            .Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(RuleCatalog.Documented.Select(r => r.Id), pages.Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void The_page_of_defects_says_what_to_do()
    {
        var lines = Page("MFX9999").Split('\n');

        Assert.Equal(
            ["What it does", "Why it is a problem", "What to do"],
            lines.Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]));
    }

    private static RuleDescriptor Rule(string id) => RuleCatalog.Descriptors.Single(r => r.Id == id);

    private static string Page(string id) =>
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", id + ".md")).Replace("\r\n", "\n");

    private static string Section(string id, string name)
    {
        var page = Page(id);
        var start = page.IndexOf($"## {name}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{id}.md has no section {name}");
        var end = page.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? page[start..] : page[start..end];
    }

    /// <summary>An example is a class, or the statements of a forward.</summary>
    private static string Complete(string code) => code.Contains("class ", StringComparison.Ordinal)
        ? "using System;\nusing TorchSharp;\nusing TorchSharp.Modules;\nusing static TorchSharp.torch;\n"
            + "using static TorchSharp.torch.nn;\n\n"
            + code
        : ForwardSource.Of(code.TrimEnd(), contract: "[N, 3, 8, 8]");

    /// <summary>The example with the modules that the fix adds.</summary>
    private static IEnumerable<(string Path, string Source)> WithSupport(string code) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "analyzers", "ModelFix.Analyzers", "Support"), "*.txt")
        .Where(f => code.Contains(Path.GetFileNameWithoutExtension(f), StringComparison.Ordinal))
        .Select(f => (Path.ChangeExtension(Path.GetFileName(f), "cs"), "#nullable disable\n" + File.ReadAllText(f)))
        .Prepend(("Page.cs", Complete(code)));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
