using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>What modelfix.json names must be there, and everybody reads the same file.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Unknown => new()
    {
        { "{\"roots\": [\"Nett\"]}", "(1,12): There is no class \"Nett\". Did you mean \"Net\"?" },
        { "{\n  \"models\": {\n    \"Ne\": {}\n  }\n}", "(3,5): There is no class \"Ne\". Did you mean \"Net\"?" },
        {
            "{\"models\": {\"Net\": {\"inputs\": {\"y\": \"[N, 3]\"}}}}",
            "(1,32): forward of \"Net\" has no parameter \"y\". Did you mean \"x\"?"
        },
        {
            "{\"models\": {\"Net\": {\"arguments\": {\"depth\": 3}}}}",
            "(1,35): No constructor of \"Net\" has a parameter \"depth\". It takes none, so leave it out."
        },
        { "{\"modells\": {}}", "(1,2): modelfix.json has no setting \"modells\". Did you mean \"models\"?" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Unknown))]
    public void What_the_code_does_not_have_is_refused_with_its_place_and_the_nearest_names(string json, string message)
    {
        _folder.Write("Net.cs", Model);
        var path = _folder.Write("modelfix.json", json);

        var check = ToolRun.In(_folder.Path, "check");

        Assert.Equal(2, check.Exit);
        Assert.Equal($"modelfix: {path}{message}", check.Error.Trim());
    }

    [Theory, MemberData(nameof(Unknown))]
    public async Task A_build_says_the_same_at_the_same_place(string json, string message)
    {
        var path = Path.Combine(_folder.Path, "modelfix.json");
        var options = new AnalyzerOptions([new Text(path, json)], new ProjectFolder(_folder.Path));
        var found = await TestCompilation.Create(Model).WithAnalyzers([new ModelFixAnalyzer()], options)
            .GetAnalyzerDiagnosticsAsync(CancellationToken.None);

        var mistake = Assert.Single(found, d => d.Id == "MFX0003");
        var at = mistake.Location.GetLineSpan();
        var place = FormattableString.Invariant($"({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1})");
        Assert.Equal((path, message[..message.IndexOf(": ", StringComparison.Ordinal)]), (at.Path, place));
        var said = message[(place.Length + 2)..].Replace("\". ", "\"; ", StringComparison.Ordinal).TrimEnd('.');
        Assert.Equal(
            $"the setting is not understood: {said} [Report]", mistake.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_model_of_another_folder_is_not_missed()
    {
        _folder.Write("a/Net.cs", Model);
        _folder.Write("b/Other.cs", Model.Replace("Net", "Other"));
        _folder.Write("modelfix.json", "{\"models\": {\"Net\": {}, \"Other\": {}}}");
        Assert.Equal(1, ToolRun.In(_folder.Path, "check", "a").Exit);
        Assert.Equal(1, ToolRun.In(_folder.Path, "check", "a/Net.cs").Exit);
        Assert.Equal(1, ToolRun.In(_folder.Path, "check").Exit);
    }

    [Fact]
    public void The_file_in_force_is_named_and_none_above_the_repository_is_taken()
    {
        _folder.Write("modelfix.json", "{\"target\": \"onnx-17\"}");
        _folder.Write("repository/src/Net.cs", Model);
        var repository = Path.Combine(_folder.Path, "repository");
        var above = Path.Combine(_folder.Path, "modelfix.json");
        Assert.Contains($"Contracts and settings from {above}.", ToolRun.In(repository, "check").Output);

        Directory.CreateDirectory(Path.Combine(repository, ".git"));
        Assert.DoesNotContain("Contracts and settings from", ToolRun.In(repository, "check").Output);
        var own = _folder.Write("repository/modelfix.json", "{}");
        Assert.Contains($"Contracts and settings from {own}.", ToolRun.In(repository, "check").Output);
    }

    private static string Model => ForwardSource.Of("return x.squeeze(1);", "[N, 1, 5]");

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class ProjectFolder(string folder) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Options(folder + "/");

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(null);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(null);

        private sealed class Options(string? folder) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                (value = key == "build_property.ProjectDir" ? folder : null) is not null;
        }
    }
}
