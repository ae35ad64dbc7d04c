using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Tracing;

public sealed class DeviceMoveRuleTests
{
    private const string Id = "MFX1704";

    /// <summary>What is returned, before and after.</summary>
    [Theory]
    [InlineData("x.to(x.device)", "x")]
    [InlineData("x.relu().to(x.device)", "x.relu()")]
    [InlineData("x.to(x.device, false).exp()", "x.exp()")]
    [InlineData("(x * 2 + 1).to(device: x.device, non_blocking: true)", "x * 2 + 1")]
    [InlineData("(x * 2 + 1).to(x.device) * 3", "(x * 2 + 1) * 3")]
    [InlineData("zeros_like(x).to(x.device)", "zeros_like(x)")]
    [InlineData("zeros(3, device: x.device).to(x.device)", "zeros(3, device: x.device)")]
    [InlineData("x[.., 1].to(x.device)", "x[.., 1]")]
    [InlineData("x.to(ScalarType.Float64).to(x.device)", "x.to(ScalarType.Float64)")]
    [InlineData("layer.call(x).to(x.device)", "layer.call(x)")]
    [InlineData("torch.where(x > 0, x, -x).to(x.device)", "torch.where(x > 0, x, -x)")]
    [InlineData("x.to(x.relu().device)", "x")]
    [InlineData("scale.mul(2).to(scale.device)", "scale.mul(2)")]
    [InlineData("x.to(x.device).to(x.device)", "x")]
    public void A_tensor_that_is_there_already_Triggers(string before, string after) => AssertWritten(before, after);

    [Theory]
    [InlineData("zeros(3).to(x.device)", "zeros(3, device: x.device)")]
    [InlineData("torch.ones(2, 3, dtype: ScalarType.Int64).to(x.device)", "torch.ones(2, 3, dtype: ScalarType.Int64, device: x.device)")]
    [InlineData("torch.tensor(new float[] { 1, 2 }).to(x.device)", "torch.tensor(new float[] { 1, 2 }, device: x.device)")]
    [InlineData("full(new long[] { 2 }, 0.5f).to(x.device)", "full(new long[] { 2 }, 0.5f, device: x.device)")]
    [InlineData("eye(3).to(x.device)", "eye(3, device: x.device)")]
    [InlineData("arange(5).to(x.device)", "arange(5, device: x.device)")]
    [InlineData("arange(0, x.shape[1], ScalarType.Int64).to(x.device)", "arange(0, x.shape[1], ScalarType.Int64, device: x.device)")]
    public void A_tensor_that_was_just_created_Triggers(string before, string after) => AssertWritten(before, after);

