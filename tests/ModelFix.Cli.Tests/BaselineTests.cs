using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix baseline</c> accepts today's findings; later runs report only new ones.</summary>
public sealed class BaselineTests : IDisposable
{
    private const string Name = "modelfix-baseline.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_accepted_is_not_reported_and_a_note_says_how_many_and_by_which_file()
    {
        _folder.Write("Net.cs", Model("Net", "return x.squeeze(1);"));

        var baseline = Run("baseline");
        var check = Run("check");

        Assert.Equal((0, $"{Name}: 1 finding accepted.\n"), (baseline.Exit, baseline.Output.Replace("\r\n", "\n")));
        Assert.Equal(0, check.Exit);
        Assert.DoesNotContain("MFX1001", check.Output);
        Assert.Contains($"1 finding is accepted by {Name} (--no-baseline shows them).", check.Output);
        Assert.Equal(1, Run("check", "--no-baseline").Exit);
        using var json = JsonDocument.Parse(Run("check", "--format", "json").Output);
        Assert.Empty(json.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Contains("accepted by", json.RootElement.GetProperty("summary").GetProperty("notes").ToString());
    }

    [Fact]
    public void Moved_lines_stay_accepted_and_a_second_of_the_same_kind_is_new()
    {
        _folder.Write("Net.cs", Model("Net", "return x.squeeze(1);"));
        Run("baseline");

        _folder.Write("Net.cs", "// moved\n\n" + Model("Net", "\nreturn x.squeeze(1);"));
        Assert.Equal(0, Run("check").Exit);
        _folder.Write("Net.cs", Model("Net", "var y = x.squeeze(1);\nreturn y + x.squeeze(1);"));
        var check = Run("check");

        Assert.Equal(1, check.Exit);
        Assert.Single(check.Output.Split('\n'), l => l.Contains("warning MFX1001"));
        Assert.Contains("1 finding is accepted", check.Output);
    }

    [Fact]
    public void Entries_that_match_nothing_any_more_are_said_and_go_with_the_next_baseline()
    {
        _folder.Write("Net.cs", Model("Net", "return x.squeeze(1);"));
        _folder.Write("Gone.cs", Model("Gone", "return x.squeeze(1);"));
        _folder.Write("Other.cs", Model("Other", "return x.squeeze(1);"));
        Run("baseline");
        File.Delete(Path.Combine(_folder.Path, "Gone.cs"));

        var fix = Run("fix", "--allow-no-vcs", "Net.cs");

        // Other.cs was not looked at.
        Assert.Contains($"{Name}: 2 entries are fixed: run modelfix baseline.", fix.Output);
        Assert.Equal($"{Name}: 1 finding accepted.", Run("baseline").Output.Trim());
        Assert.DoesNotContain("fixed: run", Run("check").Output);
        Assert.Equal(["Other.cs"], Files());
    }

    [Fact]
    public void Fix_makes_accepted_fixes_too_and_reports_only_what_is_new()
    {
        _folder.Write("Net.cs", Model("Net", "return x.squeeze(1);"));
        _folder.Write("Open.cs", ForwardSource.Of("return x.squeeze(1);").Replace("Net", "Open"));
        Run("baseline");

        var diff = Run("fix", "--diff", "--allow-no-vcs");
        var fix = Run("fix", "--allow-no-vcs");

        Assert.Equal((0, 0), (diff.Exit, fix.Exit));
        Assert.DoesNotContain("fixed: run", diff.Error);
        Assert.Contains("1 entry is fixed", fix.Output);
        Assert.Contains("1 finding is accepted", fix.Output);
        Assert.Contains("x.select(1, 0)", _folder.Read("Net.cs"));
    }

    [Fact]
    public void A_run_over_a_part_keeps_what_it_does_not_look_for()
    {
        _folder.Write("a/Net.cs", Model("Net", "return x.squeeze(1);"));
        _folder.Write("b/Other.cs", Model("Other", "return x.squeeze(1).clamp(min: 0);"));
        Run("baseline");
        var whole = _folder.Read(Name);

        var part = Run("baseline", "a");
        Run("baseline", "--rules", "MFX1101");

        Assert.Equal(whole, _folder.Read(Name));
        Assert.Contains("which this run did not look for", part.Output);
        Assert.DoesNotContain("fixed: run", Run("check", "--rules", "MFX1002").Output + Run("check", "a").Output);
    }

    [Fact]
    public void It_stands_beside_modelfix_json_and_is_found_up_to_the_root_of_the_repository()
    {
        Command.Git(_folder.Path, "init", "-q").Succeeded();
        _folder.Write("src/modelfix.json", "{}");
        _folder.Write("src/deep/Net.cs", Model("Net", "return x.squeeze(1);"));

        Assert.Equal($"{Path.Combine("src", Name)}: 1 finding accepted.", Run("baseline", "src/deep").Output.Trim());

        Assert.Equal(["src/deep/Net.cs"], Files("src/" + Name));
        Assert.Equal(0, Run("check").Exit);
        Assert.Equal(0, Run("check", "src/deep/Net.cs").Exit);
        _folder.Write("src/deep/.git", "gitdir: elsewhere\n");
        Assert.Equal(1, Run("check", "src/deep").Exit);
    }

    [Fact]
    public void A_broken_baseline_is_named_with_line_and_column()
    {
        _folder.Write("Net.cs", Model("Net", "return x.squeeze(1);"));
        _folder.Write(Name, "{\n  \"version\": }\n");
        var check = Run("check");
        Assert.Equal(2, check.Exit);
        Assert.Contains($"{Name}(2,14): not valid JSON", check.Error);
        Assert.Equal(2, Run("fix", "--allow-no-vcs").Exit);
        Assert.Contains("x.squeeze(1)", _folder.Read("Net.cs"));
    }

    [Theory]
    [InlineData(1, "Delete it and run modelfix baseline")]
    [InlineData(3, "Update ModelFix.")]
    public void A_baseline_of_another_version_is_refused_with_the_next_step(int version, string next)
    {
        _folder.Write("Net.cs", Model("Net", "return x.squeeze(1);"));
        _folder.Write(Name, $$"""{ "version": {{version}}, "findings": [] }""");

        var (exit, _, error) = Run("check");

        Assert.Equal(2, exit);
        Assert.Contains($"{Name}: it is not a baseline of version 2. {next}", error);
    }

    [Theory]
    [InlineData("var y = x.squeeze(1);\nreturn y + x.squeeze(2);", 0)]
    [InlineData("// Why.\nvar y = x\n    .squeeze( /* the channel */ 1);\nreturn y\n    + x.squeeze( 2 );", 0)]
    [InlineData("var y = x.squeeze(1);\nreturn y + x.squeeze(-1);", 1)]
    [InlineData("var y = x.squeeze(1);\nreturn y + x.relu().squeeze(2);", 1)]
    [InlineData("var y = x.squeeze(1);\nreturn y + x?.squeeze(2);", 1)]
    public void Another_call_in_the_place_of_an_accepted_one_is_new(string body, int found)
    {
        _folder.Write("Net.cs", ForwardSource.Of("var y = x.squeeze(1);\nreturn y + x.squeeze(2);", "[N, 1, 1]"));
        Run("baseline");

        _folder.Write("Net.cs", ForwardSource.Of(body, "[N, 1, 1]"));
        var check = Run("check");

        Assert.Equal(found, check.Output.Split('\n').Count(l => l.Contains("warning MFX1001")));
        Assert.Equal(found, check.Exit);
        Assert.Equal(found == 1, check.Output.Contains($"{Name}: 1 entry is fixed"));
    }

    [Fact]
    public void Without_findings_there_is_nothing_to_accept()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        Assert.Equal("No findings, so there is nothing to accept.", Run("baseline").Output.Trim());
        Assert.False(File.Exists(Path.Combine(_folder.Path, Name)));
    }

    private static string Model(string name, string body) => ForwardSource.Of(body, "[N, 1, 5]").Replace("Net", name);

    private List<string> Files(string name = Name)
    {
        using var json = JsonDocument.Parse(_folder.Read(name));
        return [.. json.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("file").GetString()!)];
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments) => ToolRun.In(_folder.Path, arguments);
}
