using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

/// <summary>MFX1502: linear and bicubic resizing of known sizes, as products with a constant matrix for each dim.</summary>
public sealed class ResampleRuleTests
{
    private const string Id = "MFX1502";

    [Theory]
    [InlineData(
        "functional.interpolate(x, size: new long[] { 8, 10 }, mode: InterpolationMode.Bilinear, align_corners: false)",
        "ResizeBilinear4x5To8x10(x)")]
    [InlineData(
        "functional.interpolate(x, new long[] { 7, 3 }, null, InterpolationMode.Bilinear, true)", "ResizeBilinearAligned4x5To7x3(x)")]
    [InlineData(
        "functional.interpolate(x, scale_factor: new double[] { 2, 3 }, mode: InterpolationMode.Bilinear)", "ResizeBilinear4x5To8x15(x)")]
    [InlineData(
        "functional.interpolate(x, scale_factor: new double[] { 2, 2 }, mode: InterpolationMode.Bicubic)", "ResizeBicubic4x5To8x10(x)")]
    [InlineData(
        "functional.interpolate(x.relu(), size: new long[] { 1, 9 }, mode: InterpolationMode.Bicubic, align_corners: true)",
        "ResizeBicubicAligned4x5To1x9(x.relu())")]
    [InlineData("functional.upsample(x, size: new long[] { 8, 8 }, mode: UpsampleMode.Bilinear)", "ResizeBilinear4x5To8x8(x)")]
    [InlineData("functional.upsample_bilinear(x, size: new long[] { 8, 8 }, align_corners: true)", "ResizeBilinearAligned4x5To8x8(x)")]
    [InlineData(
        "functional.interpolate(x, scale_factor: new double[] { 1.5, 0.7 }, mode: InterpolationMode.Bilinear)",
        "ResizeBilinear4x5By1_5x0_7To6x3(x)")]
    [InlineData(
        "functional.interpolate(x, scale_factor: new[] { 13.0 / 4, 2 }, mode: InterpolationMode.Bicubic, recompute_scale_factor: false)",
        "ResizeBicubic4x5By3_25x2To13x10(x)")]
    [InlineData(
        "functional.interpolate(x, null, new[] { 1.7, 2 }, InterpolationMode.Bilinear, recompute_scale_factor: true)",
        "ResizeBilinear4x5To6x10(x)")]
    [InlineData(
        "functional.interpolate(x, null, new[] { 1.7, 2.3 }, InterpolationMode.Bilinear, true)", "ResizeBilinearAligned4x5To6x11(x)")]
    [InlineData(
        "functional.upsample(x, null, new[] { 1.7, 2.3 }, UpsampleMode.Bilinear)", "ResizeBilinear4x5By1_7x2_3To6x11(x)")]
    [InlineData("functional.upsample_bilinear(x, null, new[] { 1.7, 2.3 }, false)", "ResizeBilinear4x5By1_7x2_3To6x11(x)")]
    public void Known_sizes_IsAssumed_to_hold_finite_numbers(string call, string after) =>
        AssertAssumed($"return {call};", "[N, 3, 4, 5]", "", $"return {after};", 4, 5);

    [Theory]
    [InlineData("x, size: new long[] { 8 }, mode: InterpolationMode.Linear", "ResizeLinear5To8(x)", 5)]
    [InlineData("x, size: new long[] { 3 }, mode: InterpolationMode.Linear, align_corners: true", "ResizeLinearAligned5To3(x)", 5)]
    [InlineData("x, scale_factor: new[] { 2.5 }, mode: InterpolationMode.Linear", "ResizeLinear5By2_5To12(x)", 5)]
    [InlineData("x, size: new long[] { 8, 3, 7 }, mode: InterpolationMode.Trilinear", "ResizeTrilinear4x6x5To8x3x7(x)", 4, 6, 5)]
    [InlineData(
        "x, size: new long[] { 1, 9, 5 }, mode: InterpolationMode.Trilinear, align_corners: true",
        "ResizeTrilinearAligned4x6x5To1x9x5(x)", 4, 6, 5)]
    [InlineData(
        "x, scale_factor: new[] { 2, 0.5, 1.3 }, mode: InterpolationMode.Trilinear", "ResizeTrilinear4x6x5By2x0_5x1_3To8x3x6(x)", 4, 6, 5)]
    public void Rows_and_volumes_IsAssumed_too(string arguments, string after, params int[] sizes)
    {
        long[] spatial = [.. sizes.Select(s => (long)s)];
        AssertAssumed(
            $"return functional.interpolate({arguments});", $"[N, 3, {string.Join(", ", spatial)}]", "", $"return {after};", spatial);
    }

