using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Indexing;

/// <summary>MFX1602: what a mask selects, added up, is the sum of a tensor whose other elements are 0; all else is reported.</summary>
public sealed class SelectionRuleTests
{
    private const string Id = "MFX1602";

    [Theory]
    [InlineData("return x[x > 0].sum();", "[N, 3]", "x.masked_fill(~(x > 0), 0).sum()")]
    [InlineData("return x[x > 0].sum();", null, "x.masked_fill(~(x > 0), 0).sum()")]
    [InlineData("return x[x.gt(0)].sum();", null, "x.masked_fill(~x.gt(0), 0).sum()")]
    [InlineData("var m = x.isnan();\nreturn x[m.logical_not()].sum();", "[N, 3]", "x.masked_fill(~m.logical_not(), 0).sum()")]
    [InlineData("var m = x.sum(1) > 0;\nreturn x[m].sum();", "[N, 3]", "x.masked_fill(~m.unsqueeze(-1), 0).sum()")]
    [InlineData(
        "var m = x.sum(new long[] { 1, 2 }) > 0;\nreturn x[m].sum() * 2;",
        "[N, 3, 2]",
        "x.masked_fill(~m.unsqueeze(-1).unsqueeze(-1), 0).sum() * 2")]
    [InlineData("return x[TensorIndex.Tensor(x > 0)].sum();", "[N, 3]", "x.masked_fill(~(x > 0), 0).sum()")]
    [InlineData("return torch.sum(x[x > 0]);", "[N, 3]", "torch.sum(x.masked_fill(~(x > 0), 0))")]
    [InlineData("return (x + 1)[x > 0].sum();", "[N, 3]", "(x + 1).masked_fill(~(x > 0), 0).sum()")]
    [InlineData(
        "return x[x > 0].sum(ScalarType.Float64);", "[N, 3]", "x.masked_fill(~(x > 0), 0).sum(ScalarType.Float64)")]
    [InlineData("return x.masked_select(x > 0).sum();", null, "x.masked_fill(~(x > 0), 0).sum()")]
    [InlineData("return masked_select(x, x > 0).sum();", null, "x.masked_fill(~(x > 0), 0).sum()")]
    [InlineData("return torch.masked_select(input: x, mask: x > 0).sum();", null, "x.masked_fill(~(x > 0), 0).sum()")]
    [InlineData("return x.narrow(1, 0, 1).masked_select(x > 0).sum();", "[N, 3]", "x.narrow(1, 0, 1).masked_fill(~(x > 0)")]
    [InlineData("return x[(x > 0)[x > 1].sum() > 0].sum();", "[N, 3]", "(x > 0).masked_fill(~(x > 1), 0).sum()")]
    public void What_is_added_up_Triggers(string body, string? contract, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract));

        Assert.Contains(run.Findings, f => (f.Safety, f.Equality) == (Safety.Proven, Equality.Tolerance));
        Assert.Contains(after, run.AfterText);
        if (body.Contains("[x > 1].sum() > 0")) return;
        long[] shape = contract == "[N, 3, 2]" ? [4, 3, 2] : [4, 3];
        // Numbers whose sums are exact in any order.
        var x = torch.arange(24, dtype: torch.float32)[..(int)shape.Aggregate(1L, (a, b) => a * b)].reshape(shape) - 5;
        var odd = x.clone();
        odd[0, 0] = float.NegativeInfinity;
        odd[1, 0] = float.NaN;
        RuleNumbers.AssertBitExact(run, [x, -x, x * 0, odd, x.to(torch.int64), x.to(torch.float16), torch.zeros([0, .. shape[1..]])]);
    }

    [Theory]
    [InlineData("return x[x > 0];", "[N, 3]")]
    [InlineData("return x[x > 0].mean();", "[N, 3]")]
    [InlineData("return x[x > 0].sum(dim: 0);", "[N, 3]")]
    [InlineData("return x[x.sum(1) > 0].sum(1);", "[N, 3]")]
    [InlineData("return x[x > 0] * 2;", "[N, 3]")]
    [InlineData("return x[TensorIndex.Colon, TensorIndex.Tensor((x > 0).any(0))];", "[N, 3]")]
    [InlineData("return x[Other() > 0].sum();", "[N, 3]")]
    [InlineData("return (x + 1)[Other() > 0].sum();", null)]
    [InlineData("return x[x.reshape(-1) > 0].sum();", null)]
    [InlineData("return x[x /* all of it */ > 0].sum();", "[N, 3]")]
    [InlineData("return x.masked_select(x > 0);", "[N, 3]")]
    [InlineData("return torch.masked_select(mask: x > 0, input: x).sum();", "[N, 3]")]
    [InlineData("return x.masked_select(Other()).sum();", "[N, 3]")]
    [InlineData("return x?.masked_select(x > 0).sum()!;", "[N, 3]")]
    [InlineData("return x.nonzero();", "[N, 3]")]
    [InlineData("return torch.argwhere(x > 0);", "[N, 3]")]
    public void Everything_else_IsReported(string body, string? contract)
    {
        var source = ForwardSource.Of(body, contract, "private Func<Tensor> Other = () => torch.ones(2);");
        var run = RuleRun.Of(Id, source, assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x[0] + x[.., 1] + x[torch.tensor(new long[] { 0 })];")]
    [InlineData("var y = x + 1; y[y > 0] = 0; y[y < 0] *= 2; return y;")]
    [InlineData("var y = x + 1; y[x > 0] = x[x > 0]; return y;")]
    [InlineData("return x[Of(x)].sum();")]
    [InlineData("x.nonzero(); return x;")]
    [InlineData("if (training) return x[x > 0].sum(); return x;")]
    [InlineData("return where(x > 0, x, x * 2) + x.count_nonzero();")]
    public void What_has_a_size_of_its_own_or_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[4, 3]", "private static Func<Tensor, Tensor> Of = x => x.argmax(0);"))
            .Findings);

    [Theory]
    [InlineData("portable", "x[x > 0].sum()", true), InlineData("onnx-9", "x[x > 0].sum()", true)]
    [InlineData("onnx-9", "x.nonzero()", false), InlineData("portable", "x.nonzero()", true)]
    [InlineData("tensorrt-8.4", "x[x > 0].sum()", true), InlineData("tensorrt-8.5", "x[x > 0].sum()", false)]
    [InlineData("tensorrt-8.4", "x.nonzero()", true), InlineData("onnx-11", "x[x > 0].sum()", false)]
    [InlineData("bmnetp", "x[x > 0].sum()", false), InlineData("onnxify", "x.masked_select(x > 0)", false)]
    public void Triggers_for_targets_without_the_operator(string target, string call, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of($"return {call};", "[N, 3]"), settings: settings);

        Assert.Equal(on ? DiagnosticSeverity.Warning : null, run.Findings.SingleOrDefault()?.Severity);
    }
}
