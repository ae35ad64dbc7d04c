using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Tracing;

/// <summary>MFX1703: quotients of sizes that operators take.</summary>
public sealed class SizeArithmeticRuleTests
{
    private const string Id = "MFX1703";
    private const string Contract = "[N, 6, 9]";

    [Theory]
    [InlineData("return x.narrow(2, 0, x.shape[2] / 2);", "x.narrow(2, 0, 4)")]
    [InlineData("return x.narrow(dim: 1, start: x.size(1) / 2, length: x.size(1) / 2);", "x.narrow(dim: 1, start: 3, length: 3)")]
    [InlineData("return x.narrow(2, 0, x.shape[2] / Window);", "x.narrow(2, 0, 9 / Window)")]
    [InlineData("var half = x.shape[1] / 2;\nreturn x.narrow(1, half, half);", "{\n        return x.narrow(1, 3, 3);")]
    [InlineData("var c = x.shape[1];\nreturn x.slice(1, c / 2, c, 1);", "x.slice(1, 3, c, 1)")]
    [InlineData("var c = x.shape[1];\nreturn x.slice(1, 0, c / 2 + 1, 1);", "{\n        return x.slice(1, 0, 4, 1);")]
    [InlineData("return x.narrow(2, 0, (long)Math.Ceiling(x.shape[2] / 2.0));", "x.narrow(2, 0, 5)")]
    [InlineData("return x.narrow(2, 0, (int)x.shape[2] / 2);", "x.narrow(2, 0, 4)")]
    [InlineData("return torch.cat(x.split(x.shape[1] / 3, 1), 2);", "x.split(2, 1)")]
    [InlineData("return functional.pad(x, (x.shape[2] % 2, 0));", "functional.pad(x, (1, 0))")]
    [InlineData("return functional.pad(x, new long[] { 0, x.shape[2] / 4 });", "new long[] { 0, 2 }")]
    [InlineData("return x.roll(x.shape[1] / 2, 1);", "x.roll(3, 1)")]
    [InlineData("return functional.avg_pool1d(x, x.shape[2] / 3);", "functional.avg_pool1d(x, 3)")]
    [InlineData("return x.narrow(1, 0, /* half */ x.shape[1] / 2);", "x.narrow(1, 0, /* half */ 3)")]
    [InlineData("return x[.., (int)(x.shape[1] / 2)..];", "return x[.., 3..];")]
    [InlineData("var w = x.shape[2];\nreturn x[.., .., (int)(w / 4)..(int)(w / 2 + 1)];", "{\n        return x[.., .., 2..5];")]
    [InlineData("return x[.., ..^(int)(x.shape[1] / 3)];", "return x[.., ..^2];")]
    [InlineData("return x[.., ..^((int)x.shape[1] / Window)];", "return x[.., ..^(6 / Window)];")]
    [InlineData(
        "return x[TensorIndex.Ellipsis, TensorIndex.Slice(x.shape[2] / 2, null)];",
        "return x[TensorIndex.Ellipsis, TensorIndex.Slice(4, null)];")]
    [InlineData(
        "return x[TensorIndex.Colon, TensorIndex.Slice(stop: x.size(1) / 4 + 1)].relu();",
        "x[TensorIndex.Colon, TensorIndex.Slice(stop: 2)].relu();")]
    public void A_quotient_of_known_sizes_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private const int Window = 2;"));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, DiagnosticSeverity.Info), (f.Safety, f.Severity)));
        Assert.Contains(after, run.AfterText);
        torch.manual_seed(4);
        RuleNumbers.AssertBitExact(
            run, [torch.randn(1, 6, 9), torch.randn(5, 6, 9, torch.float64), torch.randn(9, 6, 2).permute(2, 1, 0), torch.zeros(0, 6, 9)]);
    }

    [Theory]
    [InlineData("return x.narrow(0, 0, x.shape[0] / 2);", Contract)]
    [InlineData("return x.narrow(2, 0, x.shape[2] / 2);", null)]
    [InlineData("return x.narrow(2, 0, x.shape[2] / 2 /* floor */ + 1);", Contract)]
    [InlineData("var k = int.Parse(\"3\"); return x.narrow(2, 0, x.shape[2] / k);", Contract)]
    public void Another_quotient_IsReported_as_a_suggestion(string body, string? contract)
    {
        var finding = Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, contract)).Findings);

        Assert.Equal((Safety.Report, DiagnosticSeverity.Info), (finding.Safety, finding.Severity));
    }

    [Theory]
    [InlineData("return x.narrow(2, 0, x.shape[2] - 1);")]
    [InlineData("return x.narrow(2, 0, table.shape[0] / 2);")]
    [InlineData("return x.narrow(2, 0, 8 / 2);")]
    [InlineData("return x.narrow(1, 0, heads / 2);")]
    [InlineData("return x.view(x.shape[0], x.shape[1] / 2, -1);")]
    [InlineData("return x * (x.shape[1] / 2);")]
    [InlineData("if (training) return x.narrow(1, 0, x.shape[1] / 2); return x;")]
    public void What_is_not_divided_or_no_size_DoesNotTrigger(string body) => Assert.Empty(
        RuleRun.Of(
            Id, ForwardSource.Of(body, Contract, "private readonly Tensor table = ones(6);\nprivate readonly int heads = 4;")).Findings);

    [Fact]
    public void A_loss_DoesNotTrigger() => Assert.Empty(
        RuleRun.Of(Id, ForwardSource.Of("return x.narrow(1, 0, x.shape[1] / 2);", Contract).Replace("Net", "HalfLoss")).Findings);

    [Theory]
    [InlineData("portable", DiagnosticSeverity.Info), InlineData("onnx-11", DiagnosticSeverity.Info)]
    [InlineData("onnx-9", DiagnosticSeverity.Warning), InlineData("tensorrt-6.0", DiagnosticSeverity.Warning)]
    [InlineData("module-tree", null)]
    public void It_is_a_suggestion_but_where_it_is_refused(string target, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of("return x.narrow(1, 0, x.shape[1] / 2);", Contract), settings: settings);
        Assert.Equal(severity, run.Findings.FirstOrDefault()?.Severity);
    }
}
