using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>What was migrated, and what of it could not be written.</summary>
/// <param name="Projects">The projects as they are now; those that could not be written are not among them.</param>
/// <param name="Outcomes">What became of all findings.</param>
/// <param name="Models">The models that were run.</param>
/// <param name="Failures">Why projects were not written.</param>
internal sealed record MadeFixes(
    IReadOnlyList<MigratedProject> Projects,
    IReadOnlyList<Outcome> Outcomes,
    IReadOnlyList<ModelReport> Models,
    IReadOnlyList<string> Failures)
{
    /// <param name="groups">The migrations of projects that share files.</param>
    /// <param name="failures">Why a group was not written, by its place.</param>
    public static MadeFixes Of(IReadOnlyList<VerifiedMigration> groups, IReadOnlyDictionary<int, string> failures) => new(
        [.. groups.Where((_, i) => !failures.ContainsKey(i)).SelectMany(g => g.Result.Projects)],
        [.. groups.SelectMany((g, i) => failures.ContainsKey(i) ? g.Result.Outcomes.Select(NotWritten) : g.Result.Outcomes)],
        [.. groups.SelectMany(g => g.Models)],
        [.. failures.Values]);

    /// <summary>What becomes of a finding whose fix could not be written.</summary>
    public static Outcome NotWritten(Outcome outcome) =>
        outcome.Fixed ? outcome with { Fixed = false, Reason = "could not be written" } : outcome;
}