    [Theory]
    [InlineData("Upsample(new long[] { 8, 8 }, mode: UpsampleMode.Bilinear)", "return ResizeBilinear4x5To8x8(x);", 4, 5)]
    [InlineData("Upsample(scale_factor: new[] { 1.5, 2 }, mode: UpsampleMode.Bicubic)", "ResizeBicubic4x5By1_5x2To6x10(x)", 4, 5)]
    [InlineData("Upsample(null, new[] { 2.0, 2 }, UpsampleMode.Bilinear, true)", "ResizeBilinearAligned4x5To8x10(x)", 4, 5)]
    [InlineData("Upsample(new long[] { 7 }, mode: UpsampleMode.Linear)", "ResizeLinear5To7(x)", 5)]
    [InlineData("Upsample(null, new[] { 1.5, 2, 2 }, UpsampleMode.Trilinear)", "ResizeTrilinear4x3x2By1_5x2x2To6x6x4(x)", 4, 3, 2)]
    public void A_layer_of_a_field_IsAssumed_and_goes(string layer, string after, params int[] sizes)
    {
        long[] spatial = [.. sizes.Select(s => (long)s)];
        var members = $"private readonly Module<Tensor, Tensor> up = {layer};";
        var run = AssertAssumed("return up.call(x);", $"[N, 3, {string.Join(", ", spatial)}]", members, after, spatial);

        Assert.DoesNotContain("Upsample(", run.AfterText);
    }

    /// <summary>Places are computed with the factor, not with the quotient of the sizes: 1.7 makes 6 of 4, which is 1.5.</summary>
    [Fact]
    public void A_factor_is_not_the_quotient_of_the_sizes()
    {
        var x = torch.arange(20, dtype: torch.float32).reshape(1, 1, 4, 5);
        var factors = torch.nn.functional.interpolate(x, null, [1.7, 1], torch.InterpolationMode.Bilinear, false);
        var quotient = torch.nn.functional.interpolate(x, [6, 5], null, torch.InterpolationMode.Bilinear, false);

        Assert.Equal(factors.shape, quotient.shape);
        Assert.True(Largest(factors - quotient) > 0.1);
    }

    private static RuleRun AssertAssumed(string body, string contract, string members, string after, params long[] spatial)
    {
        var run = Run(body, contract, members);

        var finding = Assert.Single(run.Findings);
        Assert.Equal(
            (Safety.Assumed, Equality.Tolerance, "all elements are finite floating-point numbers"),
            (finding.Safety, finding.Equality, finding.Assumption));
        Assert.Contains(after, run.AfterText);
        var (before, fixedUp) = (Execution.Create(run.Before, "Net"), Execution.Create(run.After, "Net"));
        foreach (var (batch, type, bound) in new[] { (0L, torch.float32, 1e-6), (1L, torch.float32, 1e-6), (3L, torch.float64, 1e-14) })
        {
            torch.manual_seed(2);
            var x = torch.randn([batch, 3, .. spatial]).to(type).requires_grad_();
            var y = x.detach().clone().requires_grad_();
            var (expected, actual) =
                ((torch.Tensor)Execution.Call(before, "forward", x)!, (torch.Tensor)Execution.Call(fixedUp, "forward", y)!);
            Assert.Equal((expected.dtype, actual.is_contiguous()), (actual.dtype, true));
            Assert.Equal(expected.shape, actual.shape);
            if (batch == 0) continue;
            Assert.True(Largest(expected - actual) <= bound * Largest(expected));
            (expected * expected).sum().backward();
            (actual * actual).sum().backward();
            Assert.True(Largest(x.grad! - y.grad!) <= 10 * bound * Largest(x.grad!));
        }

        return run;
    }

    [Fact]
    public void What_is_written_is_one_method_for_equal_resizes()
    {
        const string call = "functional.interpolate({0}, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear)";
        var run = Run($"return {call.Replace("{0}", "x")} + {call.Replace("{0}", "x * 2")};", "float32[N, 3, 4, 4]");

        Assert.Equal("all elements are finite", run.Findings[0].Assumption);
        Assert.Contains(
            """
                    return ResizeBilinear4x4To8x8(x) + ResizeBilinear4x4To8x8((x * 2));
                }

                private static readonly double[] ResizeBilinear4x4To8x8Rows = functional.interpolate(
                    eye(4, dtype: ScalarType.Float64, device: CPU).reshape(1, 4, 4, 1),
                    new long[] { 8, 1 }, null, InterpolationMode.Bilinear, false)
                    .reshape(4, 8).t().contiguous().data<double>().ToArray();

                private static readonly double[] ResizeBilinear4x4To8x8Columns = functional.interpolate(
                    eye(4, dtype: ScalarType.Float64, device: CPU).reshape(1, 4, 4, 1),
                    new long[] { 8, 1 }, null, InterpolationMode.Bilinear, false)
                    .reshape(4, 8).data<double>().ToArray();

                /// <summary>What interpolate makes of planes in bilinear mode: a matrix for rows, one for columns.</summary>
                private static Tensor ResizeBilinear4x4To8x8(Tensor x)
                {
                    var rows = tensor(ResizeBilinear4x4To8x8Rows, dtype: x.dtype, device: x.device).reshape(8, 4);
                    var columns = tensor(ResizeBilinear4x4To8x8Columns, dtype: x.dtype, device: x.device).reshape(4, 8);
                    return matmul(matmul(rows, x), columns);
                }
            """,
            run.AfterText);
        var model = (torch.nn.Module)Execution.Create(run.After, "Net");
        Assert.Empty(model.state_dict());
    }

