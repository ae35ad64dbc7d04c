using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Normalization;

/// <summary>Runs normalize before and after the rewrite on libtorch.</summary>
public sealed class NormalizeRuleNumbersTests
{
    /// <summary>Powers and roots of float32 round; measured with real PyTorch up to 3e-6 at lengths of 1e20.</summary>
    private const double WrittenOutBound = 5e-6;

    /// <summary>Powers that overflow and vanish among others: along a dim of size 1, and of more.</summary>
    [Theory]
    [InlineData(0), InlineData(1)]
    public void Extremes_are_the_same(int dim)
    {
        var source = ForwardSource.Of(
            $"return functional.normalize(x, 3, {dim}) + functional.normalize(x, 0.5, {dim}) + functional.normalize(x, 1, {dim});",
            "float32[1, 4]");
        var run = RuleRun.Of("MFX1201", source);
        float[] numbers = [-3e38f, 1e20f, 1e-30f, 0f, 1f, float.PositiveInfinity, float.NaN, float.Epsilon, -2f];

        Assert.DoesNotContain("functional.normalize", run.AfterText);
        for (var from = 0; from + 4 <= numbers.Length; from++)
        {
            using var x = torch.tensor(numbers[from..(from + 4)]).reshape(1, 4);
            var before = ((torch.nn.Module<torch.Tensor, torch.Tensor>)Execution.Create(run.Before, "Net")).call(x);
            var after = ((torch.nn.Module<torch.Tensor, torch.Tensor>)Execution.Create(run.After, "Net")).call(x);
            Assert.True(torch.allclose(before, after, 1e-6, 1e-30, equal_nan: true), $"{before.str()} and {after.str()}");
        }
    }

    [Fact]
    public void Outputs_and_state_are_the_same()
    {
        List<(string P, string Call)> calls =
        [
            .. from p in new[] { "1", "2", "3", "0.5", "1.7", "10" }
               from dim in new[] { "0", "1", "-1" }
               from eps in new[] { "1e-12", "1e-3", "0" }
               select (p, $"functional.normalize(x, {p}, {dim}, {eps})"),
            ("2", "functional.normalize(x)"),
                ("2", "functional.normalize(fc.call(x))"),
                ("2", "x * functional.normalize(fc.call(x)) / functional.normalize(x)"),
            ("2", "fc.call(x) + functional.normalize(fc.call(x))"),
                ("2", "functional.normalize(x.mul_(2)) + x"),
                ("2", "x + functional.normalize(x.mul_(2))"),
            ("2", "x.mul(1) + functional.normalize(x.mul_(2)) + x"),
        ];
        var modules = calls.Select((c, i) => $$"""
            public class N{{i}} : nn.Module<Tensor, Tensor>
            {
                private readonly nn.Module<Tensor, Tensor> fc = nn.Linear(6, 6);
                public N{{i}}() : base("N") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    x = x.clone();
                    return {{c.Call}};
                }
            }
            """);
        var cases = calls.Select((c, i) =>
            $"Runs.Cases.Add((\"{(c.P is "1" or "2" or "1.7" ? "exact" : "rounded")} {c.Call}\", () => new N{i}(), "
            + "new[] { new long[] { 3, 6 }, new long[] { 1, 6 }, new long[] { 0, 6 }, new long[] { 2, 5, 6 } }));");
        var before = TestCompilation.Create(
        [
            ("Models.cs",
                "using TorchSharp;\nusing static TorchSharp.torch;\nusing static TorchSharp.torch.nn;\n" + string.Join("\n", modules)),
            ("Runs.cs", ModelRuns.Source),
            ("Setup.cs", $$"""
                using System.Collections.Generic;
                public class Setup
                {
                    public List<(string Name, double[] Values)> Run()
                    {
                        {{string.Join("\n", cases)}}
                        return Runs.All();
                    }
                }
                """),
        ]);

        var run = RuleRun.Of("MFX1201", before, assume: true);

        Assert.DoesNotContain("functional.normalize", run.AfterText);
        // Where the power leaves float32, the written-out form gives 0 and libtorch's own norm, of one element, its magnitude.
        ModelRuns.AssertSame(
            run.Before,
            run.After,
            name => IsExact(name) ? 0 : WrittenOutBound,
            isPromised: name =>
                IsExact(name)
                    || name.Contains(" random ", StringComparison.Ordinal)
                    || name.Contains(" transposed ", StringComparison.Ordinal)
                    || name.Contains(" double ", StringComparison.Ordinal));

        static bool IsExact(string name) => name.StartsWith("exact", StringComparison.Ordinal);
    }
}
