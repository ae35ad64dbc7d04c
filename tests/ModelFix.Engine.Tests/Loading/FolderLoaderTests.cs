using Microsoft.CodeAnalysis;
using ModelFix.Engine.Loading;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>What the sources of a folder are bound against, and how its projects see each other.</summary>
public sealed class FolderLoaderTests : IDisposable
{
    private const string Net10 = "<TargetFramework>net10.0</TargetFramework>";

    private readonly ProjectFolder _folder = new();
    private readonly TemporaryFolder _cache = new();

    public void Dispose()
    {
        _folder.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void A_named_assembly_comes_before_what_is_restored_that_before_the_cache_and_that_before_what_the_tool_ships()
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        _folder.Project("P.csproj", Net10);
        var shipped = Load();
        var cached = Copy("torchsharp/0.99.0/lib/net8.0/TorchSharp.dll");
        var fromCache = Load();
        var package = Copy("own/torchsharp/0.98.0/lib/net8.0/TorchSharp.dll");
        Restored("net10.0", """ "lib/net8.0/TorchSharp.dll": {} """);
        var restored = Load();
        var named = Load(TestCompilation.TorchPath);

        Assert.StartsWith("the TorchSharp 0.107.0 that modelfix ships", shipped.TorchSharp);
        Assert.Equal($"{cached}, the newest in the NuGet cache", fromCache.TorchSharp);
        Assert.Equal(package, restored.TorchSharp);
        Assert.Equal(TestCompilation.TorchPath, named.TorchSharp);
        Assert.All(
            new[] { shipped, fromCache, restored, named },
            p => Assert.DoesNotContain(p.Compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error));
        Assert.All(
            new[] { shipped, fromCache, restored, named },
            p => Assert.Single(p.Compilation.References, r => Path.GetFileName(r.Display) == "TorchSharp.dll"));
    }

    [Fact]
    public void Other_packages_that_are_restored_bind_too()
    {
        Copy("own/torchsharp/0.98.0/lib/net8.0/TorchSharp.dll");
        File.Copy(typeof(ProjectText).Assembly.Location, Path.Combine(_cache.Path, "own/torchsharp/0.98.0/lib/net8.0/Other.dll"));
        _folder.Project("P.csproj", Net10);
        _folder.Write("Net.cs", "class A { object a = new ModelFix.Engine.EngineException(\"\", \"\", \"\"); }");
        Restored(
            "net10.0",
            """ "lib/net8.0/TorchSharp.dll": {}, "lib/net8.0/Other.dll": {}, "lib/net8.0/Gone.dll": {}, "lib/net8.0/_._": {} """);

        Assert.DoesNotContain(Load().Compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("net10.0", "net10.0", true)]
    [InlineData("netstandard2.0", ".NETStandard,Version=v2.0", true)]
    [InlineData("net472", ".NETFramework,Version=v4.7.2", true)]
    [InlineData("net8.0-windows", "net8.0-windows7.0", true)]
    [InlineData("net10.0", "net8.0", false)]
    [InlineData("net10.0", "net10.0/linux-x64", false)]
    public void What_is_restored_counts_for_its_framework(string framework, string target, bool counts)
    {
        var package = Copy("own/torchsharp/0.98.0/lib/net8.0/TorchSharp.dll");
        _folder.Project("P.csproj", $"<TargetFramework>{framework}</TargetFramework>");
        _folder.Write("Net.cs", "class A { }");
        Restored(target, """ "lib/net8.0/TorchSharp.dll": {} """);

        Assert.Equal(counts, Load().TorchSharp == package);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{ \"targets\": 1 }")]
    public void Assets_that_cannot_be_read_are_as_if_nothing_was_restored(string assets)
    {
        _folder.Project("P.csproj", Net10);
        _folder.Write("Net.cs", "class A { }");
        _folder.Write("obj/project.assets.json", assets);
        Assert.StartsWith("the TorchSharp", Load().TorchSharp);
    }

    [Fact]
    public void A_referenced_project_binds_with_its_internals_where_it_says_so()
    {
        _folder.Project("Lib/Lib.csproj", Net10 + "<AssemblyName>Blocks</AssemblyName>", """<InternalsVisibleTo Include="App" />""");
        _folder.Write(
            "Lib/Block.cs",
            ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]").Replace("Net", "Block")
                + "internal static class Sizes { public const int Two = 2; }");
        _folder.Project("Middle/Middle.csproj", Net10, """<ProjectReference Include="..\Lib\Lib.csproj" />""");
        _folder.Write(
            "Middle/Base.cs",
            "public abstract class Base(string name) : TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, "
                + "TorchSharp.torch.Tensor>(name) { }");
        _folder.Project("App/App.csproj", Net10, """<ProjectReference Include="../Middle/Middle.csproj" />""");
        _folder.Write(
            "App/Net.cs",
            "using static TorchSharp.torch;\n"
                + "class App() : Base(\"App\") { Block block = new(); int two = Sizes.Two; "
                + "public override Tensor forward(Tensor x) => block.forward(x); }");

        var projects = _folder.Load();

        Assert.Equal(["App.csproj", "Lib.csproj", "Middle.csproj"], projects.Select(p => Path.GetFileName(p.Name)));
        Assert.All(projects, p => Assert.DoesNotContain(p.Compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error));
        // Named alone, a project is bound with what it references, which is neither looked at nor changed.
        Assert.Equal(["Net.cs"], Assert.Single(_folder.Load("App")).Files.Keys.Select(Path.GetFileName));
    }

