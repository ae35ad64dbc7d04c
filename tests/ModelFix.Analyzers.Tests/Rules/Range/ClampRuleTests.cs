using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Range;

public sealed class ClampRuleTests
{
    private const string Id = "MFX1101";
    private const string Float = "float32[N, 3, 8, 8]";

    [Fact]
    public void Every_spelling_Triggers_and_keeps_its_style() => Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, """
    using System;
    using TorchSharp;
    using T = TorchSharp.torch;
    using static TorchSharp.torch;

    public class Net : nn.Module<Tensor, Tensor>
    {
        public Net() : base("Net") { }

        /// <param name="x">float32[N, 3]</param>
        public override Tensor forward(Tensor x)
        {
            var a = x.clamp(0) + x.clamp(min: 0.5) + x.clamp(max: 1f) + x.clamp(null, 2) + x.clamp(0, null) + x.clamp(min: -1, max: null);
            var b = x.clamp_min(0) + x.clamp_min(min: 0) + x.clamp_max(6) + x.clamp_max(max: 6) + x.clip(min: 0) + x.clip(max: 0);
            var c = torch.clamp(x, 0) + torch.clamp(x, max: 1) + torch.clamp_min(x, 0) + torch.clamp_max(x, 1) + torch.clip(x, 0);
            var d = clamp(x, min: 0) + clamp_min(x, 0) + clamp_max(x, 1) + clamp_max(input: x, max: 1) + clamp_max(max: 1, input: x);
            var e = T.clamp_max(x, 6) + TorchSharp.torch.clamp_min(x, 0) + global::TorchSharp.torch.clamp_min(x, 0);
            var f = x.clone();
            f.clamp_(min: 0);
            f.clamp_min_(0).clamp_max_(6);
            torch.clamp_(f, max: 3);
            torch.clamp_min_(f, 0);
            clamp_max_(f, 1);
            return a + b + c + d + e + f;
        }
    }
    """)));

    [Theory]
    [InlineData("int64"), InlineData("int32"), InlineData("int16"), InlineData("int8"), InlineData("uint8")]
    public void An_integer_tensor_Triggers_with_the_extreme_of_its_dtype(string type) => Match(
        "return x.clamp(min: 2) + x.clamp_max(100) + torch.clamp_min(x, 3) + x.clamp(min: 0.5) + x.clamp(max: 2.5f);",
            $"{type}[N, 3]", @case: type);

    [Theory]
    [InlineData("float16"), InlineData("bfloat16"), InlineData("float64")]
    public void Every_floating_point_type_Triggers(string type) =>
        Assert.Equal(Safety.Proven, Single("return x.clamp(min: 0);", $"{type}[N, 3]").Safety);

    [Fact]
    public void An_unknown_dtype_IsAssumed_unless_the_bound_is_floating_point() => Match(
        "return x.clamp(min: 0) + x.clamp(max: 0.5) + x.clamp_min(-1f);", "[N, 3]", assume: true);

    [Fact]
    public void A_bound_in_parentheses_is_one_like_any_other()
    {
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x.clamp((0), 1) + x.clamp(0, ((1)));", Float)).Findings);
        Assert.Contains("x.clamp((0), double.PositiveInfinity)", RuleRun.Of(Id, ForwardSource.Of("return x.clamp((0));", Float)).AfterText);
    }

    [Fact]
    public void An_unknown_dtype_IsAssumed_and_not_written_unasked()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return x.clamp(min: 0);", "[N, 3]"));
        Assert.Equal("floating point", Assert.Single(run.Findings).Assumption);
        Assert.Contains("x.clamp(min: 0);", run.AfterText);
    }

    [Fact]
    public void A_dtype_that_the_operations_give_Triggers() => Match("""
        var y = conv.call(x).clamp(min: 0);
        var i = x.argmax(1).clamp(max: 5);
        return y + i.to(ScalarType.Float32).clamp(min: 1);
        """, "[N, 3, 8, 8]", members: "private readonly Module<Tensor, Tensor> conv = Conv2d(3, 4, 3, padding: 1);");

    [Fact]
    public void A_variable_that_may_be_NaN_IsAssumed() => Match("""
        float lo = x.shape[0];
        long count = x.shape[0];
        Scalar any = 3;
        const double limit = 4.5;
        return x.clamp(min: lo) + x.clamp(min: count) + x.clamp(max: any) + x.clamp(max: limit) + x.clamp_min(_least);
        """, Float, members: "private readonly double _least = 0.25;", assume: true);

    [Fact]
    public void A_tensor_Triggers_unless_an_infinity_promotes_it() => Match("""
        var lo = zeros_like(x);
        var one = x.mean();
        var i = x.argmax(1);
        return x.clamp(min: lo) + x.clamp(max: lo) + x.clamp(min: one) + torch.clamp(x, max: lo) + one.clamp(min: one)
            + i.clamp(min: i) + i.clamp(max: x) + i.clamp(min: one);
        """, Float);

    [Fact]
    public void A_tensor_of_which_nothing_is_known_IsAssumed() =>
        Assert.Equal(
            "floating point with at least one dim",
            Single("return x.clamp(min: other);", null, "private readonly Tensor other = null!;").Assumption);

    [Theory]
    [InlineData("return x.clamp(0, 1);")]
    [InlineData("return x.clamp(min: 0, max: 1) + x.clip(0, 1) + torch.clamp(x, 0, 6);")]
    [InlineData("return x.clamp(0, double.PositiveInfinity) + x.clamp(double.NegativeInfinity, 0);")]
    [InlineData("return x.clamp(0, float.MaxValue);")]
    [InlineData("return x.clamp(min: (Scalar?)null, max: null);")]
    [InlineData("return functional.relu(x) + x.hardtanh(0, 1);")]
    [InlineData("if (training) { x = x.clamp(min: 0); } return x;")]
    [InlineData("return x.clamp_least(0);")]
    public void Two_bounds_or_another_operator_DoesNotTrigger(string body)
    {
        var source = ForwardSource.Of(body, Float)
            + "public static class Own { public static Tensor clamp_least(this Tensor x, int least) => x; }";
        Assert.Empty(RuleRun.Of(Id, source).Findings);
    }

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger()
    {
        Assert.Empty(
            RuleRun.Of(Id, ForwardSource.Of("return x;", Float, "public static Tensor Loss(Tensor x) => x.clamp(min: 0);")).Findings);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x.clamp(min: 0);", Float).Replace("Net", "ClampLoss")).Findings);
    }

    [Theory]
    [InlineData("return x.clamp(min: double.NaN);", Float)]
    [InlineData("return x.clamp(max: float.NaN);", "int64[N]")]
    [InlineData("return x.clamp(min: 0);", "bool[N]")]
    [InlineData("Scalar s = 1.5; return x.clamp(min: s);", "int64[N]")]
    [InlineData("return x?.clamp(min: 0)!;", Float)]
    [InlineData("return x.clamp(min: x.mean(new long[] { 0 }));", "float32[]")]
    [InlineData("return x.clamp(min: torch.tensor(0.5f));", "int64[3]")]
    public void What_no_second_bound_keeps_IsReported(string body, string contract)
    {
        var finding = Single(body, contract);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Empty(finding.Fixes);
    }

    [Fact]
    public void An_added_max_is_never_the_largest_float()
    {
        foreach (var type in new[] { "float16", "float32", "float64", "int64" })
            Assert.DoesNotContain("float.MaxValue", RuleRun.Of(Id, ForwardSource.Of("return x.clamp(min: 0);", type + "[N]")).AfterText);
    }

    [Fact]
    public void Nested_calls_Triggers() => Match(
        "return torch.clamp_min(torch.clamp_max(x.clamp(min: -3), 5), 1).clamp(min: x.clamp(max: 0).clamp_min(-1));", Float);

    [Fact]
    public void A_call_whose_name_is_hidden_Triggers_with_another() => Match(
        "return clamp_min(x, 0) + clamp(x);", Float, members: "private static Tensor clamp(Tensor t) => t;");

    [Fact]
    public void Commented_calls_Triggers_and_keeps_comments() => Match("""
        // keep
        return x /* a */ .clamp( /* b */
            min: 0 /* c */ // d
        ) /* e */ .clamp_max( // f
            6
        ).clip(null /* no min */, 1);
        """, Float);

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF"
            + ForwardSource.Of("return x\n    .clamp(min: 0)\n    .clamp_max(1);", Float).Replace("    ", "\t").Replace("\n", "\r\n");
        Assert.Equal(
            source.Replace("min: 0", "min: 0, max: double.PositiveInfinity").Replace("clamp_max(1)", "clamp(double.NegativeInfinity, 1)"),
            RuleRun.Of(Id, source).AfterText);
    }

    [Fact]
    public void CSharp_7_3_Triggers()
    {
        var before = TestCompilation.Create(ForwardSource.Of("return x.clamp(min: 0).clamp_max(1);", Float), LanguageVersion.CSharp7_3);
        Assert.Contains(
            "x.clamp(min: 0, max: double.PositiveInfinity).clamp(double.NegativeInfinity, 1)", RuleRun.Of(Id, before).AfterText);
    }

    [Theory]
    [InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("tensorrt-7.1", true), InlineData("portable", true)]
    [InlineData("tensorrt-6.0", false), InlineData("tensorrt-8.0", false), InlineData("tensorrt-10.1", false)]
    [InlineData("bmnetp", false), InlineData("module-tree", false)]
    public void Triggers_for_targets_whose_Clip_needs_both_bounds(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, ForwardSource.Of("return x.clamp(min: 0);", Float), settings: settings).Findings.Length);
    }

    private static void Match(
        string body,
            string contract,
            string members = "",
            bool assume = false,
            string @case = "",
            [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, ForwardSource.Of(body, contract, members), assume)), @case, method: method);

    private static Finding Single(string body, string? contract, string members = "") =>
        Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, contract, members)).Findings);
}
