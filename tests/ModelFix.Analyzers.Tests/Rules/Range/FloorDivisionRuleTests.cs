using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Range;

/// <summary>MFX1102: floor_divide becomes the method div with a rounding mode, with every bit and the dtype.</summary>
public sealed class FloorDivisionRuleTests
{
    private const string Id = "MFX1102";

    private static readonly torch.Tensor[] Floats =
    [
        torch.tensor(new[] { -7f, 7, -1, 5, 1e30f, -1e-30f, 0.1f, -0f, 0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity }),
        torch.zeros(0, 3),
        torch.randn(4, 3).t(),
        torch.tensor(-3.5f),
    ];

    [Theory]
    [InlineData("return x.floor_divide(2);", "x.div(2, RoundingMode.floor)")]
    [InlineData("return x.floor_divide(-2.5);", "x.div(-2.5, RoundingMode.floor)")]
    [InlineData("return x.floor_divide(other: 2);", "x.div(2, RoundingMode.floor)")]
    [InlineData("return x.floor_divide(0);", "x.div(0, RoundingMode.floor)")]
    [InlineData("return x.floor_divide(x * 2 - 1);", "x.div(x * 2 - 1, RoundingMode.floor)")]
    [InlineData("return torch.floor_divide(x, x + 1);", "x.div(x + 1, RoundingMode.floor)")]
    [InlineData("return torch.floor_divide(input: x, other: x + 1);", "x.div(x + 1, RoundingMode.floor)")]
    [InlineData("return floor_divide(x - 1, x + 1);", "(x - 1).div(x + 1, RoundingMode.floor)")]
    [InlineData("return global::TorchSharp.torch.floor_divide(x, x);", "return x.div(x, RoundingMode.floor)")]
    [InlineData("return torch.floor_divide(x, 2);", "x.div((Tensor)2, RoundingMode.floor)")]
    [InlineData("return torch.floor_divide(x, -2.5);", "x.div((Tensor)(-2.5), RoundingMode.floor)")]
    [InlineData("return x.floor_divide(2).floor_divide(3);", "x.div(2, RoundingMode.floor).div(3, RoundingMode.floor)")]
    [InlineData(
        "return torch.floor_divide(x.floor_divide(2), x.floor_divide(0.3));",
        "x.div(2, RoundingMode.floor).div(x.div(0.3, RoundingMode.floor), RoundingMode.floor)")]
    [InlineData("return x.floor_divide( /* two */ 2 /* no more */);", "x.div( /* two */ 2, RoundingMode.floor /* no more */)")]
    [InlineData("return x?.floor_divide(2)!;", "x?.div(2, RoundingMode.floor)!")]
    [InlineData("var t = x + 1; t.floor_divide_(2); return t;", "t.div_(2, RoundingMode.floor);")]
    [InlineData("var t = x + 1; torch.floor_divide_(t, x); return t;", "t.div_(x, RoundingMode.floor);")]
    public void A_floor_division_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body));

        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Assert.Contains(after, run.AfterText);
        Assert.DoesNotContain("floor_divide", run.AfterText);
        RuleNumbers.AssertBitExact(WithoutGradient(body), Floats);
    }

    [Theory]
    [InlineData("return x.floor_divide(2);")]
    [InlineData("return torch.floor_divide(x, 2);")]
    [InlineData("return torch.floor_divide(x, 0.7f);")]
    [InlineData("return x.floor_divide(x.flip(0) + 30);")]
    public void Integers_Triggers_and_keep_their_dtype(string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body));

        var values = torch.tensor(new long[] { -29, -8, -1, 0, 1, 7, 100 });
        RuleNumbers.AssertBitExact(
            run, new[] { torch.int64, torch.int32, torch.int16, torch.uint8 }.Select(t => values.to(t)).Append(torch.tensor(-7)));
    }

    [Fact]
    public void Without_using_static_the_mode_is_named_in_full_Triggers()
    {
        const string source = """
            using TorchSharp;

            public class Net : torch.nn.Module<torch.Tensor, torch.Tensor>
            {
                public Net() : base("Net") { }

                public override torch.Tensor forward(torch.Tensor x) => torch.floor_divide(x.floor_divide(3), 2);
            }
            """;

        Assert.Contains(
            "x.div(3, torch.RoundingMode.floor).div((torch.Tensor)2, torch.RoundingMode.floor)", RuleRun.Of(Id, source).AfterText);
    }

    [Theory]
    [InlineData("return torch.floor_divide(other: x, input: x + 1);")]
    [InlineData("return torch.floor_divide(x, /* by */ x + 1);")]
    [InlineData("return torch.floor_divide(2f, x);")]
    [InlineData("return x.floor_divide(other /* the other */ : 2);")]
    public void What_cannot_become_a_method_as_it_stands_IsReported(string body)
    {
        var finding = Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body), assume: true).Findings);

        Assert.Equal(Safety.Report, finding.Safety);
        Assert.EndsWith("write it as a method, x.div(y, RoundingMode.floor): torch.div ignores the mode", finding.Message);
    }

    [Theory]
    [InlineData("return x.div(2) + torch.div(x, 2) + x / 2 + x.remainder(2) + x.div(2, RoundingMode.floor);")]
    [InlineData("x.floor_divide(2); return x;")]
    [InlineData("if (training) return x.floor_divide(2); return x;")]
    public void Another_division_or_one_that_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body)).Findings);

    [Theory]
    [InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("tensorrt-8.6", true), InlineData("portable", true)]
    [InlineData("bmnetp", false), InlineData("module-tree", false)]
    public void Triggers_for_targets_that_truncate(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, ForwardSource.Of("return x.floor_divide(2);"), settings: settings).Findings.Length);
    }

    [Fact]
    public void The_dtype_stays_known_for_other_rules()
    {
        var run = RuleRun.Of("MFX11", ForwardSource.Of("return x.floor_divide(2).clamp(min: 0);", "int32[N, 3]"));

        Assert.Contains("return x.div(2, RoundingMode.floor).clamp(min: 0, max: int.MaxValue);", run.AfterText);
    }

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return x\n    .floor_divide(\n        2);").Replace("    ", "\t").Replace("\n", "\r\n");

        Assert.Equal(
            source.Replace("floor_divide", "div").Replace("2)", "2, RoundingMode.floor)"), RuleRun.Of(Id, source).AfterText);
    }

    /// <summary>libtorch has no gradient for floor_divide and throws; that of div is zero.</summary>
    private static RuleRun WithoutGradient(string body) =>
        RuleRun.Of(Id, ForwardSource.Of("x = x.detach();\n" + body));
}
