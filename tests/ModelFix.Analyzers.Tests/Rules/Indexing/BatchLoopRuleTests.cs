using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Indexing;

/// <summary>MFX1603: loops over the items of a batch, reported where the batch has no constant size.</summary>
public sealed class BatchLoopRuleTests
{
    private const string Id = "MFX1603";

    [Theory]
    [InlineData("foreach (var y in x.unbind(0)) all.Add(y * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("foreach (var y in x.unbind()) all.Add(y * 2);\nreturn stack(all);", null)]
    [InlineData("foreach (var y in torch.unbind(x, -2)) all.Add(y * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("all.AddRange(x.relu().unbind());\nreturn stack(all);", "[N, 3]")]
    [InlineData("for (var i = 0; i < x.shape[0]; i++) all.Add(x[i] * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("for (var i = 0; i < x.shape[0]; i++) all.Add(x[i] * 2);\nreturn stack(all);", null)]
    [InlineData("for (long i = 0; i < x.size(0); i++) all.Add(x.select(0, i) * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("var n = (int)x.shape[0];\nfor (var i = 0; i < n; ++i) all.Add(x[i, 1] * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("for (var i = 0; i < x.shape[0]; i++) all.Add(x[i, TensorIndex.Colon] * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("foreach (var y in x.unbind(1)) all.Add(y * 2);\nreturn stack(all);", "[N, T, 3]")]
    [InlineData("foreach (var y in x.unbind(-2)) all.Add(y * 2);\nreturn stack(all);", "[2, T, 3]")]
    [InlineData("for (var i = 0; i < x.shape[1]; i++) all.Add(x.select(1, i) * 2);\nreturn stack(all);", "[N, T, 3]")]
    [InlineData("for (var i = 0; i < x.shape[1]; i++) all.Add(x[.., i] * 2);\nreturn stack(all);", "[N, T, 3]")]
    [InlineData("for (var i = 0; i < x.shape[1]; i++) all.Add(x[0, i, ..] * 2);\nreturn stack(all);", "[N, T, 3]")]
    public void A_loop_over_the_batch_IsReported(string body, string? contract)
    {
        var run = RuleRun.Of(Id, Source(body, contract), assume: true);

        Assert.Equal((Id, Safety.Report), (run.Findings.Single().Rule.Id, run.Findings.Single().Safety));
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("foreach (var y in x.unbind(0)) all.Add(y * 2);\nreturn stack(all);", "[2, 3]")]
    [InlineData("for (var i = 0; i < x.shape[0]; i++) all.Add(x[i] * 2);\nreturn stack(all);", "[2, 3]")]
    [InlineData("foreach (var y in x.unbind(1)) all.Add(y * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("for (var i = 0; i < x.shape[1]; i++) all.Add(x.select(1, i) * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("for (var i = 0; i < x.shape[1]; i++) all.Add(x[i] * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("for (var i = 0; i < x.shape[1]; i++) all.Add(x[.., i] * 2);\nreturn stack(all);", null)]
    [InlineData("foreach (var y in x.unbind(1)) all.Add(y * 2);\nreturn stack(all);", null)]
    [InlineData("for (var i = 0; i < 3; i++) all.Add(x[i] * 2);\nreturn stack(all);", "[N, 3]")]
    [InlineData("var i = 0;\nall.Add(x[i] * 2);\nall.Add(x[0] + x.select(0, 1));\nreturn stack(all);", "[N, 3]")]
    [InlineData("x.unbind(0); return x;", "[N, 3]")]
    [InlineData("if (training) foreach (var y in x.unbind(0)) all.Add(y * 2);\nreturn x;", "[N, 3]")]
    public void A_constant_size_another_dim_or_code_that_is_not_exported_DoesNotTrigger(string body, string? contract) =>
        Assert.Empty(RuleRun.Of(Id, Source(body, contract)).Findings);

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("tensorrt-8.6", true)]
    [InlineData("bmnetp", false), InlineData("onnxify", false), InlineData("module-tree", false)]
    public void Is_reported_for_targets_that_trace(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, Source("return stack(x.unbind(0));", "[N, 3]"), settings: settings);

        Assert.Equal(on ? DiagnosticSeverity.Warning : null, run.Findings.SingleOrDefault()?.Severity);
    }

    private static string Source(string body, string? contract) =>
        ForwardSource.Of("var all = new List<Tensor>();\n" + body, contract);
}
