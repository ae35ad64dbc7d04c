using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Weights;

/// <summary>MFX1902: buffers that a module does not keep as its own.</summary>
public sealed class BufferRuleTests
{
    private const string Id = "MFX1902";

    [Theory]
    [InlineData("register_buffer(\"mask\", ones(3), persistent: false);")]
    [InlineData("this.register_buffer(\"mask\", ones(3), false);")]
    public void A_buffer_that_is_not_persistent_IsReported(string registration)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return x;", constructor: "RegisterComponents();\n" + registration));

        var finding = Assert.Single(run.Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains("not moved by to()", finding.Message);
        var model = (torch.nn.Module)Execution.Create(run.Before, "Net");
        Assert.Empty(model.state_dict());
        Assert.Empty(model.buffers());
    }

    [Theory]
    [InlineData("private Tensor mean = zeros(3);", "", "mean = mean * 0.9 + x.mean(new long[] { 0 });\nreturn x - mean;")]
    [InlineData("private Tensor mean;", "mean = zeros(3);", "mean += x.mean(new long[] { 0 });\nreturn x - mean;")]
    [InlineData("private Tensor mean;", "this.mean = zeros(3);", "if (training) this.mean = x.mean(new long[] { 0 });\nreturn x - mean;")]
    [InlineData("private Tensor mean = zeros(3);\npublic void Reset() => mean = zeros(3);", "", "return x - mean;")]
    public void A_buffer_that_is_assigned_again_IsReported(string members, string constructor, string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]", members, constructor));

        var finding = Assert.Single(run.Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains("'mean' is not what the module keeps", finding.Message);
        var model = (torch.nn.Module)Execution.Create(run.Before, "Net");
        Assert.Contains("mean", model.state_dict().Keys);
        Execution.Call(model, "forward", torch.ones(2, 3));
        Assert.Equal([0d, 0, 0], model.state_dict()["mean"].Elements());
    }

    [Theory]
    [InlineData("private Tensor cache;", "", "cache = cache is null ? x : cat(new[] { cache, x }, 0);\nreturn cache;")]
    [InlineData("private Tensor cache = null;", "", "cache = x;\nreturn cache;")]
    [InlineData("private Tensor cache;", "cache = null;", "cache = x;\nreturn cache;")]
    [InlineData("private Tensor cache;", "RegisterComponents();\ncache = zeros(3);", "cache = x;\nreturn cache;")]
    [InlineData("private static Tensor cache = zeros(3);", "", "cache = x;\nreturn cache;")]
    [InlineData("private Tensor mean = zeros(3);", "mean = ones(3);", "using (no_grad()) mean.copy_(x.mean(new long[] { 0 }));\nreturn x;")]
    [InlineData("private Tensor mean = zeros(3);", "", "mean[0] = 1;\nvar mine = mean;\nmine = x;\nreturn mine;")]
    [InlineData("private Tensor[] parts = new Tensor[1];", "", "parts[0] = x;\nreturn parts[0];")]
    [InlineData("private Parameter weight = new Parameter(zeros(3));", "", "weight = new Parameter(x.detach());\nreturn x;")]
    [InlineData("", "register_buffer(\"mask\", ones(3));\nregister_buffer(\"other\", ones(3), persistent: true);", "return x;")]
    public void A_cache_or_a_buffer_that_is_written_into_DoesNotTrigger(string members, string constructor, string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 3]", members, constructor)).Findings);

    [Fact]
    public void A_class_that_is_no_module_or_a_loss_DoesNotTrigger()
    {
        var source = ForwardSource.Of("mean = x;\nreturn x - mean;", "[N, 3]", "private Tensor mean = zeros(3);");

        Assert.Empty(RuleRun.Of(Id, source.Replace("Net", "CenterLoss")).Findings);
        Assert.Empty(RuleRun.Of(Id, """
            using static TorchSharp.torch;

            public class Statistics
            {
                private Tensor mean = zeros(3);

                public Statistics() => RegisterComponents();

                private void RegisterComponents() { }

                public void Set(Tensor x) => mean = x;
            }
            """).Findings);
    }

    [Theory]
    [InlineData("portable"), InlineData("onnx-9"), InlineData("tensorrt-10.1"), InlineData("onnxify"), InlineData("module-tree")]
    public void It_matters_for_every_target(string target)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = ForwardSource.Of("mean = x;\nreturn x - mean;", "[N, 3]", "private Tensor mean = zeros(3);");
        Assert.Single(RuleRun.Of(Id, source, settings: settings).Findings);
    }
}
