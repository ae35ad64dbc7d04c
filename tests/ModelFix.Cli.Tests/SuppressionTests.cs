using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Analyzers;
using ModelFix.Engine.Loading;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>What a build does not report, or reports otherwise, the command does not either, and leaves as it is.</summary>
public sealed class SuppressionTests : IDisposable
{
    private const string Squeeze = "return x.squeeze(1);";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Files of a project, and the severity of MFX1001 in them; null where it is suppressed.</summary>
    public static TheoryData<string, string?> Kinds => new()
    {
        { "nothing", "warning" },
        { "pragma", null },
        { "pragma for another rule", "warning" },
        { "pragma and restore", "warning" },
        { "attribute of the method", null },
        { "attribute of the class", null },
        { "attribute of the assembly", null },
        { "editorconfig none", null },
        { "editorconfig silent", null },
        { "editorconfig suggestion", "info" },
        { "editorconfig error", "error" },
        { "editorconfig for another file", "warning" },
        { "editorconfig category", null },
        { "editorconfig all analyzers", "error" },
        { "global config", null },
        { "no warn", null },
        { "warnings as errors", "error" },
        { "this warning as error", "error" },
        { "generated_code", null },
        { "GeneratedCode", null },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task Severities_are_those_of_the_build(string kind, string? severity)
    {
        Write(kind);

        var check = ToolRun.In(_folder.Path, "check", "--severity", "info");
        var built = await Built();

        var line = check.Output.Split('\n').FirstOrDefault(l => l.Contains(" MFX1001:", StringComparison.Ordinal));
        Assert.Equal(severity, line?.Split(": ")[1].Split(' ')[0]);
        // An info stays silent in a build, but it is there.
        Assert.Equal(severity, built);
        Assert.Equal(severity is null or "info" ? 0 : 1, ToolRun.In(_folder.Path, "check").Exit);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_suppressed_is_not_rewritten(string kind, string? severity)
    {
        Write(kind);

        var leftOver = kind is "pragma for another rule" or "pragma and restore";
        Assert.Equal(leftOver ? 1 : 0, ToolRun.In(_folder.Path, "fix", "--allow-no-vcs").Exit);

        Assert.Equal(severity is not null, _folder.Read("Net.cs").Contains("select(1, 0)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#pragma warning disable MFX1001, MFX1101\n", "", "MFX1101")]
    [InlineData("#pragma warning disable MFX1001\n", "", null)]
    [InlineData("#pragma warning disable MFX1001\n#pragma warning restore\n", "", "MFX1001")]
    [InlineData("#pragma warning disable CS0618, MFX9998\n", "", null)]
    // For TensorRT before 7 alone.
    [InlineData("#pragma warning disable MFX1202\n", "", null)]
    [InlineData("#pragma warning disable MFX0002\n#pragma warning disable MFX1101\n", "", null)]
    // What is compiled for another target framework may need it.
    [InlineData("#pragma warning disable MFX1101\n#if NET48\n        x = x.clamp_min(0);\n#endif\n", "", null)]
    [InlineData("#if NET48\n        x = x.relu();\n#endif\n#pragma warning disable MFX1101\n", "", "MFX1101")]
    [InlineData("", "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"ModelFix.Shape\", \"MFX1001:If\")]\n", null)]
    [InlineData("", "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"ModelFix.Shape\", \"MFX1101:Clip\")]\n", "MFX1101")]
    public async Task A_suppression_that_suppresses_nothing_is_said(string pragma, string attribute, string? unused)
    {
        _folder.Write("App.csproj", Project(""));
        var model = ForwardSource.Of(Squeeze, "[N, 1, 5]").Replace("public class Net", $"{attribute}public class Net");
        _folder.Write("Net.cs", model.Replace("        " + Squeeze, $"{pragma}        {Squeeze}"));

        var said = ToolRun.In(_folder.Path, "check").Output.Split('\n')
            .Where(l => l.Contains(" MFX0002:", StringComparison.Ordinal))
            .Select(l => l.Split(": ")[2].Split(' ')[0]);
        var built = (await BuiltDiagnostics()).Where(d => d.Id == "MFX0002" && !d.IsSuppressed)
            .Select(d => d.GetMessage(CultureInfo.InvariantCulture).Split(' ')[0]);

        Assert.Equal(unused is null ? [] : [unused], said);
        Assert.Equal(unused is null ? [] : [unused], built);
    }

    /// <summary>What is said of a suppression for the assembly is said where it stands; the squeeze is, unless it is covered.</summary>
    [Theory]
    [InlineData("\"MFX1001\"", "")]
    [InlineData("\"MFX1001:If\", Scope = \"module\"", "")]
    [InlineData("\"MFX1001\", Scope = \"type\", Target = \"~T:Models.Net\"", "")]
    [InlineData("\"MFX1001\", Scope = \"member\", Target = \"~M:Models.Net.forward(TorchSharp.torch.Tensor)~TorchSharp.torch.Tensor\"", "")]
    [InlineData("\"MFX1001\", Scope = \"namespaceanddescendants\", Target = \"~N:Models\"", "")]
    [InlineData("\"MFX1101\"", "MFX0002 MFX1001")]
    [InlineData("\"MFX1101\", Scope = \"type\", Target = \"~T:Models.Net\"", "MFX0002 MFX1001")]
    [InlineData("\"MFX1001\", Scope = \"type\", Target = \"~T:Models.Other\"", "MFX0002 MFX1001")]
    [InlineData("\"MFX1001\", Scope = \"member\", Target = \"~M:Models.Net.#ctor\"", "MFX0002 MFX1001")]
    [InlineData("\"MFX1101\", Scope = \"namespaceanddescendants\", Target = \"~N:Models\"", "MFX0002 MFX1001")]
    // It is about the namespace itself, and nothing in it.
    [InlineData("\"MFX1001\", Scope = \"namespace\", Target = \"~N:Models\"", "MFX0002 MFX1001")]
    // What is not there may be where another target framework compiles it.
    [InlineData("\"MFX1001\", Scope = \"type\", Target = \"~T:Models.Gone\"", "MFX1001")]
    [InlineData("\"MFX1001\", Scope = \"namespaceanddescendants\", Target = \"~N:Gone\"", "MFX1001")]
    [InlineData("\"MFX1001\", Scope = \"type\", Target = \"Models.Other\"", "MFX1001")]
    [InlineData("\"MFX1001\", Scope = \"type\", Target = \"~T:Models.Split\"", "MFX1001")]
    [InlineData("\"CA1001\"", "MFX1001")]
    [InlineData("\"CA1001\", Scope = \"namespace\", Target = \"~N:Models\"", "MFX1001")]
    [InlineData("\"MFX1202\"", "MFX1001")]
    public async Task A_suppression_of_the_assembly_that_suppresses_nothing_is_said(string suppressed, string said)
    {
        _folder.Write("App.csproj", Project(""));
        _folder.Write("Net.cs", ForwardSource.Of(Squeeze, "[N, 1, 5]").Replace("public class", "namespace Models;\n\npublic class"));
        _folder.Write("Other.cs", "namespace Models;\n\npublic class Other;\n");
        if (suppressed.Contains("Split"))
            _folder.Write("Split.cs", "namespace Models;\n\npublic class Split\n{\n#if NET48\n    int x;\n#endif\n}\n");
        _folder.Write(
            "GlobalSuppressions.cs",
            $"[assembly: System.Diagnostics.CodeAnalysis.SuppressMessage(\"ModelFix\", {suppressed})]\n");

        var check = ToolRun.In(_folder.Path, "check").Output.Split('\n').Where(l => l.Contains(": warning MFX", StringComparison.Ordinal));
        var built = (await BuiltDiagnostics()).Where(d => d is { IsSuppressed: false, Severity: DiagnosticSeverity.Warning });

        Assert.Equal(said, string.Join(' ', check.Select(l => l.Split("warning ")[1].Split(':')[0]).Order()));
        Assert.Equal(said, string.Join(' ', built.Select(d => d.Id).Order()));
        Assert.All(check.Where(l => l.Contains("MFX0002")), l => Assert.StartsWith("GlobalSuppressions.cs(1,12): ", l));
    }

    /// <summary>What the compiler's own driver makes of the analyzer in the same compilation.</summary>
    private async Task<string?> Built() =>
        (await BuiltDiagnostics())
            .SingleOrDefault(d => d.Id == "MFX1001" && !d.IsSuppressed && d.Severity != DiagnosticSeverity.Hidden)?.Severity
            .ToString().ToLower(CultureInfo.InvariantCulture);

    private Task<System.Collections.Immutable.ImmutableArray<Diagnostic>> BuiltDiagnostics()
    {
        var project = Assert.Single(ProjectSet.Load([_folder.Path], [], target: null));
        var texts = Directory.EnumerateFiles(_folder.Path, ".*config").Select(f => AnalyzerConfig.Parse(File.ReadAllText(f), f)).ToList();
        var configs = new Configs(AnalyzerConfigSet.Create(texts));
        return project.Compilation
            .WithAnalyzers([new ModelFixAnalyzer()], new AnalyzerOptions([], configs))
            .GetAnalyzerDiagnosticsAsync(CancellationToken.None);
    }

    private void Write(string kind)
    {
        var model = ForwardSource.Of(Squeeze, "[N, 1, 5]");
        var property = "";
        switch (kind)
        {
            case "pragma":
                model = model.Replace(
                    Squeeze, $"\n#pragma warning disable MFX1001 // why\n        {Squeeze}\n#pragma warning restore MFX1001\n");
                break;
            case "pragma for another rule":
                model = model.Replace(Squeeze, $"\n#pragma warning disable MFX1002\n        {Squeeze}\n");
                break;
            case "pragma and restore":
                model = model.Replace(Squeeze, $"\n#pragma warning disable MFX1001\n#pragma warning restore MFX1001\n        {Squeeze}\n");
                break;
            case "attribute of the method":
                model = model.Replace("    public override Tensor forward", $"    {Suppressed}\n    public override Tensor forward");
                break;
            case "attribute of the class":
                model = model.Replace("public class Net", $"{Suppressed}\npublic class Net");
                break;
            case "attribute of the assembly":
                _folder.Write(
                    "GlobalSuppressions.cs",
                    "[assembly: System.Diagnostics.CodeAnalysis.SuppressMessage(\"ModelFix.Shape\", \"MFX1001\", Scope = \"type\", "
                        + "Target = \"~T:Net\")]\n");
                break;
            case "editorconfig none" or "editorconfig silent" or "editorconfig suggestion" or "editorconfig error":
                Config($"[*.cs]\ndotnet_diagnostic.MFX1001.severity = {kind.Split(' ')[1]}\n");
                break;
            case "editorconfig for another file":
                Config("[Other.cs]\ndotnet_diagnostic.MFX1001.severity = none\n");
                break;
            case "editorconfig category":
                Config("[*.cs]\ndotnet_analyzer_diagnostic.category-ModelFix.Shape.severity = none\n");
                break;
            case "editorconfig all analyzers":
                Config("[*.cs]\ndotnet_analyzer_diagnostic.severity = error\n");
                break;
            case "global config":
                _folder.Write(".globalconfig", "is_global = true\ndotnet_diagnostic.MFX1001.severity = none\n");
                break;
            case "no warn":
                property = "<NoWarn>$(NoWarn);MFX1001</NoWarn>";
                break;
            case "warnings as errors":
                property = "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>";
                break;
            case "this warning as error":
                property = "<WarningsAsErrors>MFX1001</WarningsAsErrors>";
                break;
            case "generated_code":
                Config("[Net.cs]\ngenerated_code = true\n");
                break;
            case "GeneratedCode":
                model = model.Replace("public class Net", "[System.CodeDom.Compiler.GeneratedCode(\"t\", \"1\")]\npublic class Net");
                break;
        }

        _folder.Write("Net.cs", model);
        _folder.Write("App.csproj", Project(property));
    }

    private static string Project(string property) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework>{property}</PropertyGroup>
          <ItemGroup><PackageReference Include="TorchSharp" Version="0.107.0" /></ItemGroup>
        </Project>
        """;

    private const string Suppressed =
        "[System.Diagnostics.CodeAnalysis.SuppressMessage(\"ModelFix.Shape\", \"MFX1001:If\", Justification = \"why\")]";

    private void Config(string text) => _folder.Write(".editorconfig", "root = true\n" + text);

    private sealed class Configs(AnalyzerConfigSet set) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Options(set.GlobalConfigOptions);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(set.GetOptionsForSourcePath(tree.FilePath));

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(AnalyzerConfigOptionsResult result) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                result.AnalyzerOptions.TryGetValue(key, out value);
        }
    }
}