    [Theory]
    [InlineData("functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear)", "[N, 3, H, W]")]
    [InlineData("functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear)", null)]
    [InlineData("functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear)", "uint8[N, 3, 4, 5]")]
    [InlineData("functional.interpolate(x, scale_factor: new double[] { Factor, 2 }, mode: InterpolationMode.Bilinear)", "[N, 3, 4, 5]")]
    [InlineData("functional.interpolate(x, scale_factor: new[] { 1.5, 2 }, mode: InterpolationMode.Bilinear)", "[N, 3, H, 5]")]
    [InlineData("functional.interpolate(x, scale_factor: new[] { 0.1, 2 }, mode: InterpolationMode.Bilinear)", "[N, 3, 4, 5]")]
    [InlineData(
        "functional.interpolate(x, null, new[] { 1.5, 2 }, InterpolationMode.Bilinear, recompute_scale_factor: Align)", "[N, 3, 4, 5]")]
    [InlineData("functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear, antialias: true)", "[N, 3, 4, 5]")]
    [InlineData(
        "functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear, align_corners: Align)", "[N, 3, 4, 5]")]
    [InlineData("functional.interpolate(x, size: new long[] { 8 }, mode: InterpolationMode.Linear)", "[N, 3, L]")]
    [InlineData("functional.interpolate(x, size: new long[] { 8, 8, 8 }, mode: InterpolationMode.Trilinear)", "[N, 3, 4, H, 5]")]
    [InlineData("functional.interpolate(x /* up */, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear)", "[N, 3, 4, 5]")]
    public void What_is_not_known_IsReported(string call, string? contract)
    {
        var run = Run($"return {call};", contract);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("Upsample(new long[] { 8, 8 }, mode: UpsampleMode.Bilinear)", true)]
    [InlineData("Upsample(new long[] { 8, 8 })", false)]
    public void A_layer_of_unknown_input_or_in_a_Sequential_IsReported(string layer, bool on)
    {
        var members = $"private readonly Module<Tensor, Tensor> up = {layer};";

        Assert.Equal(on ? Safety.Report : null, Run("return up.call(x);", "[N, 3, H, 5]", members).Findings.SingleOrDefault()?.Safety);
        var part = $"private readonly Module<Tensor, Tensor> up = Sequential({layer}, ReLU());";
        Assert.Equal(on ? Safety.Report : null, Run("return up.call(x);", "[N, 3, 4, 5]", part).Findings.SingleOrDefault()?.Safety);
        Assert.Empty(Run("return x;", "[N, 3, 4, 5]", members).Findings);
    }

    [Theory]
    [InlineData("return functional.interpolate(x, size: new long[] { 8, 8 });")]
    [InlineData("return functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Area);")]
    [InlineData("functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear); return x;")]
    [InlineData("if (training) return functional.interpolate(x, size: new long[] { 8, 8 }, mode: InterpolationMode.Bilinear); return x;")]
    public void What_copies_elements_or_is_not_exported_DoesNotTrigger(string body) => Assert.Empty(Run(body, "[N, 3, 4, 5]").Findings);

    [Theory]
    [InlineData("onnx-9", "Bilinear", true), InlineData("onnx-9", "Bicubic", true), InlineData("onnx-11", "Bicubic", false)]
    [InlineData("tensorrt-6.0", "Bilinear", true), InlineData("tensorrt-7.1", "Bilinear", false)]
    [InlineData("tensorrt-10.1", "Bicubic", true), InlineData("portable", "Bicubic", true), InlineData("portable", "Bilinear", false)]
    [InlineData("bmnetp", "Bicubic", false), InlineData("onnxify", "Bilinear", false)]
    public void Triggers_for_targets_that_do_not_take_the_mode(string target, string mode, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = ForwardSource.Of(
            $"return functional.interpolate(x, size: new long[] {{ 8, 8 }}, mode: InterpolationMode.{mode});", "[N, 3, 4, 5]");

        Assert.Equal(
            on ? DiagnosticSeverity.Warning : null, RuleRun.Of(Id, source, settings: settings).Findings.SingleOrDefault()?.Severity);
    }

    private static double Largest(torch.Tensor tensor) => tensor.abs().max().to(torch.float64).item<double>();

    private static RuleRun Run(string body, string? contract, string members = "") => RuleRun.Of(
        Id,
        ForwardSource.Of(body, contract, "public bool Align { get; set; }\npublic double Factor { get; set; } = 2;\n" + members),
        assume: true,
        ModelSettings.Default with { Target = Target.Find("onnx-9")! });
}
