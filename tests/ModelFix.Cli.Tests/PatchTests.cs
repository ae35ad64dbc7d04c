using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Rewriting;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix fix --patch</c> writes what <c>git apply</c> makes the same of as a direct fix.</summary>
public sealed class PatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _patches = new();

    public static TheoryData<string> Samples =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "samples")).Select(d => Path.GetFileName(d)).Order()];

    private string Patch => Path.Combine(_patches.Path, "change.patch");

    public void Dispose()
    {
        _folder.Dispose();
        _patches.Dispose();
    }

    [Theory, MemberData(nameof(Samples))]
    public void Git_apply_makes_of_a_sample_what_fix_makes_of_it(string sample)
    {
        var source = Path.Combine(Repository.Root, "samples", sample);
        foreach (var file in Directory.EnumerateFiles(source, "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".csproj" or ".json")
            .Where(f => !Path.GetRelativePath(source, f).Split('/', '\\').Any(part => part is "obj" or "bin")))
            _folder.Write(Path.Combine("models", sample, Path.GetRelativePath(source, file)), File.ReadAllText(file));
        AssertSame(_folder.Path, $"models/{sample}", "--assume");
    }

    [Fact]
    public void Git_apply_makes_of_every_encoding_what_fix_makes_of_it()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var (utf8, mark, gbk) = (new UTF8Encoding(false), new UTF8Encoding(true), Encoding.GetEncoding("gb2312"));
        Write("a/Unix.cs", "Unix", utf8);
        Write("a/Windows.cs", "Windows", utf8, t => t.Replace("\n", "\r\n"));
        Write("a/Mark.cs", "Mark", mark, t => t.Replace("\n", "\r\n"));
        Write("a/Mixed.cs", "Mixed", utf8, t => t.Replace("{\n", "{\r\n"));
        Write("a/Open.cs", "Open", mark, t => t.TrimEnd());
        Write("a/Line.cs", "Line", utf8, t => string.Join(' ', t.Split('\n').Where(l => !l.Contains("///"))).TrimEnd());
        Write("a/Little.cs", "Little", new UnicodeEncoding(bigEndian: false, byteOrderMark: true), t => "// Ċ ਊ\r\n" + t);
        Write("a/Big.cs", "Big", new UnicodeEncoding(bigEndian: true, byteOrderMark: true), t => t.TrimEnd());
        Write("a/sp ace/立体 \"q\".cs", "Named", utf8);
        Write("gbk/Chinese.cs", "Chinese", gbk, t => "// 立体匹配\r\n" + t);
        _folder.Write("gbk/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><CodePage>936</CodePage></PropertyGroup>
              <ItemGroup><PackageReference Include="TorchSharp" Version="0.107.0" /></ItemGroup>
            </Project>
            """);

        AssertSame(_folder.Path, ".", "--assume");
    }

    [Fact]
    public void Git_apply_makes_of_three_solutions_what_fix_makes_of_them()
    {
        if (OperatingSystem.IsWindows()) return;
        using var repository = new GeneratedRepository();
        repository.Write();
        AssertSame(repository.Path, ".");
    }

    [Fact]
    public void A_file_that_a_fix_adds_is_in_the_patch()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        Commit(_folder.Path);
        var project = ProjectSet.Load([_folder.Path], [], target: null)[0];
        var added = new AddedFile("Added.cs", "// 立体\nclass Added;");
        var migrated = new MigratedProject(project, ImmutableDictionary<string, SourceText>.Empty, [added], project.Compilation);

        File.WriteAllBytes(Patch, PatchFile.Of([migrated], _folder.Path).Bytes);

        Command.Git(_folder.Path, "apply", Patch).Succeeded();
        Assert.Equal(added.Text, _folder.Read("Added.cs"));
    }

    [Fact]
    public void What_git_keeps_in_another_encoding_is_named_and_left_out()
    {
        Write("Good.cs", "Good", new UTF8Encoding(false));
        Write("Wide.cs", "Wide", new UnicodeEncoding(bigEndian: false, byteOrderMark: true));
        _folder.Write(".gitattributes", "Wide.cs working-tree-encoding=UTF-16\n");
        Commit(_folder.Path);

        var (exit, output, _) = ToolRun.In(_folder.Path, "fix", "--patch", Patch);

        Assert.Equal(3, exit);
        Assert.Contains("Wide.cs: not in the patch, git stores it in another encoding", output);
        Assert.Contains("Good.cs", File.ReadAllText(Patch));
        Assert.DoesNotContain("Wide.cs", File.ReadAllText(Patch));
    }

    [Fact]
    public void Without_a_fix_the_patch_is_empty_and_that_is_said()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        File.WriteAllText(Patch, "old");

        var (exit, _, error) = ToolRun.In(_folder.Path, "fix", "--patch", Patch);

        Assert.Equal((0, ""), (exit, File.ReadAllText(Patch)));
        Assert.Contains("There is nothing to fix: ", error);
    }

    [Fact]
    public void A_patch_that_cannot_be_written_is_an_error_with_the_next_step()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        var (exit, _, error) = ToolRun.In(_folder.Path, "fix", "--patch", "nowhere/change.patch");
        Assert.Equal(3, exit);
        Assert.Contains("the patch cannot be written", error);
    }

    /// <summary>Asserts that a patch changes nothing by itself, and that git makes of a clean checkout what fix makes of it.</summary>
    private void AssertSame(string repository, string path, params string[] options)
    {
        Commit(repository);
        var before = Contents(repository);
        ToolRun.In(repository, ["fix", path, "--patch", Patch, .. options]);
        Assert.Equal(before, Contents(repository));

        ToolRun.In(repository, ["fix", path, .. options]);
        var direct = Contents(repository);
        Command.Git(repository, "stash", "-q", "--include-untracked").Succeeded();
        Assert.Equal(before, Contents(repository));
        Command.Git(repository, "apply", Patch).Succeeded();

        Assert.NotEqual(before, direct);
        Assert.Equal(direct, Contents(repository));
    }

    private static SortedDictionary<string, string> Contents(string repository)
    {
        var files = Directory.EnumerateFiles(repository, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(repository, f).StartsWith(".git/", StringComparison.Ordinal));
        return new(files.ToDictionary(f => Path.GetRelativePath(repository, f), f => Convert.ToHexString(File.ReadAllBytes(f))));
    }

    private void Write(string file, string name, Encoding encoding, Func<string, string>? written = null)
    {
        var text = ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]").Replace("Net", name);
        var path = _folder.Write(file, "");
        File.WriteAllBytes(path, [.. encoding.Preamble, .. encoding.GetBytes(written is null ? text : written(text))]);
    }

    private static void Commit(string repository)
    {
        Command.Git(repository, "init", "-q").Succeeded();
        Command.Git(repository, "config", "user.name", "t").Succeeded();
        Command.Git(repository, "config", "user.email", "t@t").Succeeded();
        Command.Git(repository, "config", "core.autocrlf", "false").Succeeded();
        Command.Git(repository, "add", "-A").Succeeded();
        Command.Git(repository, "commit", "-qm", "all").Succeeded();
    }
}