    [Theory]
    [InlineData("var device = x.device;\nvar y = x * 2;\ny = y.to(device).relu();\nreturn y;", "y = y.relu();")]
    [InlineData("var device = x.device;\nreturn zeros(3).to(device) + x;", "return zeros(3, device: device) + x;")]
    [InlineData("x = x.relu();\nx += 1;\nreturn x.to(x.device);", "return x;")]
    [InlineData("var y = x;\nfor (var i = 0; i < 2; i++) y = y * 2;\nreturn y.to(x.device);", "return y;")]
    [InlineData("x = x.to(x.device);\nreturn x;", "{\n        return x;")]
    public void Locals_Triggers(string body, string written)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body));
        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        Assert.Contains(written, run.AfterText);
    }

    [Theory]
    [InlineData("return other.to(x.device);")]
    [InlineData("return (x + other).to(x.device);")]
    [InlineData("return (torch.tensor(2f) * x).to(x.device);")]
    [InlineData("var y = other;\ny = x;\nreturn y.to(x.device);")]
    [InlineData("x = other;\nreturn x.relu().to(x.device);")]
    [InlineData("return x.cpu().to(x.device);")]
    [InlineData("return torch.rand(3).to(x.device);")]
    [InlineData("return torch.arange(0f, 1f, 0.1f).to(x.device);")]
    [InlineData("return torch.linspace(0, 1, 5).to(x.device);")]
    [InlineData("return zeros(3, requires_grad: true).to(x.device);")]
    [InlineData("return zeros(3, device: other.device).to(x.device);")]
    [InlineData("return x.to(x.device, copy: true);")]
    [InlineData("return zeros(3).to(x.device, disposeAfter: true);")]
    [InlineData("return zeros(3).to(Pick(x).device);")]
    [InlineData("return zeros(3 /* three */).relu().to(x.device);")]
    [InlineData("using var y = x * 2;\nreturn y.to(x.device) + 1;")]
    [InlineData("return x?.to(x.device)!;")]
    public void What_may_be_elsewhere_or_another_tensor_IsReported(string body)
    {
        const string Members = "private Tensor other = ones(3);\nprivate static Tensor Pick(Tensor t) => t;";
        var findings = RuleRun.Of(Id, ForwardSource.Of(body, members: Members)).Findings.Where(f => !f.Message.StartsWith("cpu"));
        var finding = Assert.Single(findings);
        Assert.Equal((Safety.Report, DiagnosticSeverity.Info), (finding.Safety, finding.Severity));
    }

    [Theory]
    [InlineData("x.cuda()"), InlineData("x.cpu()"), InlineData("x.to(\"cuda:0\")"), InlineData("x.to(torch.CUDA)")]
    [InlineData("x.to(DeviceType.CPU)"), InlineData("x.to(where)"), InlineData("x.cuda(where)"), InlineData("x.to(new Device(\"cpu\"))")]
    public void A_device_that_the_model_names_IsReported(string call)
    {
        var source = ForwardSource.Of($"return {call};", members: "private readonly Device where = torch.CPU;");
        var finding = Assert.Single(RuleRun.Of(Id, source).Findings);
        Assert.Equal((Safety.Report, DiagnosticSeverity.Warning), (finding.Safety, finding.Severity));
        Assert.Contains("that the model names", finding.Message);
    }

    [Theory]
    [InlineData("return x.to(ScalarType.Float64);")]
    [InlineData("return x.to(ScalarType.Float64, x.device);")]
    [InlineData("return x.to(other);")]
    [InlineData("return zeros(3, device: x.device) + x;")]
    [InlineData("if (training) x = x.cuda();\nreturn x;")]
    public void Anything_else_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, members: "private Tensor other = ones(3);")).Findings);

    [Fact]
    public void Moving_a_module_and_code_that_is_not_exported_DoesNotTrigger()
    {
        const string Helper = "public static Tensor Send(Tensor t) => t.cuda();";
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x;", members: Helper, constructor: "this.to(torch.CPU);")).Findings);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x.cuda();").Replace("Net", "NetLoss")).Findings);
    }

    [Fact]
    public void Two_inputs_may_be_on_two_devices()
    {
        var source = ForwardSource.Of("return Join(x, x);", members: "private Tensor Join(Tensor a, Tensor b) => a + b.to(a.device);");
        Assert.Equal(Safety.Report, Assert.Single(RuleRun.Of(Id, source).Findings).Safety);
    }

    [Fact]
    public void Comments_and_line_endings_stay()
    {
        var source = "\uFEFF" + ForwardSource.Of("return x // the input\n    .relu()\n    .to(x.device);").Replace("\n", "\r\n");
        Assert.Equal(source.Replace("\r\n            .to(x.device)", ""), RuleRun.Of(Id, source).AfterText);
        Assert.Equal(
            Safety.Report, Assert.Single(RuleRun.Of(Id, ForwardSource.Of("return x.to(/* there */ x.device);")).Findings).Safety);
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-17", true), InlineData("bmnetp", true), InlineData("module-tree", false)]
    public void Triggers_for_targets_that_trace(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        Assert.Equal(on ? 1 : 0, RuleRun.Of(Id, ForwardSource.Of("return x.cpu();"), settings: settings).Findings.Length);
    }

    private static void AssertWritten(string before, string after)
    {
        const string Members = "private readonly Linear layer;\nprivate readonly Tensor scale = ones(3);";
        var run = RuleRun.Of(Id, ForwardSource.Of($"return {before};", "[N, 3]", Members, "layer = Linear(3, 3);"));
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, DiagnosticSeverity.Info), (f.Safety, f.Severity)));
        Assert.Contains($"return {after};", run.AfterText);
        if (!before.Contains("layer", StringComparison.Ordinal))
            RuleNumbers.AssertBitExact(run, [TorchSharp.torch.tensor(new float[] { 1, -2, float.NaN, 0, -0f, 7 }).reshape(2, 3)]);
    }
}
