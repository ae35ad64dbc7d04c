using System.Collections.Immutable;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Reporting;

/// <summary>
/// What a run has to say: the findings in the order of files and positions, what they were bound against, and what was not checked.
/// </summary>
internal sealed record Report(ImmutableArray<Outcome> Outcomes, ImmutableArray<string> Notes, ImmutableArray<NotChecked> NotChecked)
{
    public int Fixed => Outcomes.Count(o => o.Fixed);

    public int Remaining => Outcomes.Length - Fixed;

    public static Report Of(IEnumerable<Outcome> outcomes, IEnumerable<string> notes, IEnumerable<NotChecked> notChecked) => new(
        [.. outcomes
            .OrderBy(o => o.File, StringComparer.Ordinal)
            .ThenBy(o => o.Span.StartLinePosition)
            .ThenBy(o => o.RuleId, StringComparer.Ordinal)
            .DistinctBy(o => (o.File, o.Span.Span, o.RuleId, o.Fixed))],
        [.. notes.Distinct()],
        [.. notChecked.Distinct()]);
}
