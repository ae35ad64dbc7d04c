using System.Collections.Immutable;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// Random models before and after all proven fixes: they compile without new complaints, and give the same for every input that they took.
/// MODELFIX_RANDOM_MODELS=first-last asks for other models than the usual ones.
/// </summary>
public sealed class RandomModelMigrationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_random_model_computes_the_same_after_its_migration(bool isContracted)
    {
        var range = (Environment.GetEnvironmentVariable("MODELFIX_RANDOM_MODELS") ?? "0-59").Split('-').Select(int.Parse).ToList();
        var seeds = Enumerable.Range(range[0], range[1] - range[0] + 1).ToList();
        var run = RuleRun.Of(
            null, TestCompilation.Create([.. seeds.Select(s => ($"M{s}.cs", RandomModel.Usings + RandomModel.Source(s, isContracted)))]));
        var (before, after) = (Execution.Load(run.Before), Execution.Load(run.After));
        var wrong = new List<string>();
        var returned = 0;
        foreach (var trial in seeds.SelectMany(s => Enumerable.Range(0, RandomTrial.Runs).Select(r => RandomTrial.Of(s, r))))
        {
            if (trial.Run(trial.Create(before)) is not { } expected || expected.numel() > 100_000) continue;
            returned++;
            var actual = trial.Run(trial.Create(after));
            if (actual is null) wrong.Add($"M{trial.Seed} with {trial} throws");
            else if (!expected.shape.SequenceEqual(actual.shape) || expected.dtype != actual.dtype)
                wrong.Add($"M{trial.Seed} with {trial}: {actual} instead of {expected}");
            else if (!torch.allclose(expected, actual, 1e-5, 1e-6, equal_nan: true))
                wrong.Add($"M{trial.Seed} with {trial} gives other numbers");
        }

        var proven = run.Findings.Where(f => f.Safety == Safety.Proven).ToImmutableArray();
        output.WriteLine($"{run.Findings.Length} findings, {proven.Length} of them with a proven fix; {returned} runs returned");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.DoesNotContain(run.Findings, f => $"{f.Message} {f.Assumption} {string.Concat(f.Fixes.Select(x => x.Title))}".Contains('@'));
        Assert.True(returned > seeds.Count);
        Assert.True(!isContracted || proven.Select(f => f.Rule.Id).Distinct().Count() > 4);
    }
}
