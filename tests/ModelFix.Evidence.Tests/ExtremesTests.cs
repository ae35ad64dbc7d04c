using ModelFix.Analyzers;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Evidence.Tests;

/// <summary>
/// What each rule claims of its rewrites, over the extremes of every dtype that the facts allow: the largest and the smallest numbers,
/// infinities, NaN, zeros of either sign.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ExtremesTests
{
    /// <summary>Every rule with a fix, whatever there is to walk: one that is not listed in the cases fails.</summary>
    public static TheoryData<string> Rules => new(FixableRules.Ids);

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_keeps_what_it_claims(string rule)
    {
        var cases = RewriteCase.All.Where(c => c.Rule == rule).ToList();
        Assert.NotEmpty(cases);

        var claims = cases.Where(c => c.Equality != nameof(Equality.InferenceOnly)).ToList();
        var broken = claims.SelectMany(Broken).ToList();

        Assert.True(broken.Count == 0, string.Join('\n', broken));
        Assert.All(claims, c => Assert.True(_walked.Contains(c.ToString()), $"{c} runs with no dtype"));
    }

    private readonly HashSet<string> _walked = [];

    /// <summary>The first draw of each dtype for which a case does not keep its claim.</summary>
    private IEnumerable<string> Broken(RewriteCase rewrite)
    {
        var run = RuleRun.Of(rewrite.Rule, rewrite.Source, assume: rewrite.Safety == nameof(Safety.Assumed));
        foreach (var type in Extremes.Tried(rewrite))
        {
            var (before, after) = CaseModules.Of(rewrite, run);
            if (type is torch.ScalarType.Float16 or torch.ScalarType.Float64) (before, after) = (before.to(type), after.to(type));
            foreach (var inputs in Extremes.Draws(rewrite, type))
            {
                // A bound holds where no sum leaves the dtype: infinity or NaN is then a matter of the order.
                if (rewrite.Bound > 0 && Extremes.MayOverflow(inputs)) continue;
                torch.Tensor expected;
                try
                {
                    expected = CaseModules.Output(before, inputs);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // What is not for this dtype.
                    break;
                }

                _walked.Add(rewrite.ToString());
                var failure = Record.Exception(() => Compare.Equal(
                    expected, CaseModules.Output(after, inputs), rewrite.Bound, rewrite.Cancels, "extremes"));
                if (failure is null) continue;
                yield return $"{rewrite}, {type}, {string.Join(" and ", inputs.Select(Text))}: {failure.Message.Split('\n')[0]}";
                break;
            }
        }
    }

    private static string Text(torch.Tensor input) => string.Join(" ", input.Elements().Distinct().Take(6).Select(e => e.ToString("G3")));
}
