using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>Each rewrite of each rule: what the rule writes and claims, and both forms on libtorch, forward and backward.</summary>
[Collection(nameof(Alone))]
public sealed class RewriteTests
{
    /// <summary>A gradient is a sum over many elements, and rounds by their order: by this part of the largest.</summary>
    private const double GradientBound = 2e-6;

    private static readonly ConcurrentDictionary<string, Lazy<RuleRun>> Runs = new();

    public static TheoryData<string> Names => new(RewriteCase.All.Select(c => c.ToString()));

    /// <summary>Where gradients are promised.</summary>
    public static TheoryData<string> Differentiable =>
        new(RewriteCase.All.Where(c => c.Equality != nameof(Equality.InferenceOnly)).Select(c => c.ToString()));

    [Fact]
    public void Every_rule_has_cases() =>
        Assert.Equal(FixableRules.Ids, RewriteCase.All.Select(c => c.Rule).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void What_the_rules_write_is_recorded_for_each_case()
    {
        if (Rewrites.AreRecorded) Rewrites.Write(RewriteCase.All.Select(c => (c.ToString(), Rewrites.Of(Fixed(c)))));
        Assert.Equal(RewriteCase.All.Select(c => c.ToString()), Rewrites.Names);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_rule_writes_what_is_recorded_and_claims_the_equality_that_is_tested(string name)
    {
        var (rewrite, run) = Find(name);
        var written = Rewrites.Of(run);

        Assert.True(
            written.SequenceEqual(Rewrites.Of(name)),
            $"{name}: the rule writes\n{string.Join("\n", written)}\nand not\n{string.Join("\n", Rewrites.Of(name))}\n" +
            "See that the form after in tests/oracle/rules is this form in PyTorch, then run tests/oracle/regenerate.sh.");
        Assert.NotEmpty(run.Findings);
        Assert.NotEqual(run.Before.SyntaxTrees.First().ToString(), run.AfterText);
        Assert.All(run.Findings, f => Assert.Equal(rewrite.Safety, f.Safety.ToString()));
        Assert.All(run.Findings, f => Assert.Equal(rewrite.Equality, f.Equality.ToString()));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_form_after_computes_what_the_form_before_computes(string name)
    {
        var (rewrite, run) = Find(name);
        foreach (var kind in rewrite.Kinds)
        {
            var (before, after) = Modules(rewrite, run, kind);
            foreach (var inputs in rewrite.InputsOf(kind))
            {
                var (expected, actual) = (CaseModules.Output(before, inputs), CaseModules.Output(after, inputs));
                Compare.Equal(expected, actual, rewrite.Bound, rewrite.Cancels, $"{name}, {kind}");
            }
        }
    }

    [Theory, MemberData(nameof(Differentiable))]
    public void Its_gradients_are_the_same(string name)
    {
        var (rewrite, run) = Find(name);
        foreach (var kind in rewrite.Kinds.Where(k => k is "ordinary" or "one" or "permuted" or "float64"))
        {
            var (before, after) = Modules(rewrite, run, kind);
            foreach (var inputs in rewrite.InputsOf(kind))
            {
                var (expected, actual) = (Gradients(before, inputs), Gradients(after, inputs));
                Assert.Equal(expected.Count, actual.Count);
                for (var i = 0; i < expected.Count; i++)
                    Compare.Equal(
                        expected[i], actual[i], Math.Max(rewrite.Bound, GradientBound), ofLargest: true, $"{name}, {kind}, gradient {i}");
            }
        }
    }

    private static (RewriteCase Rewrite, RuleRun Run) Find(string name)
    {
        var rewrite = RewriteCase.All.Single(c => c.ToString() == name);
        return (rewrite, Fixed(rewrite));
    }

    private static RuleRun Fixed(RewriteCase rewrite) => Runs.GetOrAdd(
        rewrite.ToString(),
            _ => new(() => RuleRun.Of(rewrite.Rule, rewrite.Source, assume: rewrite.Safety == nameof(Safety.Assumed)))).Value;

    private static (torch.nn.Module Before, torch.nn.Module After) Modules(RewriteCase rewrite, RuleRun run, string kind)
    {
        var (before, after) = CaseModules.Of(rewrite, run);
        if (kind != "float64") return (before, after);
        return (before.to(torch.ScalarType.Float64), after.to(torch.ScalarType.Float64));
    }

    /// <summary>The gradients of a weighted sum of the output by each input and each parameter; none where an operator has none.</summary>
    private static List<torch.Tensor> Gradients(torch.nn.Module module, torch.Tensor[] inputs)
    {
        module.zero_grad();
        torch.manual_seed(1);
        var leaves = inputs.Select(i => i.clone().requires_grad_(i.is_floating_point())).ToArray();
        var output = (torch.Tensor)Execution.Call(module, "forward", [.. leaves.Select(l => l.clone())])!;
        if (!output.requires_grad) return [];
        (output.flatten() * torch.arange(output.numel(), dtype: output.dtype).cos()).sum().backward();
        return [.. leaves.Concat(module.parameters()).Where(l => l.requires_grad).Select(l => l.grad ?? torch.zeros_like(l))];
    }
}
