using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers;
using ModelFix.Core.Rewriting;
using ModelFix.Engine.Loading;

namespace ModelFix.Engine.Migration;

/// <summary>What a migration may do.</summary>
/// <param name="Rules">The rules that were asked for.</param>
/// <param name="Assume">Whether fixes that rest on an assumption are made too.</param>
internal sealed record MigrationOptions(ImmutableArray<Rule> Rules, bool Assume);

/// <summary>A migrated project: nothing is written yet.</summary>
internal sealed record MigratedProject(
    LoadedProject Project,
    ImmutableDictionary<string, SourceText> Changed,
    ImmutableArray<AddedFile> Added,
    Compilation After);

/// <summary>The migrated projects, and what became of each finding.</summary>
internal sealed record MigrationResult(ImmutableArray<MigratedProject> Projects, ImmutableArray<Outcome> Outcomes)
{
    /// <summary>The fixes that were made in a project's files.</summary>
    public IReadOnlyList<Finding> FixesIn(LoadedProject project) =>
        [.. Outcomes.Where(o => o.Fixed && project.Files.ContainsKey(o.File)).Select(o => o.Finding)];
}

/// <summary>
/// Fixes projects in memory: rounds of fixes to a fixed point, each round recompiled; a fix that the compiler complains about, or whose result ModelFix itself
/// cannot read, is found by bisection and taken back. Rules that never come to rest are left out.
/// </summary>
internal sealed class ProjectMigration
{
    private readonly MigrationOptions _options;
    private readonly Dictionary<string, string> _takenBack = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _restless = new(StringComparer.Ordinal);
    private readonly ImmutableArray<CompilerComplaints> _before;

    private ProjectMigration(ProjectGroup group, MigrationOptions options)
    {
        _options = options;
        _before = [.. group.Compilations.Select(CompilerComplaints.Of)];
    }

    /// <summary>The findings of a project as it stands.</summary>
    public static ImmutableArray<Finding> Inspect(LoadedProject project, ImmutableArray<Rule> rules, CancellationToken cancellation) =>
        ProjectGroup.Findings(project, project.Compilation, rules, cancellation);

    public static MigrationResult Run(IEnumerable<LoadedProject> projects, MigrationOptions options, CancellationToken cancellation)
    {
        var results = ProjectGroup.Of(projects).Select(g => Of(g, options, cancellation)).ToList();
        return new MigrationResult([.. results.SelectMany(r => r.Projects)], [.. results.SelectMany(r => r.Outcomes)]);
    }

    /// <summary>The migration of projects that share files; where it fails they stay as they are, and the others are migrated.</summary>
    private static MigrationResult Of(ProjectGroup group, MigrationOptions options, CancellationToken cancellation)
    {
        try
        {
            var migration = new ProjectMigration(group, options);
            MigrationResult? result = null;
            while (result is null) result = migration.Attempt(group, cancellation);
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException && group.Compilations.SelectMany(c => c.SyntaxTrees).Any())
        {
            var defect = DefectRule.In("migrating the project", group.Compilations.SelectMany(c => c.SyntaxTrees).First().GetRoot(cancellation), e);
            return Result(group, [new Outcome(defect, Fixed: false, "nothing of the project was changed")]);
        }
    }

