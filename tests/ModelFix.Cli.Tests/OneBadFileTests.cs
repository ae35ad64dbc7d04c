using System.Diagnostics;
using System.Text;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>What cannot be read, parsed or written is named and left alone, and everything else is done.</summary>
public sealed class OneBadFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _outside = new();

    public static TheoryData<string, string> Unreadable => new()
    {
        { "syntax", "Bad.cs(36,7): does not parse (CS1001" },
        { "merge", "Bad.cs(36,1): does not parse (CS8300" },
        { "dangling", "Bad.cs: cannot be read (" },
        { "pipe", "Bad.cs: not a regular file" },
    };

    public static TheoryData<string, string> Unwritable => new()
    {
        { "latin", "Bad.cs: left as it is, it is not valid UTF-8 at byte" },
        { "gbk", "Bad.cs: left as it is, it is not valid UTF-8 at byte" },
        { "link", "Bad.cs: left as it is, it is a link" },
        { "hard link", "Bad.cs: left as it is, it has another name on the disk" },
        { "read-only", "Bad.cs: left as it is, it is read-only" },
    };

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    [Theory, MemberData(nameof(Unreadable))]
    public void A_file_that_cannot_be_looked_at_is_named_and_the_rest_is_fixed(string kind, string message)
    {
        _folder.Write("Good.cs", Model("Good"));
        Make(kind, Path.Combine(_folder.Path, "Bad.cs"));

        var check = ToolRun.In(_folder.Path, "check");
        var fix = ToolRun.In(_folder.Path, "fix", "--allow-no-vcs");

        Assert.Equal((3, 3), (check.Exit, fix.Exit));
        Assert.All(new[] { check.Output, fix.Output }, o => Assert.Contains(message, o));
        Assert.Contains("Good.cs(21,18): warning MFX1001", check.Output);
        Assert.Contains("Not checked, or not changed: 1 part (1 file), named above.", check.Output);
        Assert.Contains("x.select(1, 0)", _folder.Read("Good.cs"));
    }

    [Theory, MemberData(nameof(Unwritable))]
    public void A_file_that_cannot_be_written_is_looked_at_named_and_left_as_it_is(string kind, string message)
    {
        _folder.Write("Good.cs", Model("Good"));
        var path = Path.Combine(_folder.Path, "Bad.cs");
        Make(kind, path);
        var before = (Bytes: File.ReadAllBytes(path), new FileInfo(path).LinkTarget);

        var check = ToolRun.In(_folder.Path, "check");
        var fix = ToolRun.In(_folder.Path, "fix", "--allow-no-vcs");

        Assert.Equal((1, 3), (check.Exit, fix.Exit));
        Assert.Contains("Bad.cs(21,18): warning MFX1001", check.Output);
        Assert.Contains(message, fix.Output);
        Assert.Contains("x.select(1, 0)", _folder.Read("Good.cs"));
        Assert.Equal(before.Bytes, File.ReadAllBytes(path));
        Assert.Equal(before.LinkTarget, new FileInfo(path).LinkTarget);
    }

    [Fact]
    public void A_project_with_nothing_but_a_broken_file_is_not_green()
    {
        Make("syntax", Path.Combine(_folder.Path, "Bad.cs"));
        var check = ToolRun.In(_folder.Path, "check");
        Assert.Equal(3, check.Exit);
        Assert.Contains("Bad.cs(36,7): does not parse", check.Error);
    }

    [Fact]
    public void A_broken_file_without_models_does_not_matter()
    {
        _folder.Write("Good.cs", Model("Good"));
        _folder.Write("Template.cs", "class {{name}} { }");
        Assert.Equal(1, ToolRun.In(_folder.Path, "check").Exit);
    }

    [Fact]
    public void A_file_that_the_project_states_to_be_GBK_is_written_as_GBK()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var gbk = Encoding.GetEncoding("gb2312");
        _folder.Write("App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><CodePage>936</CodePage></PropertyGroup>
              <ItemGroup><PackageReference Include="TorchSharp" Version="0.107.0" /></ItemGroup>
            </Project>
            """);
        File.WriteAllBytes(Path.Combine(_folder.Path, "Net.cs"), gbk.GetBytes("// 你好\r\n" + Model("Net")));

        Assert.Equal(0, ToolRun.In(_folder.Path, "fix", "--allow-no-vcs").Exit);

        var after = gbk.GetString(File.ReadAllBytes(Path.Combine(_folder.Path, "Net.cs")));
        Assert.StartsWith("// 你好\r\n", after);
        Assert.Contains("x.select(1, 0)", after);
    }

    [Fact]
    public void What_git_ignores_or_has_uncommitted_changes_is_left_as_it_is()
    {
        Git("init", "-q");
        _folder.Write("Good.cs", Model("Good"));
        _folder.Write("sub/Ignored.cs", Model("Ignored"));
        _folder.Write("sub/Dirty.cs", Model("Dirty"));
        _folder.Write(".gitignore", "Ignored.cs\n");
        Git("add", "-A");
        Git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "all");
        _folder.Write("sub/Dirty.cs", Model("Dirty") + "// edited\n");
        _folder.Write(
            "App.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="TorchSharp" Version="0.107.0" /></ItemGroup>
            </Project>
            """);

        var refused = ToolRun.In(_folder.Path, "fix");
        var named = ToolRun.In(_folder.Path, "fix", "Good.cs", "sub/Ignored.cs", "--allow-dirty");

        Assert.Equal(2, refused.Exit);
        Assert.Equal(3, named.Exit);
        Assert.Contains("Ignored.cs: left as it is, git ignores it.", named.Output);
        Assert.Contains("x.select(1, 0)", _folder.Read("Good.cs"));
        Assert.DoesNotContain("select", _folder.Read("sub/Ignored.cs") + _folder.Read("sub/Dirty.cs"));
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _folder.Path })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }

    private static string Model(string name) => ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]").Replace("Net", name);

    private void Make(string kind, string path)
    {
        var model = Model("Bad");
        var elsewhere = Path.Combine(_outside.Path, "Else.cs");
        switch (kind)
        {
            case "syntax":
                File.WriteAllText(path, model + string.Concat(Enumerable.Repeat("\n", 36 - model.Count(c => c == '\n') - 1)) + "class {");
                break;
            case "merge":
                File.WriteAllText(
                    path,
                    model + string.Concat(Enumerable.Repeat("\n", 36 - model.Count(c => c == '\n') - 1))
                        + "<<<<<<< HEAD\nclass A;\n=======\nclass B;\n>>>>>>> other\n");
                break;
            case "dangling":
                File.CreateSymbolicLink(path, "/nowhere/Bad.cs");
                break;
            case "pipe":
                Process.Start("mkfifo", [path]).WaitForExit();
                break;
            case "latin":
                File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes(model), .. "// caf"u8, 0xE9, (byte)'\n']);
                break;
            case "gbk":
                File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes(model), .. "// "u8, 0xC4, 0xE3, 0xBA, 0xC3, (byte)'\n']);
                break;
            case "link":
                File.WriteAllText(elsewhere, model);
                File.CreateSymbolicLink(path, elsewhere);
                break;
            case "hard link":
                File.WriteAllText(path, model);
                Process.Start("ln", [path, elsewhere]).WaitForExit();
                break;
            case "read-only" when !OperatingSystem.IsWindows():
                File.WriteAllText(path, model);
                File.SetUnixFileMode(path, UnixFileMode.UserRead);
                break;
            default:
                throw new ArgumentException(kind);
        }
    }
}
