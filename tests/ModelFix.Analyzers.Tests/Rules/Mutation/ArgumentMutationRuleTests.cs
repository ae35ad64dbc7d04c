using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Mutation;

public sealed class ArgumentMutationRuleTests
{
    private const string Id = "MFX1306";
    private const string Contract = "float32[N, 3]";
    private const string Assumption = "no caller reads x after the call";

    [Theory]
    [InlineData("x.relu_();\nreturn x + 1;", "x = x.relu();\n        return x + 1;")]
    [InlineData("torch.clamp_(x, 0, 1);\nreturn x;", "x = torch.clamp(x, 0, 1);\n        return x;")]
    [InlineData("x.add_(1);\nreturn x;", "x = x.add(1);\n        return x;")]
    [InlineData("x.mul_(x.sigmoid());\nreturn x;", "x = x.mul(x.sigmoid());\n        return x;")]
    [InlineData("x.clamp_(0, 1);\nreturn x;", "x = x.clamp(0, 1);\n        return x;")]
    [InlineData("x.masked_fill_(x < 0, 0);\nreturn x;", "x = x.masked_fill(x < 0, 0);\n        return x;")]
    [InlineData("return x.relu_();", "return x.relu();")]
    [InlineData("return x.relu_() + 1;", "return x.relu() + 1;")]
    [InlineData("x = x.exp_();\nreturn x;", "x = x.exp();\n        return x;")]
    [InlineData("if (x.shape[0] > 1)\n    x.neg_();\nreturn x;", "x = x.neg();")]
    [InlineData("for (var i = 0; i < 2; i++) x.add_(i);\nreturn x;", "x = x.add(i);")]
    [InlineData("return x.add_(1).relu_();", "return x.add(1).relu_();")]
    [InlineData("// first\nx./* a */relu_( /* b */ ); // c\nreturn x;", "// first\n        x = x./* a */relu( /* b */ ); // c")]
    public void A_write_whose_result_is_all_that_is_read_IsAssumed(string body, string written)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract), assume: true);
        var finding = Assert.Single(run.Findings);
        Assert.Equal((Safety.Assumed, Assumption), (finding.Safety, finding.Assumption));
        Assert.Contains(written, run.AfterText);
        RuleNumbers.AssertBitExact(run, [TorchSharp.torch.tensor(new float[] { 1, -2, float.NaN, 0, -0f, 7 }).reshape(2, 3)]);
    }

    [Fact]
    public void The_caller_s_tensor_stays_as_it_was()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("x.relu_();\nreturn x;", Contract), assume: true);
        var x = TorchSharp.torch.tensor(new float[] { -1, 1 });
        Execution.Call(Execution.Create(run.After, "Net"), "forward", x);
        Assert.Equal([-1, 1], x.Elements());
        Execution.Call(Execution.Create(run.Before, "Net"), "forward", x);
        Assert.Equal([0, 1], x.Elements());
    }

    [Fact]
    public void A_tensor_that_is_given_twice_is_part_of_the_assumption()
    {
        var source = ForwardSource.Of("x.relu_();\nreturn x + y;", Contract)
            .Replace("Module<Tensor, Tensor>", "Module<Tensor, Tensor, Tensor>")
            .Replace("forward(Tensor x)", "forward(Tensor x, Tensor y)");
        Assert.Equal(Assumption + " or gives it twice", Assert.Single(RuleRun.Of(Id, source).Findings).Assumption);
    }

    [Theory]
    [InlineData("x.relu_() + 1", nameof(Safety.Assumed))]
    [InlineData("x + x.relu_()", nameof(Safety.Report))]
    public void An_expression_body_Triggers_where_nothing_else_reads_the_argument(string body, string safety)
    {
        var source = ForwardSource.Of("return BODY;", Contract).Replace("\n    {\n        return BODY;\n    }", $" => {body};");
        Assert.Contains($"=> {body};", source);
        Assert.Equal(safety, Assert.Single(RuleRun.Of(Id, source).Findings).Safety.ToString());
    }

    [Theory]
    [InlineData("inner.call(x * 2)", nameof(Safety.Proven))]
    [InlineData("inner.forward(x.relu())", nameof(Safety.Proven))]
    [InlineData("inner.call(x)", nameof(Safety.Assumed))]
    [InlineData("inner.call(x.view(-1))", nameof(Safety.Assumed))]
    public void An_argument_that_no_caller_can_read_Triggers(string call, string safety)
    {
        var source = ForwardSource.Of($"return {call};", Contract, """
            private readonly Inner inner = new Inner();

            private sealed class Inner : Module<Tensor, Tensor>
            {
                public Inner() : base("Inner") { }

                public override Tensor forward(Tensor t)
                {
                    t.relu_();
                    return t;
                }
            }
            """);
        var run = RuleRun.Of(Id, source, settings: ModelSettings.Default with { IsWholeAssembly = true });
        Assert.Equal(safety, Assert.Single(run.Findings).Safety.ToString());
    }

    [Theory]
    [InlineData("x.view(-1).relu_();\nreturn x;")]
    [InlineData("var y = x.view(-1);\ny.relu_();\nreturn x;")]
    [InlineData("x[0].zero_();\nreturn x;")]
    [InlineData("x.zero_();\nreturn x;")]
    [InlineData("x.gt_(0);\nreturn x;")]
    [InlineData("x.bernoulli_(0.5);\nreturn x;")]
    [InlineData("x.mul_(scale);\nreturn x;")]
    [InlineData("var y = x;\nx.relu_();\nreturn y;")]
    [InlineData("var y = x.view(-1);\nx.relu_();\nreturn y;")]
    [InlineData("var y = x.relu_();\nreturn x + y;")]
    [InlineData("return x + x.relu_();")]
    [InlineData("Func<Tensor> f = () => x * 2;\nvar y = x.unsqueeze(0);\ny.relu_();\nreturn f();")]
    [InlineData(
        "using var scope = NewDisposeScope();\nx.relu_();\nreturn (x + 1).MoveToOuterDisposeScope();")]
    [InlineData("kept = x;\nx.relu_();\nreturn x;")]
    [InlineData("var z = x.relu_();\nreturn z * 2;")]
    public void What_a_new_tensor_would_change_IsReported(string body)
    {
        const string Members = "private readonly Tensor scale = ones(3);\nprivate Tensor kept = ones(3);";
        var source = ForwardSource.Of(body, Contract, Members);
        var findings = RuleRun.Of(Id, source, assume: true).Findings;
        if (body.StartsWith("Func", StringComparison.Ordinal)) Assert.Empty(findings);
        else Assert.Equal(Safety.Report, Assert.Single(findings).Safety);
    }

    [Theory]
    [InlineData("x += 1;\nreturn x;")]
    [InlineData("x = x * 2;\nx.relu_();\nreturn x;")]
    [InlineData("x = x.clone();\nx.view(-1).relu_();\nreturn x;")]
    [InlineData("var y = x + 1;\ny.relu_();\nreturn y;")]
    [InlineData("return x.exp().relu_().add_(1);")]
    [InlineData("kept.relu_();\nreturn x * kept;")]
    [InlineData("if (training) x.relu_();\nreturn x;")]
    [InlineData("return Own(x * 2);")]
    [InlineData("x.requires_grad_(false);\nreturn x;")]
    public void What_is_no_argument_or_no_write_DoesNotTrigger(string body) => Assert.Empty(RuleRun.Of(
        Id,
        ForwardSource.Of(body, Contract, "private Tensor kept = ones(3);\nprivate Tensor Own(Tensor t) { t.relu_(); return t; }"))
        .Findings);

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger() =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("x.relu_();\nreturn x;", Contract).Replace("Net", "NetLoss")).Findings);

    [Theory]
    [InlineData("x.add_(x.to(ScalarType.Float64));\nreturn x;", Contract, nameof(Safety.Report))]
    [InlineData("x.add_(x * 2);\nreturn x;", "[N, 3]", nameof(Safety.Report))]
    [InlineData("x.add_(2);\nreturn x;", "[N, 3]", nameof(Safety.Assumed))]
    public void Another_dtype_IsReported(string body, string contract, string safety) =>
        Assert.Equal(safety, Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, contract)).Findings).Safety.ToString());

    [Fact]
    public void Line_endings_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("x\n    .relu_();\nreturn x;", Contract).Replace("\n", "\r\n");
        Assert.Equal(
            source.Replace("x\r\n            .relu_()", "x = x\r\n            .relu()"), RuleRun.Of(Id, source, assume: true).AfterText);
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("module-tree", false)]
    public void Triggers_for_targets_that_trace(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, ForwardSource.Of("x.relu_();\nreturn x;"), settings: settings).Findings.Length);
    }
}
