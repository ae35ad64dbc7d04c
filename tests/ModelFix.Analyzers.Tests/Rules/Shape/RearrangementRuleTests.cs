using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1007: operators that only move elements, written as reshape, permute, flip, slices and comparisons.</summary>
public sealed class RearrangementRuleTests
{
    private const string Id = "MFX1007";

    [Theory]
    [InlineData("return x.unflatten(1, 2, 3);", "[N, 6, 4]", "x.reshape(-1, 2, 3, 4)")]
    [InlineData("return x.unflatten(2, new long[] { 2, -1 });", "[N, 6, 4]", "x.reshape(-1, 6, 2, 2)")]
    [InlineData("return torch.unflatten(x, 1, Half, -1);", "[N, 6, 4]", "x.reshape(-1, Half, 2, 4)")]
    [InlineData("return (x + 1).unflatten(0, -1, 1);", "[N, 6, 4]", "(x + 1).reshape(-1, 1, 6, 4)")]
    [InlineData("return x.channel_shuffle(2);", "[N, 6, 4, 5]", "x.reshape(-1, 2, 3, 4, 5).transpose(1, 2).reshape(-1, 6, 4, 5)")]
    [InlineData("return x.channel_shuffle(groups: 3);", "[N, 6, 4]", "x.reshape(-1, 3, 2, 4).transpose(1, 2).reshape(-1, 6, 4)")]
    [InlineData("return x.roll(7, 1);", "[N, 6, 4]", "cat(new[] { x.narrow(1, 5, 1), x.narrow(1, 0, 5) }, 1)")]
    [InlineData("return x.roll(-5, -1);", "[N, 6, 4]", "cat(new[] { x.narrow(2, 1, 3), x.narrow(2, 0, 1) }, 2)")]
    [InlineData("return torch.roll(x, 13, 1);", "[N, 6, 4]", "torch.cat(new[] { x.narrow(1, 5, 1), x.narrow(1, 0, 5) }, 1)")]
    [InlineData("return x.roll(12, 1) + 1;", "[N, 6, 4]", "x.clone() + 1")]
    [InlineData("return x.roll(dims: 1, shifts: 8);", "[N, 6, 4]", "cat(new[] { x.narrow(1, 4, 2), x.narrow(1, 0, 4) }, 1)")]
    [InlineData("return x.roll(new long[] { 8 }, new long[] { 1 });", "[N, 6, 4]", "x.narrow(1, 4, 2)")]
    [InlineData(
        "return x.relu().roll(7, 1);",
        "[N, 6, 4]",
        "var moved = x.relu();\n        return cat(new[] { moved.narrow(1, 5, 1), moved.narrow(1, 0, 5) }, 1);")]
    [InlineData(
        "return x.roll(1);", "[3, 4]", "cat(new[] { x.flatten().narrow(0, 11, 1), x.flatten().narrow(0, 0, 11) }, 0).reshape(3, 4)")]
    [InlineData("return x.rot90();", "[N, 6, 4]", "x.flip(1).transpose(0, 1)")]
    [InlineData("return x.rot90(2, (1, 2));", "[N, 6, 4]", "x.flip(1, 2)")]
    [InlineData("return torch.rot90(x, 3, (1, 2)).rot90(4);", "[N, 6, 4]", "x.flip(1).transpose(1, 2).clone()")]
    [InlineData(
        "return x + torch.ones(x.shape[1], x.shape[2]).triu(1);",
        "[N, 4, 5]",
        "x + torch.arange(5).unsqueeze(0).ge(torch.arange(4).unsqueeze(1) + 1).to(ScalarType.Float32)")]
    [InlineData(
        "var t = x.size(1); return x * torch.tril(torch.ones(new long[] { t, t }, dtype: x.dtype, device: x.device), -2);",
        "float32[N, 4, 4]",
        "torch.arange(4, device: x.device).unsqueeze(0).le(torch.arange(4, device: x.device).unsqueeze(1) - 2).to(x.dtype)")]
    [InlineData(
        "var t = x.size(1); return x.masked_fill(ones(t, t, dtype: ScalarType.Bool).triu(), 0);",
        "[N, 4, 4]",
        "x.masked_fill(arange(4).unsqueeze(0).ge(arange(4).unsqueeze(1)), 0)")]
    public void What_is_known_Triggers(string body, string contract, string after)
    {
        var run = RuleRun.Of(Id, Source(body, contract));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, Equality.BitExact), (f.Safety, f.Equality)));
        Assert.Contains(after, run.AfterText);
        foreach (var batch in new long[] { 0, 1, 3 })
        {
            long[] shape = [.. contract[(contract.IndexOf('[') + 1)..^1].Split(", ").Select(s => s == "N" ? batch : long.Parse(s, null))];
            RuleNumbers.AssertBitExact(run, [torch.randn(shape), torch.full(shape, float.NaN), torch.zeros(shape)]);
        }
    }

    [Fact]
    public void An_empty_tensor_is_handed_back_by_pixel_unshuffle_so_that_it_IsAssumed()
    {
        const string call = "return functional.pixel_unshuffle(x, 2);";
        var run = RuleRun.Of(Id, Source(call, "[N, 3, 4, 6]"), assume: true);

        Assert.Equal((Safety.Assumed, "the batch is not empty"), (run.Findings.Single().Safety, run.Findings.Single().Assumption));
        RuleNumbers.AssertBitExact(run, [torch.randn(1, 3, 4, 6), torch.randn(3, 3, 4, 6)]);
        Assert.Equal([0, 3, 4, 6], torch.nn.functional.pixel_unshuffle(torch.zeros(0, 3, 4, 6), 2).shape);
        Assert.Equal(Safety.Proven, RuleRun.Of(Id, Source(call, "[2, 3, 4, 6]")).Findings.Single().Safety);
    }

    [Theory]
    [InlineData("return x.unflatten(1, 2, 3);", null)]
    [InlineData("return x.unflatten(1, 2, -1);", "[N, C, 4]")]
    [InlineData("return x.channel_shuffle(2);", "[N, 6, H, 4]")]
    [InlineData("return x.channel_shuffle((long)x.shape[1] / 3);", "[N, 6, 4, 4]")]
    [InlineData("return functional.pixel_unshuffle(x, 2);", "[N, 3, H, W]")]
    [InlineData("return x.roll(1);", "[N, 4]")]
    [InlineData("return x.roll((3, 1), (0, 1));", "[3, 4]")]
    [InlineData("return x.rot90(x.shape[0]);", "[N, 4]")]
    [InlineData("return x.rot90(1 /* left */);", "[N, 4]")]
    [InlineData("return x?.rot90(1)!;", "[N, 4]")]
    [InlineData("return x.triu(1);", "[4, 4]")]
    [InlineData("return torch.ones(x.shape[0], x.shape[0]).triu(1);", "[N, 4]")]
    public void What_is_not_known_IsReported(string body, string? contract)
    {
        var run = RuleRun.Of(Id, Source(body, contract), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x.flip(1).transpose(1, 2) + x.flatten(1).sum();")]
    [InlineData("return x + torch.ones(4, 4).triu(1);")]
    [InlineData("return x.roll(1, 1) + x.roll(-3, -1) + x.roll((1, -1), (1, 2));")]
    [InlineData("return x.roll(9, 0) + x.roll(x.shape[0], 1) + x.narrow(1, 0, (long)x.shape[0]).roll(1, 1);")]
    [InlineData("x.roll(4, 1); return x;")]
    [InlineData("if (training) return x.roll(4, 1); return x;")]
    public void What_exports_or_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, Source(body, "[N, 4, 4]")).Findings);

    [Theory]
    [InlineData("onnx-9", "x.roll(1, 1)", null), InlineData("portable", "x.roll(1, 1)", null)]
    [InlineData("onnx-17", "x.roll(4, 1)", DiagnosticSeverity.Warning), InlineData("portable", "x.rot90()", DiagnosticSeverity.Warning)]
    [InlineData("onnx-17", "x.unflatten(1, 2, 2)", DiagnosticSeverity.Warning), InlineData("bmnetp", "x.rot90()", null)]
    [InlineData("onnx-13", "x.triu()", DiagnosticSeverity.Warning), InlineData("onnx-17", "x.triu()", null)]
    [InlineData("tensorrt-8.4", "x.tril()", DiagnosticSeverity.Warning), InlineData("tensorrt-8.6", "x.tril()", null)]
    public void The_severity_is_what_becomes_of_the_operator(string target, string call, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };

        Assert.Equal(
            severity, RuleRun.Of(Id, Source($"return {call};", "[N, 4, 4]"), settings: settings).Findings.SingleOrDefault()?.Severity);
    }

    private static string Source(string body, string? contract) => ForwardSource.Of(body, contract, "private const long Half = 3;");
}
