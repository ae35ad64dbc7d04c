using System.Runtime.Versioning;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>
/// What the system does not let a user write: it is named, the project stays as it was, the others are fixed, and nothing is left behind.
/// The tool runs as nobody, which takes root.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class DeniedWriteTests : IDisposable
{
    private static readonly string[] AsNobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", "exec", Tool];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "modelfix.dll");

    [SkippableTheory]
    [InlineData("a file of somebody else", "B.cs: left as it is, it is read-only", "A.cs Good.cs")]
    [InlineData("a folder of somebody else", "bad/.A.cs", "Good.cs")]
    [InlineData("somebody else's file in a folder where nobody may replace it", "bad/B.cs' is denied", "Good.cs")]
    [InlineData("a top where the journal cannot stand", "Nothing was written", "")]
    public void What_cannot_be_written_is_named_and_the_rest_is_fixed(string denied, string message, string written)
    {
        Generate();
        Deny(denied);
        for (var run = 0; run < 2; run++)
        {
            var fix = Fix();

            Assert.True(fix.ExitCode == 3, fix.Output + fix.Error);
            Assert.Contains(message, fix.Output);
            Assert.Equal(
                written.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Files().Where(f => _folder.Read(f).Contains("select(1, 0)")).Select(f => Path.GetFileName(f)));
            Assert.Equal(["bad/A.cs", "bad/B.cs", "bad/Bad.csproj", "good/Good.cs", "good/Good.csproj"], Files());
        }
    }

    /// <summary>A run that is killed while a file cannot be replaced does not keep the next ones from ending what it began.</summary>
    [SkippableFact]
    public void A_journal_that_cannot_be_ended_is_named_and_gone()
    {
        Generate();
        Deny("somebody else's file in a folder where nobody may replace it");
        var journal = Path.Combine(_folder.Path, ".modelfix-journal");
        var beside = Path.Combine(_folder.Path, "bad", ".B.cs.1.modelfix-tmp");
        var (old, after) = (Hash("bad/B.cs"), Hash("good/Good.cs"));
        File.Copy(Path.Combine(_folder.Path, "good", "Good.cs"), beside);
        File.WriteAllText(
            journal,
            $$"""[{"Path":"{{_folder.Path}}/bad/B.cs","Beside":"{{beside}}","Before":"{{old}}","After":"{{after}}"}]""");
        Command.Run("chown", _folder.Path, "65534", journal, beside).Succeeded();

        var fix = Fix();

        Assert.True(fix.ExitCode == 3, fix.Output + fix.Error);
        Assert.Contains("bad/B.cs: cannot be replaced (", fix.Error);
        Assert.Contains("select(1, 0)", _folder.Read("good/Good.cs"));
        Assert.Equal(["bad/A.cs", "bad/B.cs", "bad/Bad.csproj", "good/Good.cs", "good/Good.csproj"], Files());
    }

    private void Generate()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can run the tool as somebody else.");
        foreach (var model in new[] { "bad/A", "bad/B", "good/Good" })
            _folder.Write(model + ".cs", GeneratedRepository.Model(Path.GetFileName(model)));
        foreach (var project in new[] { "bad/Bad", "good/Good" })
            _folder.Write(project + ".csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                </Project>
                """);
        Command.Run("chown", _folder.Path, "-R", "65534:65534", ".").Succeeded();
        Command.Run("chmod", _folder.Path, "755", ".").Succeeded();
        var asked = Command.Run("setpriv", _folder.Path, [.. AsNobody, "--version"]);
        Skip.If(asked.ExitCode != 0, $"The tool does not run as nobody here: {asked.Error}");
    }

    private void Deny(string denied)
    {
        switch (denied)
        {
            case "a file of somebody else":
                Own("bad/B.cs");
                break;
            case "a folder of somebody else":
                Own("bad");
                break;
            case "somebody else's file in a folder where nobody may replace it":
                Own("bad");
                Own("bad/B.cs");
                Command.Run("chmod", _folder.Path, "1777", "bad").Succeeded();
                Command.Run("chmod", _folder.Path, "666", "bad/B.cs").Succeeded();
                break;
            default:
                Own(".");
                break;
        }
    }

    private void Own(string path) => Command.Run("chown", _folder.Path, "0:0", path).Succeeded();

    private CommandResult Fix() => Command.Run(
        "setpriv", _folder.Path, [.. AsNobody, "fix", ".", "--allow-no-vcs", "--no-progress", "--reference", TestCompilation.TorchPath]);

    private string Hash(string file) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder.Path, file))));

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(_folder.Path, f))
        .Order(StringComparer.Ordinal);
}
