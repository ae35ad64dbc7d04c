using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

public sealed class BatchNormRuleTests
{
    private const string Id = "MFX1202";

    private const string Norm = "private readonly BatchNorm1d norm;\n";

    /// <summary>Name, members, constructor, forward.</summary>
    public static TheoryData<string, string, string, string> Rewritten => new()
    {
        { "field", Norm, "norm = BatchNorm1d(8, 1e-3);", "return norm.call(x);" },
        {
            "named", Norm, "norm = torch.nn.BatchNorm1d(num_features: 8, momentum: 0.01, affine: false, eps: 2e-5);",
            "return this.norm.forward(x);"
        },
        {
            "initialised", "private readonly BatchNorm1d norm = nn.BatchNorm1d(8, track_running_stats: false);\n", "",
            "return norm.call(x).relu();"
        },
        { "qualified_type", "private TorchSharp.Modules.BatchNorm1d norm;\n", "norm = BatchNorm1d(8);", "return norm.call(x);" },
        {
            "several_fields", "private readonly BatchNorm1d a, b,\n    c;\n",
            "a = BatchNorm1d(8);\nb = BatchNorm1d(8, 1e-3);\nc = BatchNorm1d(8, 1e-4);",
            "return a.call(b.call(c.call(x)));"
        },
        { "general_field", "public readonly Module<Tensor, Tensor> norm;\n", "norm = BatchNorm1d(8);", "return norm.call(x);" },
        {
            "state_and_bookkeeping", Norm,
            """
            norm = BatchNorm1d(8);
            init.zeros_(norm.weight);
            norm.running_mean!.fill_(2);
            register_module(nameof(norm), norm);
            norm.eval();
            """,
            "return training ? x : norm.call(x);"
        },
        {
            "perhaps", "private readonly BatchNorm1d? norm;\n", "var isNormed = x0 > 0;\nnorm = isNormed ? BatchNorm1d(8) : null;".Replace(
                "x0", "DateTime.Now.Year"),
            "if (norm is null) return x;\nx = norm != null ? norm.call(x) : x;\nreturn norm?.call(x) ?? x;"
        },
        {
            "local", "private readonly Sequential layers;\n",
            "var norm = BatchNorm1d(8);\nBatchNorm1d other = BatchNorm1d(4);\nlayers = Sequential(norm, Linear(8, 4), other);",
            "return layers.call(x);"
        },
        {
            "in_Sequential", "private readonly Sequential layers;\n",
            "layers = Sequential(Linear(8, 8), /* eps of the paper */ BatchNorm1d(8, eps: 1e-3), ReLU());",
            "return layers.call(x);"
        },
        {
            "in_named_Sequential", "private readonly Sequential layers;\n",
            "layers = Sequential((\"fc\", Linear(8, 8)), (\"norm\", BatchNorm1d(8)));", "return layers.call(x);"
        },
        {
            "in_a_list", "private readonly ModuleList<Module<Tensor, Tensor>> layers = new();\n",
            "for (var i = 0; i < 2; i++) layers.Add(BatchNorm1d(8));",
            "foreach (var layer in layers) x = layer.call(x);\nreturn x;"
        },
        {
            "in_a_helper",
            """
            private static Module<Tensor, Tensor> Norm(long features) => BatchNorm1d(features);

            private readonly Module<Tensor, Tensor> norm = Norm(8);

            """,
            "", "return norm.call(x);"
        },
    };

