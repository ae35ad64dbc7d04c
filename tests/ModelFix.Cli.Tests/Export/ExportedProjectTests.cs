using System.Globalization;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Which models of a project <c>modelfix export</c> takes, and what it needs of other projects.</summary>
public sealed class ExportedProjectTests : VerifyRuns
{
    private const string Contract = "float32[N, 4, 6]";

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>{0}</Project>
        """;

    private string File(string name) => Path.Combine(Folder.Path, name);

    [Fact]
    public void ExportsAModelThatOthersAreBuiltFrom()
    {
        Folder.Write("Net.cs", ForwardSource.Of("return x.sin();", Contract) + """

            public class Whole : Module<Tensor, Tensor>
            {
                private readonly Net part = new();

                public Whole() : base("Whole") => RegisterComponents();

                /// <param name="x">float32[N, 2]</param>
                public override Tensor forward(Tensor x) => part.call(x).cos();
            }
            """);

        Assert.Equal((0, true, false), Exported());
        Assert.Equal((0, true, true), Exported("Net"));

        (int Exit, bool Whole, bool Part) Exported(params string[] names)
        {
            var exit = Run(["export", .. names]).Exit;
            return (exit, System.IO.File.Exists(File("Whole.onnx")), System.IO.File.Exists(File("Net.onnx")));
        }
    }

    [Fact]
    public void ExportsAModelWhoseHelpersAreUsedElsewhere()
    {
        const string Helper = "public static Tensor Helped(Tensor x) => x * 2;";
        Folder.Write("Net.cs", ForwardSource.Of("return Helped(x);", Contract, Helper) + """

            public class Other : Module<Tensor, Tensor>
            {
                public Other() : base(nameof(Net)) => RegisterComponents();

                /// <param name="x">float32[N, 2]</param>
                public override Tensor forward(Tensor x) => Net.Helped(x);
            }
            """);

        Assert.Equal(0, Run("export").Exit);
        Assert.True(System.IO.File.Exists(File("Net.onnx")) && System.IO.File.Exists(File("Other.onnx")));
    }

    [Fact]
    public void ExportsTheModelsOfProjectsAndSolutionsWhetherOrNotTheyAreBuilt()
    {
        WriteSolutions();
        Command.Dotnet(Folder.Path, "restore", "All.slnx").Succeeded();

        var project = Run("export", Path.Combine("One", "One.csproj"));
        Assert.True(project.Exit == 0, project.Output + project.Error);
        Assert.Contains("  Written: Net.onnx", project.Output);

        Command.Dotnet(Folder.Path, "build", Path.Combine("One", "One.csproj"), "--no-restore").Succeeded();
        foreach (var path in new[] { "All.sln", "All.slnx" })
        {
            var solution = Run("export", path, "--output", path + "-models", "--format", "torchscript");
            Assert.True(solution.Exit == 0, solution.Output + solution.Error);
            Assert.Equal(
                ["One.Net.pt", "Two.Net.pt"],
                Directory.EnumerateFiles(File(path + "-models")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

            var observed = Run("shapes", "--observed", path);
            Assert.True(observed.Exit == 0, observed.Output + observed.Error);
            Assert.Matches(@"return x\.sin\(\); +// return: float32\[N, 4, 6\] \(as recorded\)", observed.Output);
            Assert.Matches(@"return x\.cos\(\); +// return: float32\[N, 4, 6\] \(as recorded\)", observed.Output);
        }
    }

    /// <summary>Two projects with a model of the same name, in solutions of both formats.</summary>
    private void WriteSolutions()
    {
        const string Torch = "<ItemGroup><PackageReference Include=\"TorchSharp-cpu\" Version=\"0.107.0\" /></ItemGroup>";
        foreach (var (name, forward) in new[] { ("One", "return x.sin();"), ("Two", "return x.cos();") })
        {
            Folder.Write($"{name}/{name}.csproj", string.Format(CultureInfo.InvariantCulture, Project, Torch));
            Folder.Write($"{name}/Net.cs", ForwardSource.Of(forward, Contract));
        }

        Folder.Write("All.slnx", """
            <Solution><Project Path="One/One.csproj" /><Project Path="Two/Two.csproj" /></Solution>
            """);
        Folder.Write("All.sln", """
            Microsoft Visual Studio Solution File, Format Version 12.00
            Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "One", "One\One.csproj", "{00000000-0000-0000-0000-000000000001}"
            EndProject
            Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Two", "Two\Two.csproj", "{00000000-0000-0000-0000-000000000002}"
            EndProject
            """);
    }

    [Fact]
    public void RunsModelsOfProjectsThatNobodyHasBuilt()
    {
        Folder.Write("Lib/Lib.csproj", string.Format(CultureInfo.InvariantCulture, Project, ""));
        Folder.Write("Lib/Twice.cs", """
            using static TorchSharp.torch;
            namespace Lib;
            public static class Twice { public static Tensor Of(Tensor x) => x * 2; }
            """);
        Folder.Write("App/App.csproj", string.Format(
            CultureInfo.InvariantCulture, Project, "<ItemGroup><ProjectReference Include=\"../Lib/Lib.csproj\" /></ItemGroup>"));
        Folder.Write("App/Net.cs", ForwardSource.Of("return Lib.Twice.Of(x);", Contract));

        var (exit, output, _) = Run("export");

        Assert.True(exit == 0, output);
        Assert.True(System.IO.File.Exists(File("Net.onnx")));
    }
}
