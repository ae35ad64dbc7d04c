using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

/// <summary>MFX1205: PReLU as a difference of two relus, for TensorRT 5.</summary>
public sealed class PReLURuleTests
{
    private const string Id = "MFX1205";
    private const string Contract = "[N, 3, 4, 3]";
    private const string Field = "private readonly PReLU act;";

    [Fact]
    public void A_field_Triggers() => Snapshot.Match(Snapshot.Of(RuleRun.Of(
        Id, ForwardSource.Of("var y = act.call(x);\nreturn y + this.act.forward(x * 2);", Contract, Field, "act = PReLU(3);"))));

    /// <summary>Equal numbers; a NaN stays one, with another gradient.</summary>
    [Theory]
    [InlineData(Contract, "PReLU(3)", "functional.relu(x) - weight.view(-1, 1, 1) * functional.relu(-x);")]
    [InlineData("[N, 3, 4]", "PReLU(3, 0.1)", "functional.relu(x) - weight.view(-1, 1) * functional.relu(-x);")]
    [InlineData("[N, 3]", "PReLU(num_parameters: 3)", "functional.relu(x) - weight * functional.relu(-x);")]
    [InlineData(Contract, "PReLU(1)", "Prelu(Tensor x, Tensor weight) => functional.relu(x) - weight * functional.relu(-x);")]
    public void Each_rank_Triggers(string contract, string layer, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of("return act.call(x);", contract, Field, $"act = {layer};"));

        var finding = Assert.Single(run.Findings);
        Assert.Equal(
            (Safety.Proven, Equality.InferenceOnly, DiagnosticSeverity.Warning), (finding.Safety, finding.Equality, finding.Severity));
        Assert.Contains(after, run.AfterText);
        long[] shape = [2, .. contract.Trim('[', ']').Split(", ").Skip(1).Select(s => long.Parse(s, null))];
        torch.manual_seed(9);
        RuleNumbers.AssertWithin(
            double.Epsilon,
            run,
            [
                torch.randn(shape), torch.randn([0, .. shape[1..]]),
                torch.full(shape, float.PositiveInfinity), torch.full(shape, float.NegativeInfinity),
                torch.randn([.. shape.Reverse()]).permute([.. Enumerable.Range(0, shape.Length).Reverse().Select(d => (long)d)]),
            ]);
        var nothing = (torch.Tensor)Execution.Call(Execution.Create(run.After, "Net"), "forward", torch.full(shape, float.NaN))!;
        Assert.All(nothing.Elements(), e => Assert.True(double.IsNaN(e)));
    }

    [Theory]
    [InlineData("return act.call(x);", null, Field, "act = PReLU(3);")]
    [InlineData("return act.call(x);", Contract, "private readonly Module<Tensor, Tensor> act;", "act = PReLU(3);")]
    [InlineData("return act.call(x);", Contract, "public readonly PReLU act;", "act = PReLU(3);")]
    [InlineData("return act.call(x /* here */);", Contract, Field, "act = PReLU(3);")]
    [InlineData("return act.call(x);", Contract, "private readonly Sequential act;", "act = Sequential(PReLU(3), ReLU());")]
    [InlineData("return act.call(x);", Contract, Field, "var n = DateTime.Now.Year; act = PReLU(n);")]
    public void What_is_not_known_IsReported(string body, string? contract, string members, string constructor)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract, members, constructor), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("tensorrt-5.1", 1), InlineData("tensorrt-6.0", 0), InlineData("tensorrt-10.1", 0), InlineData("portable", 0)]
    [InlineData("onnx-9", 0), InlineData("onnx-17", 0), InlineData("onnxify", 0), InlineData("bmnetp", 0)]
    public void Triggers_for_TensorRT_5_alone(string target, int findings)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = ForwardSource.Of("return act.call(x);", Contract, Field, "act = PReLU(3);");

        Assert.Equal(findings, RuleRun.Of(Id, source, settings: settings).Findings.Length);
    }

    [Theory]
    [InlineData("return x;", "public Tensor Active(Tensor x) => act.call(x);")]
    [InlineData("if (training) { return act.call(x); } return x;", "")]
    public void A_layer_that_nothing_exported_calls_DoesNotTrigger(string body, string member) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, Contract, $"{Field}\n{member}", "act = PReLU(3);")).Findings);
}
