using System.Collections.Immutable;
using ModelFix.Core.Configuration;
using ModelFix.Core.Contracts;
using ModelFix.Core.Values;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Contract;

/// <summary>MFX0001: forward cannot run with this contract. What each operator and layer demands is tested with ModelFix.Core.</summary>
public sealed class ContractRuleTests
{
    private const string Id = "MFX0001";

    [Fact]
    public void A_layer_that_takes_other_features_IsReported_with_both_sizes_and_where_they_come_from()
    {
        var finding = Only(ForwardSource.Of(
            "var y = x.relu().flatten(1);\nreturn fc.call(y);",
                "[N, 256, 2, 2]", "private readonly Linear fc;\n", "fc = Linear(512, 10);"));

        Assert.Equal("call", finding.Node.ToString());
        Assert.Equal(
            "forward cannot run with this contract: Linear takes 512 features, and [N, 1024] has 1024; [N, 1024] is x.relu().flatten(1) "
                + "in line 22; Linear is Linear(512, 10) in line 15",
            finding.Message);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Empty(finding.Fixes);
        Assert.Equal(
            ["fc.call(y)", "x.relu().flatten(1)", "Linear(512, 10)"],
            finding.Related.Select(l => l.SourceTree!.GetText().ToString(l.SourceSpan)));
    }

    [Fact]
    public void Layers_that_contradict_each_other_IsReported_without_a_contract()
    {
        var finding = Only(ForwardSource.Of(
            "return b.call(a.call(x));",
                null, "private readonly Conv2d a = Conv2d(3, 64, 3);\nprivate readonly Conv2d b = Conv2d(32, 8, 3);"));

        Assert.Equal(
            "forward cannot run: Conv2d takes 32 channels, and [..., 64, x.shape[-2] - 2, x.shape[-1] - 2] has 64; "
                + "[..., 64, x.shape[-2] - 2, x.shape[-1] - 2] is a.call(x) in line 22; Conv2d is Conv2d(32, 8, 3) in line 12",
            finding.Message);
    }

