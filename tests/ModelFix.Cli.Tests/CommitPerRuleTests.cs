using ModelFix.Analyzers.Migration;
using ModelFix.Core.Rewriting;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Reporting;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix fix --commit-per-rule</c> makes one git commit a rule, each of which compiles.</summary>
public sealed class CommitPerRuleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_rule_that_changes_something_is_a_commit_in_the_order_of_ids()
    {
        var source = Path.Combine(Repository.Root, "samples", "StereoNet");
        foreach (var file in Directory.EnumerateFiles(source, "*.cs").Append(Path.Combine(source, "StereoNet.csproj")))
            _folder.Write("models/" + Path.GetFileName(file), File.ReadAllText(file));
        Commit();

        var direct = Run("fix", "--diff", "--assume");
        var fix = Run("fix", "--commit-per-rule", "--assume");

        Assert.Equal(direct.Exit, fix.Exit);
        var subjects = Git("log", "--reverse", "--format=%s").Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        var ids = subjects.Select(s => s.Split(' ')[1]).ToList();
        Assert.True(ids.Count > 2, string.Join('\n', subjects));
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(subjects, s => Assert.StartsWith("modelfix: MFX", s));
        Assert.Equal("", Git("status", "--porcelain"));
        Assert.DoesNotContain("models/", Run("fix", "--diff", "--assume").Output);
    }

    [Fact]
    public void The_message_names_files_and_assumptions_and_nothing_else_is_committed()
    {
        _folder.Write("src/Proven.cs", ForwardSource.Of("return x.squeeze(1).clamp(min: 0);", "[N, 1, 5]").Replace("Net", "Proven"));
        _folder.Write("src/Assumed.cs", ForwardSource.Of("return x.squeeze(1);").Replace("Net", "Assumed"));
        _folder.Write("notes.txt", "old");
        Commit();
        _folder.Write("notes.txt", "staged");
        Git("add", "notes.txt");

        var (exit, output, error) = Run("fix", "src", "--commit-per-rule", "--assume", "--rules", "MFX1001,MFX1101");

        Assert.Equal((0, 2), (exit, error.Split('\n').Count(l => l.StartsWith("Committed \"modelfix: MFX"))));
        Assert.Contains("MFX1101", output);
        Assert.Equal(
            """
            modelfix: MFX1001 squeeze(d) exports as an If node

            - src/Assumed.cs: 1 fix of MFX1001
            - src/Proven.cs: 1 fix of MFX1001

            Assuming:
            - src/Assumed.cs: size(1) is 1
            """.ReplaceLineEndings("\n"),
            Git("log", "-1", "--format=%B", "HEAD~1").Trim());
        Assert.Equal("src/Proven.cs", Git("show", "--format=", "--name-only", "HEAD").Trim());
        Assert.Equal("M  notes.txt", Git("status", "--porcelain").Trim());
    }

    [Fact]
    public void Without_a_fix_there_is_no_commit()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        Commit();
        Assert.Equal(0, Run("fix", "--commit-per-rule").Exit);
        Assert.Equal("all", Git("log", "--format=%s").Trim());
    }

    [Fact]
    public void A_new_file_that_a_fix_needs_is_committed_with_it()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return Same.Of(x.relu().sin());"));
        _folder.Write("Same.cs", Class("Same", "Of"));
        Commit();
        var added = new AddedFile("Added.cs", Class("Added", "One"));
        var first = new ReplacementRule("MFX9010", "x.relu()", "Added.One(x)") { Adds = [added] };
        var second = new ReplacementRule("MFX9011", "Added.One(x).sin()", "Added.One(x)");
        var options = new MigrationOptions([second, first], Assume: false);

        var made = new RuleCommits(_folder.Path, _ => { }, _ => { })
            .Run([[.. ProjectSet.Load([_folder.Path], [], target: null)]], options, CancellationToken.None);

        Assert.Equal(["MFX9010", "MFX9011"], made.Outcomes.Where(o => o.Fixed).Select(o => o.RuleId));
        Assert.Equal("Added.cs\nNet.cs", Git("show", "--format=", "--name-only", "HEAD~1").Trim());
        Assert.Equal("Net.cs", Git("show", "--format=", "--name-only", "HEAD").Trim());
        Assert.Equal("", Git("status", "--porcelain"));
        Assert.Equal(["Added.cs", "Net.cs"], FileChange.Of(made.Projects).Select(c => Path.GetFileName(c.Path)));
        Assert.Contains("return Same.Of(Added.One(x));", _folder.Read("Net.cs"));
    }

    [Theory]
    [InlineData("--allow-dirty")]
    [InlineData("--allow-no-vcs")]
    [InlineData("--diff")]
    [InlineData("--verify")]
    public void What_does_not_go_with_it_is_refused(string option)
    {
        var (exit, _, error) = Run("fix", "--commit-per-rule", option);
        Assert.Equal(2, exit);
        Assert.Contains("--commit-per-rule: it cannot be given with", error);
    }

    [Fact]
    public void Without_an_identity_or_a_clean_tree_nothing_is_written()
    {
        var model = ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]");
        _folder.Write("Net.cs", model);
        Commit();
        Git("config", "--unset", "user.email");
        Git("config", "user.useConfigOnly", "true");

        var refused = Run("fix", "--commit-per-rule");
        Git("config", "user.email", "t@t");
        _folder.Write("Net.cs", model + "// edited\n");
        var dirty = Run("fix", "--commit-per-rule");

        Assert.Equal((2, 2), (refused.Exit, dirty.Exit));
        Assert.Contains("git config user.email", refused.Error);
        Assert.Contains("has uncommitted changes", dirty.Error);
        Assert.Equal(model + "// edited\n", _folder.Read("Net.cs"));
    }

    [Fact]
    public void A_hook_that_refuses_is_named_with_what_it_says()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]"));
        Commit();
        var hook = _folder.Write(".git/hooks/pre-commit", "#!/bin/sh\necho no squeezing >&2\nexit 1\n");
        File.SetUnixFileMode(hook, (UnixFileMode)0b111_101_101);

        var (exit, _, error) = Run("fix", "--commit-per-rule");

        Assert.Equal(3, exit);
        Assert.Contains("git does not commit the fixes of MFX1001 (no squeezing)", error);
    }

    private static string Class(string name, string method) =>
        $"public static class {name}\n{{\n    public static TorchSharp.torch.Tensor {method}(TorchSharp.torch.Tensor x) => x;\n}}\n";

    private (int Exit, string Output, string Error) Run(params string[] arguments) => ToolRun.In(_folder.Path, arguments);

    private string Git(params string[] arguments) => Command.Git(_folder.Path, arguments).Succeeded().Output;

    private void Commit()
    {
        Git("init", "-q");
        Git("config", "user.name", "t");
        Git("config", "user.email", "t@t");
        Git("add", "-A");
        Git("commit", "-qm", "all");
    }
}
