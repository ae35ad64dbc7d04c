using System.Globalization;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;

namespace ModelFix.Engine.Reporting;

/// <summary>What a run looks at: only of that it can say whether an accepted finding is still there.</summary>
/// <param name="Rules">The ids that were asked for.</param>
/// <param name="Target">The targets that <c>--target</c> named; null where it was not given.</param>
/// <param name="Files">The files, by full path.</param>
internal sealed record RunScope(IReadOnlySet<string> Rules, string? Target, IReadOnlySet<string> Files)
{
    /// <param name="finding">An entry of a baseline.</param>
    /// <param name="root">What its file is relative to.</param>
    public bool Covers(AcceptedFinding finding, string root) =>
        Rules.Contains(finding.Rule) && Path.GetFullPath(finding.File, root) is var path && (Files.Contains(path) || !File.Exists(path));
}

/// <summary>Findings without those that are accepted, and what is to be said of these.</summary>
/// <param name="New">The findings to report, with all that are fixed.</param>
/// <param name="Notes">How many are accepted and by which file, and which entries are not needed any more.</param>
internal sealed record AcceptedFindings(IReadOnlyList<Outcome> New, IReadOnlyList<string> Notes)
{
    /// <param name="outcomes">What became of all findings.</param>
    /// <param name="baselines">The baselines of what was looked at.</param>
    /// <param name="scope">What was looked at.</param>
    /// <param name="folder">The folder that the command ran in.</param>
    /// <param name="saysFixed">False where the findings are not those of the files on disk.</param>
    public static AcceptedFindings Of(
        IEnumerable<Outcome> outcomes, Baselines baselines, RunScope scope, string folder, bool saysFixed)
    {
        var left = new Dictionary<(string Baseline, string Fingerprint), int>();
        var all = Report.Ordered(outcomes).ToLookup(IsAccepted);
        var notes = all[true]
            .GroupBy(o => baselines.For(o.File)!)
            .Select(g => $"{Counted(g.Count(), "finding")} accepted by {TextReport.Shown(g.Key, folder)} (--no-baseline shows them).");
        return new AcceptedFindings([.. all[false]], [.. notes, .. baselines.Read.Select(b => Fixed(b.Key, b.Value)).OfType<string>()]);

        bool IsAccepted(Outcome outcome)
        {
            if (outcome.Fixed || !CanBe(outcome) || baselines.For(outcome.File) is not { } baseline) return false;
            var fingerprint = Fingerprint.Of(outcome, new SourceAddress(Baselines.RootOf(baseline)));
            if (!left.TryGetValue((baseline, fingerprint), out var count))
                count = baselines.Read[baseline].Findings.Where(f => f.Fingerprint == fingerprint).Sum(f => f.Count);
            left[(baseline, fingerprint)] = count - 1;
            return count > 0;
        }

        string? Fixed(string path, BaselineFile baseline)
        {
            if (!saysFixed || baseline.Target != scope.Target) return null;
            var root = Baselines.RootOf(path);
            var gone = baseline.Findings
                .Where(f => scope.Covers(f, root))
                .Count(f => left.GetValueOrDefault((path, f.Fingerprint), f.Count) > 0);
            return gone == 0
                ? null
                : $"{TextReport.Shown(path, folder)}: {(gone == 1 ? "1 entry is" : $"{gone} entries are")} fixed: run modelfix baseline.";
        }
    }

    /// <summary>False for what is in no file, and what says that ModelFix failed somewhere, which nobody can accept.</summary>
    public static bool CanBe(Outcome outcome) => Path.IsPathRooted(outcome.File) && outcome.Finding.Rule != DefectRule.Defect;

    private static string Counted(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? " is" : "s are")}");
}
