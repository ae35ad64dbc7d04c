using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Indexing;

/// <summary>MFX1604: einsum of two tensors, as a matrix product of permuted tensors or as a product of elements.</summary>
public sealed class EinsumRuleTests
{
    private const string Id = "MFX1604";

    /// <summary>A dim for each letter, of its own size.</summary>
    private const string Letters = "bchijdk";

    private static readonly long[] Sizes = [2, 3, 4, 5, 8, 6, 7];

    [Theory]
    [InlineData("ij,jk->ik", "matmul(a, c)")]
    [InlineData("ij,jk", "matmul(a, c)")]
    [InlineData("ji , jk -> ik", "matmul(a.transpose(0, 1), c)")]
    [InlineData("i j , j k  ->  i k", "matmul(a, c)")]
    [InlineData("ij,ij->", "matmul(a.flatten(0), c.flatten(0))")]
    [InlineData("bij,bji->b", "matmul(a.flatten(1).unsqueeze(-2), c.transpose(1, 2).flatten(1).unsqueeze(-1)).select(-1, 0).select(-1, 0)")]
    [InlineData("bchi,chik->bk", "matmul(a.flatten(1), c.flatten(0, 2))")]
    [InlineData("bchi,kchi->bk", "matmul(a.flatten(1), c.permute(1, 2, 3, 0).flatten(0, 2))")]
    [InlineData("kchi,bchi->bk", "matmul(c.flatten(1), a.permute(1, 2, 3, 0).flatten(0, 2))")]
    [InlineData("bhci,bhkci->bhk", "matmul(a.flatten(2).unsqueeze(-2), c.permute(0, 1, 3, 4, 2).flatten(2, 3)).select(-2, 0)")]
    [InlineData("bihd,bjhd->bij", "matmul(a.flatten(2), c.permute(0, 2, 3, 1).flatten(1, 2))")]
    [InlineData("ij,kj->ki", "matmul(c, a.transpose(0, 1))")]
    [InlineData("bij,bkj->bki", "matmul(c, a.transpose(1, 2))")]
    [InlineData("bij,kj->bki", "matmul(a, c.transpose(0, 1)).transpose(1, 2)")]
    [InlineData("bij,jk->kib", null)]
    [InlineData("jk,bij->bik", "matmul(c, a)")]
    [InlineData("kj,ij->ik", "matmul(c, a.transpose(0, 1))")]
    [InlineData("bij,bjk->bik", "matmul(a, c)")]
    [InlineData("bid,bjd->bij", "matmul(a, c.transpose(1, 2))")]
    [InlineData("bhid,bhjd->bhij", "matmul(a, c.transpose(2, 3))")]
    [InlineData("bihd,bjhd->bhij", "matmul(a.transpose(1, 2), c.permute(0, 2, 3, 1))")]
    [InlineData("bhij,bjhd->bihd", "matmul(a, c.transpose(1, 2)).transpose(1, 2)")]
    [InlineData("bchi,cd->bdhi", "matmul(a.permute(0, 2, 3, 1), c).permute(0, 3, 1, 2)")]
    [InlineData("bchi,ik->bchk", "matmul(a, c)")]
    [InlineData("bchi,ki->bchk", "matmul(a, c.transpose(0, 1))")]
    [InlineData("bci,i->bc", "matmul(a, c)")]
    [InlineData("i,bci->bc", null)]
    [InlineData("d,dk->k", "matmul(a, c)")]
    [InlineData("d,d->", "matmul(a, c)")]
    [InlineData("bd,bd->b", "matmul(a.unsqueeze(-2), c.unsqueeze(-1)).select(-1, 0).select(-1, 0)")]
    [InlineData("bid,bd->bi", "matmul(a, c.unsqueeze(-1)).select(-1, 0)")]
    [InlineData("bi,bij->bj", "matmul(a.unsqueeze(-2), c).select(-2, 0)")]
    [InlineData("bi,bik->kb", "matmul(a.unsqueeze(-2), c).select(-2, 0).transpose(0, 1)")]
    [InlineData("bi,bj->bij", "a.unsqueeze(2).mul(c.unsqueeze(1))")]
    [InlineData("i,k->ki", "a.unsqueeze(0).mul(c.unsqueeze(1))")]
    [InlineData("bci,ib->bci", "a.mul(c.transpose(0, 1).unsqueeze(1))")]
    [InlineData("bhi,bhi->bhi", "a.mul(c)")]
    public void A_product_Triggers(string equation, string? after)
    {
        var run = Run(equation);
        var finding = Assert.Single(run.Findings);
        if (after is null)
        {
            Assert.Equal(Safety.Report, finding.Safety);
            return;
        }

        Assert.Equal(Safety.Proven, finding.Safety);
        Assert.Equal(after.Contains("matmul") ? Equality.Tolerance : Equality.BitExact, finding.Equality);
        Assert.Contains($"return {after};", run.AfterText);
        AssertSame(run, Operands(equation));
    }

