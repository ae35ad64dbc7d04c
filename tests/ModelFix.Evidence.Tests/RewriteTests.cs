using System.Collections.Concurrent;
using ModelFix.Analyzers;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>
/// Each rewrite of each rule: the rule claims the equality that was measured in PyTorch, and the form that it writes, run by ModelFix.Torch, gives the
/// numbers of the form that was measured.
/// </summary>
public sealed class RewriteTests
{
    private static readonly ConcurrentDictionary<string, Lazy<RuleRun>> Runs = new();

    public static TheoryData<string> Names => new(GoldenCase.All.Select(c => c.ToString()));

    [Fact]
    public void Every_rule_has_measured_rewrites() =>
        Assert.Equal(FixableRules.Ids, GoldenCase.All.Select(c => c.Rule).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void What_the_rules_write_is_recorded_for_each_case()
    {
        if (Rewrites.AreRecorded) Rewrites.Write(GoldenCase.All.Select(c => (c.ToString(), Rewrites.Of(Fixed(c)))));
        Assert.Equal(GoldenCase.All.Select(c => c.ToString()), Rewrites.Names);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_rule_writes_what_is_recorded_and_claims_the_equality_that_was_measured(string name)
    {
        var golden = Find(name);
        var run = Fixed(golden);
        var written = Rewrites.Of(run);

        Assert.True(
            written.SequenceEqual(Rewrites.Of(name)),
            $"{name}: the rule writes\n{string.Join("\n", written)}\nand not\n{string.Join("\n", Rewrites.Of(name))}\n" +
            "See that the form after in tests/oracle/rules is this form in PyTorch, then run tests/oracle/regenerate.sh.");
        Assert.NotEmpty(run.Findings);
        Assert.NotEqual(run.Before.SyntaxTrees.First().ToString(), run.AfterText);
        Assert.All(run.Findings, f => Assert.Equal(golden.Safety, f.Safety.ToString()));
        Assert.All(run.Findings, f => Assert.Equal(golden.Equality, f.Equality.ToString()));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_form_that_is_written_gives_PyTorchs_numbers(string name)
    {
        var golden = Find(name);
        var run = Fixed(golden);
        foreach (var r in golden.Runs)
        {
            var (before, after) = (Output(run.Before, golden, r), Output(run.After, golden, r));
            Compare.Equal(r.After, after, golden.Rounding, $"{r.Kind}: PyTorch's and ModelFix.Torch's form after");
            Compare.Equal(r.Before, before, golden.Rounding, $"{r.Kind}: PyTorch's and ModelFix.Torch's form before");
            Compare.Equal(r.Before, r.After, golden.Bound, $"{r.Kind}: PyTorch's forms before and after");
            Compare.Equal(before, after, golden.Bound, $"{r.Kind}: ModelFix.Torch's forms before and after");
        }
    }

    private static GoldenCase Find(string name) => GoldenCase.All.Single(c => c.ToString() == name);

    private static RuleRun Fixed(GoldenCase golden) => Runs.GetOrAdd(
        golden.ToString(), _ => new(() => RuleRun.Of(golden.Rule, golden.Source, assume: golden.Safety == nameof(Safety.Assumed)))).Value;

    private static torch.Tensor Output(Microsoft.CodeAnalysis.Compilation compilation, GoldenCase golden, GoldenRun run)
    {
        var model = (torch.nn.Module)Execution.Create(compilation, "Net");
        model.eval();
        if (golden.State.Count > 0) model.load_state_dict(golden.State);
        if (run.Kind == "float64") model.to(torch.ScalarType.Float64);
        return (torch.Tensor)Execution.Call(model, "forward", run.Inputs)!;
    }
}
