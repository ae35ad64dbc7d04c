using ModelFix.Analyzers;
using ModelFix.Testing;

namespace ModelFix.Evidence.Tests;

/// <summary>One configuration of a rewrite: a module that is run before and after.</summary>
/// <param name="Body">The statements of forward, whose input is x.</param>
/// <param name="Contract">The contract of x.</param>
/// <param name="Shapes">The shapes of x that it is run with.</param>
internal sealed record SweepCase(string Body, string Contract, params long[][] Shapes)
{
    public string Members { get; init; } = "";

    public string Constructor { get; init; } = "";

    /// <summary>A configuration whose input has one shape, which is its contract.</summary>
    public static SweepCase Of(string body, params long[] shape) =>
        // One number in brackets is taken for a shape only where a dtype stands before it.
        new(body, $"{(shape.Length == 1 ? "float32" : "")}[{string.Join(", ", shape)}]", shape);
}

/// <summary>Many configurations of one rewrite, each rewritten by the rule and run by <see cref="ModelRuns"/> before and after.</summary>
internal static class Sweep
{
    /// <summary>Asserts that every configuration is rewritten with a proof, and computes the same.</summary>
    /// <param name="bound">The relative difference that is allowed, 0 for every bit.</param>
    /// <param name="cancelling">Below this magnitude differences are relative to it.</param>
    public static void AssertSame(string rule, IEnumerable<SweepCase> sweep, double bound = 0, double cancelling = 1e-37)
    {
        var cases = sweep.ToList();
        var files = cases
            .Select((c, i) => (Path: $"N{i}.cs", Source: Module($"N{i}", c)))
            .Append(("Setup.cs", Setup(cases)))
            .Append(("Runs.cs", ModelRuns.Source));
        var run = RuleRun.Of(rule, TestCompilation.Create(files));

        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        var (before, after) = (run.Before.SyntaxTrees.ToList(), run.After.SyntaxTrees.ToList());
        for (var i = 0; i < cases.Count; i++)
            Assert.True(before[i].ToString() != after[i].ToString(), $"Nothing is written for {cases[i].Contract}: {cases[i].Body}");
        ModelRuns.AssertSame(run.Before, run.After, _ => bound, cancelling);
    }

    private static string Setup(List<SweepCase> cases) => $$"""
        public sealed class Setup
        {
            public System.Collections.Generic.List<(string Name, double[] Values)> Run()
            {
                {{string.Join("\n        ", cases.Select(Case))}}
                return Runs.All();
            }
        }
        """;

    private static string Case(SweepCase c, int i)
    {
        var name = $"{c.Contract} {c.Constructor} {c.Body}".Replace("\n", " ", StringComparison.Ordinal);
        var shapes = string.Join(", ", c.Shapes.Select(s => $"new long[] {{ {string.Join(", ", s)} }}"));
        return $"Runs.Cases.Add((\"{name}\", () => new N{i}(), new[] {{ {shapes} }}));";
    }

    private static string Module(string name, SweepCase c) => $$"""
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public sealed class {{name}} : Module<Tensor, Tensor>
        {
            {{c.Members}}

            public {{name}}() : base("{{name}}")
            {
                {{c.Constructor}}
                RegisterComponents();
            }

            /// <param name="x">{{c.Contract}}</param>
            public override Tensor forward(Tensor x)
            {
                {{c.Body.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}
