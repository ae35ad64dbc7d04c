using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>What was migrated, by groups of projects that share files, and what of it could not be written.</summary>
/// <param name="Groups">The migrations.</param>
/// <param name="Failures">Why a group was not written, by its place.</param>
internal sealed record MadeFixes(IReadOnlyList<VerifiedMigration> Groups, IReadOnlyDictionary<int, string> Failures)
{
    /// <summary>The projects as they are now; those that could not be written are not among them.</summary>
    public IReadOnlyList<MigratedProject> Projects =>
        [.. Groups.Where((_, i) => !Failures.ContainsKey(i)).SelectMany(g => g.Result.Projects)];

    public IEnumerable<Outcome> Outcomes =>
        Groups.SelectMany((g, i) => Failures.ContainsKey(i) ? g.Result.Outcomes.Select(NotWritten) : g.Result.Outcomes);

    private static Outcome NotWritten(Outcome outcome) =>
        outcome.Fixed ? outcome with { Fixed = false, Reason = "could not be written" } : outcome;
}
