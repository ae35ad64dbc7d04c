using System.Globalization;

namespace ModelFix.Cli.Tests.Export;

/// <summary>Which models of a project <c>modelfix export</c> takes, and what it needs of other projects.</summary>
public sealed class ExportedProjectTests : VerifyRuns
{
    private const string Contract = "float32[N, 4, 6]";

    private string File(string name) => Path.Combine(Folder.Path, name);

    [Fact]
    public void ExportsAModelThatOthersAreBuiltFrom()
    {
        Folder.Write("Net.cs", ModelFix.Testing.ForwardSource.Of("return x.sin();", Contract) + """

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
        Folder.Write("Net.cs", ModelFix.Testing.ForwardSource.Of("return Helped(x);", Contract, Helper) + """

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
    public void RunsModelsOfProjectsThatNobodyHasBuilt()
    {
        const string Project = """
            <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>{0}</Project>
            """;
        Folder.Write("Lib/Lib.csproj", string.Format(CultureInfo.InvariantCulture, Project, ""));
        Folder.Write("Lib/Twice.cs", """
            using static TorchSharp.torch;
            namespace Lib;
            public static class Twice { public static Tensor Of(Tensor x) => x * 2; }
            """);
        Folder.Write("App/App.csproj", string.Format(
            CultureInfo.InvariantCulture, Project, "<ItemGroup><ProjectReference Include=\"../Lib/Lib.csproj\" /></ItemGroup>"));
        Folder.Write("App/Net.cs", ModelFix.Testing.ForwardSource.Of("return Lib.Twice.Of(x);", Contract));

        var (exit, output, _) = Run("export");

        Assert.True(exit == 0, output);
        Assert.True(System.IO.File.Exists(File("Net.onnx")));
    }
}
