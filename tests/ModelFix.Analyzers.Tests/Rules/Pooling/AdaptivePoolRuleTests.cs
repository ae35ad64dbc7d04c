using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Pooling;

/// <summary>
/// MFX1401: adaptive pools to a fixed size, as functions, in fields and in Sequential, become pools of a fixed kernel, means or bins.
/// </summary>
public sealed class AdaptivePoolRuleTests
{
    private const string Id = "MFX1401";

    public static TheoryData<string, string, string?> FunctionsThatTrigger => new()
    {
        { "avg_to_one", "return functional.adaptive_avg_pool2d(x, 1);", "[N, 8, 7, 7]" },
        { "avg_to_one_unknown_rank", "return functional.adaptive_avg_pool2d(x + 1, (1, 1));", null },
        { "max_to_one", "return functional.adaptive_max_pool2d(x, new long[] { 1, 1 });", "[N, 8, H, W]" },
        { "one_dim", "return functional.adaptive_avg_pool1d(x, 1) + functional.adaptive_max_pool1d(x, 4);", "[N, 8, 12]" },
        { "three_dims", "return functional.adaptive_avg_pool3d(x, (2, 2, 1));", "float32[N, 8, 4, 6, 5]" },
        { "three_dims_bins", "return functional.adaptive_avg_pool3d(x, (1, 2, 3));", "[N, 8, 4, 6, 5]" },
        { "fixed", "return functional.adaptive_avg_pool2d(x, 3);", "[N, 8, 12, 12]" },
        { "fixed_uneven", "return functional.adaptive_max_pool2d(x, new long[] { 2, 3 });", "[N, 8, 6, 7]" },
        { "fixed_unbatched", "return functional.adaptive_avg_pool2d(x, (4, 2));", "[8, 8, 6]" },
        { "bins", "return functional.adaptive_avg_pool2d(x.relu(), (3, 3));", "[N, 8, 8, 8]" },
        { "bins_max", "return functional.adaptive_max_pool1d(x, 3);", "[..., 8]" },
        { "bins_larger", "return functional.adaptive_avg_pool2d(x, (1, 3));", "[N, 8, 4, 2]" },
        { "same_size", "return functional.adaptive_avg_pool2d(x - 1, (8, 8));", "[N, 8, 8, 8]" },
    };

    [Theory, MemberData(nameof(FunctionsThatTrigger))]
    public void A_function_Triggers(string name, string body, string? contract) => Match(name, ForwardSource.Of(body, contract));

    /// <summary>libtorch has no avg_pool3d for float16 on the CPU.</summary>
    [Theory]
    [InlineData("[N, 8, 4, 6, 5]", "Assumed"), InlineData("float64[N, 8, 4, 6, 5]", "Proven")]
    public void A_volume_IsAssumed_where_it_may_be_float16(string contract, string safety)
    {
        var source = ForwardSource.Of("return functional.adaptive_avg_pool3d(x, (2, 2, 1));", contract);

        Assert.Equal(safety, Assert.Single(RuleRun.Of("MFX1401", source).Findings).Safety.ToString());
    }

    public static TheoryData<string, string, string?> FunctionsThatAreReported => new()
    {
        { "size_unknown", "return functional.adaptive_avg_pool2d(x, 3);", "[N, 8, H, W]" },
        { "output_not_constant", "var n = x.shape[2] / 2; return functional.adaptive_avg_pool1d(x, n);", "[N, 8, 8]" },
        { "comment", "return functional.adaptive_avg_pool2d(x, /* one bin */ 1);", "[N, 8, 8, 8]" },
    };

    [Theory, MemberData(nameof(FunctionsThatAreReported))]
    public void A_function_IsReported(string name, string body, string? contract) => Match(name, ForwardSource.Of(body, contract));

