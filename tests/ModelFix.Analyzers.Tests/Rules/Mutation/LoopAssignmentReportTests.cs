using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

/// <summary>MFX1305 where nothing is rewritten: what is not proven to be a list of slots, and what no loop fills slot by slot.</summary>
public sealed class LoopAssignmentReportTests
{
    private const string Id = "MFX1305";
    private const string Buffer = "var y = zeros(new long[] { x.shape[0], 4, 5, 6 });\n";

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) { y[.., i] = x[.., i]; }", "not every slot")]
    [InlineData("for (var i = 1; i < 4; i++) { y[.., i] = x[.., i]; }", "not every slot")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i % 2] = x[.., i]; }", "i % 2 is not proven to lie inside dim 1")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i, .., ..1] = x[.., i]; }", "not proven to have the shape")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i] = x[.., i, 0, 0].unsqueeze(-1).unsqueeze(-1); }", "not proven to have the shape")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i] = 0.5f; }", "a number is assigned")]
    [InlineData("for (var i = 0; i < 4; i++) { if (i > 1) y[.., i] = x[.., i]; }", "where a condition does not hold")]
    [InlineData("for (var i = 0; i < 4; i++) { if (i > 2) break; y[.., i] = x[.., i]; }", "a round may end early")]
    [InlineData("for (var i = 0; i < 4; i++) { if (i > 2) continue; y[.., i] = x[.., i]; }", "a round may end early")]
    [InlineData("for (var i = 0; i < 4; i++) { try { y[.., i] = x[.., i]; } catch { } }", "a round may end early")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i] = x[.., i] + y[.., 0]; }", "used before the loop ends")]
    [InlineData("var n = y.shape[1]; for (var i = 0; i < n; i++) { y[.., i] = x[.., i]; }", "used before the loop ends")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i] += x[.., i]; }", "what was in y is read")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; y[.., i] = x[.., 0]; }", "not proven to lie apart")]
    [InlineData("for (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; if (i > 0) y[.., i] = x[.., 0]; }", "right after one another")]
    [InlineData("for (var i = 0; i < 4; i++) for (var j = 0; j < 5; j++) y[.., i, j] = x[.., i, j];", "several loops fill it")]
    [InlineData("var i = 0; while (i < 4) { y[.., i] = x[.., i]; i++; }", "which rounds it runs")]
    [InlineData("var i = 0; foreach (var v in x.unbind(1)) { y[.., i] = v; i++; }", "which rounds it runs")]
    [InlineData("for (var i = 0; i < 4; i += 2) { y[.., i..(i + 2)] = x[.., ..2]; }", "which rounds it runs")]
    [InlineData("for (var i = 3; i >= 0; i--) { y[.., i] = x[.., i]; }", "which rounds it runs")]
    [InlineData("if (x.shape[0] > 1) { for (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; } }", "not declared in the block")]
    [InlineData("for (var i = 0; i < 4; i++) { using (var s = NewDisposeScope()) { y[.., i] = x[.., i]; } }", "outlives the scope")]
    [InlineData("for (var i = 0; i < 4; i++) { using var s = NewDisposeScope(); y[.., i] = x[.., i]; }", "outlives the scope")]
    [InlineData("Func<Tensor> f = () => y; for (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; }", "captured")]
    [InlineData(
        "for (var i = 0; i < 4; i++) { y[.., i, 1..] = x[.., i, 1..].relu(); y[.., i, ..1] = x[.., i, ..1].relu(); }",
        "another order")]
    public void What_is_not_proven_IsReported(string loop, string reason) => AssertIsReported($"{Buffer}{loop}\nreturn y;", reason);

    [Theory]
    [InlineData("var y = x.abs();\nfor (var i = 0; i < 4; i++) { y[.., i] = x[.., 3]; }\nreturn y;", "not a local that is declared as new")]
    [InlineData("Tensor y;\ny = zeros_like(x);\nfor (var i = 0; i < 4; i++) { y[.., i] = x[.., 3]; }\nreturn y;", "not a local that is")]
    [InlineData("var y = empty_like(x);\nfor (var i = 0; i < 4; i++) { y[.., i, 1..] = x[.., i, 1..]; }\nreturn y;", "is not zero")]
    [InlineData("var y = full_like(x, 2);\nfor (var i = 0; i < 4; i++) { y[.., i, 1..] = x[.., i, 1..]; }\nreturn y;", "is not zero")]
    [InlineData(
        "var y = zeros_like(x, requires_grad: true);\nfor (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; }\nreturn y;",
        "gradient itself")]
    [InlineData("for (var i = 0; i < 4; i++) { kept[i] = x[0, i]; }\nreturn kept + x;", "kept outside this method")]
    [InlineData("for (var i = 0; i < 4; i++) { x[.., i] = x[.., 0]; }\nreturn x;", "the caller keeps the tensor")]
    [InlineData(
        "var y = zeros(new long[] { x.shape[0], 4, 5, 6 }, device: new Device(\"cpu\"));\n"
            + "for (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; }\nreturn y;",
        "the device of y")]
    [InlineData(
        "var h = x[.., 0].clone();\nvar y = zeros_like(h);\n"
            + "for (var i = 0; i < 5; i++)\n{\n    h.add_(1);\n    y[.., i, i..] = h[.., i, i..];\n}\nreturn y;",
        "may be changed before the loop ends")]
    public void What_is_no_new_tensor_or_has_other_elements_IsReported(string body, string reason) => AssertIsReported(body, reason);

    [Theory]
    [InlineData("for (var i = 0; i < 4; i++) { var y = zeros_like(x); y[.., i] = x[.., i]; x = x + y; } return x;", "MFX1301")]
    [InlineData("var y = zeros_like(x); for (var i = 0; i < 4; i++) { y[.., 0] = x[.., i]; } return y;", "MFX1301")]
    [InlineData("var y = zeros_like(x); for (var i = 0; i < 4; i++) { y[.., .., i..] = x[.., .., i..]; } return y;", "MFX1301")]
    public void What_no_loop_fills_slot_by_slot_is_another_rules(string body, string rule) => Assert.All(
        RuleRun.Of("MFX13", ForwardSource.Of(body, IndexAssignments.Contract)).Findings,
        f => Assert.Equal(rule, f.Rule.Id));

    [Theory]
    [InlineData("if (training) { var y = zeros_like(x); for (var i = 0; i < 4; i++) { y[.., i] = x[.., i]; } return y; } return x;")]
    [InlineData("var y = new float[4]; for (var i = 0; i < 4; i++) { y[i] = i; } return x * y[0];")]
    public void What_is_not_exported_or_no_tensor_DoesNotTrigger(string body) => IndexAssignments.AssertDoesNotTrigger(body);

    private static void AssertIsReported(string body, string reason)
    {
        var run = RuleRun.Of(
            "MFX13",
            ForwardSource.Of(body, IndexAssignments.Contract, members: "private readonly Tensor kept = torch.zeros(4, 5, 6);\n"),
            assume: true);

        var finding = Assert.Single(run.Findings, f => f.Rule.Id == Id);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.True(finding.Message.Contains(reason, StringComparison.Ordinal), finding.Message);
        Assert.Equal(run.BeforeText, run.AfterText);
    }
}
