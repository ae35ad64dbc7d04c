using System.Text.RegularExpressions;
using ModelFix.Core.TorchSharp;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// Rules bound against past versions of TorchSharp, whose parameters have other names. A name in angle brackets stands for what the version
/// calls that parameter: &lt;output_size&gt; is outputSize up to 0.102.
/// </summary>
public sealed partial class TorchSharpVersionTests
{
    private static readonly Dictionary<string, string> NamesOf0996 = new()
    {
        ["in_channels"] = "inputChannel",
        ["out_channels"] = "outputChannel",
        ["kernel_size"] = "kernelSize",
        ["output_padding"] = "outputPadding",
        ["padding_mode"] = "paddingMode",
        ["output_size"] = "outputSize",
        ["num_features"] = "features",
        ["ceil_mode"] = "ceilMode",
        ["downscale_factor"] = "downscaleFactor",
        ["input"] = "x",
    };

    private static readonly Dictionary<string, string> NamesOf0102 = new()
    {
        ["kernel_size"] = "kernelSize",
        ["output_size"] = "outputSize",
        ["num_features"] = "features",
        ["ceil_mode"] = "ceilMode",
        ["downscale_factor"] = "downscaleFactor",
        ["input"] = "x",
    };

    public static TheoryData<string, string> RulesAndVersions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var rule in FixableRules.Ids)
                foreach (var version in TorchSharpSurface.Versions.Where(v => Cases(rule, v).Count > 0))
                    data.Add(rule, version);
            return data;
        }
    }

    public static TheoryData<string> Versions => new(TorchSharpSurface.Versions);

    /// <summary>0.99 has no PReLU; before 0.105 there is no functional.normalize, and AdaptiveMaxPool3d does not throw.</summary>
    [Fact]
    public void Every_rule_has_cases_in_every_version() => Assert.Equal(
        ["MFX1201 0.99.6", "MFX1201 0.102.8", "MFX1205 0.99.6", "MFX1404 0.99.6", "MFX1404 0.102.8"],
        from rule in FixableRules.Ids from version in TorchSharpSurface.Versions where Cases(
            rule, version).Count == 0 select $"{rule} {version}");

    [Theory, MemberData(nameof(RulesAndVersions))]
    public void Named_arguments_of_every_version_are_found_and_fixed(string rule, string version)
    {
        var cases = Cases(rule, version);
        var sources = cases.Select((c, i) =>
            Named(c.Source, version).Replace("class Net ", $"class Net{i} ").Replace("public Net()", $"public Net{i}()"));
        var before = TestCompilation.CreateFor(version, [.. sources]);
        Assert.Empty(TestCompilation.Complaints(before));

        var run = RuleRun.Of(rule, before, assume: true);

        Assert.All(run.Findings, f => Assert.NotEqual(Safety.Report, f.Safety));
        foreach (var (@case, at) in cases.Select((c, i) => (c, i)))
        {
            var tree = run.Before.SyntaxTrees.ElementAt(at);
            Assert.Equal(@case.Findings, run.Findings.Count(f => f.Node.SyntaxTree == tree));
            var text = run.After.SyntaxTrees.Single(t => t.FilePath == tree.FilePath).ToString();
            foreach (var expected in @case.Expected.Select(e => Named(e, version)))
                Assert.True(text.Contains(expected, StringComparison.Ordinal), $"{expected} is not in\n{text}");
            Assert.DoesNotContain(@case.Gone, text);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void What_layers_demand_is_read_from_named_arguments_of_every_version(string version)
    {
        string[] layers =
        [
            "Linear(outputSize: 10, inputSize: 3)",
                "Conv2d(<out_channels>: 8, <in_channels>: 4, <kernel_size>: 1)",
                "BatchNorm1d(<num_features>: 4)",
                "MaxPool2d(<kernel_size>: 9)",
        ];
        var sources = layers.Select((layer, i) =>
            Named(
                ForwardSource.Of(
                    layer.StartsWith("BatchNorm1d", StringComparison.Ordinal)
                        ? "return layer.call(x.flatten(1));"
                        : "return layer.call(x);",
                    "[N, 6, 8, 8]",
                    $"private readonly Module<Tensor, Tensor> layer = {layer};"),
                version)
            .Replace("class Net ", $"class Net{i} ").Replace("public Net()", $"public Net{i}()"));

        var run = RuleRun.Of("MFX0001", TestCompilation.CreateFor(version, [.. sources]));

        Assert.Equal(layers.Length, run.Findings.Length);
    }

    [Theory, MemberData(nameof(Versions))]
    public void Files_that_fixes_add_compile_in_every_version(string version)
    {
        var files = new[] { "CropLeading", "ManualBatchNorm1d" }.Select(Support).ToArray();

        Assert.DoesNotContain(TestCompilation.Complaints(TestCompilation.CreateFor(version, files)), c => !IsAboutNull(c));
    }

    [Fact]
    public void Every_parameter_has_one_name_in_all_versions()
    {
        foreach (var (now, then) in NamesOf0996.Concat(NamesOf0102).Where(n => n.Key != "input"))
            Assert.Equal(ParameterNames.Canonical(now), ParameterNames.Canonical(then));
    }

    private static List<TorchSharpVersionCase> Cases(
        string rule,
        string version) => [.. TorchSharpVersionCases.Of(rule).Where(c => c.IsIn(version))];

    private static string Named(string source, string version) => Placeholder().Replace(source, m => version switch
    {
        "0.99.6" => NamesOf0996.GetValueOrDefault(m.Groups[1].Value, m.Groups[1].Value) + ":",
        "0.102.8" => NamesOf0102.GetValueOrDefault(m.Groups[1].Value, m.Groups[1].Value) + ":",
        _ => m.Groups[1].Value + ":",
    });

    private static string Support(string name) =>
        File.ReadAllText(Path.Combine(Repository.Root, "analyzers", "ModelFix.Analyzers", "Support", name + ".txt"));

    // The files are added to projects with and without nullable references, so they leave them out.
    private static bool IsAboutNull(string complaint) => complaint.StartsWith("CS86", StringComparison.Ordinal);

    [GeneratedRegex("<([a-z_]+)>:")]
    private static partial Regex Placeholder();
}
