using ModelFix.Core.Targets;
using ModelFix.Engine.Loading;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>Settings as they lie on disk: each .editorconfig counts for the files of its sections, whoever reads them.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sections_and_folders_of_editorconfig_count_for_their_files()
    {
        Files();
        _folder.Write(".editorconfig", "root = true\n[*.cs]\nmodelfix_target = onnx-17\n[*Tool.cs]\nmodelfix_scope = all\n");
        _folder.Write("edge/.editorconfig", "[*.cs]\nmodelfix_target = tensorrt-7.1\n");

        var project = Assert.Single(_folder.Load());

        Assert.Equal(
            ["Net.cs onnx-17 exported", "Tool.cs onnx-17 all", "edge/Edge.cs tensorrt-7.1 exported", "edge/EdgeTool.cs tensorrt-7.1 all"],
            Said(project));
    }

    [Fact]
    public void What_the_command_line_says_counts_for_every_file()
    {
        Files();
        _folder.Write("edge/.editorconfig", "root = true\n[*.cs]\nmodelfix_target = tensorrt-7.1\n");

        var project = Assert.Single(ProjectSet.Load([_folder.Path], [], Target.Find("onnx-9")));

        Assert.All(Said(project), said => Assert.Contains(" onnx-9 ", said));
    }

    [Fact]
    public void A_project_that_is_opened_has_the_editorconfig_files_of_its_compiler_arguments()
    {
        Files();
        var path = _folder.Project(
            "P.csproj",
            "<TargetFramework>net10.0</TargetFramework>",
            """<GlobalAnalyzerConfigFiles Include="house.globalconfig" />""");
        _folder.Write("house.globalconfig", "is_global = true\nmodelfix_target = onnx-11\n");
        _folder.Write("edge/.editorconfig", "root = true\n[*.cs]\nmodelfix_target = tensorrt-7.1\n");
        Command.Dotnet(_folder.Path, "restore").Succeeded();

        var project = Assert.Single(ProjectSet.Load([path], [], target: null));

        Assert.Equal(
            ["Net.cs onnx-11 exported", "Tool.cs onnx-11 exported", "edge/Edge.cs tensorrt-7.1 exported",
                "edge/EdgeTool.cs tensorrt-7.1 exported"],
            Said(project));
    }

    [Fact]
    public void A_wrong_value_is_named_whichever_file_it_is_for()
    {
        Files();
        _folder.Write("edge/.editorconfig", "root = true\n[EdgeTool.cs]\nmodelfix_target = tensort-7.1\n");

        var wrong = Assert.Throws<EngineException>(() => _folder.Load());

        Assert.Equal(ExitCodes.WrongUsage, wrong.ExitCode);
        Assert.Contains("modelfix_target = tensort-7.1: there is no such value", wrong.Message);
    }

    private void Files()
    {
        foreach (var name in new[] { "Net", "Tool", "edge/Edge", "edge/EdgeTool" })
            _folder.Write(name + ".cs", ForwardSource.Of("return x;").Replace("Net", Path.GetFileName(name), StringComparison.Ordinal));
    }

    private IEnumerable<string> Said(LoadedProject project) => project.OwnTrees
        .Select(t => (Path: Path.GetRelativePath(_folder.Path, t.FilePath).Replace('\\', '/'), Said: project.Settings.In(t)))
        .OrderBy(t => t.Path, StringComparer.Ordinal)
        .Select(t => $"{t.Path} {t.Said.Target} {(t.Said.WholeProgram ? "all" : "exported")}");
}
