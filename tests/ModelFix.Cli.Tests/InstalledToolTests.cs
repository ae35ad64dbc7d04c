using System.Globalization;
using System.Text;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>
/// The tool as users get it, packed and installed from a feed on disk, over a repository with everything that repositories hold.
/// </summary>
public sealed class InstalledToolTests : IDisposable
{
    private const string Single = "<TargetFramework>net10.0</TargetFramework>";
    private const string Link = "<Compile Include=\"../../common/Shared.cs\" Link=\"Shared.cs\" />";

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _outside = new();

    /// <summary>What each file is to hold after a run over the solutions, by its path.</summary>
    private readonly SortedDictionary<string, byte[]> _expected = new(StringComparer.Ordinal);

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void Three_solutions_are_fixed_as_far_as_they_can_be_and_a_second_run_changes_nothing()
    {
        if (OperatingSystem.IsWindows()) return;
        var tool = Installed();
        Generate();
        foreach (var solution in new[] { "one", "two" }) Command.Dotnet(_folder.Path, "restore", solution + ".slnx").Succeeded();
        var before = Git("rev-parse", "HEAD");

        var first = Command.Run(tool, _folder.Path, "fix", "one.slnx", "two.slnx", "three.slnx", "--no-progress");

        Assert.True(first.ExitCode == 3, first.Output + first.Error);
        Assert.Contains("Broken.csproj: the project does not load", first.Output);
        Assert.Contains("LinkOut.cs: left as it is, it is", first.Output);
        Assert.Contains("ReadOnly.cs: left as it is, it is read-only", first.Output);
        AssertExpected();
        Assert.Equal(before, Git("rev-parse", "HEAD"));

        Git("commit", "-qam", "fixed");
        var second = Command.Run(tool, _folder.Path, "fix", "one.slnx", "two.slnx", "three.slnx", "--no-progress");

        Assert.True(second.ExitCode == 3, second.Output + second.Error);
        AssertExpected();
        Assert.Equal("", Git("status", "--porcelain"));
    }

    private string Installed()
    {
        var version = "0.0.1-test" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var (feed, tools) = (Path.Combine(_outside.Path, "feed"), Path.Combine(_outside.Path, "tools"));
        Command.DotnetInRepository(
            Path.Combine(Repository.Root, "src", "ModelFix.Cli"),
            "pack", "--no-build", "-c", Repository.Configuration, "-o", feed, $"-p:PackageVersion={version}").Succeeded();
        _outside.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{feed}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_outside.Path, "packages")}" /></config>
            </configuration>
            """);
        Command.Dotnet(
            _outside.Path, "tool", "install", "ModelFix", "--version", version, "--tool-path", tools,
            "--configfile", Path.Combine(_outside.Path, "nuget.config")).Succeeded();
        return Path.Combine(tools, "modelfix");
    }

    private void Generate()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var (utf8, mark) = (new UTF8Encoding(false), new UTF8Encoding(true));
        Fixed("common/Shared.cs", "Shared", utf8);
        Project("src/Multi", "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>", Link);
        Fixed("src/Multi/Plain.cs", "Plain", utf8);
        Fixed("src/Multi/Tabs.cs", "Tabs", mark, t => t.Replace("    ", "\t").Replace("\n", "\r\n"));
        Project("src/Linking", Single, Link);
        Fixed("src/Linking/Own.cs", "Own", utf8, t => t.TrimEnd());
        Project("src/Wide", Single);
        Fixed("src/Wide/Wide.cs", "Wide", new UnicodeEncoding(bigEndian: false, byteOrderMark: true), t => t.Replace("\n", "\r\n"));
        Project("src/Chinese", Single + "<CodePage>936</CodePage>");
        Fixed("src/Chinese/Chinese.cs", "Chinese", Encoding.GetEncoding("gb2312"), t => "// 立体匹配\r\n" + t);
        Project("src/Kept", Single);
        Fixed("src/Kept/Free.cs", "Free", utf8);
        var readOnly = Kept("src/Kept/ReadOnly.cs", "ReadOnly");
        Kept("src/Kept/obj2/Ignored.cs", "Ignored");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "src/Kept/LinkOut.cs"), _outside.Write("LinkOut.cs", Model("LinkOut")));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "src/Kept/LinkIn.cs"), "../Extra/Target.cs");
        Kept("src/Extra/Target.cs", "Target");
        Project("src/Broken", Single, "<PackageReference Include=\"No.Such.Package.Anywhere\" Version=\"1.0.0\" />");
        Kept("src/Broken/Broken.cs", "Broken");
        Solution("one", "Multi", "Linking");
        Solution("two", "Linking", "Wide", "Chinese", "Kept");
        Solution("three", "Broken");
        _folder.Write(".gitignore", "obj/\nobj2/\n");
        Git("init", "-q");
        Git("config", "user.name", "t");
        Git("config", "user.email", "t@t");
        Git("config", "core.autocrlf", "false");
        Git("add", "-A");
        Git("commit", "-qm", "all");
        File.SetAttributes(readOnly, FileAttributes.ReadOnly);
    }

    private void Project(string folder, string properties, string items = "") => _folder.Write(
        $"{folder}/{Path.GetFileName(folder)}.csproj",
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>{properties}</PropertyGroup>
          <ItemGroup><Reference Include="{Torch("net8.0")}" Condition="'$(TargetFramework)' == 'net10.0'" />{items}</ItemGroup>
          <ItemGroup><Reference Include="{Torch("netstandard2.0")}" Condition="'$(TargetFramework)' != 'net10.0'" /></ItemGroup>
        </Project>
        """);

    private static string Torch(string framework) =>
        Path.Combine(OwnHome.BuiltWith, "torchsharp", TorchSharpSurface.Versions[^1], "lib", framework, "TorchSharp.dll");

    private void Solution(string name, params string[] projects) => _folder.Write(
        name + ".slnx", $"<Solution>{string.Concat(projects.Select(p => $"<Project Path=\"src/{p}/{p}.csproj\" />"))}</Solution>");

    private static string Model(string name) => ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]").Replace("Net", name);

    private string Kept(string file, string name)
    {
        _expected[file] = Encoding.UTF8.GetBytes(Model(name));
        return _folder.Write(file, Model(name));
    }

    private void Fixed(string file, string name, Encoding encoding, Func<string, string>? written = null)
    {
        var text = written is null ? Model(name) : written(Model(name));
        File.WriteAllBytes(_folder.Write(file, ""), [.. encoding.Preamble, .. encoding.GetBytes(text)]);
        _expected[file] = [.. encoding.Preamble, .. encoding.GetBytes(text.Replace("x.squeeze(1)", "x.select(1, 0)"))];
    }

    private void AssertExpected()
    {
        Assert.All(_expected, f => Assert.Equal(f.Value, File.ReadAllBytes(Path.Combine(_folder.Path, f.Key))));
        Assert.Equal(Model("LinkOut"), File.ReadAllText(Path.Combine(_outside.Path, "LinkOut.cs")));
    }

    private string Git(params string[] arguments) => Command.Git(_folder.Path, arguments).Succeeded().Output;
}
