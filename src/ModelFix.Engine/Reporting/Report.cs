using System.Collections.Immutable;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Reporting.Html;

namespace ModelFix.Engine.Reporting;

/// <summary>
/// What a run has to say: the findings in the order of files and positions, what they were bound against, and what was not checked.
/// </summary>
/// <param name="Outcomes">The findings that are shown.</param>
/// <param name="Suggestions">How many suggestions with a fix are left and, since nobody asked for them, not shown.</param>
/// <param name="Notes">What a reader must know besides.</param>
/// <param name="NotChecked">What was not checked.</param>
internal sealed record Report(
    ImmutableArray<Outcome> Outcomes, int Suggestions, ImmutableArray<string> Notes, ImmutableArray<NotChecked> NotChecked)
{
    /// <summary>The folder that the command ran in: paths are shown relative to it where they are below it.</summary>
    public required string Folder { get; init; }

    /// <summary>The files that the findings led to change.</summary>
    public ImmutableArray<FileChange> Changes { get; init; } = [];

    /// <summary>True where the changes were written, false where they are only shown.</summary>
    public bool IsWritten { get; init; }

    /// <summary>The shapes of the tensors in the code that is shown.</summary>
    public InferredShapes Shapes { get; init; } = new([]);

    /// <summary>Addresses of files below the repository that the folder is in, or below the folder.</summary>
    public SourceAddress Address() => new(Git.Root(Folder) ?? Folder);

    public int Fixed => Outcomes.Count(o => o.Fixed);

    public int Remaining => Outcomes.Length - Fixed;

    /// <summary>How many warnings are left, which is what a run fails for.</summary>
    public int RemainingWarnings => Outcomes.Count(o => !o.Fixed && !o.Finding.IsSuggestion);

    /// <param name="folder">The folder that the command ran in.</param>
    /// <param name="outcomes">What became of all findings.</param>
    /// <param name="showsSuggestions">True where suggestions are shown that are left; fixed ones always are.</param>
    /// <param name="notes">What a reader must know besides.</param>
    /// <param name="notChecked">What was not checked.</param>
    public static Report Of(
        string folder,
        IEnumerable<Outcome> outcomes,
        bool showsSuggestions,
        IEnumerable<string> notes,
        IEnumerable<NotChecked> notChecked)
    {
        var all = Ordered(outcomes).ToLookup(o => o.Fixed || showsSuggestions || !o.Finding.IsSuggestion);
        var suggestions = all[false].Count(o => o.Finding.IsWorthSaying);
        return new Report([.. all[true]], suggestions, [.. notes.Distinct()], [.. notChecked.Distinct()]) { Folder = folder };
    }

    /// <summary>In the order of files and positions, each once, however many projects share its file.</summary>
    public static IEnumerable<Outcome> Ordered(IEnumerable<Outcome> outcomes) => outcomes
        .OrderBy(o => o.File, StringComparer.Ordinal)
        .ThenBy(o => o.Span.StartLinePosition)
        .ThenBy(o => o.RuleId, StringComparer.Ordinal)
        .DistinctBy(o => (o.File, o.Span.Span, o.RuleId, o.Fixed));
}
