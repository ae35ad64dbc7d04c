using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>
/// Which fixes a person wants, for a migration that finds the same places again in every round and in every project that shares a file:
/// each is asked about once.
/// </summary>
/// <param name="options">What the migration would do by itself.</param>
/// <param name="question">How a person is asked.</param>
/// <param name="offersReports">
/// True where fixes are offered that a run does not make by itself, since they may change what a model computes.
/// </param>
internal sealed class FixChoice(MigrationOptions options, FixQuestion question, bool offersReports)
{
    /// <summary>The answers by place in a text.</summary>
    private readonly Dictionary<Place, Answer> _places = [];

    /// <summary>The answers by what is found, in the order in which they were given.</summary>
    private readonly Dictionary<string, List<(string Text, Answer Answer)>> _kinds = new(StringComparer.Ordinal);

    private sealed record Place(string Rule, string File, string Text, int Start, int End);

    /// <param name="Fix">The place of the fix to make; null for none.</param>
    /// <param name="Safety">What the finding promised before it was answered for.</param>
    private sealed record Answer(int? Fix, Safety Safety);

    /// <summary>The finding with the fix that was chosen, or with none.</summary>
    public Finding Of(Finding finding)
    {
        if (!IsOffered(finding)) return finding;
        var place = PlaceOf(finding);
        if (!_places.TryGetValue(place, out var answer))
        {
            var kind = KindOf(finding);
            if (!_kinds.TryGetValue(kind, out var given)) _kinds[kind] = given = [];
            answer = Earlier(given, place.Text) ?? new Answer(question.Ask(finding), finding.Safety);
            given.Add((place.Text, answer));
            _places[place] = answer;
        }

        return answer.Fix is { } fix
            // A person answers for it.
            ? finding with { Fixes = [finding.Fixes[fix]], Safety = Safety.Proven }
            : finding with { Fixes = [] };
    }

    /// <summary>What became of a finding, told as a person knows it.</summary>
    public Outcome Told(Outcome outcome)
    {
        if (!_places.TryGetValue(PlaceOf(outcome.Finding), out var answer)) return outcome;
        var told = new Outcome(outcome.Finding with { Safety = answer.Safety }, outcome.Fixed, outcome.Reason);
        return answer.Fix is null ? told with { Reason = "not chosen" } : told;
    }

    /// <summary>
    /// What was said of the same code when the file had another text; null where that was not the same for all of it, so that nobody knows
    /// which of it this is.
    /// </summary>
    private static Answer? Earlier(List<(string Text, Answer Answer)> given, string text)
    {
        var before = given.LastOrDefault(g => g.Text != text);
        var answers = given.Where(g => g.Text == before.Text).Select(g => g.Answer).Distinct().ToList();
        return before.Text is not null && answers.Count == 1 ? answers[0] : null;
    }

    /// <summary>True where there is a fix that can be made if it is wanted.</summary>
    private bool IsOffered(Finding finding) =>
        !finding.Fixes.IsEmpty
        && finding.Safety switch { Safety.Proven => true, Safety.Assumed => options.Assume, _ => offersReports }
        && finding.Fixes.SelectMany(f => f.Edits).All(e => options.WhyKept(e.Tree.FilePath) is null);

    private static Place PlaceOf(Finding finding)
    {
        var tree = finding.Node.SyntaxTree;
        var text = Convert.ToHexString(tree.GetText().GetChecksum().AsSpan());
        return new Place(finding.Rule.Id, tree.FilePath, text, finding.Node.SpanStart, finding.Node.Span.End);
    }

    private static string KindOf(Finding finding) => string.Join('\n', [
        finding.Rule.Id,
        finding.Node.SyntaxTree.FilePath,
        Fingerprint.MemberOf(finding),
        finding.Node.ToString(),
        .. finding.Fixes.SelectMany(f => f.Edits).Select(e => e.NewText)]);
}
