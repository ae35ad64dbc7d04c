using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Indexing;

/// <summary>MFX1601: gather, as index_select where whole rows are picked, else as a comparison with every place and a sum.</summary>
public sealed class GatherRuleTests
{
    private const string Id = "MFX1601";

    /// <summary>An index that is computed from x: the first or last of the largest elements of each row.</summary>
    private const string Best = "var i = x.argmax(1, keepdim: true);\n";

    [Theory]
    [InlineData(Best + "return x.gather(1, i);", "[N, 5]", "x.masked_fill(i.ne(arange(5, device: x.device)), 0).sum(1, true, x.dtype)")]
    [InlineData(Best + "return x.gather(-1, i);", "float32[N, 5]", "x.masked_fill(i.ne(arange(5, device: x.device)), 0).sum(1, true)")]
    [InlineData(
        Best + "return torch.gather(x, 1, i);",
        "float32[N, 5]",
        "x.masked_fill(i.ne(torch.arange(5, device: x.device)), 0).sum(1, true)")]
    [InlineData(
        Best + "return gather(x, dim: 1, index: i);",
        "float32[N, 5]",
        "x.masked_fill(i.ne(arange(5, device: x.device)), 0).sum(1, true)")]
    [InlineData(
        Best + "return x.gather(index: i, dim: 1).squeeze(1);",
        "float32[N, 5, 2]",
        "x.masked_fill(i.ne(arange(5, device: x.device).view(5, 1)), 0).sum(1, true).squeeze(1)")]
    [InlineData(
        "var i = x.argsort(1).narrow(1, 0, 2);\nreturn x.gather(1, i) * 2;",
        "float32[N, 5, 2]",
        "x.unsqueeze(1).masked_fill(i.unsqueeze(2).ne(arange(5, device: x.device).view(5, 1)), 0).sum(2) * 2")]
    [InlineData(
        "var i = x.argsort(1).narrow(1, 0, 2);\nreturn x.gather(1, i);",
        "[N, 5]",
        "x.unsqueeze(1).masked_fill(i.unsqueeze(2).ne(arange(5, device: x.device)), 0).sum(2, false, x.dtype)")]
    [InlineData(
        "return x.gather(0, x.argmax(0, keepdim: true));",
        "float32[5, 3]",
        "x.masked_fill(x.argmax(0, keepdim: true).ne(arange(5, device: x.device).view(5, 1)), 0).sum(0, true)")]
    [InlineData(
        "return (x + 1).gather(1, x.argmax(1, keepdim: true));",
        "float32[N, 5]",
        "var gathered = x + 1;\n"
            + "        return gathered.masked_fill(x.argmax(1, keepdim: true).ne(arange(5, device: gathered.device)), 0).sum(1, true);")]
    public void One_of_several_elements_Triggers(string body, string contract, string after) =>
        AssertTriggers(body, contract, after, Equality.Tolerance);

    [Theory]
    [InlineData(
        "var i = torch.tensor(new long[] { 3, 0, 3 });\nreturn x.gather(1, i.unsqueeze(0).expand(x.shape[0], -1));",
        "[N, 5]",
        "x.index_select(1, i)")]
    [InlineData(
        "var i = torch.tensor(new long[] { 3, 0 });\nreturn x.gather(1, i.view(1, 2, 1).expand(x.shape[0], 2, x.shape[2]));",
        "[N, 5, 2]",
        "x.index_select(1, i)")]
    [InlineData(
        "var i = torch.tensor(new long[] { 3, 0 });\nreturn torch.gather(x, -1, i.expand(x.shape[0], 2, 2));",
        "[N, 2, 5]",
        "x.index_select(2, i)")]
    [InlineData(
        "var i = torch.tensor(new long[] { 3, 0 }, new long[] { 1, 2 });\nreturn x.gather(1, i.expand(x.shape[0], -1));",
        "[N, 5]",
        "x.index_select(1, i.flatten())")]
    [InlineData("return x.gather(0, x.argsort(0).narrow(0, 0, 3));", "float32[5]", "x.index_select(0, x.argsort(0).narrow(0, 0, 3))")]
    public void Whole_rows_Triggers(string body, string contract, string after) =>
        AssertTriggers(body, contract, after, Equality.BitExact);

