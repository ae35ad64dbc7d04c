using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Numerics;

/// <summary>MFX1802: what becomes NaN or infinite, or is no number of float16.</summary>
public sealed class OverflowRuleTests
{
    private const string Id = "MFX1802";

    [Theory]
    [InlineData("return functional.softmax(x.masked_fill(mask, float.NegativeInfinity), -1);", "'mask'")]
    [InlineData("return x.masked_fill(mask == 0, double.NegativeInfinity).softmax(-1);", "'mask == 0'")]
    [InlineData("return torch.softmax(torch.where(mask.eq(0), x, float.NegativeInfinity), 1);", "'mask.eq(0)'")]
    [InlineData("return torch.where(mask.to(ScalarType.Bool), float.NegativeInfinity, x).log_softmax(1);", "'mask.to(ScalarType.Bool)'")]
    [InlineData("var s = x / 8; s = s.masked_fill(mask, float.NegativeInfinity); return s.softmax(1);", "'mask'")]
    [InlineData("var s = x / 8; s.masked_fill_(mask, float.NegativeInfinity); return s.softmax(1);", "'mask'")]
    [InlineData("var s = x * 1; if (mask is not null) s = s.masked_fill(mask, float.NegativeInfinity); return s.softmax(1);", "'mask'")]
    [InlineData("var m = mask.unsqueeze(1).eq(0).squeeze(1); return (x.masked_fill(m, -1f / 0f)).to(float32).softmax(1);", "'m'")]
    [InlineData("var add = zeros(2, 3).masked_fill(~mask, float.NegativeInfinity); return (x + add).softmax(1);", "'~mask'")]
    [InlineData("return x.add(zeros_like(x).masked_fill(mask, float.NegativeInfinity)).softmax(1);", "'mask'")]
    public void A_softmax_whose_row_a_caller_may_mask_whole_IsReported(string body, string mask)
    {
        var finding = Assert.Single(RuleRun.Of(Id, WithMask(body)).Findings);

        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains(mask, finding.Message);
        Assert.Contains("finite number", finding.Message);
        var model = Execution.Create(TestCompilation.Create(WithMask(body)), "Net");
        // A mask in which one row is whole, as each of the forms counts it.
        var whole = new[] { true, false }.Select(b => torch.full(2, 3, b, dtype: torch.ScalarType.Bool));
        Assert.Contains(whole, m => Call(model, m).isnan().any().item<bool>());
    }

    [Theory]
    [InlineData("return (x + (1 - mask.to(float32)) * float.NegativeInfinity).softmax(1);")]
    [InlineData("var add = mask.to(float32).mul(double.NegativeInfinity); return functional.softmax(x + add, 1);")]
    [InlineData("return (x - 1 + float.NegativeInfinity * mask.to(float32)).softmax(1);")]
    public void A_product_with_an_infinity_IsReported(string body)
    {
        Assert.Contains("multiplies 0 by an infinity", Assert.Single(RuleRun.Of(Id, WithMask(body)).Findings).Message);

        var mask = torch.tensor(new[] { true, false, true, false, true, true }).reshape(2, 3);
        Assert.True(Call(Execution.Create(TestCompilation.Create(WithMask(body)), "Net"), mask).isnan().any().item<bool>());
    }