    private static void AssertSame(RuleRun run, long[][] shapes)
    {
        var (before, fixedUp) = (Execution.Create(run.Before, "Net"), Execution.Create(run.After, "Net"));
        foreach (var type in new[] { torch.float32, torch.float64, torch.int64 })
        {
            torch.manual_seed(3);
            // Small whole numbers, whose sums are exact in any order.
            torch.Tensor[] inputs = [.. shapes.Select(s => torch.randint(-9, 9, s).to(type))];
            if (type == torch.float64) inputs = [.. inputs.Select(Reversed)];
            var expected = (torch.Tensor)Execution.Call(before, "forward", inputs)!;
            var actual = (torch.Tensor)Execution.Call(fixedUp, "forward", inputs)!;
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(type, actual.dtype);
            Assert.True(expected.equal(actual).all().item<bool>());
            // What is viewed later may be so still.
            Assert.True(actual.is_contiguous() || !expected.is_contiguous());
        }
    }

    /// <summary>The dims of an ellipsis are broadcast from the last one on; without it in the result they are summed over.</summary>
    [Theory]
    [InlineData("...i,ik->...k", "[2, 3, 5]", "[5, 7]", "matmul(a, c)")]
    [InlineData("...i,ki", "[2, 3, 5]", "[7, 5]", "matmul(a, c.transpose(0, 1))")]
    [InlineData("...ij,...jk->...ik", "[2, 3, 4, 5]", "[2, 3, 5, 7]", "matmul(a, c)")]
    [InlineData("...ij,...jk->...ik", "[2, 1, 4, 5]", "[2, 3, 5, 7]", "matmul(a, c)")]
    [InlineData("...id, ...jd -> ...ij", "[2, 3, 4, 5]", "[2, 3, 7, 5]", "matmul(a, c.transpose(2, 3))")]
    [InlineData("b...i,...i->b...", "[2, 3, 5]", "[3, 5]",
        "matmul(a.transpose(0, 1), c.unsqueeze(-1)).select(-1, 0).transpose(0, 1)")]
    [InlineData("...d,...d->...", "[2, 3, 5]", "[2, 3, 5]", "matmul(a.unsqueeze(-2), c.unsqueeze(-1)).select(-1, 0).select(-1, 0)")]
    [InlineData("...,...->...", "[2, 3, 5]", "[5]", "a.mul(c.unsqueeze(0).unsqueeze(1))")]
    [InlineData("i...,j...->ij...", "[4, 3, 5]", "[7, 3, 5]", "a.unsqueeze(1).mul(c.unsqueeze(0))")]
    [InlineData("...i,...i", "[5]", "[5]", "matmul(a, c)")]
    [InlineData("...ij,...jk->...ik", "[2, 3, 4, 5]", "[3, 5, 7]", null)]
    public void An_ellipsis_of_known_ranks_Triggers(string equation, string left, string right, string? after)
    {
        var run = Run(equation, [$"float32{left}", $"float32{right}"]);

        Assert.Equal(after is null ? Safety.Report : Safety.Proven, Assert.Single(run.Findings).Safety);
        if (after is null) return;
        Assert.Contains($"return {after};", run.AfterText);
        long[][] shapes = [.. new[] { left, right }.Select(s => s[1..^1].Split(", ").Select(long.Parse).ToArray())];
        AssertSame(run, shapes);
    }

