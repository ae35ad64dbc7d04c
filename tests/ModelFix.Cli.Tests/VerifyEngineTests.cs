using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>Where there is no libtorch to run models on: it says why, and nothing passes.</summary>
public sealed class VerifyEngineTests : VerifyRuns
{
    [Fact]
    public void A_native_library_that_does_not_load_is_named_with_the_cause_and_never_passes()
    {
        var (reference, source) = (Reference("bin"), ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));
        foreach (var library in new[] { "libLibTorchSharp.so",
            "libtorch_cpu.so",
            "LibTorchSharp.dll",
            "torch_cpu.dll",
            "libLibTorchSharp.dylib",
            "libtorch_cpu.dylib" })
            Folder.Write(Path.Combine("bin", library), "not a library");
        Folder.Write("Net.cs", source);

        foreach (var command in new string[][] { ["verify"], ["verify", "--exit-zero"], ["fix", "--verify", "--allow-no-vcs"] })
        {
            var (exit, output, error) = Run([.. command, "--reference", reference]);

            Assert.Equal(5, exit);
            Assert.DoesNotContain("equal", output);
            Assert.Contains("TorchSharp's native library does not load (", error);
            Assert.Contains("delete its package, and restore again", error);
            Assert.Equal(source, Folder.Read("Net.cs"));
        }
    }

    /// <summary>TorchSharp itself copies half a gigabyte there where its library is not found.</summary>
    [Fact]
    public void Running_a_model_leaves_the_packages_as_they_are()
    {
        var package = Path.GetFullPath(
            Path.Combine(
                Path.GetDirectoryName(Libtorch.Files().Single(f => Path.GetFileName(f).Contains("LibTorchSharp")))!, "..", "..", ".."));
        Folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));
        var before = Entries();

        Assert.Equal(0, Run("verify").Exit);

        Assert.Equal(before, Entries());

        List<(string, DateTime)> Entries() => Directory.EnumerateFileSystemEntries(package, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(e => (e, File.GetLastWriteTimeUtc(e)))
            .ToList();
    }

    [Fact]
    public void A_restore_that_fails_says_why_and_never_passes()
    {
        Folder.Write("Net.cs", ForwardSource.Of("return x.squeeze(1);", "[N, 1, 3]"));

        var (exit, output, error) = Run("verify", "--reference", Reference(Path.Combine("torchsharp", "0.0.1-none", "lib", "net8.0")));

        Assert.Equal(5, exit);
        Assert.DoesNotContain("equal", output);
        Assert.Contains("Restoring TorchSharp-cpu 0.0.1-none into ", error);
        Assert.Matches(
            @"TorchSharp-cpu 0\.0\.1-none, which is needed to run models, could not be restored \(NU\d+: .*\)\. "
                + @"Check the network and the NuGet sources",
            error);
    }

    /// <summary>The managed assembly of TorchSharp in a folder of the test's.</summary>
    private string Reference(string folder)
    {
        var path = Folder.Write(Path.Combine(folder, "TorchSharp.dll"), "");
        File.Copy(TestCompilation.TorchPath, path, overwrite: true);
        return path;
    }
}
