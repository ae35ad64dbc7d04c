using System.Collections.Immutable;

namespace ModelFix.Analyzers.Migration;

/// <summary>The fixes and rules that a migration does without, each with what there is against it.</summary>
internal sealed class TakenBack
{
    private readonly Dictionary<string, string> _fixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _rules = new(StringComparer.Ordinal);

    /// <summary>Why a finding is not fixed, or null.</summary>
    public string? Reason(Finding finding)
    {
        if (_rules.TryGetValue(finding.Rule.Id, out var reason)) return reason;
        return _fixes.Count > 0 && _fixes.TryGetValue(Key(finding), out reason) ? reason : null;
    }

    public void LeaveOut(
        RuleDescriptor rule,
        string cause) => _rules[rule.Id] = $"taken back, {cause}; report this as a defect of ModelFix";

    /// <summary>The fixes to which there is no objection, found by bisection; the others are taken back.</summary>
    public ImmutableArray<Candidate> Keep(ImmutableArray<Candidate> fixes, Func<ImmutableArray<Candidate>, string?> objectionTo)
    {
        if (objectionTo(fixes) is not { } objection) return fixes;
        if (fixes.Length == 1)
        {
            _fixes[Key(fixes[0].Finding)] = "taken back, " + objection;
            return ImmutableArray<Candidate>.Empty;
        }

        var half = fixes.Length / 2;
        var first = Keep(ImmutableArray.Create(fixes, 0, half), objectionTo);
        var second = Keep(ImmutableArray.Create(fixes, half, fixes.Length - half), objectionTo);
        var both = first.AddRange(second);
        // Two halves that are fine alone may still clash; the second one then waits for the next round.
        return both.Length < fixes.Length && objectionTo(both) is null ? both : first;
    }

    /// <summary>Finds a finding again in a later round, where its position may have moved.</summary>
    private static string Key(Finding finding)
    {
        var same = finding.Node.SyntaxTree.GetRoot().DescendantNodes().Where(n => n.IsEquivalentTo(finding.Node)).ToList();
        return $"{finding.Rule.Id}|{finding.Node.SyntaxTree.FilePath}|{finding.Node}|{same.IndexOf(finding.Node)}";
    }
}
