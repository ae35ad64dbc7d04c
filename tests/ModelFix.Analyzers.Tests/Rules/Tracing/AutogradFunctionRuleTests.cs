using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Tracing;

/// <summary>MFX1705: functions with a backward of their own.</summary>
public sealed class AutogradFunctionRuleTests
{
    private const string Id = "MFX1705";

    private const string Functions = """

        public class Swish : torch.autograd.SingleTensorFunction<Swish>
        {
            public override string Name => "Swish";

            public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
            {
                var x = (Tensor)vars[0];
                ctx.save_for_backward(new List<Tensor> { x });
                return x * x.sigmoid();
            }

            public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad) => new() { grad };
        }

        public class Half : torch.autograd.MultiTensorFunction<Half>
        {
            public override string Name => "Half";

            public override List<Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
            {
                for (var i = 0; i < 2; i++) vars[0] = (Tensor)vars[0] / 1;
                return new() { (Tensor)vars[0] / 2 };
            }

            public override List<Tensor> backward(torch.autograd.AutogradContext ctx, List<Tensor> grads) => grads;
        }
        """;

    [Theory]
    [InlineData("return Swish.apply(x);", "Swish", "what its forward returns, x * x.sigmoid()")]
    [InlineData("return torch.autograd.SingleTensorFunction<Swish>.apply(x) + 1;", "Swish", "what its forward returns")]
    [InlineData("return Half.apply(x)[0];", "Half", "write what its forward computes")]
    [InlineData("Func<Tensor, Tensor> f = t => Swish.apply(t); return f(x);", "Swish", "x * x.sigmoid()")]
    [InlineData("return Helper(x);", "Swish", "x * x.sigmoid()")]
    public void A_call_in_forward_IsReported(string body, string name, string instead)
    {
        var members = body.Contains("Helper", StringComparison.Ordinal) ? "private Tensor Helper(Tensor t) => Swish.apply(t);" : "";
        var finding = Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]", members) + Functions).Findings);

        Assert.Equal(Safety.Report, finding.Safety);
        Assert.StartsWith(name + " is a function", finding.Message);
        Assert.Contains(instead, finding.Message);
    }

    [Theory]
    [InlineData("if (training) return Swish.apply(x); return x * x.sigmoid();")]
    [InlineData("return layer.apply(m => { }) is null ? x : layer.call(x);")]
    [InlineData("return apply(x);")]
    [InlineData("return x * x.sigmoid();")]
    public void What_is_called_in_training_or_no_function_DoesNotTrigger(string body)
    {
        const string Members = "private readonly Linear layer = Linear(3, 3);\nprivate Tensor apply(Tensor t) => t;";
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]", Members) + Functions).Findings);
    }

    [Fact]
    public void A_loss_DoesNotTrigger() =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return Swish.apply(x);").Replace("Net", "SwishLoss") + Functions).Findings);

    /// <summary>The gradient is the author's, so that an expression in its place may have another.</summary>
    [Fact]
    public void The_expression_has_the_same_output_and_perhaps_another_gradient()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return Swish.apply(x);") + Functions);
        var x = torch.randn(4, 3);
        var output = (torch.Tensor)Execution.Call(Execution.Create(run.Before, "Net"), "forward", x)!;

        Assert.Equal((x * x.sigmoid()).Elements(), output.Elements());
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("tensorrt-5.1", true), InlineData("bmnetp", true)]
    [InlineData("onnxify", true), InlineData("module-tree", false)]
    public void Triggers_for_targets_that_export_forward(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of("return Swish.apply(x);") + Functions, settings: settings);
        Assert.Equal(on ? 1 : 0, run.Findings.Length);
    }
}