    [Fact]
    public void Projects_that_reference_each_other_in_a_circle_load()
    {
        _folder.Project("A/A.csproj", Net10, """<ProjectReference Include="../B/B.csproj" />""");
        _folder.Write("A/A.cs", "public class A { }");
        _folder.Project("B/B.csproj", Net10, """<ProjectReference Include="../A/A.csproj" />""");
        _folder.Write("B/B.cs", "public class B { }");
        Assert.Equal(2, _folder.Load().Count);
    }

    [Fact]
    public void A_file_or_a_part_of_a_project_is_bound_with_the_rest_and_only_it_is_looked_at()
    {
        _folder.Project("P.csproj", Net10);
        var net = _folder.Write("Models/Net.cs", ForwardSource.Of("return Sizes.Fix(x);"));
        _folder.Write("Sizes.cs", "static class Sizes { public static TorchSharp.torch.Tensor Fix(TorchSharp.torch.Tensor x) => x; }");

        foreach (var named in new[] { "Models", "Models/Net.cs" })
        {
            var project = Assert.Single(_folder.Load(named));
            Assert.DoesNotContain(project.Compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
            Assert.Equal([net], project.Files.Keys);
            Assert.False(project.Settings.IsWholeAssembly);
        }
    }

    [Fact]
    public void Two_projects_in_a_folder_are_both_loaded()
    {
        _folder.Project("A.csproj", Net10);
        _folder.Project("B.csproj", "<TargetFramework>net8.0</TargetFramework>");
        _folder.Write("Net.cs", "class A { }");
        Assert.Equal(["net10.0", "net8.0"], _folder.Load().Select(p => p.Framework));
    }

    [Fact]
    public void A_project_that_does_not_load_is_named_and_the_rest_is_loaded()
    {
        _folder.Project("A/A.csproj", Net10);
        _folder.Write("A/Net.cs", "class A { }");
        _folder.Write("B/B.csproj", "<Project>");
        _folder.Write("B/Net.cs", "class B { }");
        _folder.Project("C/C.csproj", Net10);
        _folder.Write("C/Net.cs", "class C { }");

        var loaded = _folder.Load();

        Assert.Equal(["A.csproj", "C.csproj"], loaded.Select(p => Path.GetFileName(p.Name)));
        Assert.Contains("B.csproj: not a valid project file", Assert.Single(loaded.Failures).Message);
    }

    private LoadedProject Load(params string[] named) =>
        Assert.Single(ProjectSet.Load([_folder.Path], named, target: null, new PackageCache(_cache.Path)));

    private string Copy(string name)
    {
        var path = Path.Combine(_cache.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(TestCompilation.TorchPath, path);
        return path;
    }

    private void Restored(string target, string compile) => _folder.Write("obj/project.assets.json", $$"""
        {
          "version": 3,
          "targets": {
            "{{target}}": {
              "TorchSharp/0.98.0": { "type": "package", "compile": { {{compile}} } },
              "Lib/1.0.0": { "type": "project", "compile": { "bin/placeholder/Lib.dll": {} } }
            }
          },
          "libraries": { "TorchSharp/0.98.0": { "type": "package", "path": "torchsharp/0.98.0" } },
          "packageFolders": { "{{_cache.Path.Replace("\\", "\\\\")}}/nowhere": {}, "{{_cache.Path.Replace("\\", "\\\\")}}/own": {} }
        }
        """);
}
