using System.Text.Json;
using Microsoft.CodeAnalysis;
using ModelFix.Engine.Loading;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>What could not be loaded or bound is said, counted and ends in exit code 3: it never passes as "No findings".</summary>
public sealed class CoverageTests : IDisposable
{
    private const string Net10 = "<TargetFramework>net10.0</TargetFramework>";

    private readonly TemporaryFolder _folder = new();

    private static string Model => ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_in_a_model_that_do_not_bind_are_counted_and_the_rest_is_checked()
    {
        _folder.Write("Net.cs", Model);
        _folder.Write("Other.cs", ForwardSource.Of("var y = Lost.Sizes(x);\nreturn Lost.Fix(y);").Replace("Net", "Other"));

        var (exit, output, _) = Run("check");

        Assert.Equal(3, exit);
        Assert.Contains("Net.cs(21,18): warning MFX1001: ", output);
        Assert.Contains("2 names or types in models could not be bound; first ", output);
        Assert.Contains("Other.cs(21,17): CS0103 ", output);
        Assert.Contains("Not checked: 1 file, 1 class, 1 method.", output);
        Assert.Equal(3, Run("check", "--exit-zero").Exit);
    }

    [Theory]
    [InlineData("class Other : Lightning { public Tensor forward(Tensor x) => x.squeeze(1); void Train() { } }", 1, 2)]
    [InlineData("class Middle : Lightning { }\nclass Other : Middle { public Tensor forward(Tensor x) => x.squeeze(1); }", 2, 1)]
    [InlineData("class Other : Lost.Module<Tensor> { public Tensor forward(Tensor x) => x.squeeze(1); }", 1, 1)]
    [InlineData("class Other() : Module<Tensor, Lost>(\"Other\") { public override Lost forward(Tensor x) => new Lost(x); }", 1, 1)]
    public void A_class_whose_base_does_not_bind_may_be_a_model(string declaration, int classes, int methods)
    {
        _folder.Write("Other.cs", "using static TorchSharp.torch;\nusing static TorchSharp.torch.nn;\n" + declaration);

        var (exit, output, _) = Run("check", "--format", "json");

        Assert.Equal(3, exit);
        using var json = JsonDocument.Parse(output);
        var missing = json.RootElement.GetProperty("summary").GetProperty("notChecked");
        Assert.Equal(1, missing.GetProperty("files").GetInt32());
        Assert.Equal(classes, missing.GetProperty("classes").GetInt32());
        Assert.Equal(methods, missing.GetProperty("methods").GetInt32());
        Assert.Contains("could not be bound", Assert.Single(missing.GetProperty("causes").EnumerateArray()).GetString());
        Assert.DoesNotContain("No findings.", Run("check").Output);
    }

    [Theory]
    [InlineData("using Some.Package;\nusing static TorchSharp.torch;\nclass Program { static void Main() { new Server().Start(); } }")]
    [InlineData("class Window : Some.Package.Window { }")]
    public void Names_outside_of_models_that_do_not_bind_are_a_note(string program)
    {
        _folder.Write("Net.cs", ForwardSource.Of("return x;"));
        _folder.Write("Program.cs", program);

        var (exit, output, _) = Run("check");

        Assert.Equal(0, exit);
        Assert.Contains("outside of models", output);
        Assert.Contains("Program.cs(1,", output);
        Assert.Contains("No findings.", output);
    }

