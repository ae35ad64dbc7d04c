using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Reports;

/// <summary>Annotations, as the runner of GitHub Actions parses them.</summary>
public sealed class GitHubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finding_is_a_warning_at_its_place()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));
        Assert.StartsWith(
            "::warning file=Net.cs,line=21,col=18,endLine=21,endColumn=25,title=MFX1001::squeeze(1) exports as an If node; ",
            Assert.Single(Annotations("check")));
    }

    [Fact]
    public void A_suggestion_is_a_notice()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x.view(x.shape[0], -1);"));
        Assert.StartsWith("::notice file=Net.cs,line=21,", Assert.Single(Annotations("check", "--severity", "info")));
    }

    [Fact]
    public void What_was_not_checked_is_an_error()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return Nowhere.of(x);"));
        var annotation = Assert.Single(Annotations("check"));
        Assert.StartsWith("::error title=ModelFix%3A not checked::", annotation);
        Assert.Contains("could not be bound", annotation);
    }

    [Fact]
    public void Columns_are_left_out_where_the_place_has_several_lines()
    {
        _folder.Write("Net.cs", ForwardSource.Of("if (x.shape[0] > 1\n    && x.shape[1] > 2) return x;\nreturn x + 1;"));
        var annotation = Annotations("check").First(a => a.Contains("title=MFX1702", StringComparison.Ordinal));
        Assert.Contains("line=21,endLine=22,title", annotation);
        Assert.DoesNotContain("ol=", annotation);
        Assert.DoesNotContain("endColumn", annotation);
    }

    [Fact]
    public void What_would_end_a_command_is_escaped_and_paths_start_at_the_repository()
    {
        Command.Git(_folder.Path, "init", "-q").Succeeded();
        _folder.Write("src/a,b:c 100%.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));

        var (_, output, _) = ToolRun.In(Path.Combine(_folder.Path, "src"), "check", "--format", "github");

        Assert.StartsWith("::warning file=src/a%2Cb%3Ac 100%25.cs,line=21,", output);
        Assert.Contains("\nTotal  ", output);
    }

    [Fact]
    public void A_model_that_could_not_be_verified_is_a_warning()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return Nowhere.of(x).squeeze(1);", "[N, 1, 5]"));
        var annotations = Annotations("verify");
        Assert.StartsWith("::error title=ModelFix%3A not checked::", annotations[0]);
        Assert.StartsWith("::warning title=ModelFix%3A verify::Net: not verified: ", annotations[1]);
        Assert.Equal(2, annotations.Count);
    }

    private List<string> Annotations(params string[] arguments) =>
    [
        .. ToolRun.In(_folder.Path, [.. arguments, "--format", "github"]).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l.StartsWith("::", StringComparison.Ordinal)),
    ];
}
