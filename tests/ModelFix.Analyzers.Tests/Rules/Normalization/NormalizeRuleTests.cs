using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

public sealed class NormalizeRuleTests
{
    private const string Id = "MFX1201";
    private const string Contract = "float32[N, 3, 8, 8]";
    private const string Layers = "private readonly Module<Tensor, Tensor> a = Conv2d(3, 4, 3), b = Conv2d(3, 4, 3);";

    [Fact]
    public void Every_spelling_Triggers() => Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, """
        using System;
        using TorchSharp;
        using F = TorchSharp.torch.nn.functional;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn.functional;

        public class Net : nn.Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }

            public override Tensor forward(Tensor x)
            {
                x = nn.functional.normalize(x);
                x = F.normalize(x, 1);
                x = normalize(x, 2, -1);
                x = torch.nn.functional.normalize(x, p: 2, dim: 2L, eps: 1e-6);
                x = global::TorchSharp.torch.nn.functional.normalize(dim: 0, input: x);
                return normalize(eps: 1e-3f, input: x, p: 1.0);
            }
        }
        """)));

    [Fact]
    public void Other_orders_Triggers() => Match("""
        const double p = 4;
        var y = functional.normalize(x, 3) + functional.normalize(x, 0.5, -1) + functional.normalize(x, p, 0);
        return y + functional.normalize(x, 1.7) + nn.functional.normalize(y, dim: 2, p: 2.2, eps: 1e-9);
        """);

    [Fact]
    public void A_part_of_an_expression_Triggers_with_parentheses() => Match("""
        var s = functional.normalize(x).sum() + functional.normalize(x)[0] + functional.normalize(x) - functional.normalize(x);
        var t = -functional.normalize(x) + x / functional.normalize(x) + x * functional.normalize(x) + functional.normalize(x) * x / 2;
        var u = (Tensor)functional.normalize(x) + (functional.normalize(x)) + functional.normalize(x)!.abs();
        var v = s.mean() is null ? functional.normalize(x) : torch.cat(new[] { functional.normalize(x), x }, 1);
        v = functional.normalize(x) ?? v;
        v += functional.normalize(x);
        Func<Tensor, Tensor> w = y => functional.normalize(y);
        return w(s + t + u + v);
        """);

    [Fact]
    public void An_input_that_is_more_than_a_variable_Triggers_and_is_evaluated_once() => Match("""
        var y = functional.normalize(a.call(x));
        // about z
        var z = functional.normalize(x + y, 1, -1).mul(y).sum();
        functional.normalize(a.call(x), eps: 1e-6).mul_(2);
        y = functional.normalize(b.call(x)); z = z + 1;
        y = y.mul(functional.normalize(a.call(x)
            .relu())); // after
        if (z.dim() == 0) { return functional.normalize(a.call(x)); }
        return functional.normalize(
            a.call(x),
            dim: 1);
        """, Layers);

    [Fact]
    public void A_place_where_a_local_would_change_the_order_Triggers_with_a_method() => Match("""
        var y = a.call(x) * functional.normalize(b.call(x));
        var z = torch.matmul(functional.normalize(a.call(x)), functional.normalize(b.call(x)));
        if (x.dim() == 4 && functional.normalize(a.call(x)).dim() == 4) y = z;
        y = x.dim() == 3 ? y : functional.normalize(b.call(x), eps: 1e-6);
        while (functional.normalize(a.call(y)).dim() == 3) y = y.unsqueeze(0);
        if (y.dim() == 3) return functional.normalize(a.call(y));
        Func<Tensor, Tensor> f = t => functional.normalize(t + 1);
        return f(y + functional.normalize(x = a.call(x), 2, 1, 0.25));
        """, Layers);

    [Fact]
    public void Expression_bodies_and_initialisers_Triggers_with_a_method() => Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, """
        using System;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> fc = Linear(3, 4);

            public Net() : base("Net") => RegisterComponents();

            private Tensor Weights => functional.normalize(torch.ones(3, 4));

            public override Tensor forward(Tensor x) => functional.normalize(fc.call(x)) + Weights;
        }
        """)));

    [Fact]
    public void Nested_calls_Triggers() =>
        Match("return functional.normalize(functional.normalize(functional.normalize(x), 1) + 1, dim: 2);");

    [Fact]
    public void A_name_that_is_taken_Triggers_with_another() => Match("""
        var vectors = a.call(x);
        var y = functional.normalize(b.call(vectors));
        return y + vectors + Normalize(x) * functional.normalize(b.call(x));
        """, Layers + "\nprivate static Tensor Normalize(Tensor t) => t;");

    [Fact]
    public void An_eps_that_varies_IsAssumed() => Match(
        "const double least = 1e-5;\ndouble eps = x.dim();\n"
            + "return functional.normalize(x, eps: _eps) + functional.normalize(x, 2, 1, eps) "
            + "+ functional.normalize(x, 2, 1, least) + functional.normalize(x, eps: Eps);",
        "private readonly double _eps = 1e-6;\nprivate const double Eps = 1e-7;", assume: true);

    [Fact]
    public void Named_constants_Triggers_and_keeps_their_names() => Match("""
        const int dim = -1;
        const double p = 2;
        return functional.normalize(x, p, dim) + functional.normalize(x, Order, Dim) + functional.normalize(x, 2 * Order, 1 + dim)
            + a.call(x) * functional.normalize(b.call(x), Order, Dim);
        """, Layers + "\nprivate const long Dim = 1;\nprivate const int Order = 1;");

    [Theory]
    [InlineData("var y = functional.normalize(x, p: x.dim()); return y;")]
    [InlineData("long d = x.dim() - 1; return functional.normalize(x, dim: d);")]
    [InlineData("return functional.normalize(x, dim: 5000000000);")]
    [InlineData("return functional.normalize(x, 0);")]
    [InlineData("return functional.normalize(x, -1);")]
    [InlineData("return functional.normalize(x, double.PositiveInfinity);")]
    [InlineData("return functional.normalize(x, double.NaN);")]
    [InlineData("return functional.normalize(x /* unit */, 2);")]
    [InlineData("return functional.normalize(x, eps: x.dim() * 1e-6);")]
    [InlineData("return x * 2 + functional.normalize(x + 1, eps: _eps) * x.sum();")]
    [InlineData("const double eps = 0.5; return x * 2 + functional.normalize(x + 1, eps: eps);")]
    public void What_is_not_known_or_commented_IsReported(string body)
    {
        var finding = Assert.Single(
            RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private readonly double _eps = 1e-6;"), assume: true).Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Empty(finding.Fixes);
    }

    [Theory]
    [InlineData("return x.normalize();")]
    [InlineData("return normalize(x);")]
    [InlineData("return x / x.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity);")]
    [InlineData("if (training) { return functional.normalize(x); } return x;")]
    [InlineData("return functional.layer_norm(x, new long[] { 8 });")]
    public void Another_normalize_DoesNotTrigger(string body)
    {
        var source = ForwardSource.Of(body, Contract, "private static Tensor normalize(Tensor t) => t;")
            + "public static class Own { public static Tensor normalize(this Tensor x, int p = 2) => x; }";
        Assert.Empty(RuleRun.Of(Id, source).Findings);
    }

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger() => Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(
        "return x;", Contract, "public Tensor Similarity(Tensor x) => functional.normalize(x);")).Findings);

    [Fact]
    public void The_eps_is_never_dropped_or_changed()
    {
        var after = RuleRun.Of(Id, ForwardSource.Of("return functional.normalize(x, 2, 1, 0.125);", Contract)).AfterText;
        Assert.Contains(".clamp(0.125, double.PositiveInfinity)", after);
    }

    [Fact]
    public void Comments_around_the_call_line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("// a\nvar y = /* b */ functional.normalize(x.abs()) /* c */; // d\nreturn y;", Contract)
            .Replace("    ", "\t").Replace("\n", "\r\n");
        Assert.Equal(
            source.Replace(
                "var y = /* b */ functional.normalize(x.abs())",
                "var vectors = x.abs();\r\n\t\tvar y = /* b */ vectors / vectors.norm(1, true, 2f).clamp(1e-12, double.PositiveInfinity)"),
            RuleRun.Of(Id, source).AfterText);
    }

    /// <summary>
    /// To libtorch the norm of a single number is its magnitude, also where the power of the number overflows. In float16 the power of a
    /// small one vanishes.
    /// </summary>
    [Theory]
    [InlineData("float32[N, 3]", 1, "x.abs().pow(3).sum(1, true).pow(1.0 / 3)", "")]
    [InlineData("float64[N, 3]", 1, "x.abs().pow(3).sum(1, true).pow(1.0 / 3)", "")]
    [InlineData("float16[N, 3]", 1, "functional.normalize(x, 3, 1)", "")]
    [InlineData("[N, 3]", 1, "x.abs().pow(3).sum(1, true).pow(1.0 / 3)", "it is not float16")]
    [InlineData("[N, 1]", 1, "x / x.abs().clamp(1e-12, double.PositiveInfinity)", "")]
    [InlineData("float32[N, C]", 1, "x.abs().pow(3).sum(1, true).pow(1.0 / 3)", "size(1) is not 1")]
    [InlineData(null, 1, "x.abs().pow(3).sum(1, true).pow(1.0 / 3)", "size(1) is not 1 and it is not float16")]
    public void Another_order_along_a_dim_that_may_be_of_size_1_IsAssumed(string? contract, int dim, string after, string assumption)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of($"return functional.normalize(x, 3, {dim});", contract), assume: true);

        Assert.Equal(assumption, Assert.Single(run.Findings).Assumption ?? "");
        Assert.Contains(after, run.AfterText);
    }

    [Fact]
    public void CSharp_7_3_Triggers()
    {
        var before = TestCompilation.Create(
            ForwardSource.Of("return functional.normalize(x.abs(), 1.7) + functional.normalize(x.abs(), 3);", Contract),
                LanguageVersion.CSharp7_3);
        Assert.DoesNotContain("functional.normalize", RuleRun.Of(Id, before).AfterText);
    }

    [Theory]
    [InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("portable", true)]
    [InlineData("tensorrt-6.0", true), InlineData("tensorrt-7.1", true)]
    [InlineData("tensorrt-8.0", false), InlineData("bmnetp", false), InlineData("onnxify", false)]
    public void Triggers_for_targets_to_which_its_nodes_are_a_problem(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, ForwardSource.Of("return functional.normalize(x);"), settings: settings).Findings.Length);
    }

    private static void Match(string body, string members = "", bool assume = false, [CallerMemberName] string method = "") =>
        Snapshot.Match(Snapshot.Of(RuleRun.Of(Id, ForwardSource.Of(body, Contract, members), assume)), method: method);
}
