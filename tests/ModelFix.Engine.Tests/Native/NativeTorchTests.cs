using ModelFix.Engine.Native;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Native;

/// <summary>The folder that TorchSharp's native library is loaded from, and what is said where it does not load.</summary>
public sealed class NativeTorchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Libtorch_is_linked_and_TorchSharps_own_library_is_a_copy()
    {
        var (own, torch) = (Package("LibTorchSharp", "own"), Package("torch_cpu", "torch"));

        NativeTorch.Lay([own, torch], Laid);

        Assert.Equal("own", File.ReadAllText(NativeTorch.LibraryIn(Laid)));
        Assert.Null(new FileInfo(NativeTorch.LibraryIn(Laid)).LinkTarget);
        Assert.Equal("torch", File.ReadAllText(Path.Combine(Laid, Path.GetFileName(torch))));
        if (!OperatingSystem.IsWindows()) Assert.Equal(torch, new FileInfo(Path.Combine(Laid, Path.GetFileName(torch))).LinkTarget);
    }

    [Fact]
    public void What_is_laid_stays_and_a_link_to_a_package_that_is_gone_is_laid_anew()
    {
        var (own, torch) = (Package("LibTorchSharp", "own"), Package("torch_cpu", "torch"));
        NativeTorch.Lay([own, torch], Laid);
        File.WriteAllText(NativeTorch.LibraryIn(Laid), "mended");
        File.Delete(torch);
        var moved = _folder.Write(Path.Combine("elsewhere", Path.GetFileName(torch)), "moved");

        NativeTorch.Lay([own, moved], Laid);

        Assert.Equal("mended", File.ReadAllText(NativeTorch.LibraryIn(Laid)));
        Assert.Equal("moved", File.ReadAllText(Path.Combine(Laid, Path.GetFileName(torch))));
    }

    [Fact]
    public void Two_processes_may_lay_the_same_folder_at_once()
    {
        var files = new[] { Package("LibTorchSharp", new string('x', 1 << 20)), Package("torch_cpu", "torch"), Package("c10", "c10") };

        Parallel.For(0, 16, _ => NativeTorch.Lay(files, Laid));

        Assert.Equal(files.Select(Path.GetFileName).Order(), Directory.EnumerateFiles(Laid).Select(Path.GetFileName).Order());
        Assert.Equal(1 << 20, new FileInfo(NativeTorch.LibraryIn(Laid)).Length);
    }

    [Fact]
    public void Without_libtorch_the_files_are_not_whole()
    {
        var (own, torch) = (Package("LibTorchSharp", "own"), Package("torch_cpu", "torch"));

        Assert.True(NativeTorch.IsWhole([own, torch]));
        Assert.False(NativeTorch.IsWhole([own]));
        Assert.False(NativeTorch.IsWhole([torch]));
    }

    [Fact]
    public void A_library_that_is_none_says_so()
    {
        NativeTorch.Lay([Package("LibTorchSharp", "a text")], Laid);

        var failure = Assert.ThrowsAny<Exception>(() => NativeTorch.Load(Laid));

        var cause = LoaderMessage.Cause(failure.Message);
        Assert.Contains(Path.GetFileName(NativeTorch.LibraryIn(Laid)), cause);
        Assert.StartsWith("The file is damaged or made for another system", LoaderMessage.Cure(cause));
    }

    [Theory]
    [InlineData("libgomp.so.1: cannot open shared object file: No such file or directory", "apt-get install libgomp1")]
    [InlineData(
        "libmkl_rt.so.2: cannot open shared object file: No such file or directory",
        "the system package that holds libmkl_rt.so.2")]
    [InlineData(
        "/lib/libstdc++.so.6: version `GLIBCXX_3.4.33' not found (required by /x/libLibTorchSharp.so)",
        "install that of GCC 13 or later")]
    [InlineData(
        "/lib/libc.so.6: version `GLIBC_2.38' not found (required by /x/libtorch_cpu.so)",
        "This system's C library is older than the library needs")]
    [InlineData(
        "Unable to load DLL 'LibTorchSharp.dll' or one of its dependencies: The specified module could not be found. (0x8007007E)",
        "Visual C++ redistributable")]
    [InlineData("/x/libLibTorchSharp.so: wrong ELF class: ELFCLASS32", "made for another system")]
    public void The_loaders_words_come_with_a_cure(string said, string cure)
    {
        var message =
            "Unable to load shared library '/x/libLibTorchSharp.so' or one of its dependencies. "
                + $"If you're using glibc, consider setting the LD_DEBUG environment variable: \n{said}\n"
                + "/x/liblibLibTorchSharp.so: cannot open shared object file";

        var cause = LoaderMessage.Cause(said.StartsWith("Unable", StringComparison.Ordinal) ? said : message);

        Assert.Equal(said.TrimEnd('.'), cause);
        Assert.Contains(cure, LoaderMessage.Cure(cause));
    }

    private string Laid => Path.Combine(_folder.Path, "laid");

    private string Package(string library, string content)
    {
        var name = OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
        return _folder.Write(Path.Combine("package", name), content);
    }
}
