using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Tracing;

/// <summary>MFX1707: what an exporter that walks the modules drops.</summary>
public sealed class DroppedOperationsRuleTests
{
    private const string Id = "MFX1707";
    private const string Members = "private readonly Linear first = Linear(3, 3), second = Linear(3, 3);";

    [Theory]
    [InlineData("return x + first.call(x);", "+")]
    [InlineData("return second.call(functional.relu(first.call(x)));", "relu")]
    [InlineData("x = first.call(x).flatten(1);\nx *= 2;\nreturn -x[0];", "flatten, *, -, an index itself")]
    [InlineData("var y = torch.cat(new[] { first.call(x), second.call(x) }, 1);\nreturn y.relu().relu();", "relu")]
    [InlineData("return first.call(x) > 0;", "a comparison")]
    public void A_forward_that_computes_IsReported_once(string body, string computed)
    {
        var finding = Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]", Members)).Findings);

        Assert.Equal(Safety.Report, finding.Safety);
        Assert.StartsWith("Net.forward computes", finding.Message);
        Assert.Contains(computed, finding.Message);
    }

    [Theory]
    [InlineData("return second.call(first.call(x));")]
    [InlineData("x = first.forward(x);\nx = second.forward(x);\nreturn x;")]
    [InlineData("if (training) x = x * 2;\nreturn first.call(x);")]
    [InlineData("if (x.shape[0] > 1 && x is not null) Console.WriteLine(x.shape[0] + 1);\nreturn first.call(x);")]
    [InlineData("using var scope = NewDisposeScope();\nreturn first.call(x).MoveToOuterDisposeScope();")]
    public void A_forward_that_only_calls_modules_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]", Members)).Findings);

    [Fact]
    public void Other_methods_and_losses_DoesNotTrigger()
    {
        const string Twice = "\npublic Tensor Twice(Tensor t) => t * 2;";
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return first.call(x);", null, Members + Twice)).Findings);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x * 2;").Replace("Net", "ScaleLoss")).Findings);
    }

    [Theory]
    [InlineData("module-tree", true), InlineData("portable", false), InlineData("onnx-9", false), InlineData("tensorrt-8.6", false)]
    [InlineData("bmnetp", false), InlineData("onnxify", false)]
    public void It_is_on_where_modules_are_walked(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, ForwardSource.Of("return x * 2;"), settings: settings).Findings.Length);
    }
}