    [Theory, MemberData(nameof(Rewritten))]
    public void A_layer_Triggers(string name, string members, string constructor, string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, "[N, 8]", members, constructor));

        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, Equality.InferenceOnly), (f.Safety, f.Equality)));
        Assert.Equal("ManualBatchNorm1d.cs", Assert.Single(run.Added).Name);
        Snapshot.Match(Snapshot.Of(run).Split("// ==== ")[0], name);
    }

    /// <summary>Name, members, constructor, forward, why there is no fix.</summary>
    public static TheoryData<string, string, string, string> Reported => new()
    {
        { Norm, "norm = BatchNorm1d(8, device: CPU);", "return norm.call(x);", "its device is given; move the whole model instead" },
        {
            Norm, "norm = BatchNorm1d(8, dtype: ScalarType.Float64);", "return norm.call(x);",
            "its dtype is given; move the whole model instead"
        },
        { "public BatchNorm1d norm = BatchNorm1d(8);", "", "return norm.call(x);", "'norm' is not private, so other code may use it" },
        {
            "private BatchNorm1d norm;", "norm = BatchNorm1d(8);\nnorm = BatchNorm1d(8);", "return norm.call(x);",
            "'norm' is assigned more than once"
        },
        {
            Norm, "norm = BatchNorm1d(8);\nnorm.reset_running_stats();", "return norm.call(x);",
            "'norm' is used in a way that a module of another class may not have: norm.reset_running_stats"
        },
        {
            Norm, "norm = BatchNorm1d(8);\nnorm.weight = new Parameter(torch.ones(8));", "return norm.call(x);",
            "'norm' is used in a way that a module of another class may not have: norm.weight"
        },
        { Norm
            + "private BatchNorm1d Norm => norm;\n", "norm = BatchNorm1d(8);", "return Norm.call(x);",
            "'norm' is used in a way that a module of another class may not have: => norm" },
        {
            Norm, "norm = BatchNorm1d(8).to(CPU);", "return norm.call(x);",
            "keep the layer in a private field of its own, so that its uses can be seen"
        },
        { Norm, "norm = /* old */ nn/* new */.BatchNorm1d(8);", "return norm.call(x);", "a comment stands inside the construction" },
        { "[Obsolete]\nprivate readonly BatchNorm1d a, b;", "a = BatchNorm1d(8);\nb = a;", "return a.call(x);", "" },
        {
            Norm,
            "norm = BatchNorm1d(8);\nforeach (var m in modules()) if (m is BatchNorm1d n) init.zeros_(n.weight);",
            "return norm.call(x);", "line 16 of Test.cs asks for modules of its class"
        },
        {
            Norm,
            "norm = BatchNorm1d(8);\nforeach (var m in modules()) if (m.GetName() == \"BatchNorm1d\") m.eval();",
            "return norm.call(x);", "line 16 of Test.cs asks for modules of its class"
        },
        {
            Norm,
            "norm = BatchNorm1d(8);\nforeach (var m in modules()) if (m.GetName().Contains(\"Norm\")) m.eval();",
            "return norm.call(x);", "line 16 of Test.cs asks for modules of its class"
        },
        {
            "private readonly ModuleList<BatchNorm1d> norms;",
            "norms = ModuleList(BatchNorm1d(8), BatchNorm1d(8));", "return norms[0].call(x);",
            "line 11 of Test.cs asks for modules of its class"
        },
        { Norm
            + "public class ManualBatchNorm1d { }", "norm = BatchNorm1d(8);", "return norm.call(x);",
            "the project has something else called ManualBatchNorm1d, or types of its own that hide TorchSharp's" },
    };

    [Theory, MemberData(nameof(Reported))]
    public void A_layer_whose_class_may_make_a_difference_IsReported(string members, string constructor, string body, string reason)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, "[N, 8]", members, constructor));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal(Safety.Report, f.Safety));
        Assert.True(run.Findings[0].Message.EndsWith(reason, StringComparison.Ordinal), run.Findings[0].Message);
        Assert.Same(run.Before, run.After);
    }

    [Theory]
    [InlineData("private readonly BatchNorm2d norm;", "norm = BatchNorm2d(8);", "return norm.call(x);")]
    [InlineData(Norm, "norm = BatchNorm1d(8);", "return training ? norm.call(x) : x;")]
    [InlineData(Norm, "norm = BatchNorm1d(8);", "return x; }\npublic Tensor Unused(Tensor y) { return norm.call(y);")]
    [InlineData(
        "private readonly Sequential layers;",
        "layers = Sequential(BatchNorm1d(8));",
        "return x; }\npublic Tensor Unused(Tensor y) { return layers.call(y);")]
    public void A_layer_that_nothing_exported_calls_DoesNotTrigger(string members, string constructor, string body) =>
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, "[N, 8]", members, constructor)).Findings);

    [Theory]
    [InlineData("portable", null)]
    [InlineData("tensorrt-5.1", DiagnosticSeverity.Warning)]
    [InlineData("tensorrt-6.0", DiagnosticSeverity.Warning)]
    [InlineData("tensorrt-7.1", null)]
    [InlineData("onnx-9", null)]
    [InlineData("bmnetp", null)]
    public void Triggers_with_the_severity_of_the_target(string target, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(
            Id, ForwardSource.Of("return norm.call(x);", members: Norm, constructor: "norm = BatchNorm1d(8);"), settings: settings);
        Assert.Equal(severity, run.Findings.SingleOrDefault()?.Severity);
    }
}
