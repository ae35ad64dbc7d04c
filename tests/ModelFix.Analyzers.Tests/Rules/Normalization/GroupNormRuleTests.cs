using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

/// <summary>MFX1203: GroupNorm, written out with literal sizes at its calls.</summary>
public sealed class GroupNormRuleTests
{
    private const string Id = "MFX1203";
    private const string Contract = "[N, 6, 4, 5]";
    private const string Field = "private readonly GroupNorm norm;";

    /// <summary>Of the largest output; measured with real PyTorch up to 7.2e-7.</summary>
    private const double Bound = 4e-6;

    [Fact]
    public void A_field_Triggers() => Snapshot.Match(Snapshot.Of(Checked(ForwardSource.Of(
        "var y = norm.call(x);\nreturn y + this.norm.forward(x * 2);", Contract, Field, "norm = GroupNorm(2, 6);"))));

    [Fact]
    public void Two_layers_of_one_class_Triggers_with_two_methods() => Snapshot.Match(Snapshot.Of(Checked(ForwardSource.Of(
        "return second.call(first.call(x)) * third.call(x.narrow(2, 0, 2)).amax();",
        Contract,
        "private readonly GroupNorm first, second, third;",
        "first = GroupNorm(2, 6);\nsecond = GroupNorm(2, 6, eps: 1e-3);\nthird = GroupNorm(3, 6, affine: false);"))));

    [Theory]
    [InlineData("[N, 6, 7]", "GroupNorm(6, 6)", "return normal.reshape(-1, 6, 7) * weight.view(-1, 1) + bias.view(-1, 1);")]
    [InlineData("[N, 6, 2, 3, 4]", "GroupNorm(1, 6, 0.5)", "(centred * centred).mean(new long[] { 2 }, true) + 0.5).sqrt();")]
    [InlineData(Contract, "GroupNorm(2, 6, affine: false)", "return In2Groups6x4x5(x);")]
    [InlineData(Contract, "GroupNorm(num_channels: 6, num_groups: 2)", "return In2Groups6x4x5(x, norm.weight!, norm.bias!);")]
    public void Each_rank_and_option_Triggers(string contract, string layer, string after)
    {
        var run = Checked(ForwardSource.Of("return norm.call(x);", contract, Field, $"norm = {layer};"));

        Assert.Contains(after, run.AfterText);
    }

    [Theory]
    [InlineData("return norm.call(x);", "[N, 6, H, W]", Field, "norm = GroupNorm(2, 6);")]
    [InlineData("return norm.call(x);", null, Field, "norm = GroupNorm(2, 6);")]
    [InlineData("return norm.call(x);", "[N, 6]", Field, "norm = GroupNorm(2, 6);")]
    [InlineData("return norm.call(x) + norm.call(x.narrow(2, 0, x.shape[0])).sum();", Contract, Field, "norm = GroupNorm(2, 6);")]
    [InlineData("return norm.call(x);", Contract, "private readonly Module<Tensor, Tensor> norm;", "norm = GroupNorm(2, 6);")]
    [InlineData("return norm.call(x);", Contract, "public readonly GroupNorm norm;", "norm = GroupNorm(2, 6);")]
    [InlineData("return norm.call(x);", Contract, "private GroupNorm norm;", "norm = GroupNorm(2, 6); norm = GroupNorm(3, 6);")]
    [InlineData("return norm.call(/* x */ x);", Contract, Field, "norm = GroupNorm(2, 6);")]
    [InlineData("return norm.call(x);", Contract, "private readonly Sequential norm;", "norm = Sequential(GroupNorm(2, 6), ReLU());")]
    [InlineData("return norm.call(x);", Contract, Field, "var groups = DateTime.Now.Year; norm = GroupNorm(groups, 6);")]
    public void What_is_not_known_IsReported(string body, string? contract, string members, string constructor)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, contract, members, constructor), assume: true);

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Report, DiagnosticSeverity.Info), (f.Safety, f.Severity)));
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x;", "public Tensor Normal(Tensor x) => norm.call(x);")]
    [InlineData("if (training) { return norm.call(x); } return x;", "")]
    public void A_layer_that_nothing_exported_calls_DoesNotTrigger(string body, string member) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, Contract, $"{Field}\n{member}", "norm = GroupNorm(2, 6);")).Findings);

    [Fact]
    public void Another_norm_DoesNotTrigger() => Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(
        "return norm.call(x);", Contract, "private readonly InstanceNorm2d norm = InstanceNorm2d(6);")).Findings);

    /// <summary>It only bloats, but for TensorRT up to 6.</summary>
    [Theory]
    [InlineData("onnx-9", DiagnosticSeverity.Info), InlineData("onnx-17", DiagnosticSeverity.Info)]
    [InlineData("portable", DiagnosticSeverity.Info), InlineData("tensorrt-8.6", DiagnosticSeverity.Info)]
    [InlineData("tensorrt-6.0", DiagnosticSeverity.Warning), InlineData("bmnetp", null), InlineData("onnxify", null)]
    public void The_severity_is_what_becomes_of_it(string target, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var source = ForwardSource.Of("return norm.call(x);", Contract, Field, "norm = GroupNorm(2, 6);");

        Assert.Equal(severity, RuleRun.Of(Id, source, settings: settings).Findings.SingleOrDefault()?.Severity);
    }

    [Fact]
    public void CSharp_7_3_Triggers()
    {
        var source = ForwardSource.Of("return norm.call(x);", Contract, Field, "norm = GroupNorm(2, 6);");

        var run = RuleRun.Of(Id, TestCompilation.Create(source, LanguageVersion.CSharp7_3), assume: true);

        Assert.Contains("In2Groups6x4x5(x, norm.weight, norm.bias)", run.AfterText);
    }

    /// <summary>TorchSharp leaves the weights of a GroupNorm as memory happens to be.</summary>
    private static RuleRun Checked(string source)
    {
        var run = RuleRun.Of(
            Id,
            source.Replace(
                "RegisterComponents();",
                "RegisterComponents();\n        foreach (var p in parameters()) init.uniform_(p, 0.5, 1.5);",
                StringComparison.Ordinal),
            assume: true);
        Assert.All(
            run.Findings,
            f => Assert.Equal((Safety.Assumed, Equality.Tolerance, DiagnosticSeverity.Info), (f.Safety, f.Equality, f.Severity)));
        var shape = run.BeforeText.Contains("[N, 6, 2, 3, 4]", StringComparison.Ordinal) ? new long[] { 2, 6, 2, 3, 4 }
            : run.BeforeText.Contains("[N, 6, 7]", StringComparison.Ordinal) ? [2, 6, 7]
            : [2, 6, 4, 5];
        torch.manual_seed(8);
        RuleNumbers.AssertWithin(
            Bound,
            run,
            [
                torch.randn(shape), torch.randn(shape) * 100 + 10, torch.randn([1, .. shape[1..]]),
                torch.randn([.. shape.Reverse()]).permute([.. Enumerable.Range(0, shape.Length).Reverse().Select(d => (long)d)]),
                torch.full(shape, float.NaN), torch.full(shape, float.PositiveInfinity),
            ]);
        return run;
    }
}
