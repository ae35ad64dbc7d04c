using System.Text;
using System.Text.Json.Nodes;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Reports;

/// <summary>SARIF 2.1.0: valid, with places, replacements and fingerprints that fit the files as they are on disk.</summary>
public sealed class SarifTests : IDisposable
{
    private static readonly Schema Sarif = Schema.OfSarif;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_result_has_its_rule_place_and_safety()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));

        var run = Run("check");

        var result = Assert.Single(run["results"]!.AsArray())!;
        Assert.Equal("MFX1001", Text(result, "ruleId"));
        Assert.Equal("warning", Text(result, "level"));
        Assert.Equal("proven", Text(result["properties"]!, "safety"));
        var region = result["locations"]![0]!["physicalLocation"]!["region"]!;
        Assert.Equal((21, 18, 21, 25), Lines(region));
        Assert.Equal("squeeze", Text(region["snippet"]!, "text"));
        var rule = run["tool"]!["driver"]!["rules"]![0]!;
        Assert.Equal("MFX1001", Text(rule, "id"));
        Assert.Equal("warning", Text(rule["defaultConfiguration"]!, "level"));
        Assert.EndsWith("docs/rules/MFX1001.md", Text(rule, "helpUri"));
        Assert.StartsWith("# MFX1001: ", Text(rule["help"]!, "markdown"));
        Assert.True(run["invocations"]![0]!["executionSuccessful"]!.GetValue<bool>());
    }

    [Fact]
    public void A_suggestion_is_a_note()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.view(x.shape[0], -1);"));
        Assert.Equal("note", Text(Run("check", "--severity", "info")["results"]![0]!, "level"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void The_replacements_make_what_fix_writes(string newLine)
    {
        var code = ForwardSource.Of("var y = x.squeeze(1).clamp_min(0);\nreturn torch.nn.functional.normalize(y);", "float32[N, 1, 5]");
        _folder.Write("Net.cs", code.Replace("\n", newLine));

        var results = Run("check")["results"]!.AsArray().ToList();
        var replaced = Replaced(_folder.Read("Net.cs"), results);
        ToolRun.In(_folder.Path, "fix", "--allow-no-vcs");

        Assert.True(results.Count >= 2);
        Assert.Equal(_folder.Read("Net.cs"), replaced);
    }

    [Fact]
    public void A_fingerprint_stays_where_lines_move_and_tells_equals_apart()
    {
        var code = ForwardSource.Of("var y = x.squeeze(1);\nvar z = x.squeeze(1);\nreturn y + z;", "[N, 1, 5]");
        _folder.Write("Net.cs", code);
        var before = Fingerprints();

        _folder.Write("Net.cs", "// A line above.\n" + code.Replace("var y", "// Another.\n        var  y"));

        Assert.Equal(2, before.Distinct().Count());
        Assert.Equal(before, Fingerprints());
        _folder.Write("Net.cs", code.Replace("var y = x.squeeze(1)", "var y = x.squeeze( 1 )"));
        Assert.Equal(before, Fingerprints());
    }

    [Fact]
    public void Addresses_are_relative_to_the_repository_and_escaped()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "50% [a] #b"));
        Command.Git(Path.Combine(_folder.Path, "50% [a] #b"), "init", "-q").Succeeded();
        _folder.Write("50% [a] #b/src/my models #1/100% [Nét].cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));

        var run = Valid(ToolRun.In(Path.Combine(_folder.Path, "50% [a] #b", "src"), "check", "--format", "sarif").Output);

        var file = run["results"]![0]!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!;
        Assert.Equal("src/my%20models%20%231/100%25%20%5BN%C3%A9t%5D.cs", Text(file, "uri"));
        var root = Text(run["originalUriBaseIds"]![Text(file, "uriBaseId")]!, "uri");
        Assert.Equal(
            Path.Combine(_folder.Path, "50% [a] #b", "src", "my models #1", "100% [Nét].cs"),
            new Uri(new Uri(root), Text(file, "uri")).LocalPath);
    }

    [Fact]
    public void What_was_not_checked_makes_a_run_that_did_not_succeed()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return Nowhere.of(x);"));

        var invocation = Run("check")["invocations"]![0]!;

        Assert.False(invocation["executionSuccessful"]!.GetValue<bool>());
        var notification = invocation["toolConfigurationNotifications"]![0]!;
        Assert.Equal("error", Text(notification, "level"));
        Assert.Contains("could not be bound", Text(notification["message"]!, "text"));
    }

    [Fact]
    public void After_fix_is_left_what_is_still_there_and_after_diff_all()
    {
        var code = ForwardSource.Of("var y = x.squeeze(1);\nreturn y.squeeze(0);", "[N, 1, 5]");
        _folder.Write("Net.cs", code);

        var shown = Run("fix", "--diff")["results"]!.AsArray();
        var left = Run("fix", "--allow-no-vcs")["results"]!.AsArray();

        Assert.Equal([(21, 19, 21, 26), (22, 18, 22, 25)], shown.Select(r => Lines(Region(r!))));
        Assert.Equal((22, 18, 22, 25), Lines(Region(Assert.Single(left)!)));
        Assert.Equal(code.Replace("x.squeeze(1)", "x.select(1, 0)"), Replaced(code, [shown[0]]));
    }

    [Fact]
    public void What_is_found_behind_a_fix_that_is_not_written_stands_where_the_file_has_it()
    {
        // The loop above the call is rewritten into fewer lines; then the constant size is found.
        var run = Valid(ToolRun.In(
            Path.Combine(Repository.Root, "samples", "StereoNet"), "fix", "--diff", "--format", "sarif", "CostVolumeNet.cs").Output);

        var resizes = run["results"]!.AsArray().Where(r => Text(r!, "ruleId") == "MFX1501").ToList();
        Assert.Equal([(61, 29, 61, 40), (61, 29, 61, 40)], resizes.Select(r => Lines(Region(r!))));
        Assert.All(resizes, r => Assert.Equal("interpolate", Text(Region(r!)["snippet"]!, "text")));
        Assert.NotNull(resizes[0]!["fixes"]);
        Assert.Null(resizes[1]!["fixes"]);
    }

    private static JsonNode Region(JsonNode result) => result["locations"]![0]!["physicalLocation"]!["region"]!;

    private List<string> Fingerprints() =>
        [.. Run("check")["results"]!.AsArray().Select(r => Text(r!["partialFingerprints"]!, "modelfixFinding/v2"))];

    private JsonNode Run(params string[] arguments) => Valid(ToolRun.In(_folder.Path, [.. arguments, "--format", "sarif"]).Output);

    private static JsonNode Valid(string json) => Sarif.Valid(json)["runs"]![0]!;

    private static string Text(JsonNode node, string property) => node[property]!.GetValue<string>();

    private static (int, int, int, int) Lines(JsonNode region) =>
        (Number(region, "startLine"), Number(region, "startColumn"), Number(region, "endLine"), Number(region, "endColumn"));

    private static int Number(JsonNode node, string property) => node[property]!.GetValue<int>();

    /// <summary>The text after the replacements of the results' first fixes, made as a reader of SARIF makes them.</summary>
    private static string Replaced(string text, IEnumerable<JsonNode?> results)
    {
        var changed = new StringBuilder(text);
        var replacements = results
            .Select(r => r!["fixes"]?[0])
            .OfType<JsonNode>()
            .SelectMany(f => f["artifactChanges"]!.AsArray())
            .SelectMany(c => c!["replacements"]!.AsArray())
            .Select(r => (Region: Lines(r!["deletedRegion"]!), New: Text(r["insertedContent"]!, "text")))
            .OrderByDescending(r => r.Region);
        foreach (var (region, inserted) in replacements)
        {
            var start = Offset(text, region.Item1, region.Item2);
            changed.Remove(start, Offset(text, region.Item3, region.Item4) - start).Insert(start, inserted);
        }

        return changed.ToString();
    }

    private static int Offset(string text, int line, int column)
    {
        var at = 0;
        for (var i = 1; i < line; i++) at = text.IndexOf('\n', at) + 1;
        return at + column - 1;
    }
}
