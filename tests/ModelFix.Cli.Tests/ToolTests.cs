using System.Text;
using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

public sealed class ToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Model => ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]");

    private static string Assumed => ForwardSource.Of("return x.squeeze(1);");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_is_the_default_command_and_reports_with_exit_code_1()
    {
        _folder.Write("Net.cs", Model);

        var (exit, output, _) = Run(".");

        Assert.Equal(1, exit);
        Assert.Contains("Net.cs(21,18): warning MFX1001: ", output);
        Assert.Contains("[Proven]", output);
        Assert.Equal(0, Run("check", "--exit-zero").Exit);
        Assert.Equal(Model, _folder.Read("Net.cs"));
    }

    [Fact]
    public void Fix_writes_what_is_proven_and_leaves_what_is_assumed()
    {
        _folder.Write("Net.cs", Model);
        _folder.Write("Other.cs", Assumed.Replace("Net", "Other"));

        var (exit, output, _) = Run("fix", "--allow-no-vcs");

        Assert.Equal(1, exit);
        Assert.Contains("x.select(1, 0)", _folder.Read("Net.cs"));
        Assert.Equal(Assumed.Replace("Net", "Other"), _folder.Read("Other.cs"));
        Assert.Contains("holds only assuming size(1) is 1", output);
        Assert.Equal(0, Run("fix", "--allow-no-vcs", "--assume").Exit);
        Assert.Contains("x.select(1, 0)", _folder.Read("Other.cs"));
    }

    [Fact]
    public void Diff_is_a_patch_that_git_applies_to_what_fix_writes()
    {
        _folder.Write("Net.cs", Model.Replace("\n", "\r\n").TrimEnd());
        Command.Git(_folder.Path, "init", "-q").Succeeded();

        var (_, patch, table) = Run("fix", "--diff");
        _folder.Write("change.patch", patch);

        Assert.DoesNotContain("select", _folder.Read("Net.cs"));
        Assert.Contains("MFX1001", table);
        Command.Git(_folder.Path, "apply", "change.patch").Succeeded();
        Assert.Equal(Model.Replace("x.squeeze(1)", "x.select(1, 0)").Replace("\n", "\r\n").TrimEnd(), _folder.Read("Net.cs"));
    }

    [Theory]
    [InlineData(true, "\r\n", false)]
    [InlineData(false, "\n", true)]
    [InlineData(true, "\n", false)]
    public void Fix_keeps_byte_order_mark_line_endings_and_final_newline(bool mark, string newLine, bool finalNewline)
    {
        var text = "// 立体匹配\n" + Model.Replace("    ", "\t");
        text = (finalNewline ? text : text.TrimEnd()).Replace("\n", newLine);
        var encoding = new UTF8Encoding(mark);
        var path = Path.Combine(_folder.Path, "Net.cs");
        File.WriteAllBytes(path, [.. encoding.Preamble, .. encoding.GetBytes(text)]);

        Run("fix", "--allow-no-vcs");

        var expected = text.Replace("x.squeeze(1)", "x.select(1, 0)");
        Assert.Equal([.. encoding.Preamble, .. encoding.GetBytes(expected)], File.ReadAllBytes(path));
    }

    [Fact]
    public void Json_is_versioned_and_says_what_was_fixed()
    {
        _folder.Write("Net.cs", Model);

        using var json = JsonDocument.Parse(Run("fix", "--allow-no-vcs", "--format", "json").Output);

        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        var finding = Assert.Single(json.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal("Net.cs", finding.GetProperty("file").GetString());
        Assert.Equal("MFX1001", finding.GetProperty("rule").GetString());
        Assert.Equal("proven", finding.GetProperty("safety").GetString());
        Assert.Equal("bitExact", finding.GetProperty("equality").GetString());
        Assert.True(finding.GetProperty("fixed").GetBoolean());
    }

    [Fact]
    public void A_folder_without_sources_is_an_error() => AssertRefused(3, "no C# files", "check");

    [Fact]
    public void A_path_that_does_not_exist_is_an_error() => AssertRefused(3, "does not exist", "check", "nowhere.csproj");

    [Fact]
    public void An_unknown_rule_or_target_names_the_nearest()
    {
        _folder.Write("Net.cs", Model);
        AssertRefused(2, "MFX1001", "check", "--rules", "MFX1O01");
        AssertRefused(2, "tensorrt-8.0", "check", "--target", "tensorrt-8");
        AssertRefused(2, "MFX1001", "explain", "MFX1011");
    }

    [Fact]
    public void A_project_that_does_not_restore_says_why()
    {
        _folder.Write("Net.cs", Model);
        _folder.Write("P.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="No.Such.Package.Anywhere" Version="1.0.0" /></ItemGroup>
            </Project>
            """);
        AssertRefused(3, "P.csproj: the project does not load", "fix", "P.csproj", "--allow-no-vcs");
    }

    [Fact]
    public void A_tree_that_could_not_be_restored_is_refused()
    {
        _folder.Write("Net.cs", Model);
        AssertRefused(2, "--allow-no-vcs", "fix");
        Command.Git(_folder.Path, "init", "-q").Succeeded();
        AssertRefused(2, "--allow-dirty", "fix");
    }

    [Fact]
    public void Bad_json_is_named_with_line_and_column()
    {
        _folder.Write("Net.cs", Model);
        _folder.Write("modelfix.json", "{\n  \"target\": }\n");
        AssertRefused(2, "modelfix.json(2,", "check");
    }

    [Fact]
    public void Explain_shows_the_page_and_rules_lists_the_catalogue()
    {
        Assert.StartsWith("# MFX1001: ", Run("explain", "MFX1001").Output);
        Assert.Contains("MFX1301  ", Run("rules").Output);
        Assert.Contains("tensorrt-8.2", Run("targets").Output);
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments) =>
        ToolRun.In(_folder.Path, arguments);

    private void AssertRefused(int exit, string message, params string[] arguments)
    {
        var before = Directory.EnumerateFiles(_folder.Path, "*.cs").ToDictionary(f => f, File.ReadAllBytes);
        var result = Run(arguments);
        Assert.Equal(exit, result.Exit);
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.All(before, f => Assert.Equal(f.Value, File.ReadAllBytes(f.Key)));
    }
}