    /// <summary>The migration, or null where the fixes of some rules never come to rest: it is to be begun again, without them.</summary>
    private MigrationResult? Attempt(ProjectGroup start, CancellationToken cancellation)
    {
        var group = start;
        var history = new List<string> { group.Fingerprint };
        var rounds = new List<ImmutableArray<Candidate>>();
        var found = Found(group, cancellation);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var candidates = found.Select(c => (Candidate: c, Reason: Blocked(c))).ToList();
            var chosen = Choose(candidates.Where(c => c.Reason is null).Select(c => c.Candidate).ToList());
            if (chosen.IsEmpty)
                return Result(group, [.. rounds.SelectMany(r => r).Select(c => new Outcome(c.Finding, Fixed: true, Reason: null)), .. candidates.Select(c => new Outcome(c.Candidate.Finding, Fixed: false, c.Reason))]);
            var kept = Keep(chosen, fixes => NewComplaint(group, fixes));
            if (kept.IsEmpty) continue;
            var after = Inspected(group, kept, cancellation);
            if (NewDefect(found, after) is not null)
            {
                kept = Keep(kept, fixes => NewComplaint(group, fixes) ?? NewDefect(found, Inspected(group, fixes, cancellation)));
                if (kept.IsEmpty) continue;
                after = Inspected(group, kept, cancellation);
            }

            if (rounds.Count == FixRound.Limit) return TakeBack(kept, $"after {FixRound.Limit} rounds the fixes of {Names(kept)} still find something to do");
            (group, found) = after;
            rounds.Add(kept);
            var again = history.IndexOf(group.Fingerprint);
            if (again >= 0) return TakeBack([.. rounds.Skip(again).SelectMany(r => r)], $"the fixes of {Names(rounds.Skip(again).SelectMany(r => r))} undo each other");
            history.Add(group.Fingerprint);
        }
    }

    private List<Candidate> Found(ProjectGroup group, CancellationToken cancellation) => [.. group.Candidates(_options.Rules, cancellation)];

    private (ProjectGroup Group, List<Candidate> Found) Inspected(ProjectGroup group, ImmutableArray<Candidate> fixes, CancellationToken cancellation)
    {
        var after = group.Apply(fixes);
        return (after, Found(after, cancellation));
    }

    /// <summary>Leaves out the rules of fixes that never come to rest.</summary>
    private MigrationResult? TakeBack(ImmutableArray<Candidate> fixes, string cause)
    {
        foreach (var rule in fixes.Select(f => f.Finding.Rule.Id)) _restless[rule] = $"taken back, {cause}; report this as a defect of ModelFix";
        return null;
    }

    private static string Names(IEnumerable<Candidate> candidates) =>
        string.Join(", ", candidates.Select(c => c.Finding.Rule.Id).Distinct().Order(StringComparer.Ordinal));

    private static ImmutableArray<Candidate> Choose(IReadOnlyCollection<Candidate> candidates)
    {
        var chosen = FixRound.Choose(candidates.Select(c => c.Finding)).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        return [.. candidates.Where(c => chosen.Contains(c.Finding))];
    }

    private string? Blocked(Candidate candidate)
    {
        if (candidate.Obstacle(_options.Assume) is { } reason) return reason;
        if (_restless.TryGetValue(candidate.Finding.Rule.Id, out reason)) return reason;
        return _takenBack.Count > 0 && _takenBack.TryGetValue(Key(candidate.Finding), out reason) ? reason : null;
    }

    /// <summary>The fixes to which there is no objection; the others are remembered as taken back, each with what there is against it.</summary>
    private ImmutableArray<Candidate> Keep(ImmutableArray<Candidate> fixes, Func<ImmutableArray<Candidate>, string?> objectionTo)
    {
        if (objectionTo(fixes) is not { } objection) return fixes;
        if (fixes.Length == 1)
        {
            _takenBack[Key(fixes[0].Finding)] = "taken back, " + objection;
            return [];
        }

        var half = fixes.Length / 2;
        var first = Keep(fixes[..half], objectionTo);
        var second = Keep(fixes[half..], objectionTo);
        var both = first.AddRange(second);
        // Two halves that are fine alone may still clash; the second one then waits for the next round.
        return both.Length < fixes.Length && objectionTo(both) is null ? both : first;
    }

    private string? NewComplaint(ProjectGroup group, ImmutableArray<Candidate> fixes)
    {
        try
        {
            return group.Apply(fixes).Compilations
                .Select((compilation, i) => ReferenceEquals(compilation, group.Compilations[i]) ? null : CompilerComplaints.Of(compilation).FirstBeyond(_before[i]))
                .Where(complaint => complaint is not null)
                .Select(complaint => $"it would not compile: {complaint}")
                .FirstOrDefault();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"it cannot be made ({e.GetType().Name}: {e.Message})";
        }
    }

    /// <summary>Where ModelFix fails after fixes and did not before.</summary>
    private static string? NewDefect(List<Candidate> before, (ProjectGroup Group, List<Candidate> Found) after)
    {
        var known = Defects(before).ToLookup(d => d);
        return Defects(after.Found)
            .GroupBy(d => d)
            .Where(d => d.Count() > known[d.Key].Count())
            .Select(d => $"its result cannot be analysed: {d.Key.Message}")
            .FirstOrDefault();
    }

    /// <summary>What ModelFix failed at, wherever it stands in its file now.</summary>
    private static IEnumerable<(string File, string Message)> Defects(IEnumerable<Candidate> candidates) =>
        candidates.Where(c => c.Finding.Rule == DefectRule.Defect).Select(c => (c.Finding.Node.SyntaxTree.FilePath, c.Finding.Message));

    private static MigrationResult Result(ProjectGroup group, ImmutableArray<Outcome> outcomes) => new(
        [.. group.Projects.Select((project, i) => Migrated(project, group.Compilations[i]))],
        outcomes);

    private static MigratedProject Migrated(LoadedProject project, Compilation compilation)
    {
        var known = project.Compilation.SyntaxTrees.Select(t => t.FilePath).ToHashSet(StringComparer.Ordinal);
        var changed = ImmutableDictionary.CreateBuilder<string, SourceText>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
            if (project.Files.TryGetValue(tree.FilePath, out var file) && !tree.GetText().ContentEquals(file.Text)) changed[tree.FilePath] = tree.GetText();
        var added = compilation.SyntaxTrees
            .Where(t => !known.Contains(t.FilePath))
            .Select(t => new AddedFile(Path.GetFileName(t.FilePath), t.GetText().ToString()));
        return new MigratedProject(project, changed.ToImmutable(), [.. added], compilation);
    }

    /// <summary>Finds a finding again in a later round, where its position may have moved.</summary>
    private static string Key(Finding finding)
    {
        var same = finding.Node.SyntaxTree.GetRoot().DescendantNodes().Where(n => n.IsEquivalentTo(finding.Node)).ToList();
        return $"{finding.Rule.Id}|{finding.Node.SyntaxTree.FilePath}|{finding.Node}|{same.IndexOf(finding.Node)}";
    }
}
