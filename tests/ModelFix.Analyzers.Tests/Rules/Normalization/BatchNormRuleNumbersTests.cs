using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

/// <summary>BatchNorm1d before and after on libtorch: the same state, and the same numbers in eval mode and in training.</summary>
public sealed class BatchNormRuleNumbersTests
{
    private const string Id = "MFX1202";

    [Fact]
    public void Computes_the_same_in_eval_mode() => AssertSame(
        "",
        ("Plain", "BatchNorm1d(4)"),
        ("Eps", "BatchNorm1d(4, eps: 1e-3)"),
        ("NotAffine", "BatchNorm1d(4, affine: false)"),
        ("OfBatch", "BatchNorm1d(4, 1e-2, track_running_stats: false)"),
        ("NotAffineOfBatch", "BatchNorm1d(4, affine: false, track_running_stats: false)"));

    [Fact]
    public void Trains_the_same() => AssertSame(
        "train();\nnorm.call(torch.arange(24.0f).reshape(6, 4).sin());\nnorm.call(torch.arange(48.0f).reshape(2, 4, 6).cos());\neval();",
        ("Trained", "BatchNorm1d(4)"),
        ("Momentum", "BatchNorm1d(4, momentum: 0.3)"),
        ("TrainedNotAffine", "BatchNorm1d(4, affine: false)"));

    private static void AssertSame(string training, params (string Name, string Construction)[] cases)
    {
        var lines = cases.Select(c =>
            $"Runs.Cases.Add((\"{c.Name}\", () => new {c.Name}(), "
                + "new[] { new long[] { 5, 4 }, new long[] { 2, 4, 3 }, new long[] { 3, 4, 4 } }));");
        var setup = $$"""
            public sealed class Setup
            {
                public System.Collections.Generic.List<(string Name, double[] Values)> Run()
                {
                    {{string.Join("\n", lines)}}
                    return Runs.All();
                }
            }
            """;
        var sources = cases.Select(c => (Path: c.Name + ".cs", Source: Source(c.Name, c.Construction, training)));
        var run = RuleRun.Of(Id, TestCompilation.Create(sources.Append(("Setup.cs", setup)).Append(("Runs.cs", ModelRuns.Source))));

        Assert.Equal(cases.Length, run.Findings.Length);
        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        ModelRuns.AssertSame(run.Before, run.After, _ => 1e-5, cancelling: 1);
    }

    private static string Source(string name, string construction, string training) => $$"""
        #nullable disable
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public sealed class {{name}} : Module<Tensor, Tensor>
        {
            private readonly BatchNorm1d norm;

            public {{name}}() : base("{{name}}")
            {
                norm = {{construction}};
                norm.running_mean?.copy_(torch.arange(4.0f) * 0.3f);
                norm.running_var?.copy_(torch.arange(4.0f) + 0.4f);
                RegisterComponents();
                {{training}}
            }

            public override Tensor forward(Tensor x) => norm.call(x);
        }
        """;
}