    /// <summary>Bodies that no model calls are not bound: nobody looks at them.</summary>
    [Theory]
    [InlineData("return Helper.Scale(x);", true)]
    [InlineData("return x.Scaled();", true)]
    [InlineData("return x;", false)]
    public void Names_in_what_a_model_calls_that_do_not_bind_are_a_note(string body, bool isTold)
    {
        _folder.Write("Net.cs", ForwardSource.Of(body));
        _folder.Write(
            "Helper.cs",
            "using static TorchSharp.torch;\nstatic class Helper\n{\n    public static Tensor Scale(Tensor x) => Twice(x);\n"
                + "    public static Tensor Scaled(this Tensor x) => Twice(x);\n    static Tensor Twice(Tensor x) => Lost.Of(x);\n}\n");

        var (exit, output, _) = Run("check");

        Assert.Equal(0, exit);
        Assert.Equal(isTold, output.Contains("outside of models 1 name or type could not be bound; first ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reference_that_is_no_TorchSharp_is_bound_beside_it()
    {
        _folder.Write("Net.cs", Model);
        var without = Run("check");

        var (exit, output, error) = Run("check", "--reference", typeof(CoverageTests).Assembly.Location);

        Assert.Equal(1, exit);
        Assert.Equal("", error);
        Assert.Equal(without.Output, output);
    }

    [Fact]
    public void A_project_that_does_not_reference_TorchSharp_is_an_error_unless_another_does()
    {
        Project("Plain", "class A { }");
        Command.Dotnet(_folder.Path, "restore", "Plain").Succeeded();
        var alone = Run("check", "Plain/Plain.csproj");
        Assert.Equal(3, alone.Exit);
        Assert.Contains("nothing there uses TorchSharp: there is no exported model", alone.Error);
        Assert.Equal(alone, Run("check", "Plain"));

        Project("App", ForwardSource.Of("return x;"), Torch);
        Command.Dotnet(_folder.Path, "restore", "App").Succeeded();
        var (exit, output, _) = Run("check", "Plain/Plain.csproj", "App/App.csproj");
        Assert.Equal(0, exit);
        Assert.Contains("Plain.csproj (net10.0): not looked at, it does not use TorchSharp.", output);
        Assert.Equal(output, Run("check", ".").Output);

        _folder.Write("Plain/Net.cs", Model);
        (exit, output, _) = Run("check", "Plain/Plain.csproj", "App/App.csproj");
        Assert.Equal(3, exit);
        Assert.Contains("TorchSharp is used but not referenced", output);
        Assert.Contains("Not checked: 1 file, 1 class, 2 methods.", output);
    }

    [Fact]
    public void What_source_generators_write_is_there()
    {
        const string Words = "[System.Text.RegularExpressions.GeneratedRegex(\"a+\")]\n"
            + "private static partial System.Text.RegularExpressions.Regex Words();\n";
        var model = ForwardSource.Of("if (Words().IsMatch(\"aa\")) x = x.squeeze(1);\nreturn x;", "[N, 1, 5]", Words)
            .Replace("public class Net", "public partial class Net");
        Project("App", model, Torch);
        Command.Dotnet(_folder.Path, "restore", "App").Succeeded();

        var project = Assert.Single(ProjectSet.Load([Path.Combine(_folder.Path, "App", "App.csproj")], [], target: null));
        var (exit, output, _) = Run("check", "App/App.csproj");

        Assert.Empty(project.Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.Equal(1, exit);
        Assert.Contains("warning MFX1001", output);
        Assert.DoesNotContain("Not checked", output);
    }

    [Fact]
    public void A_project_that_does_not_load_does_not_hide_the_others()
    {
        Project("App", Model, Torch);
        Project("Unrestored", Model);
        Command.Dotnet(_folder.Path, "restore", "App").Succeeded();
        _folder.Write(
            "All.slnx",
            """<Solution><Project Path="Unrestored/Unrestored.csproj" /><Project Path="Gone/Gone.csproj" />"""
                + """<Project Path="App/App.csproj" /></Solution>""");

        var (exit, output, _) = Run("check", "All.slnx");

        Assert.Equal(3, exit);
        Assert.Contains("App/Net.cs(21,18): warning MFX1001: ", output);
        Assert.Contains("Unrestored.csproj: the project does not load (it was not restored", output);
        Assert.Contains("Gone.csproj: the file does not exist", output);
    }

    /// <summary>As a new user would: the file of a sample in a new project, by each way to name it, before and after the build.</summary>
    [Fact]
    public void Folder_project_and_solution_give_the_same_before_and_after_the_build()
    {
        foreach (var file in new[] { "EmbeddingNet.cs", "ResidualUnit.cs" })
            _folder.Write($"App/{file}", File.ReadAllText(Path.Combine(Repository.Root, "samples", "FaceNet", file)));
        _folder.Write("App/App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>{Net10}<ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup>{Torch}</ItemGroup>
            </Project>
            """);
        _folder.Write("All.slnx", """<Solution><Project Path="App/App.csproj" /></Solution>""");
        Command.Dotnet(_folder.Path, "restore", "App").Succeeded();
        _folder.Write("Old.sln", """

            Microsoft Visual Studio Solution File, Format Version 12.00
            # Visual Studio Version 17
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "App", "App\App.csproj", "{0D4AF6C0-5B0B-4F5E-9C3C-3A1C2C0B1E11}"
            EndProject

            """);
        string[] ways = ["App", "App/App.csproj", "Old.sln", "All.slnx"];

        var before = ways.Select(Told).ToList();
        Command.Dotnet(_folder.Path, "build", "App", "-v", "q").Succeeded();
        var after = ways.Select(Told).ToList();

        Assert.Single(before.Concat(after).Distinct());
        Assert.Contains("MFX1003", before[0].Check);
        Assert.Contains("+++ b/", before[0].Diff);
    }

    private static string Torch => """<PackageReference Include="TorchSharp" Version="0.107.0" />""";

    private (int Exit, string Check, string Diff) Told(string way)
    {
        var (exit, output, _) = Run("check", way, "--severity", "info");
        return (exit, output, Run("fix", "--diff", way).Output);
    }

    private void Project(string name, string source, string items = "")
    {
        _folder.Write(
            $"{name}/{name}.csproj",
            $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>{Net10}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>""");
        _folder.Write($"{name}/Net.cs", source);
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments) =>
        ToolRun.In(_folder.Path, arguments);
}