    [Fact]
    public void A_contract_in_modelfix_json_IsReported()
    {
        var input = ShapeText.Parse("float32[N, 4, 8, 8]", out _)!;
        var settings = ModelSettings.Default with
        {
            Models = ImmutableDictionary<string, ModelContract>.Empty.Add(
                "Net",
                new ModelContract(
                    ImmutableDictionary<string, ParameterContract>.Empty.Add("x", ParameterContract.Of(input)),
                    ImmutableDictionary<string, object>.Empty)),
        };

        var run = RuleRun.Of(
            Id, ForwardSource.Of("return conv.call(x);", null, "private readonly Conv2d conv = Conv2d(3, 64, 3);"), settings: settings);

        Assert.StartsWith(
            "forward cannot run with this contract: Conv2d takes 3 channels, and [N, 4, 8, 8] has 4; [N, 4, 8, 8] is x in line",
            Assert.Single(run.Findings).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("return x.view(x.shape[0], 25);", "[N, 3, 8] has 24*N elements, and [N, 25] has 25*N elements; [N, 3, 8] is x in line 21")]
    [InlineData(
        "var y = x + torch.ones(4);\nreturn y;",
        "[N, 3, 8] and [4] do not broadcast: 8 is not 4; [N, 3, 8] is x in line 21; [4] is torch.ones(4) in line 23")]
    [InlineData(
        "var t = new List<Tensor> { x, x.transpose(1, 2) };\nreturn torch.cat(t, dim: 1);",
        "[N, 8, 3] cannot be joined with [N, 3, 8]: 3 is not 8; [N, 8, 3] is x.transpose(1, 2) in line 23; [N, 3, 8] is x in line 21")]
    [InlineData(
        "return Head(x);\nTensor Head(Tensor h) => h.matmul(torch.ones(4, 2));",
        "[N, 3, 8] cannot be multiplied by [4, 2]: 8 is not 4; it throws in line 24; [N, 3, 8] is h in line 24; "
            + "[4, 2] is torch.ones(4, 2) in line 24")]
    [InlineData(
        "for (var i = 0; i < layers.Count; i++) x = layers[i].call(x);\nreturn x;",
        "Linear takes 8 features, and [N, 3, 5] has 5; Linear is Linear(8, 5) in line 16")]
    [InlineData(
        "foreach (var layer in layers) x = layer.call(x);\nreturn x;",
        "Linear takes 8 features, and [N, 3, 5] has 5; Linear is Linear(8, 5) in line 16")]
    [InlineData("return net.call(x);", "Linear takes 6 features, and [N, 3, 5] has 5; Linear is Linear(6, 5) in line 12")]
    [InlineData(
        "if (x.shape[2] != 8) throw new ArgumentException(\"size\");\nreturn x.select(1, 3);",
        "dim 1 of [N, 3, 8] has no index 3; [N, 3, 8] is x in line 21")]
    [InlineData(
        "using var scope = torch.NewDisposeScope();\nreturn x.softmax(3).MoveToOuterDisposeScope();",
        "[N, 3, 8] has no dim 3; [N, 3, 8] is x in line 21")]
    public void A_call_that_is_certain_to_throw_IsReported(string body, string reason)
    {
        var finding = Only(
            ForwardSource.Of(body, "[N, 3, 8]", Members, "layers = ModuleList<Module<Tensor, Tensor>>(Linear(8, 5), Linear(8, 5));"));

        Assert.Equal("forward cannot run with this contract: " + reason, finding.Message);
    }

    [Theory]
    [InlineData("if (x.shape[0] > 4) x = x.select(1, 3);\nreturn x;")]
    [InlineData("if (x.mean().item<float>() > 0) return x;\nreturn x.select(1, 3);")]
    [InlineData("if (flag) return x.select(1, 3);\nreturn x;")]
    [InlineData("while (x.shape[0] > 4) x = x.select(1, 3);\nreturn x;")]
    [InlineData("for (var i = 0; i < count; i++) x = x.select(1, 3);\nreturn x;")]
    [InlineData("return flag ? x.select(1, 3) : x;")]
    [InlineData("Func<Tensor, Tensor> f = t => t.select(1, 3);\nreturn flag ? f(x) : x;")]
    [InlineData("return flag ? Head(x) : x;\nTensor Head(Tensor h) => h[0].softmax(3);")]
    [InlineData("try { return x.select(1, 3); } catch (Exception) { return x; }")]
    [InlineData("switch (count)\n{\n    case 1: return x.select(1, 3);\n    default: return x;\n}")]
    [InlineData("return count switch { 1 => x.select(1, 3), _ => x };")]
    [InlineData("if (training) x = x.select(1, 3);\nreturn x;")]
    [InlineData("foreach (var size in sizes)\n{\n    if (size == 3) break;\n    x = x.select(1, 3);\n}\nreturn x;")]
    [InlineData("goto end;\nend:\nreturn x.select(1, 3);")]
    [InlineData("var y = maybe?.select(1, 3);\nreturn x;")]
    [InlineData("return x.view(x.shape[0], count);")]
    [InlineData("return x.add(torch.ones(count));")]
    [InlineData("return torch.cat(new[] { torch.zeros(0), x }, 1);")]
    [InlineData("var s = x.shape.ToList();\ns.RemoveAt(0);\nreturn x.view(s.ToArray());")]
    [InlineData("var t = x;\nt.squeeze_(0);\nreturn t.select(1, 5);")]
    public void A_call_that_may_not_be_made_or_may_not_throw_DoesNotTrigger(string body) =>
        Assert.Empty(
            RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3, 8]", Members, "layers = ModuleList<Module<Tensor, Tensor>>();")).Findings);

    [Theory]
    [InlineData("NetLoss")]
    [InlineData("Metric")]
    public void Code_that_is_not_exported_DoesNotTrigger(string name) =>
        Assert.Empty(
            RuleRun.Of(
                Id, ForwardSource.Of("return x.select(1, 3);", "[N, 3, 8]").Replace("Net", name, StringComparison.Ordinal)).Findings);

    /// <summary>The block knows no shape of its own, so the call is reported that gives it the wrong one.</summary>
    [Fact]
    public void A_call_inside_a_sub_module_IsReported_where_it_gets_its_input()
    {
        var source = ForwardSource.Of("return block.call(x);", "[N, 3, 8]", "private readonly Block block = new Block(16);") + Block;

        var finding = Only(source);

        Assert.Equal("call", finding.Node.ToString());
        Assert.Equal(
            "forward cannot run with this contract: Linear takes 16 features, and [N, 3, 8] has 8; it throws in line 35; "
                + "[N, 3, 8] is h in line 35; Linear is Linear(size, 4) in line 31",
            finding.Message);
    }

    [Fact]
    public void A_sub_module_that_cannot_run_whoever_calls_it_IsReported_once()
    {
        var source = ForwardSource.Of("return block.call(x);", "[N, 3, 8]", "private readonly Block block = new Block(16);")
            + Block
                .Replace("fc.call(h)", "fc.call(fc.call(h))", StringComparison.Ordinal)
                .Replace("size, 4", "3, 4", StringComparison.Ordinal);

        var finding = Only(source.Replace("[N, 3, 8]", "[N, 3]", StringComparison.Ordinal));

        Assert.Equal(
            "forward cannot run: Linear takes 3 features, and [..., 4] has 4; [..., 4] is fc.call(h) in line 35; "
                + "Linear is Linear(3, 4) in line 31",
            finding.Message);
    }

    /// <summary>A contract that cannot be right proves nothing.</summary>
    [Fact]
    public void No_fix_is_proven_by_a_contract_that_is_wrong()
    {
        const string Members = "private readonly Conv2d conv = Conv2d(3, 64, 3);";
        var right = RuleRun.Of(
            "MFX1001", ForwardSource.Of("var y = conv.call(x);\nreturn y.select(1, 0).unsqueeze(1).squeeze(1);", "[N, 3, 8, 8]", Members));
        var wrong = RuleRun.Of(
            "MFX1001", ForwardSource.Of("var y = conv.call(x);\nreturn y.select(1, 0).unsqueeze(1).squeeze(1);", "[N, 1, 8, 8]", Members));

        Assert.Equal(Safety.Proven, Assert.Single(right.Findings).Safety);
        Assert.Equal(Safety.Assumed, Assert.Single(wrong.Findings).Safety);
    }

    private const string Members = """
        private readonly ModuleList<Module<Tensor, Tensor>> layers;
        private readonly Sequential net = Sequential(Linear(8, 5), ReLU(), Linear(6, 5));
        public bool flag; public int count; public long[] sizes = { 3 }; public Tensor? maybe;
        """;

    private const string Block = """

        public class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc;

            public Block(int size) : base("Block")
            {
                fc = Linear(size, 4);
                RegisterComponents();
            }

            public override Tensor forward(Tensor h) => fc.call(h);
        }
        """;

    private static Finding Only(string source) => Assert.Single(RuleRun.Of(Id, source).Findings);
}
