using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>Keys of .editorconfig count for the files that their section is about.</summary>
public sealed class FileSettingsTests
{
    /// <summary>Only TensorRT 7.1 and ONNX mind an open clamp, and only TensorRT 6 a BatchNorm1d.</summary>
    private const string Body = "return norm.call(x).clamp(min: 0);";

    [Fact]
    public async Task Rules_are_on_by_the_target_of_each_file()
    {
        var reported = await Reported(
            ("Server.cs", Body, "modelfix_target", "tensorrt-8.4"),
            ("Edge.cs", Body, "modelfix_target", "tensorrt-7.1"),
            ("Old.cs", Body, "modelfix_target", "tensorrt-6.0"));

        Assert.Equal(["Edge.cs MFX1101 Warning", "Old.cs MFX1202 Warning"], reported);
    }

    [Fact]
    public async Task A_rule_grades_by_the_target_of_each_file()
    {
        const string body = "return x.view(x.shape[0], -1);";

        var reported = await Reported(
            ("A.cs", body, "modelfix_target", "portable"),
            ("B.cs", body, "modelfix_target", "tensorrt-5.1"),
            ("C.cs", body, "modelfix_target", "module-tree"));

        Assert.Equal(["A.cs MFX1003 Info", "B.cs MFX1003 Warning"], reported.Where(r => r.Contains("MFX1003", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_suggestion_that_nothing_can_be_done_about_is_not_reported()
    {
        const string body = "return x.view(x.shape[0] / 2, x.shape[0] / 3, -1);";

        var reported = await Reported(("A.cs", body, "modelfix_target", "portable"), ("B.cs", body, "modelfix_target", "tensorrt-5.1"));

        Assert.Equal(["B.cs MFX1003 Warning"], reported.Where(r => r.Contains("MFX1003", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_written_is_what_the_files_own_target_takes()
    {
        const string body = "var y = x * 1; y[TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 2)] = x.narrow(2, 0, 4); return y;";

        var found = await Diagnostics(("A.cs", body, "modelfix_target", "tensorrt-8.4"), ("B.cs", body, "modelfix_target", "tensorrt-7.1"));
        var said = found.Where(d => d.Id == "MFX1301")
            .OrderBy(d => d.Location.SourceTree!.FilePath, StringComparer.Ordinal)
            .Select(d => d.GetMessage(CultureInfo.InvariantCulture))
            .ToList();

        Assert.Equal(2, said.Count);
        Assert.Contains("; index_copy is the same", said[0]);
        Assert.Contains("; stack is the same", said[1]);
    }

    [Fact]
    public async Task All_code_of_one_file_may_be_looked_at_and_only_exported_code_of_another()
    {
        const string helper = "return x; } public Tensor Other(Tensor x) { return x.clamp(min: 0);";

        var reported = await Reported(("A.cs", helper, "modelfix_scope", "all"), ("B.cs", helper, "modelfix_scope", "exported"));

        Assert.Equal(["A.cs MFX1101 Warning"], reported.Where(r => r.Contains("MFX1101", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Classes_are_left_out_by_the_file_that_declares_them()
    {
        var reported = await Reported(
            ("A.cs", "return x.clamp(min: 0);", "modelfix_exclude", "A, B"),
            ("B.cs", "return x.clamp(min: 0);", "modelfix_exclude", "A"));

        Assert.Equal(["B.cs MFX1101 Warning"], reported.Where(r => r.Contains("MFX1101", StringComparison.Ordinal)));
    }

    [Fact]
    public void Code_outside_of_modules_is_looked_at_in_the_files_that_ask_for_it_without_the_driver_too()
    {
        const string tool =
            "using static TorchSharp.torch; public static class Tool { public static Tensor Of(Tensor x) => x.clamp(min: 0); }";
        var compilation = TestCompilation.Create([("A.cs", tool), ("B.cs", tool.Replace("Tool", "Other", StringComparison.Ordinal))]);
        var settings = ModelSettings.Default with
        {
            Files = ImmutableDictionary<string, FileSettings>.Empty.Add("A.cs", new FileSettings { WholeProgram = true }),
        };

        var findings = Inspection.Of(TorchCompilation.Create(compilation, settings)!, RuleCatalog.Rules, CancellationToken.None);

        Assert.Equal("A.cs", Assert.Single(findings).Node.SyntaxTree.FilePath);
    }

    private static async Task<List<string>> Reported(params (string Path, string Body, string Key, string Value)[] files) =>
    [
        .. (await Diagnostics(files))
            .Select(d => $"{d.Location.SourceTree!.FilePath} {d.Id} {d.Severity}")
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<ImmutableArray<Diagnostic>> Diagnostics(params (string Path, string Body, string Key, string Value)[] files)
    {
        var compilation = TestCompilation.Create(files.Select(f => (
            f.Path,
            ForwardSource.Of(f.Body, "[N, 3, 8]", members: "private readonly BatchNorm1d norm = BatchNorm1d(3);")
                .Replace("Net", Path.GetFileNameWithoutExtension(f.Path), StringComparison.Ordinal))));
        var said = files.ToDictionary(f => f.Path, f => (AnalyzerConfigOptions)new Said(f.Key, f.Value));
        var options = new AnalyzerOptions([], new Sections(said));
        return await compilation.WithAnalyzers([new ModelFixAnalyzer()], options).GetAnalyzerDiagnosticsAsync();
    }

    private sealed class Sections(Dictionary<string, AnalyzerConfigOptions> byPath) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Said("", "");

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => byPath[tree.FilePath];

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Said(string said, string value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? given)
        {
            given = key == said ? value : null;
            return given is not null;
        }
    }
}