    [Theory]
    [InlineData("return torch.einsum(\"ni,ik->nk\", x, w);", "return torch.matmul(x, w);")]
    [InlineData("return einsum(\"ni,ik->nk\", x, w);", "return torch.matmul(x, w);")]
    [InlineData("return torch.einsum(\"ni,ik->nk\", new[] { x, w });", "return torch.matmul(x, w);")]
    [InlineData("return torch.einsum(tensors: new[] { x, w }, equation: \"ni,ik->nk\");", "return torch.matmul(x, w);")]
    [InlineData("return torch.einsum(Equation, x + 1, w.relu()).relu();", "return torch.matmul((x + 1), w.relu()).relu();")]
    [InlineData(
        "return torch.einsum(\"nk,kj->nj\", torch.einsum(\"ni,ik->nk\", x, w), w.t());",
        "return torch.matmul(torch.matmul(x, w), w.t());")]
    public void Every_spelling_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, Source(body), assume: true);

        // A module's weights may be given another dtype.
        Assert.All(run.Findings, f => Assert.Equal("both tensors have one dtype, and no booleans", f.Assumption));
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, [torch.ones(2, 3), torch.full(2, 3, float.NaN), torch.zeros(0, 3)]);
    }

    [Theory]
    [InlineData("return torch.einsum(\"ni,ik->nk\", x, Other());")]
    [InlineData("return torch.einsum(\"ni,ik->nk\", Other(), w);")]
    public void A_size_that_is_not_known_IsAssumed_to_be_the_same(string body)
    {
        var finding = Assert.Single(RuleRun.Of(Id, Source(body)).Findings);

        Assert.Equal(
            (Safety.Assumed, "i has the same size in both tensors and both tensors have one dtype, and no booleans"),
            (finding.Safety, finding.Assumption));
        Assert.Contains("torch.matmul(", RuleRun.Of(Id, Source(body), assume: true).AfterText);
    }

    /// <summary>matmul ends the process where einsum throws.</summary>
    [Theory]
    [InlineData("return torch.einsum(\"ni,ik->nk\", x, w.to(float64));", "Report")]
    [InlineData("return torch.einsum(\"ni,ik->nk\", x > 0, w > 0);", "Report")]
    [InlineData("return torch.einsum(\"ni,ki->nk\", x.to(w.dtype), x.to(w.dtype));", "Assumed")]
    public void Dtypes_that_are_not_one_IsNotProven(string body, string safety) =>
        Assert.Equal(safety, Assert.Single(RuleRun.Of(Id, Source(body)).Findings).Safety.ToString());

    [Theory]
    [InlineData("return torch.einsum(\"ni->in\", x);")]
    [InlineData("return torch.einsum(\"ni,ik,kj->nj\", x, w, w.t());")]
    [InlineData("return torch.einsum(\"...i,ik->...k\", Other(), w);")]
    [InlineData("return torch.einsum(\". . .i,ik->...k\", x, w);")]
    [InlineData("return torch.einsum(\"nn,nk->nk\", w.t().matmul(w), x);")]
    [InlineData("return torch.einsum(\"ni,ik->n\", x, w);")]
    [InlineData("return torch.einsum(\"ni,ik->nk\", x, torch.ones(1, 4));")]
    [InlineData("return torch.einsum(\"ni,ik->nk\", x.sum(1, true), torch.ones(1, 4));")]
    [InlineData("return torch.einsum(\"ni,ik->nk\" + x.shape[0], x, w);")]
    [InlineData("return torch.einsum(\"ni,ik->nk\", Both(x));")]
    [InlineData("return torch.einsum(\"ik,ni->nk\", w.relu(), x);")]
    [InlineData("return torch.einsum(\"ni,ik->nk\", x /* rows */, w);")]
    public void What_is_no_product_of_two_tensors_IsReported(string body)
    {
        var run = RuleRun.Of(Id, Source(body), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return torch.matmul(x, w) + x.mm(w);")]
    [InlineData("torch.einsum(\"ni,ik->nk\", x, w); return x;")]
    [InlineData("if (training) return torch.einsum(\"ni,ik->nk\", x, w); return x;")]
    public void Other_products_or_code_that_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, Source(body)).Findings);

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("onnx-11", true), InlineData("tensorrt-8.0", true)]
    [InlineData("onnx-13", false), InlineData("tensorrt-8.2", false), InlineData("bmnetp", false), InlineData("onnxify", false)]
    public void Triggers_for_targets_without_the_operator(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, Source("return torch.einsum(\"ni,ik->nk\", x, w);"), settings: settings);

        Assert.Equal(on ? DiagnosticSeverity.Warning : null, run.Findings.SingleOrDefault()?.Severity);
    }

    /// <summary>The tensor with its dims stored in the other order.</summary>
    private static torch.Tensor Reversed(torch.Tensor tensor)
    {
        var backwards = Enumerable.Range(0, (int)tensor.dim()).Reverse().Select(d => (long)d).ToArray();
        return tensor.permute(backwards).contiguous().permute(backwards);
    }

    /// <summary>A module with an einsum of two inputs.</summary>
    private static RuleRun Run(string equation) =>
        Run(equation, [.. Operands(equation).Select(s => $"float32[{string.Join(", ", s)}]")]);

    private static RuleRun Run(string equation, string[] contracts) => RuleRun.Of(
        Id, $$"""
            using TorchSharp;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public class Net : Module<Tensor, Tensor, Tensor>
            {
                public Net() : base("Net") { }

                /// <param name="a">{{contracts[0]}}</param>
                /// <param name="c">{{contracts[1]}}</param>
                public override Tensor forward(Tensor a, Tensor c)
                {
                    return einsum("{{equation}}", a, c);
                }
            }
            """);

    private static long[][] Operands(string equation) =>
        [.. equation.Replace(" ", "", StringComparison.Ordinal).Split("->")[0].Split(',').Select(
            o => o.Select(l => Sizes[Letters.IndexOf(l)]).ToArray())];

    private static string Source(string body) => ForwardSource.Of(
        body,
        "float32[N, 3]",
        "private readonly Parameter w = new(torch.ones(3, 4));\n"
            + "private const string Equation = \"ni,ik->nk\";\n"
            + "private static readonly Func<Tensor> Other = () => torch.ones(3, 3);\n"
            + "private Tensor[] Both(Tensor x) => new[] { x, w };");
}