    [Theory]
    [InlineData("return x.masked_fill(mask, -1e9).softmax(1);")]
    [InlineData("return x.masked_fill(mask, float.MinValue).softmax(1);")]
    [InlineData("return x.masked_fill(ones(3, 3).triu(1).to(ScalarType.Bool), float.NegativeInfinity).softmax(1);")]
    [InlineData("return x.masked_fill(torch.tril(ones(3, 3)) == 0, float.NegativeInfinity).softmax(1);")]
    [InlineData("return x.masked_fill(table, float.NegativeInfinity).softmax(1);")]
    [InlineData("return x.masked_fill(x < x.amax(new long[] { 1 }, true), float.NegativeInfinity).softmax(1);")]
    [InlineData("return x.masked_fill(mask & table, float.NegativeInfinity).softmax(1);")]
    [InlineData("return nan_to_num(x.masked_fill(mask, float.NegativeInfinity).softmax(1));")]
    [InlineData("var p = x.masked_fill(mask, float.NegativeInfinity).softmax(1); return p.masked_fill(p.isnan(), 0);")]
    [InlineData("var s = x.masked_fill(mask, float.NegativeInfinity); s = x; return s.softmax(1);")]
    [InlineData("var s = x.softmax(1); s = s.masked_fill(mask, float.NegativeInfinity); return s;")]
    [InlineData("return x.masked_fill(mask, float.NegativeInfinity).amax(new long[] { 1 });")]
    [InlineData("return x.masked_fill(Mask(), float.NegativeInfinity).softmax(1);")]
    [InlineData("return Masked(x, table).softmax(1);")]
    [InlineData("return x.masked_fill(mask, float.PositiveInfinity).softmax(1);")]
    [InlineData("return (x + mask * 2f).softmax(1);")]
    [InlineData("if (training) return x.masked_fill(mask, float.NegativeInfinity).softmax(1); return x;")]
    public void A_softmax_that_keeps_an_element_of_each_row_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, WithMask(body)).Findings);

    [Theory]
    [InlineData("causalMask"), InlineData("futureMask"), InlineData("subsequent_mask")]
    public void A_mask_whose_name_says_that_it_is_a_triangle_DoesNotTrigger(string name) => Assert.Empty(
        RuleRun.Of(Id, WithMask("return x.masked_fill(mask, float.NegativeInfinity).softmax(1);").Replace("mask,", name + ",")
            .Replace("Tensor mask", "Tensor " + name)).Findings);

    [Theory]
    [InlineData("return x.masked_fill(x > 0, -1e9);", "float16 ends at 65504")]
    [InlineData("return x.masked_fill(x > 0, float.MinValue);", "float16 ends at 65504")]
    [InlineData("var y = x * 1; y.masked_fill_(x > 0, 70000); return y;", "float16 ends at 65504")]
    [InlineData("return (x * x).sum();", "float32, of x.to(ScalarType.Float32)")]
    [InlineData("return x.pow(2).mean(new long[] { -1 }, true);", "float32, of x.to(ScalarType.Float32)")]
    [InlineData("var y = (x + 1).square(); return y.mean(new long[] { 1 });", "of (x + 1).to(ScalarType.Float32)")]
    [InlineData("return torch.sum(x.pow(2), 1);", "float32, of x.to(ScalarType.Float32)")]
    [InlineData("return x / x.norm(1, true, 2f);", "float32, of x.to(ScalarType.Float32)")]
    public void What_float16_does_not_hold_IsReported(string body, string says)
    {
        var finding = Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, "float16[N, 3]")).Findings);

        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains(says, finding.Message);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "float32[N, 3]")).Findings);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "bfloat16[N, 3]")).Findings);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]")).Findings);
    }

    [Theory]
    [InlineData("return x.masked_fill(x > 0, -6e4);")]
    [InlineData("return x.masked_fill(x > 0, float.NegativeInfinity);")]
    [InlineData("return x * x;")]
    [InlineData("return x.sum();")]
    [InlineData("return (x * (x + 1)).sum();")]
    [InlineData("return x.pow(3).sum();")]
    [InlineData("return x.sigmoid().pow(2).sum();")]
    [InlineData("var p = x.softmax(1); return (p * p).sum();")]
    [InlineData("return x.to(float32).pow(2).sum();")]
    [InlineData("return x.to(float32).norm(1, true, 2f);")]
    public void What_float16_holds_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "float16[N, 3]")).Findings);

    [Fact]
    public void Libtorch_throws_for_a_number_that_float16_does_not_hold() =>
        Assert.ThrowsAny<Exception>(() => torch.ones(3, dtype: torch.float16).masked_fill(torch.ones(3) > 0, -1e9));

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("tensorrt-8.6", true), InlineData("onnxify", true)]
    [InlineData("module-tree", false)]
    public void Triggers_for_targets_that_export_forward(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = WithMask("return x.masked_fill(mask, float.NegativeInfinity).softmax(1);");

        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, source, settings: settings).Findings.Length);
        Assert.Empty(RuleRun.Of(Id, source.Replace("Net", "MarginLoss"), settings: settings).Findings);
    }

    private static torch.Tensor Call(object model, torch.Tensor mask) =>
        (torch.Tensor)Execution.Call(model, "forward", torch.ones(2, 3), mask)!;

    private static string WithMask(string body) => $$"""
        using System;
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public class Net : Module<Tensor, Tensor, Tensor>
        {
            private readonly Tensor table = zeros(2, 3).to(ScalarType.Bool);

            public Net() : base("Net") => RegisterComponents();

            private Tensor Mask() => table;

            private Tensor Masked(Tensor t, Tensor mask) => t.masked_fill(mask, float.NegativeInfinity);

            /// <param name="x">Scores, [2, 3].</param>
            public override Tensor forward(Tensor x, Tensor mask)
            {
                {{body}}
            }
        }
        """;
}
