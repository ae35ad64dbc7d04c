using ModelFix.Engine.Loading;
using ModelFix.Engine.Native;
using ModelFix.Testing;
using NuGet.Frameworks;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>What a restore has chosen, as NuGet writes it down.</summary>
public sealed class RestoredPackagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_are_those_for_this_system_in_the_folder_that_has_them()
    {
        var first = Path.Combine(_folder.Path, "first");
        var managed = _folder.Write("second/torchsharp/1.2.3/lib/net8.0/TorchSharp.dll", "");
        var special = _folder.Write($"second/torchsharp/1.2.3/runtimes/{NativeSystem.Identifier}/native/own", "");
        _folder.Write("second/torchsharp/1.2.3/runtimes/other-x64/native/own", "");
        Directory.CreateDirectory(first);

        var packages = RestoredPackages.Read(
            Assets(first, Path.Combine(_folder.Path, "second"), "net10.0"), NuGetFramework.Parse("net10.0"))!;

        Assert.Equal("1.2.3", packages.TorchSharp);
        Assert.Equal(managed, Assert.Single(packages.Assemblies));
        Assert.Equal(special, Assert.Single(packages.Natives));
    }

    [Fact]
    public void A_framework_that_the_file_does_not_name_is_its_first()
    {
        _folder.Write("a/torchsharp/1.2.3/lib/net8.0/TorchSharp.dll", "");

        Assert.Single(
            RestoredPackages.Read(
                Assets(Path.Combine(_folder.Path, "a"), "b", ".NETStandard,Version=v2.0"),
                NuGetFramework.Parse("netstandard2.0"))!.Assemblies);
        Assert.Single(RestoredPackages.Read(Assets(Path.Combine(_folder.Path, "a"), "b", "net10.0"), framework: null)!.Assemblies);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "packageFolders": {}, "targets": {}, "libraries": {} }""")]
    [InlineData("""{ "packageFolders": {}, "targets": { "net10.0": { "A/1.0.0": {} } }, "libraries": {} }""")]
    public void What_is_no_list_of_packages_is_none(string text) =>
        Assert.Null(RestoredPackages.Read(_folder.Write("project.assets.json", text), NuGetFramework.Parse("net10.0")));

    [Fact]
    public void Where_nothing_was_restored_there_is_none() =>
        Assert.Null(RestoredPackages.Read(Path.Combine(_folder.Path, "obj", "project.assets.json"), NuGetFramework.Parse("net10.0")));

    private string Assets(string first, string second, string target) => _folder.Write("project.assets.json", $$"""
        {
          "version": 3,
          "targets": {
            "{{target}}": {
              "App.Core/1.0.0": { "type": "project", "runtime": { "bin/placeholder/App.Core.dll": {} } },
              "System.Memory/4.5.0": { "type": "package", "runtime": { "lib/net8.0/_._": {} } },
              "TorchSharp/1.2.3": {
                "type": "package",
                "compile": { "lib/net8.0/TorchSharp.dll": {} },
                "runtime": { "lib/net8.0/TorchSharp.dll": { "related": ".xml" } },
                "runtimeTargets": {
                  "runtimes/other-x64/native/own": { "assetType": "native", "rid": "other-x64" },
                  "runtimes/{{NativeSystem.Identifier}}/native/own": { "assetType": "native", "rid": "{{NativeSystem.Identifier}}" },
                  "runtimes/{{NativeSystem.Identifier}}/native/gone": { "assetType": "native", "rid": "{{NativeSystem.Identifier}}" }
                }
              }
            },
            "{{target}}/other-x64": {}
          },
          "libraries": {
            "TorchSharp/1.2.3": { "type": "package", "path": "torchsharp/1.2.3" },
            "System.Memory/4.5.0": { "type": "package", "path": "system.memory/4.5.0" }
          },
          "packageFolders": { "{{first.Replace("\\", "\\\\")}}": {}, "{{second.Replace("\\", "\\\\")}}": {} }
        }
        """);
}
