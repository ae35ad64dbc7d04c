using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1004: sizes that a model computes with.</summary>
public sealed class SizeDataRuleTests
{
    private const string Id = "MFX1004";
    private const string Contract = "float32[N, 3, 8]";

    [Theory]
    [InlineData("return x / Math.Sqrt(x.shape[^1]);", "x / Math.Sqrt(8)")]
    [InlineData("return x.sum(1) / x.shape[1];", "x.sum(1) / 3")]
    [InlineData("return x.sum(1) * (1.0 / x.size(1));", "x.sum(1) * (1.0 / 3)")]
    [InlineData("return (float)x.shape[2] * x;", "(float)8 * x")]
    [InlineData("return 1f / x.shape[1] - x;", "1f / 3 - x")]
    [InlineData("return x * (x.shape[2] / 3);", "x * 2")]
    [InlineData("return x * (x.shape[2] / Window);", "x * (8 / Window)")]
    [InlineData("return x + (x.shape[1] * x.shape[2] - 1);", "x + 23")]
    [InlineData("return(x.shape[2] * 2) * x;", "return(16) * x")]
    [InlineData("return x / ((x.shape[2] - 1));", "x / 7")]
    [InlineData("return x / (x.shape[2] /* columns */);", "x / (8 /* columns */)")]
    [InlineData("return x * Math.Pow(x.shape[2], -0.5);", "x * Math.Pow(8, -0.5)")]
    [InlineData("var d = x.shape[2];\nreturn x / d;", "{\n        return x / 8;")]
    [InlineData("var scale = Math.Sqrt(x.shape[2]);\nreturn x / scale;", "var scale = Math.Sqrt(8);\n        return x / scale;")]
    [InlineData("var s = 1.0 / x.shape[2];\nreturn x * s + x.exp() * s;", "var s = 1.0 / 8;")]
    [InlineData("return x.div(x.shape[1]).mul(Math.Sqrt(x.shape[2]));", "x.div(3).mul(Math.Sqrt(8))")]
    [InlineData("return torch.clamp(x, 0, x.shape[2] - 1);", "torch.clamp(x, 0, 7)")]
    [InlineData("return x.masked_fill(x > 0, x.shape[1]);", "x.masked_fill(x > 0, 3)")]
    [InlineData("return x * full(new long[] { 8 }, 1.0 / x.shape[1]);", "full(new long[] { 8 }, 1.0 / 3)")]
    [InlineData("return functional.layer_norm(x, new long[] { x.shape[1], x.shape[2] });", "new long[] { 3, 8 }")]
    [InlineData("return functional.layer_norm(x, x[0].shape);", "functional.layer_norm(x, new long[] { 3, 8 })")]
    [InlineData("return functional.layer_norm(x, x.shape[1..]);", "functional.layer_norm(x, new long[] { 3, 8 })")]
    [InlineData("return x / /* columns */ x.shape[2];", "x / /* columns */ 8")]
    public void A_known_size_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private const int Window = 2;"));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, DiagnosticSeverity.Info), (f.Safety, f.Severity)));
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs(torch.float32));
    }

    /// <summary>An int where a size was a long is the same to tensors of every dtype.</summary>
    [Theory]
    [InlineData("return x * x.shape[2] + x.shape[1];")]
    [InlineData("return x / x.shape[2];")]
    [InlineData("return x.pow(x.shape[1]);")]
    public void Other_dtypes_stay_what_they_are(string body)
    {
        foreach (var type in new[] { torch.float64, torch.int64, torch.int32, torch.uint8 })
        {
            var run = RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3, 8]"));
            Assert.NotEqual(run.BeforeText, run.AfterText);
            RuleNumbers.AssertBitExact(run, Inputs(type));
        }
    }

    [Theory]
    [InlineData("return x / x.shape[0];", Contract)]
    [InlineData("return x / Math.Sqrt(x.shape[^1]);", null)]
    [InlineData("var s = 1.0; if (x.shape[1] > 2) s = x.shape[2]; return x * s;", Contract)]
    [InlineData("return functional.layer_norm(x, x.shape[1..]);", null)]
    [InlineData("var k = 0; return x / x.shape[k++];", null)]
    public void An_open_size_IsReported_as_a_suggestion(string body, string? contract)
    {
        var finding = RuleRun.Of(Id, ForwardSource.Of(body, contract)).Findings[0];

        Assert.Equal((Safety.Report, DiagnosticSeverity.Info), (finding.Safety, finding.Severity));
        Assert.Contains("state the input's shape", finding.Message);
    }

    [Theory]
    [InlineData("return x / 8 * Math.Sqrt(2) + (float)table.shape[0];")]
    [InlineData("return x * x.dim() + x.shape.Length;")]
    [InlineData("return x + arange(x.shape[2]) + zeros(x.shape[1], 1);")]
    [InlineData("return x.view(x.shape[0], -1);")]
    [InlineData("var n = x.shape[1] * 2; return x.narrow(2, 0, n);")]
    [InlineData("if (training) return x / x.shape[1]; return x;")]
    public void What_is_no_size_or_no_data_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private readonly Tensor table = ones(3);")).Findings);

    [Fact]
    public void A_loss_DoesNotTrigger() =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x / x.shape[1];", Contract).Replace("Net", "MeanLoss")).Findings);

    [Theory]
    [InlineData("portable", DiagnosticSeverity.Info), InlineData("onnx-9", DiagnosticSeverity.Info)]
    [InlineData("tensorrt-6.0", DiagnosticSeverity.Warning), InlineData("module-tree", null)]
    public void It_is_a_suggestion_but_where_it_is_refused(string target, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of("return x / x.shape[1];", Contract), settings: settings);
        Assert.Equal(severity, run.Findings.FirstOrDefault()?.Severity);
    }

    private static IEnumerable<torch.Tensor> Inputs(torch.ScalarType type)
    {
        torch.manual_seed(4);
        foreach (var n in new[] { 1, 2, 5 }) yield return (torch.randn(n, 3, 8) * 3).abs().to(type);
        yield return (torch.randn(8, 3, 2) * 3).abs().to(type).permute(2, 1, 0);
        if (type == torch.float32) yield return torch.full(1, 3, 8, float.NaN);
    }
}
