using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Tracing;

/// <summary>MFX1706: functional dropout gets the mode of its module.</summary>
[Collection(nameof(Alone))]
public sealed class DropoutRuleTests
{
    private const string Id = "MFX1706";

    [Theory]
    [InlineData("return functional.dropout(x, 0.1);", "functional.dropout(x, 0.1, training)")]
    [InlineData("return functional.dropout(x);", "functional.dropout(x, training: training)")]
    [InlineData("return functional.dropout(x, p: 0.1);", "functional.dropout(x, p: 0.1, training: training)")]
    [InlineData("return functional.dropout(p: rate, input: x);", "functional.dropout(p: rate, input: x, training: training)")]
    [InlineData("return functional.dropout(x * 1, rate, inplace: true);", "dropout(x * 1, rate, inplace: true, training: training)")]
    [InlineData("return torch.nn.functional.dropout1d(x, 0.3);", "torch.nn.functional.dropout1d(x, 0.3, training)")]
    [InlineData("return functional.dropout2d(x.unsqueeze(0), 0.3);", "functional.dropout2d(x.unsqueeze(0), 0.3, training)")]
    [InlineData("return functional.dropout(x, 0.1 /* ten percent */);", "functional.dropout(x, 0.1, training /* ten percent */)")]
    [InlineData("return functional.dropout(functional.dropout(x, 0.1), 0.2);", "(functional.dropout(x, 0.1, training), 0.2, training)")]
    [InlineData("var training = 0.1; return functional.dropout(x, training);", "functional.dropout(x, training, this.training)")]
    [InlineData("Func<Tensor, Tensor> f = t => functional.dropout(t, 0.1); return f(x);", "functional.dropout(t, 0.1, training)")]
    public void A_call_without_a_mode_IsAssumed(string body, string after)
    {
        var source = ForwardSource.Of(body, "[N, 3, 4]", "private readonly double rate = 0.4;");
        var run = RuleRun.Of(Id, source, assume: true);

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Assumed, DiagnosticSeverity.Warning), (f.Safety, f.Severity)));
        Assert.All(run.Findings, f => Assert.Equal("dropout is meant for training alone", f.Assumption));
        Assert.Contains(after, run.AfterText);
        Assert.Equal(source, RuleRun.Of(Id, source).AfterText);
        AssertSameInTraining(run);
    }

    [Fact]
    public void In_eval_mode_nothing_is_dropped_any_more()
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return functional.dropout(x, 0.5);"), assume: true);
        var x = torch.ones(100);

        Assert.NotEqual(x, Output(run.Before, x, isTraining: false));
        Assert.Equal(x, Output(run.After, x, isTraining: false));
    }

    [Theory]
    [InlineData("return Dropped(x);")]
    [InlineData("static Tensor Local(Tensor t) => functional.dropout(t, 0.1); return Local(x);")]
    public void Code_without_a_module_at_hand_IsReported(string body)
    {
        var members = body.Contains("Dropped") ? "private static Tensor Dropped(Tensor t) => functional.dropout(t, 0.1);" : "";

        Assert.Equal(Safety.Report, Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, members: members)).Findings).Safety);
    }

    [Theory]
    [InlineData("return functional.dropout(x, 0.1, training);")]
    [InlineData("return functional.dropout(x, 0.1, true) + functional.dropout(x, training: true);")]
    [InlineData("return functional.dropout(x, 0) + functional.dropout(x, 0.0);")]
    [InlineData("return functional.alpha_dropout(x, 0.1) + functional.feature_alpha_dropout(x.unsqueeze(0), 0.1).sum();")]
    [InlineData("return drop.call(x);")]
    [InlineData("if (training) return functional.dropout(x, 0.1); return x;")]
    public void A_mode_that_is_given_or_none_that_matters_DoesNotTrigger(string body) => Assert.Empty(
        RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]", "private readonly Module<Tensor, Tensor> drop = Dropout(0.1);")).Findings);

    [Fact]
    public void A_loss_DoesNotTrigger() =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return functional.dropout(x, 0.1);").Replace("Net", "NoiseLoss")).Findings);

    [Theory]
    [InlineData("onnx-9"), InlineData("onnx-17"), InlineData("tensorrt-10.1"), InlineData("bmnetp"), InlineData("module-tree")]
    public void It_matters_for_every_target(string target)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };

        Assert.Single(RuleRun.Of(Id, ForwardSource.Of("return functional.dropout(x, 0.1);"), settings: settings).Findings);
    }

    private static void AssertSameInTraining(RuleRun run)
    {
        foreach (var x in new[] { torch.randn(5, 3, 4), torch.full(2, 3, 4, float.NaN), torch.zeros(0, 3, 4) })
            Assert.Equal(Output(run.Before, x, isTraining: true).Elements(), Output(run.After, x, isTraining: true).Elements());
    }

    private static torch.Tensor Output(Compilation compilation, torch.Tensor x, bool isTraining)
    {
        var model = (torch.nn.Module)Execution.Create(compilation, "Net");
        model.train(isTraining);
        torch.manual_seed(3);
        return (torch.Tensor)Execution.Call(model, "forward", x.clone())!;
    }
}
