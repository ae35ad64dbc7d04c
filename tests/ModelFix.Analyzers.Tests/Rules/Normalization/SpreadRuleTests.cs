using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

/// <summary>MFX1206: std and var with a count that is a literal, and norm() of the row of all elements.</summary>
public sealed class SpreadRuleTests
{
    private const string Id = "MFX1206";
    private const string Contract = "[2, 3, 4]";

    /// <summary>One rounding more than before; of float16 it is as coarse as float16.</summary>
    private const double Bound = 4e-7;

    [Theory]
    [InlineData("return x.var(1);", "return x.var(1, unbiased: false).mul(3.0 / 2);")]
    [InlineData("return x.std(1);", "return x.std(1, unbiased: false).mul(Math.Sqrt(3.0 / 2));")]
    [InlineData("return x.std(-1, true, true);", "return x.std(-1, false, true).mul(Math.Sqrt(4.0 / 3));")]
    [InlineData("return x.var(1, keepdim: true);", "return x.var(1, keepdim: true, unbiased: false).mul(3.0 / 2);")]
    [InlineData("return x.var(keepdim: true, unbiased: true, dim: 1);",
        "return x.var(keepdim: true, unbiased: false, dim: 1).mul(3.0 / 2);")]
    [InlineData("return x.std(new long[] { 1, 2 });", "return x.std(new long[] { 1, 2 }, unbiased: false).mul(Math.Sqrt(12.0 / 11));")]
    [InlineData("return x.std(new long[] { 1, -1 }, true);", "return x.std(new long[] { 1, -1 }, false).mul(Math.Sqrt(12.0 / 11));")]
    [InlineData("return x.var((0, 2), keepdim: true);", "return x.var((0, 2), keepdim: true, unbiased: false).mul(8.0 / 7);")]
    [InlineData("return x.var((0, 1, 2));", "return x.var((0, 1, 2), unbiased: false).mul(24.0 / 23);")]
    [InlineData("return x.var();", "return x.var(new long[] { 0, 1, 2 }, unbiased: false).mul(24.0 / 23);")]
    [InlineData("return x.std(true);", "return x.std(new long[] { 0, 1, 2 }, false).mul(Math.Sqrt(24.0 / 23));")]
    [InlineData("return x.std(unbiased: true);",
        "return x.std(unbiased: false, dimensions: new long[] { 0, 1, 2 }).mul(Math.Sqrt(24.0 / 23));")]
    [InlineData("return torch.std(x);", "return torch.std(x, new long[] { 0, 1, 2 }, unbiased: false).mul(Math.Sqrt(24.0 / 23));")]
    [InlineData("return torch.var(input: x);",
        "return torch.var(input: x, dimensions: new long[] { 0, 1, 2 }, unbiased: false).mul(24.0 / 23);")]
    [InlineData("return torch.var(x, true);", "return torch.var(x, new long[] { 0, 1, 2 }, false).mul(24.0 / 23);")]
    [InlineData("return torch.std(x, 1, true, true);", "return torch.std(x, 1, false, true).mul(Math.Sqrt(3.0 / 2));")]
    [InlineData("return torch.var(dimensions: 1, input: x * 2);",
        "return torch.var(dimensions: 1, input: x * 2, unbiased: false).mul(3.0 / 2);")]
    [InlineData("return var(x, Axis, Unbiased);",
        "return torch.var(x, Axis, false).mul(3.0 / 2);",
        "return var(x, Axis, false).mul(3.0 / 2);")]
    [InlineData("var d = new long[] { 1 }; return x.std(d, unbiased: true);", "x.std(d, unbiased: false).mul(Math.Sqrt(3.0 / 2))")]
    [InlineData("return x / -x.std(1, keepdim: true);", "return x / -x.std(1, keepdim: true, unbiased: false).mul(Math.Sqrt(3.0 / 2));")]
    [InlineData("return x.var(1).std(1);", "x.var(1, unbiased: false).mul(3.0 / 2).std(1, unbiased: false).mul(Math.Sqrt(4.0 / 3))")]
    [InlineData("return x.std( /* rows */ 1 /* last */);", "x.std( /* rows */ 1, unbiased: false /* last */).mul(Math.Sqrt(3.0 / 2))")]
    [InlineData("return x.std(1, type: ScalarType.Float64);",
        "x.std(1, type: ScalarType.Float64, unbiased: false).mul(Math.Sqrt(3.0 / 2))")]
    public void An_unbiased_spread_of_known_sizes_Triggers(string body, params string[] after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private const long Axis = 1; private const bool Unbiased = true;"));

        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, Equality.Tolerance), (f.Safety, f.Equality)));
        Assert.Contains(after, a => run.AfterText.Contains(a, StringComparison.Ordinal));
        RuleNumbers.AssertWithin(Bound, run, Inputs(2, 3, 4));
    }

    [Theory]
    [InlineData("return x.norm();", "return x.reshape(-1).norm(0);")]
    [InlineData("return x?.abs().norm()!;", "return x?.abs().reshape(-1).norm(0)!;")]
    [InlineData("return torch.norm(x);", "return x.reshape(-1).norm(0);")]
    [InlineData("return torch.norm(input: x * 2);", "return (x * 2).reshape(-1).norm(0);")]
    [InlineData("return -(x + 1).norm();", "return -(x + 1).reshape(-1).norm(0);")]
    [InlineData("return x.norm() * x.transpose(1, 2).norm();", "return x.reshape(-1).norm(0) * x.transpose(1, 2).reshape(-1).norm(0);")]
    [InlineData("return x /* all */ .norm() /* of it */;", "return x /* all */ .reshape(-1).norm(0) /* of it */;")]
    public void A_norm_of_everything_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body));

        Assert.All(
            run.Findings,
            f => Assert.Equal((Safety.Proven, Equality.Tolerance, DiagnosticSeverity.Warning), (f.Safety, f.Equality, f.Severity)));
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertWithin(Bound, run, [.. Inputs(2, 3, 4), torch.zeros(0, 3, 4), .. Inputs(1, 1, 1), torch.full([1, 1, 1], 1e30f)]);
    }

    /// <summary>A p that is written exports; only onnxify wants a dim.</summary>
    [Theory]
    [InlineData("return x.norm(2f);", "return x.reshape(-1).norm(0, false, 2f);")]
    [InlineData("return x.norm(p: 1);", "return x.reshape(-1).norm(0, false, 1);")]
    [InlineData("return torch.norm(p: P, input: x);", "return x.reshape(-1).norm(0, false, P);")]
    public void A_norm_with_an_order_Triggers_for_onnxify(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, members: "private const float P = 1;"), settings: For("onnxify"));

        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertWithin(Bound, run, Inputs(2, 3, 4));
        Assert.Empty(RuleRun.Of(Id, run.Before, settings: For("onnx-11")).Findings);
    }

    [Theory]
    [InlineData("return x.std(1);", "[2, N, 4]")]
    [InlineData("return x.std(1);", null)]
    [InlineData("return x.std();", "[N, 3, 4]")]
    [InlineData("return x.var(1);", "[2, 1, 4]")]
    [InlineData("return x.var(1);", "[2, 0, 4]")]
    [InlineData("return x.var(new long[] { 1, -2 });", Contract)]
    [InlineData("return x.var(new long[0]);", Contract)]
    [InlineData("return x?.std(1).neg()!;", Contract)]
    [InlineData("return x.std(1, x.dim() > 2);", Contract)]
    [InlineData("return x.norm(3f);", Contract)]
    [InlineData("return x.norm(float.PositiveInfinity);", Contract)]
    [InlineData("return x.norm(/* Euclid */);", Contract)]
    [InlineData("float p = x.dim(); return x.norm(p);", Contract)]
    public void What_is_not_known_IsReported(string body, string? contract)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x.std(1, false) + x.var(1, unbiased: false);")]
    [InlineData("return x.norm(1) + x.norm(1, true, 2f) + torch.norm(x, 1);")]
    [InlineData("return torch.linalg.norm(x) + torch.linalg.vector_norm(x, 2);")]
    [InlineData("x.std(1); x.norm(); return x;")]
    [InlineData("if (training) { return x.std(1) * x.norm(); } return x;")]
    [InlineData("return std(x);")]
    public void What_is_harmless_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private static Tensor std(Tensor t) => t;")).Findings);

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger() => Assert.Empty(RuleRun.Of(
        Id, ForwardSource.Of("return x;", Contract, "public Tensor Deviation(Tensor x) => x.std(1) + x.norm();")).Findings);

    /// <summary>A count only bloats from TensorRT 7 on; up to 6 it is refused, and so is whatever goes over the batch.</summary>
    [Theory]
    [InlineData("x.std(1)", "onnx-9", DiagnosticSeverity.Info, nameof(Safety.Proven))]
    [InlineData("x.std(1)", "onnx-17", DiagnosticSeverity.Info, nameof(Safety.Proven))]
    [InlineData("x.std(1)", "portable", DiagnosticSeverity.Info, nameof(Safety.Proven))]
    [InlineData("x.std(1)", "tensorrt-8.6", DiagnosticSeverity.Info, nameof(Safety.Proven))]
    [InlineData("x.std(1)", "tensorrt-6.0", DiagnosticSeverity.Warning, nameof(Safety.Proven))]
    [InlineData("x.std(0)", "tensorrt-6.0", DiagnosticSeverity.Warning, nameof(Safety.Report))]
    [InlineData("x.std(-3)", "tensorrt-5.1", DiagnosticSeverity.Warning, nameof(Safety.Report))]
    [InlineData("x.std()", "tensorrt-6.0", DiagnosticSeverity.Warning, nameof(Safety.Report))]
    [InlineData("x.std()", "portable", DiagnosticSeverity.Warning, nameof(Safety.Proven))]
    [InlineData("x.std()", "onnxify", DiagnosticSeverity.Warning, nameof(Safety.Proven))]
    [InlineData("x.std()", "onnx-11", DiagnosticSeverity.Info, nameof(Safety.Proven))]
    [InlineData("x.std(1)", "onnxify", null, null)]
    [InlineData("x.std(1)", "bmnetp", null, null)]
    [InlineData("x.norm()", "onnx-11", DiagnosticSeverity.Warning, nameof(Safety.Proven))]
    [InlineData("x.norm()", "onnx-13", null, null)]
    [InlineData("x.norm()", "tensorrt-7.1", DiagnosticSeverity.Warning, nameof(Safety.Proven))]
    [InlineData("x.norm()", "tensorrt-6.0", DiagnosticSeverity.Warning, nameof(Safety.Report))]
    [InlineData("x.norm()", "tensorrt-8.0", null, null)]
    [InlineData("x.norm()", "onnxify", DiagnosticSeverity.Warning, nameof(Safety.Proven))]
    [InlineData("x.norm(3f)", "onnx-17", DiagnosticSeverity.Warning, nameof(Safety.Report))]
    public void The_severity_is_what_becomes_of_it(string call, string target, DiagnosticSeverity? severity, string? safety)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of($"return {call};", Contract), settings: For(target));

        Assert.Equal((severity, safety), (run.Findings.SingleOrDefault()?.Severity, run.Findings.SingleOrDefault()?.Safety.ToString()));
    }

    [Fact]
    public void CSharp_7_3_without_System_Triggers()
    {
        var source = ForwardSource.Of("return x.std() + x.std(1).norm();", Contract).Replace("using System;\n", "");
        var run = RuleRun.Of(Id, TestCompilation.Create(source, LanguageVersion.CSharp7_3));

        Assert.Contains("x.std(new long[] { 0, 1, 2 }, unbiased: false).mul(global::System.Math.Sqrt(24.0 / 23))", run.AfterText);
        Assert.Contains(".mul(global::System.Math.Sqrt(3.0 / 2)).reshape(-1).norm(0)", run.AfterText);
    }

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return x\n    .std(\n        1,\n        true);", Contract)
            .Replace("    ", "\t").Replace("\n", "\r\n");

        Assert.Equal(
            source.Replace("\t\ttrue)", "\t\tfalse).mul(Math.Sqrt(3.0 / 2))"), RuleRun.Of(Id, source).AfterText);
    }

    /// <summary>Half the numbers are as coarse as float16 is.</summary>
    [Fact]
    public void Halves_of_which_the_squares_overflow_are_the_same()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return x.std(1) + x.norm() + x.var(1).sqrt();", Contract));

        RuleNumbers.AssertWithin(2e-3, run, [(torch.randn(2, 3, 4) * 300).to(torch.float16)]);
        RuleNumbers.AssertWithin(2e-2, run, [(torch.randn(2, 3, 4) * 1e18).to(torch.bfloat16)]);
    }

    private static ModelSettings For(string target) => ModelSettings.Default with { Target = Target.Find(target)! };

    /// <summary>Random numbers, equal ones, a large mean, float64, and what is not a number.</summary>
    private static IEnumerable<torch.Tensor> Inputs(params long[] shape)
    {
        torch.manual_seed(7);
        yield return torch.randn(shape);
        yield return torch.randn(shape).transpose(0, -1).contiguous().transpose(0, -1);
        yield return torch.zeros(shape);
        yield return torch.full(shape, 3.3f);
        yield return torch.randn(shape) + 1e4f;
        yield return torch.randn(shape) * 1e18f;
        yield return torch.randn(shape, dtype: torch.float64);
        yield return torch.full(shape, float.NaN);
        yield return torch.full(shape, float.PositiveInfinity);
    }
}
