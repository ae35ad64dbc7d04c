using System.Globalization;
using System.Runtime.Versioning;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>
/// The tool as users get it, packed and installed from a feed on disk, over a repository with everything that repositories hold.
/// </summary>
public sealed class InstalledToolTests : IDisposable
{
    private readonly GeneratedRepository _repository = new();
    private readonly TemporaryFolder _outside = new();

    public void Dispose()
    {
        _repository.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void Solutions_are_fixed_as_far_as_they_can_be_and_the_next_run_does_what_could_not_be_done_then()
    {
        if (OperatingSystem.IsWindows()) return;
        var tool = Installed();
        _repository.Write();
        Git("init", "-q");
        Git("config", "user.name", "t");
        Git("config", "user.email", "t@t");
        Git("config", "core.autocrlf", "false");
        Git("add", "-A");
        Git("commit", "-qm", "all");
        var before = Git("rev-parse", "HEAD");
        // What is not restored does not load.
        Command.Dotnet(_repository.Path, "restore", "one.slnx").Succeeded();
        Command.Dotnet(_repository.Path, "restore", "two.slnx").Succeeded();
        foreach (var project in new[] { "Editing", "Deleting" })
            Command.Dotnet(Path.Combine(_repository.Path, "src", project), "restore").Succeeded();
        ExpectEdits();

        var first = Command.Run(
            "env", _repository.Path, [$"PATH={EditingGit()}:{Environment.GetEnvironmentVariable("PATH")}", tool, .. Fix]);

        Assert.True(first.ExitCode == 3, first.Output + first.Error);
        Assert.Contains("Broken.csproj: the project does not load", first.Output);
        Assert.Contains("LinkOut.cs: left as it is, it is", first.Output);
        Assert.Contains("ReadOnly.cs: left as it is, it is read-only", first.Output);
        Assert.Contains("Edited.cs: it changed while modelfix ran", first.Output);
        Assert.Contains("Deleted.cs: it was deleted while modelfix ran", first.Output);
        _repository.AssertExpected();
        Assert.Equal(before, Git("rev-parse", "HEAD"));

        Git("commit", "-qam", "fixed");
        ExpectNext();
        var second = Command.Run(tool, _repository.Path, "fix", "two.slnx", "three.slnx", "--no-progress");

        Assert.True(second.ExitCode == 3, second.Output + second.Error);
        _repository.AssertExpected();
        Assert.Equal(
            " M src/Deleting/BesideDeleted.cs\n M src/Editing/BesideEdited.cs\n M src/Editing/Edited.cs\n", Git("status", "--porcelain"));
    }

    private static string[] Fix => ["fix", .. GeneratedRepository.Solutions, "--no-progress"];

    private static string Edited => "// Written while the tool ran.\n";

    /// <summary>A file that changes under the tool stays, with what belongs to the same project.</summary>
    private void ExpectEdits()
    {
        _repository.Expect("src/Editing/Edited.cs", GeneratedRepository.Model("Edited") + Edited);
        _repository.Expect("src/Editing/BesideEdited.cs", GeneratedRepository.Model("BesideEdited"));
        _repository.Expect("src/Deleting/Deleted.cs", null);
        _repository.Expect("src/Deleting/BesideDeleted.cs", GeneratedRepository.Model("BesideDeleted"));
    }

    private void ExpectNext()
    {
        _repository.Expect("src/Editing/Edited.cs", GeneratedRepository.FixedModel("Edited") + Edited);
        _repository.Expect("src/Editing/BesideEdited.cs", GeneratedRepository.FixedModel("BesideEdited"));
        _repository.Expect("src/Deleting/BesideDeleted.cs", GeneratedRepository.FixedModel("BesideDeleted"));
    }

    /// <summary>
    /// The folder of a git that edits and deletes files after it has answered the last thing that the tool asks before it writes: what is
    /// ignored, then what is changed.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private string EditingGit()
    {
        var script = _outside.Write("bin/git", $$"""
            #!/bin/sh
            PATH="${PATH#*:}" git "$@"
            code=$?
            case " $* " in
                *" check-ignore "*) : > "$0.asked" ;;
                *" status "*)
                    if [ -e "$0.asked" ]; then
                        printf '{{Edited.Replace("\n", "\\n")}}' >> '{{_repository.Path}}/src/Editing/Edited.cs'
                        rm '{{_repository.Path}}/src/Deleting/Deleted.cs'
                    fi ;;
            esac
            exit $code

            """.Replace("\r\n", "\n"));
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.GetDirectoryName(script)!;
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

    private string Git(params string[] arguments) => Command.Git(_repository.Path, arguments).Succeeded().Output;
}
