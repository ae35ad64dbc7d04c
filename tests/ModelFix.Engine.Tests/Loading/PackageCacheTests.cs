using ModelFix.Engine.Loading;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>Which TorchSharp of the NuGet cache a folder is bound against.</summary>
public sealed class PackageCacheTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Theory]
    [InlineData("0.107.0", "0.107.0", "0.99.2", "0.9.10")]
    [InlineData("0.107.0", "0.107.0-rc.2", "0.107.0", "0.106.0")]
    [InlineData("0.107.0-rc.10", "0.107.0-rc.2", "0.107.0-rc.10")]
    [InlineData("0.107.0", "0.107.0", "0.107.1-alpha")]
    public void The_newest_is_the_newest_by_its_numbers_not_by_its_text(string newest, params string[] versions)
    {
        foreach (var version in versions) Package(version, "net8.0");
        Assert.Equal(Expected(newest, "net8.0"), Newest("net10.0"));
    }

    [Fact]
    public void A_version_that_is_not_whole_is_passed_over()
    {
        Package("0.100.0", "net6.0");
        Directory.CreateDirectory(Path.Combine(_cache.Path, "torchsharp", "0.101.0"));
        Directory.CreateDirectory(Path.Combine(_cache.Path, "torchsharp", "0.102.0", "lib"));
        Directory.CreateDirectory(Path.Combine(_cache.Path, "torchsharp", "0.103.0", "lib", "net8.0"));
        _cache.Write("torchsharp/0.104.0/lib/net8.0/TorchSharp.dll", "not an assembly");
        _cache.Write("torchsharp/0.105.0/lib/net8.0/TorchSharp.dll", "");
        Package("no version", "net8.0");
        Package("0.106.0", "net99.0");

        Assert.Equal(Expected("0.100.0", "net6.0"), Newest("net8.0"));
    }

    [Theory]
    [InlineData("net10.0", "net8.0")]
    [InlineData("net8.0", "net8.0")]
    [InlineData("net8.0-windows", "net8.0")]
    [InlineData("net6.0", "netstandard2.0")]
    [InlineData("netcoreapp3.1", "netstandard2.0")]
    [InlineData("netstandard2.1", "netstandard2.0")]
    [InlineData("net472", "netstandard2.0")]
    public void The_lib_is_the_best_for_the_framework(string framework, string lib)
    {
        Package("0.107.0", "netstandard2.0");
        Package("0.107.0", "net8.0");
        Assert.Equal(Expected("0.107.0", lib), Newest(framework));
    }

    [Fact]
    public void An_empty_cache_has_none()
    {
        Assert.Null(Newest("net10.0"));
        Directory.CreateDirectory(Path.Combine(_cache.Path, "torchsharp"));
        Assert.Null(Newest("net10.0"));
    }

    private string? Newest(string framework) => new PackageCache(_cache.Path).NewestTorchSharp(TargetFramework.Parse(framework)!);

    private string Expected(string version, string lib) => Path.Combine(_cache.Path, "torchsharp", version, "lib", lib, "TorchSharp.dll");

    private void Package(string version, string lib)
    {
        var path = Expected(version, lib);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(TestCompilation.TorchPath, path);
    }
}
