using ModelFix.Core.Configuration;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>What takes the proof, or the fix, from a finding of any rule.</summary>
public sealed class CautionTests
{
    [Theory]
    [InlineData("var j = 0; var y = x + 0; y[.., j++] = 1; return y * j;")]
    [InlineData("var j = -1; var y = x + 0; y[.., ++j] += 1; return y * j;")]
    [InlineData("var j = 0; var y = x + 0; y[.., (j = 2)] = 4; return y * j;")]
    [InlineData("var y = x + 0; y[.., 0] = (y = y * 2)[.., 1]; return y;")]
    [InlineData("var k = 1; return x.view(x.shape[0], x.shape[k++], x.shape[k++]) * k;")]
    [InlineData("var z = x.reshape((x = x * 2).shape[0], -1); return z.sum() + x;")]
    [InlineData("n = 0; return x.view(x.shape[0], Counted(), -1, 1) * n;")]
    [InlineData("var m = x > 1; var y = x + 0; y[m] = (m = y > 2).to(ScalarType.Float32).sum(); return y;")]
    public void Code_that_does_more_than_give_a_value_is_not_rewritten(string body)
    {
        var source = ForwardSource.Of(body, "[N, 3, 8]", members: "private int n; private long Counted() { n++; return 3; }");

        var run = RuleRun.Of(null, source, assume: true);

        Assert.Equal(source, run.AfterText);
    }

    /// <summary>The compiler complains of one, and would take the fix back.</summary>
    [Theory]
    [InlineData("const bool unbiased = true;\nreturn x.std(1, unbiased);", "return x.std(1, false)")]
    [InlineData("const bool a = true;\nreturn x.std(1, a) + x.var(2, unbiased: a).sum();", "x.var(2, unbiased: false)")]
    [InlineData("const bool a = true;\nif (a) x = x.std(1, a);\nreturn x;", "const bool a = true;")]
    [InlineData("{\n    const bool a = true;\n    x = x.std(1, a);\n}\nreturn x;", "    {\n            x = x.std(1, false)")]
    [InlineData(
        "const long p = 1;\nreturn functional.conv2d(functional.pad(x.unsqueeze(1), (p, p, p, p)), x.view(2, 1, 3, 8));",
        "        return functional.conv2d(x.unsqueeze(1)")]
    public void A_constant_that_nothing_uses_any_more_goes_with_the_fix(string body, string after)
    {
        var run = RuleRun.Of(null, ForwardSource.Of(body, "float64[2, 3, 8]"), assume: true);

        Assert.True(run.AfterText.Contains(after, StringComparison.Ordinal), run.AfterText);
        Assert.Equal(after.StartsWith("const", StringComparison.Ordinal), run.AfterText.Contains("const ", StringComparison.Ordinal));
    }

    /// <summary>Another configuration needs it, or it cannot go without a comment.</summary>
    [Theory]
    [InlineData("const bool a = true;\n#if FOO\nx = x.std(0, a);\n#endif\nreturn x.std(1, a);")]
    public void A_constant_that_another_configuration_needs_stays(string body)
    {
        var source = ForwardSource.Of(body, "float64[2, 3, 8]");

        Assert.Equal(source, RuleRun.Of(null, source, assume: true).AfterText);
    }

    [Theory]
    [InlineData(
        "Tensor y;\nif (x.sum().item<float>() > 0f)\n{\n#if FOO\n    y = x * 7;\n#else\n    y = x * 2;\n#endif\n}\nelse y = x + 1;\n"
        + "return y;")]
    [InlineData("return x.view(\n#if FOO\n    1,\n#endif\n    x.shape[0], -1);")]
    [InlineData("var y = zeros_like(x);\n#if FOO\ny[.., 2] = 1;\n#endif\nfor (var i = 0; i < 3; i++)\n    y[.., i] = x[.., i];\nreturn y;")]
    [InlineData(
        "#if FOO\nvar y = ones_like(x);\n#else\nvar y = zeros_like(x);\n#endif\n"
        + "#if FOO\ny += 1;\n#endif\nfor (var i = 0; i < 3; i++)\n    y[.., i] = x[.., i];\nreturn y;")]
    [InlineData("var n = x.shape[0];\n#if FOO\nn++;\n#endif\nreturn x.view(n, x.shape[1], -1);")]
    public void Code_around_directives_stays_what_every_configuration_needs(string body)
    {
        var source = ForwardSource.Of(body, "float32[N, 3, 8]");

        var run = RuleRun.Of(null, source, assume: true);

        Assert.NotEmpty(run.Findings);
        Assert.Equal(source, run.AfterText);
    }

    [Theory]
    [InlineData("var y = x.squeeze(1); y.unsqueeze_(0); return x;", "")]
    [InlineData("var y = x.squeeze(1); y.requires_grad_(true); return y;", "")]
    [InlineData("var y = x.squeeze(1); return ReferenceEquals(x, y) ? x : y * 2;", "")]
    [InlineData("using var s = Squash(x); return s + x;", "private static Tensor Squash(Tensor t) { return t.squeeze(1); }")]
    [InlineData("var y = Squash(x); y.transpose_(1, 2); return x;", "private static Tensor Squash(Tensor t) { return t.squeeze(1); }")]
    public void A_squeeze_that_does_nothing_stays_where_the_object_is_told_from_its_input(string body, string members)
    {
        var source = ForwardSource.Of(body, "[N, 3, 8]", members);

        Assert.Equal(source, RuleRun.Of("MFX1001", source).AfterText);
    }