    [Theory]
    [InlineData("[5, 3]")]
    [InlineData("[N, 3]")]
    public void An_index_of_other_sizes_is_no_row(string contract)
    {
        // One index for two of five rows.
        var run = RuleRun.Of(Id, ForwardSource.Of("return x.gather(1, torch.zeros(2, 1, dtype: torch.int64));", contract), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal(contract == "[5, 3]" ? Safety.Report : Safety.Assumed, finding.Safety);
    }

    [Fact]
    public void Sizes_that_are_not_known_to_be_the_same_IsAssumed()
    {
        var source = ForwardSource.Of("return x.gather(1, Pick(x));", "float32[N, 5]", """
            /// <returns>[M, 1]</returns>
            private Tensor Pick(Tensor x) => Picks(x).reshape(-1, 1);

            private static Func<Tensor, Tensor> Picks = x => x.argmax(1);

            """);

        var finding = Assert.Single(RuleRun.Of(Id, source).Findings);
        Assert.Equal(
            (Safety.Assumed, "the index has the sizes of the tensor in the other dims and each index is from 0 to 4"),
            (finding.Safety, finding.Assumption));
        Assert.Contains(".ne(arange(5, device: x.device)), 0).sum(1, true)", RuleRun.Of(Id, source, assume: true).AfterText);
    }

    [Theory]
    [InlineData("return x.gather(1, x.argmax(1, keepdim: true));", null)]
    [InlineData("return x.gather(1, x.argmax(1, keepdim: true));", "[N, C]")]
    [InlineData("return x.gather(1, x.argsort(1));", "[N, 65]")]
    [InlineData("return x.gather(1, x.argsort(1).narrow(1, 0, x.shape[0]));", "[N, 5]")]
    [InlineData("return x.gather(x.shape[0] - 1, x.argmax(1, keepdim: true));", "[N, 5]")]
    [InlineData("return torch.gather(index: x.argmax(1, keepdim: true), dim: 1, input: x);", "[N, 5]")]
    [InlineData("return x.gather(1 /* classes */, x.argmax(1, keepdim: true));", "[N, 5]")]
    [InlineData("return torch.gather(x, 1, x.argmax(1, keepdim: true), sparse_grad: true);", "[N, 5]")]
    [InlineData("return x?.gather(1, x.argmax(1, keepdim: true))!;", "[N, 5]")]
    [InlineData("return x.shape[0] > 1 ? x.relu().gather(1, x.argmax(1, keepdim: true)) : x;", "[N, 5]")]
    public void What_is_not_known_or_cannot_be_written_IsReported(string body, string? contract)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x.index_select(1, torch.tensor(new long[] { 0 })) + x.take(torch.tensor(new long[] { 0 }));")]
    [InlineData("x.gather(1, x.argmax(1, keepdim: true)); return x;")]
    [InlineData("if (training) return x.gather(1, x.argmax(1, keepdim: true)); return x;")]
    public void Other_picks_or_code_that_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 5]")).Findings);

    [Fact]
    public void Infinities_and_NaN_elsewhere_Triggers_and_do_not_spread()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return x.gather(1, x.argmin(1, keepdim: true));", "float32[N, 3]"));

        RuleNumbers.AssertBitExact(run, [torch.tensor(new[] { 1f, float.PositiveInfinity, 2, float.NegativeInfinity, 4, 5 }, 2, 3)]);
        RuleNumbers.AssertBitExact(run, [torch.tensor(new[] { 1f, float.NaN, 2 }, 1, 3)]);
    }

    [Fact]
    public void Integers_and_booleans_Triggers_and_keep_their_dtype()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return x.gather(1, x.to(torch.int32).argmax(1, keepdim: true));", "[N, 3]"));

        RuleNumbers.AssertBitExact(
            run, new[] { torch.int64, torch.int32, torch.uint8, torch.@bool, torch.float16 }.Select(t => torch.eye(3).to(t)));
    }

    /// <summary>What gather gives is contiguous, whatever the tensor is.</summary>
    [Theory]
    [InlineData("var y = x.transpose(1, 2); return y.gather(1, y.argmax(1, keepdim: true)).view(-1);")]
    [InlineData("var y = x.transpose(0, 2); return y.gather(1, y.argsort(1).narrow(1, 0, 2)).view(-1);")]
    [InlineData("var i = torch.tensor(new long[] { 2, 0 }); return x.permute(2, 0, 1).gather(2, i.expand(4, 3, 2)).view(-1);")]
    public void What_is_viewed_later_Triggers_and_is_viewed_still(string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, "float32[3, 3, 4]"));

        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        RuleNumbers.AssertBitExact(run, [torch.randn(3, 3, 4), torch.randn(4, 3, 3).permute(2, 1, 0)]);
    }

    [Fact]
    public void CSharp_7_3_Triggers()
    {
        var before = TestCompilation.Create(ForwardSource.Of(Best + "return x.gather(1, i);", "float32[N, 5]"), LanguageVersion.CSharp7_3);

        Assert.Contains("x.masked_fill(i.ne(arange(5, device: x.device)), 0).sum(1, true)", RuleRun.Of(Id, before).AfterText);
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("tensorrt-7.1", true), InlineData("tensorrt-5.1", true)]
    [InlineData("onnx-11", false), InlineData("tensorrt-8.0", false), InlineData("bmnetp", false), InlineData("onnxify", false)]
    public void Triggers_for_targets_without_the_operator(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of(Best + "return x.gather(1, i);", "[N, 5]"), settings: settings);

        Assert.Equal(on ? DiagnosticSeverity.Warning : null, run.Findings.SingleOrDefault()?.Severity);
    }

    private static void AssertTriggers(string body, string contract, string after, Equality equality)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, equality), (f.Safety, f.Equality)));
        Assert.Contains(after, run.AfterText);
        foreach (var batch in new long[] { 1, 3 })
        {
            long[] shape = [.. contract[(contract.IndexOf('[') + 1)..^1].Split(", ").Select(s => s == "N" ? batch : long.Parse(s, null))];
            RuleNumbers.AssertBitExact(run, [torch.randn(shape), torch.full(shape, float.NaN), torch.randn(shape).to(torch.float64)]);
        }
    }
}