    [Theory, MemberData(nameof(AdaptivePoolLayers.FieldsThatTrigger), MemberType = typeof(AdaptivePoolLayers))]
    public void A_field_Triggers(string name, string members, string constructor, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, members, constructor));

    [Theory, MemberData(nameof(AdaptivePoolLayers.FieldsThatAreReported), MemberType = typeof(AdaptivePoolLayers))]
    public void A_field_IsReported(string name, string members, string constructor, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, members, constructor));

    [Theory, MemberData(nameof(AdaptivePoolLayers.FieldsThatDoNotTrigger), MemberType = typeof(AdaptivePoolLayers))]
    public void A_field_DoesNotTrigger(string name, string members, string constructor, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, members, constructor));

    [Theory, MemberData(nameof(AdaptivePoolLayers.SequentialsThatTrigger), MemberType = typeof(AdaptivePoolLayers))]
    public void A_part_of_a_Sequential_Triggers(string name, string sequential, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, "private readonly Sequential layers;\n", $"layers = {sequential};"));

    [Theory, MemberData(nameof(AdaptivePoolLayers.SequentialsThatAreReported), MemberType = typeof(AdaptivePoolLayers))]
    public void A_part_of_a_Sequential_IsReported(string name, string sequential, string body, string? contract) =>
        Match(name, ForwardSource.Of(body, contract, "private readonly Sequential layers;\n", $"layers = {sequential};"));

    [Theory]
    [InlineData("functional.adaptive_avg_pool2d(x, 2)", "functional.avg_pool2d(x, 4, 4, count_include_pad: false)")]
    [InlineData("torch.nn.functional.adaptive_avg_pool2d(x, (2, 4))", "functional.avg_pool2d(x, (4, 2), (4, 2), count_include_pad: false)")]
    [InlineData(
        "global::TorchSharp.torch.nn.functional.adaptive_avg_pool2d(x, new long[] { 2, 2 })",
        "functional.avg_pool2d(x, 4, 4, count_include_pad: false)")]
    [InlineData("functional.adaptive_avg_pool2d(output_size: 2, input: x)", "functional.avg_pool2d(x, 4, 4, count_include_pad: false)")]
    [InlineData("functional.adaptive_max_pool2d(input: x, output_size: [2, 2])", "functional.max_pool2d(x, 4, 4)")]
    [InlineData("functional.adaptive_avg_pool2d((x + 1), 1)", "(x + 1).mean(new long[] { 2, 3 }, true)")]
    [InlineData("functional.adaptive_avg_pool2d(-x, 1L)", "(-x).mean(new long[] { 2, 3 }, true)")]
    [InlineData(
        "functional.adaptive_avg_pool2d(x.shape[0] > 1 ? x : x.relu(), 1)",
        "(x.shape[0] > 1 ? x : x.relu()).mean(new long[] { 2, 3 }, true)")]
    [InlineData(
        "functional.adaptive_avg_pool2d(functional.adaptive_avg_pool2d(x, 4), 2)",
        "functional.avg_pool2d(functional.avg_pool2d(x, 2, 2, count_include_pad: false), 2, 2, count_include_pad: false)")]
    [InlineData("functional.adaptive_avg_pool2d(x, Bins)", "functional.avg_pool2d(x, 4, 4, count_include_pad: false)")]
    public void Every_spelling_Triggers(string before, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of($"return {before};", "[N, 3, 8, 8]", members: "private const int Bins = 2;\n"));
        Assert.Contains($"return {after};", run.AfterText.Replace("amax([2, 3]", "amax(new long[] { 2, 3 }", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "using static TorchSharp.torch.nn.functional;",
        "adaptive_avg_pool2d(x, 2)",
        "avg_pool2d(x, 4, 4, count_include_pad: false)")]
    [InlineData(
        "using F = TorchSharp.torch.nn.functional;",
        "F.adaptive_avg_pool2d(x, 2)",
        "F.avg_pool2d(x, 4, 4, count_include_pad: false)")]
    [InlineData(
        "using static TorchSharp.torch;",
        "nn.functional.adaptive_max_pool1d(x.select(2, 0), 2)",
        "nn.functional.max_pool1d(x.select(2, 0), 4, 4)")]
    public void Every_using_Triggers(string directive, string before, string after)
    {
        var source = $$"""
            {{directive}}
            public class Net : TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>
            {
                public Net() : base("Net") { }
                /// <param name="x">[N, 3, 8, 8]</param>
                public override TorchSharp.torch.Tensor forward(TorchSharp.torch.Tensor x) => {{before}};
            }
            """;
        Assert.Contains($"=> {after};", RuleRun.Of(Id, source).AfterText);
    }

    [Fact]
    public void An_expression_body_Triggers_with_a_method_in_its_own_style()
    {
        const string Source =
            "using static TorchSharp.torch;\r\n\r\nnamespace A\r\n{\r\n\tpublic class Net : nn.Module<Tensor, Tensor>\r\n\t{\r\n"
                + "\t\tpublic Net() : base(\"Net\") { }\r\n\r\n"
            + "\t\t/// <param name=\"x\">[N, 3, 5]</param>\r\n"
            + "\t\tpublic override Tensor forward(Tensor x) => nn.functional.adaptive_avg_pool1d(x, 3); // three\r\n\t}\r\n}\r\n";
        var run = RuleRun.Of(Id, TestCompilation.Create(Source, LanguageVersion.CSharp7_3));
        Snapshot.Match(Snapshot.Of(Visible(run.BeforeText), Visible(run.AfterText)));
    }

    [Fact]
    public void The_same_bins_Triggers_with_one_method_beside_a_name_that_is_taken()
    {
        const string Body =
            "var y = functional.adaptive_avg_pool1d(x, 3);\ny = y + functional.adaptive_avg_pool1d(x.relu(), 3);\n"
                + "return y + Max8To3Bins(functional.adaptive_max_pool1d(x, 3));";
        Snapshot.Match(
            Snapshot.Of(
                RuleRun.Of(Id, ForwardSource.Of(Body, "[N, 3, 8]", members: "private static Tensor Max8To3Bins(Tensor x) => x;\n"))));
    }

    [Theory]
    [InlineData("if (training) x = functional.adaptive_avg_pool2d(x, 3);\nreturn x;")]
    [InlineData("return functional.avg_pool2d(x, 4, 4, count_include_pad: false);")]
    [InlineData("return x.mean(new long[] { 2, 3 }, true) + x.amax(new long[] { 2, 3 }, true);")]
    public void Training_code_and_other_pools_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3, 8, 8]")).Findings);

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger()
    {
        const string Source = """
            using TorchSharp;
            using static TorchSharp.torch;

            public class DiceLoss : nn.Module<Tensor, Tensor>
            {
                private readonly TorchSharp.Modules.AdaptiveAvgPool2d pool = nn.AdaptiveAvgPool2d(3);
                public DiceLoss() : base("DiceLoss") { }
                public override Tensor forward(Tensor x) => pool.call(nn.functional.adaptive_avg_pool2d(x, 3));
            }

            public static class Metrics
            {
                public static Tensor Pooled(Tensor x) => nn.functional.adaptive_avg_pool2d(x, 3);
            }
            """;
        Assert.Empty(RuleRun.Of(Id, Source).Findings);
    }

    [Theory]
    [InlineData("functional.adaptive_avg_pool2d(x, 1)", DiagnosticSeverity.Info)]
    [InlineData("functional.adaptive_max_pool2d(x, new long[] { 1, 1 })", DiagnosticSeverity.Info)]
    [InlineData("functional.adaptive_avg_pool2d(x, (1, 2))", DiagnosticSeverity.Warning)]
    [InlineData("functional.adaptive_avg_pool2d(x, 8)", DiagnosticSeverity.Warning)]
    public void A_pool_to_one_bin_Triggers_as_a_suggestion(string call, DiagnosticSeverity severity) =>
        Assert.Equal(severity, Assert.Single(RuleRun.Of(Id, ForwardSource.Of($"return {call};", "[N, 3, 8, 8]")).Findings).Severity);

    [Theory]
    [InlineData("onnx-9", 1)]
    [InlineData("onnxify", 1)]
    [InlineData("tensorrt-10.1", 1)]
    [InlineData("bmnetp", 0)]
    [InlineData("module-tree", 0)]
    public void Triggers_for_targets_that_are_known_to_refuse_it(string target, int findings)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Equal(
            findings,
            RuleRun.Of(
                Id, ForwardSource.Of("return functional.adaptive_avg_pool2d(x, 3);", "[N, 3, 8, 8]"), settings: settings).Findings.Length);
    }

    /// <summary>A local function that the method has is followed, so that later rules know the pooled size.</summary>
    [Fact]
    public void A_pool_of_a_pool_Triggers_as_what_is_written_keeps_the_shape_known() => Assert.Contains(
        "functional.avg_pool2d(Average8x8To4x3Bins(x), (2, 3), (2, 3), count_include_pad: false)",
        RuleRun.Of(
            Id,
            ForwardSource.Of(
                "return functional.adaptive_avg_pool2d(functional.adaptive_avg_pool2d(x, (4, 3)), (2, 1));", "[N, 3, 8, 8]")).AfterText);

    private static void Match(
        string @case,
        string source,
        [CallerMemberName] string method = "") => Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, source)), @case, method: method);

    /// <summary>What an editor does not show.</summary>
    private static string Visible(string text) =>
        text.Replace("\r\n", "<CRLF>\n", StringComparison.Ordinal).Replace("\t", "<TAB>", StringComparison.Ordinal);
}
