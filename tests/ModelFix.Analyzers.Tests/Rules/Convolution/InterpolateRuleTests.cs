using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

public sealed class InterpolateRuleTests
{
    private const string Id = "MFX1501";
    private const string Contract = "[N, 3, 8, 10]";
    private const string Encoded = "var y = functional.avg_pool2d(x, 2);\n";

    [Fact]
    public void Every_spelling_Triggers_and_keeps_its_style() => Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, """
        using System;
        using TorchSharp;
        using F = TorchSharp.torch.nn.functional;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;
        using static TorchSharp.torch.nn.functional;

        public class Net : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }

            /// <param name="x">[N, 3, 8, 10]</param>
            public override Tensor forward(Tensor x)
            {
                var y = F.avg_pool2d(x, 2);
                var a = functional.interpolate(y, x.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);
                var b = F.interpolate(y, size: new long[] { x.shape[2], x.shape[3] });
                var c = interpolate(y, new[] { x.size(2), x.size(3) }, null, InterpolationMode.Bilinear, true);
                var d = torch.nn.functional.interpolate(size: x.shape[2..], x: y);
                var e = functional.upsample_bilinear(y, x.shape[^2..], align_corners: true);
                var f = functional.upsample(input: y, size: x.shape[2..], mode: UpsampleMode.Bilinear, align_corners: true);
                var g = functional.interpolate(y, scale_factor: null, size: x.shape[2..], mode: InterpolationMode.Bicubic);
                return a + b + c + d + e + f + g;
            }
        }
        """)));

    [Theory]
    [InlineData(
        "locals",
        "long h = x.shape[2], w = x.shape[3];\nvar size = new long[] { h, w };\nreturn functional.interpolate(y, size: size);")]
    [InlineData("deconstruction", "var (h, w) = (x.shape[2], x.shape[3]);\nreturn functional.interpolate(y, size: new[] { h, w });")]
    [InlineData("array", "var size = x.shape[2..];\nreturn functional.interpolate(y, size: size);")]
    [InlineData("own_size", "return functional.interpolate(x, size: new[] { x.shape[2] * 2, x.shape[3] * 3 });")]
    [InlineData("one_size_kept", "return functional.interpolate(y, size: new long[] { x.shape[2], 5 });")]
    [InlineData(
        "nested",
        "return functional.interpolate(functional.interpolate(y, size: x.shape[2..]).relu(), size: new long[] { 16, 20 });")]
    [InlineData(
        "trivia",
        "return functional.interpolate(\n    y, // half\n    size: x.shape[2..], /* its size */\n    align_corners: null);")]
    [InlineData("collections", "long[] dims = [2, 3];\nreturn functional.interpolate(y.mean(dims, true), size: [x.shape[2], x.shape[3]]);")]
    public void A_whole_multiple_Triggers(string @case, string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(Encoded + body, Contract));

        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Snapshot.Match(Snapshot.Of(run), @case);
    }

    [Theory]
    [InlineData("[N, C, H, W]", "functional.interpolate(x, size: new[] { x.shape[2] * 2, x.shape[3] * 4 })", "{ 2, 4 }")]
    [InlineData("[N, C, L]", "functional.interpolate(x, size: new[] { x.shape[2] * 2 })", "{ 2 }")]
    [InlineData("[N, C, D, H, W]", "functional.interpolate(x, size: new[] { x.shape[2], x.shape[3] * 2, 2 * x.shape[4] })", "{ 1, 2, 2 }")]
    public void A_multiple_of_a_size_that_has_no_number_Triggers(string contract, string call, string factors) => Assert.Contains(
        "scale_factor: new double[] " + factors, RuleRun.Of(Id, ForwardSource.Of($"return {call};", contract)).AfterText);

    [Theory]
    [InlineData("smaller", "return functional.interpolate(x, size: y.shape[2..]);")]
    [InlineData("no_multiple", "return functional.interpolate(x, size: new[] { y.shape[2] * 3, y.shape[3] * 3 });")]
    [InlineData("named_part_of_a_multiple", "return functional.interpolate(x, size: new long[] { 2 * Half, x.shape[3] * 2 });")]
    [InlineData("named_part", "return functional.interpolate(x, size: new[] { Height, y.shape[3] });")]
    public void A_proven_size_that_is_no_multiple_Triggers_with_literals(string @case, string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(Encoded + body, Contract, "private const long Height = 11, Half = 8;"));

        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        Assert.DoesNotContain("scale_factor", run.AfterText);
        Snapshot.Match(Snapshot.Of(run), @case);
    }

    [Fact]
    public void The_factor_11_to_15_is_never_written() => Assert.Contains(
        "size: new long[] { 15, 15 }",
        RuleRun.Of(
            Id,
            ForwardSource.Of("var y = ones(1, 1, 15, 15);\nreturn functional.interpolate(x, size: y.shape[2..]);", "[N, 3, 11, 11]"))
            .AfterText);

    [Theory]
    [InlineData("return functional.interpolate(x, size: y.shape[2..]);", "any shape")]
    [InlineData("return functional.interpolate(y, size: x.shape[2..]);", "[N, 3, H, W]")]
    [InlineData("return functional.interpolate(y, size: x.shape[2..]);", null)]
    [InlineData("return functional.interpolate(y, size: x.shape[2 /* H */ ..]);", Contract)]
    [InlineData("return functional.interpolate(x, size: new[] { y.shape[2] /* h */, y.shape[3] });", Contract)]
    public void What_is_not_known_IsReported(string body, string? contract)
    {
        var finding = Assert.Single(RuleRun.Of(Id, ForwardSource.Of(Encoded + body, contract)).Findings);

        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Empty(finding.Fixes);
    }

    [Fact]
    public void A_constant_size_that_has_a_name_IsReported_and_keeps_it()
    {
        var source = ForwardSource.Of(
            "return functional.interpolate(x, size: new long[] { Height, 20 });", Contract, "private const long Height = 16;");
        Assert.Equal(Safety.Report, Assert.Single(RuleRun.Of(Id, source).Findings).Safety);
    }

    [Theory]
    [InlineData("onnx-17", DiagnosticSeverity.Info), InlineData("tensorrt-8.6", DiagnosticSeverity.Info)]
    [InlineData("bmnetp", DiagnosticSeverity.Info), InlineData("portable", DiagnosticSeverity.Warning)]
    [InlineData("tensorrt-6.0", DiagnosticSeverity.Warning), InlineData("onnxify", DiagnosticSeverity.Warning)]
    public void A_constant_size_Triggers_as_a_suggestion_where_nothing_refuses_it(string target, DiagnosticSeverity severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(
            Id, ForwardSource.Of("return functional.interpolate(x, size: new long[] { 16, 20 });", Contract), settings: settings);

        Assert.Equal((severity, Safety.Proven), (Assert.Single(run.Findings).Severity, run.Findings[0].Safety));
        Assert.Contains("scale_factor: new double[] { 2, 2 }", run.AfterText);
    }

    [Theory]
    [InlineData("return functional.interpolate(x, scale_factor: new double[] { 2, 2 });")]
    [InlineData("return functional.interpolate(x, size: new long[] { 15, 15 });")]
    [InlineData("return functional.interpolate(x, size: new long[] { 4, 5 });")]
    [InlineData("return functional.interpolate(x, size: y.shape[2..], mode: InterpolationMode.Area);")]
    [InlineData("return functional.interpolate(x, y.shape[2..], new double[] { 2, 2 });")]
    [InlineData("return functional.interpolate(y, x.shape[2..], recompute_scale_factor: true);")]
    [InlineData("return functional.interpolate(y, size: null, scale_factor: new double[] { 2, 2 });")]
    [InlineData("if (training) return functional.interpolate(y, size: x.shape[2..]);\nreturn x;")]
    [InlineData("return functional.upsample_nearest(y, x.shape[2..]);")]
    public void What_is_harmless_or_throws_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(Encoded + body, Contract)).Findings);

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger()
    {
        const string Helper = "public static Tensor Fit(Tensor x, Tensor y) => functional.interpolate(x, size: y.shape[2..]);";
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x;", Contract, Helper)).Findings);
        const string Body = Encoded + "return functional.interpolate(y, size: x.shape[2..]);";
        var loss = ForwardSource.Of(Body, Contract).Replace("Net", "PixelLoss");
        Assert.Empty(RuleRun.Of(Id, loss).Findings);
    }

    [Theory]
    [InlineData("field", "up = Upsample(new long[] { 16, 20 });", "return up.call(x) + up.forward(x.relu());")]
    [InlineData("positional", "up = Upsample(new long[] { 16, 30 }, null, UpsampleMode.Bilinear, false);", "return up.call(x);")]
    [InlineData(
        "sequential",
        "up = Sequential(ReLU(), Upsample(size: new long[] { 16, 20 }, mode: UpsampleMode.Nearest), ReLU());",
        "return up.call(x);")]
    public void A_layer_Triggers(string @case, string constructor, string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private readonly Module<Tensor, Tensor> up;", constructor));

        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        Snapshot.Match(Snapshot.Of(run), @case);
    }

    [Theory]
    [InlineData("up = Upsample(new long[] { 15, 20 });", "return up.call(x);")]
    [InlineData("up = Upsample(new long[] { 16, 20 });", "return up.call(x) + up.call(functional.avg_pool2d(x, 2));")]
    [InlineData("up = Upsample(new long[] { 16, 20 });", "return x;")]
    [InlineData("up = Upsample(new long[] { 16, 20 });", "return Apply(up, x);")]
    [InlineData("up = Upsample(scale_factor: new double[] { 2, 2 });", "return up.call(x);")]
    public void A_layer_whose_factors_are_not_known_DoesNotTrigger(string constructor, string body) => Assert.Empty(RuleRun.Of(
        Id,
        ForwardSource.Of(
            body,
            Contract,
            "private readonly Module<Tensor, Tensor> up;\nprivate static Tensor Apply(Module<Tensor, Tensor> m, Tensor x) => m.call(x);",
            constructor)).Findings);

    [Fact]
    public void CSharp_7_3_Triggers()
    {
        var before = TestCompilation.Create(
            ForwardSource.Of("return functional.interpolate(x, size: new long[] { 16, 20 });", Contract), LanguageVersion.CSharp7_3);
        Assert.Contains("interpolate(x, scale_factor: new double[] { 2, 2 })", RuleRun.Of(Id, before).AfterText);
    }

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return functional.interpolate(\n    x,\n    size: new long[] { 16, 20 });", Contract)
            .Replace("    ", "\t").Replace("\n", "\r\n");
        Assert.Equal(
            source.Replace("size: new long[] { 16, 20 }", "scale_factor: new double[] { 2, 2 }"), RuleRun.Of(Id, source).AfterText);
    }
}