    [Fact]
    public void What_batches_prove_is_assumed_where_the_project_does_not_say_that_inputs_are_batched()
    {
        var source = ForwardSource.Of("return conv.call(x).squeeze(1);", members: "private readonly Conv2d conv = Conv2d(3, 1, 3);");

        var assumed = Assert.Single(RuleRun.Of("MFX1001", source).Findings);
        var said = Assert.Single(RuleRun.Of("MFX1001", source, settings: ModelSettings.Default with { IsBatched = true }).Findings);

        Assert.Equal((Safety.Assumed, "inputs are batched"), (assumed.Safety, assumed.Assumption));
        Assert.Equal(Safety.Proven, said.Safety);
    }

    /// <summary>Who reads the first two sizes may well merge all others; who reads more has named all that there are.</summary>
    [Theory]
    [InlineData("var (b, c, n) = (x.shape[0], x.shape[1], x.shape[2]); return x.view(b, c * n);", "x has 3 dims")]
    [InlineData("var (b, c) = (x.shape[0], x.shape[1]); return x.mean(new long[] { 2, 3 }, true).reshape(b, c);", "x has 4 dims")]
    [InlineData("var (b, c) = (x.shape[0], x.shape[1]); return x.reshape(b, c);", null)]
    public void Dims_that_nobody_reads_are_assumed_not_to_be_there(string body, string? assumption)
    {
        var finding = Assert.Single(RuleRun.Of("MFX1003", ForwardSource.Of(body)).Findings);

        Assert.Equal(assumption, finding.Assumption);
        Assert.Equal(assumption is null ? Safety.Report : Safety.Assumed, finding.Safety);
    }

    [Fact]
    public void What_callers_take_for_granted_is_assumed_in_their_helpers()
    {
        var source = ForwardSource.Of(
            "var (b, c) = (x.shape[0], x.shape[1]); return Pooled(x.mean(new long[] { 2, 3 }, true));",
            members: "private Tensor Pooled(Tensor y) => y.reshape(y.shape[0], y.shape[1]);");

        Assert.Equal("x has 4 dims", Assert.Single(RuleRun.Of("MFX1003", source).Findings).Assumption);
    }

    [Fact]
    public void A_squeeze_that_does_nothing_stays_where_another_class_disposes_of_it()
    {
        var source = ForwardSource.Of("var y = x.squeeze(1); Ending.End(y); return x;", "[N, 3, 8]")
            + "\npublic static class Ending { public static void End(IDisposable t) { t.Dispose(); } }\n";

        Assert.Equal(source, RuleRun.Of("MFX1001", source).AfterText);
    }

    [Fact]
    public void Two_dims_stay_an_object_of_their_own()
    {
        var source = ForwardSource.Of("var v = x.view(x.shape[0], -1); v.unsqueeze_(0); return x;", "[N, 8]");

        Assert.Equal(source, RuleRun.Of("MFX1003", source, assume: true).AfterText);
    }

    [Theory]
    [InlineData("a.weight = b.weight;", "")]
    [InlineData("Prune(a);", "private static void Prune(Linear l) { l.weight = new Parameter(l.weight!.slice(0, 0, 4, 1).clone()); }")]
    [InlineData("a.register_forward_hook((m, i, o) => o.transpose(1, 2).contiguous());", "")]
    [InlineData("", "public static void Replace(Net n) { n.a = Linear(8, 4); }")]
    public void Layers_that_are_changed_after_their_construction_prove_nothing(string constructor, string members)
    {
        var source = ForwardSource.Of(
            "var y = a.call(x); return y.view(y.shape[0], y.shape[1], -1);",
            "[N, 5, 8]",
            "private Linear a = Linear(8, 8, hasBias: false); private readonly Linear b = Linear(8, 6, hasBias: false);\n" + members,
            constructor);

        var run = RuleRun.Of(null, source);

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.NotEqual(Safety.Proven, f.Safety));
        Assert.Equal(source, run.AfterText);
    }

    [Theory]
    [InlineData("var s = x.shape; ref var r = ref s[1]; ref var q = ref s[2]; r = 8; q = 3; return x.view(s[0], s[1], s[2]);")]
    [InlineData("var c = x.shape[1]; ref long p = ref c; p = 8; return x.view(x.shape[0], c, 3);")]
    public void Sizes_that_a_ref_local_may_change_prove_nothing(string body)
    {
        var run = RuleRun.Of(null, ForwardSource.Of(body, "[N, 3, 8]"));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.NotEqual(Safety.Proven, f.Safety));
        Assert.DoesNotContain(run.Findings, f => f.Rule.Id == "MFX0001");
    }
}
