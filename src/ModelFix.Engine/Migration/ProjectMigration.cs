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
/// Fixes projects in memory: rounds of fixes to a fixed point, each round recompiled; a fix that the compiler complains about is found by bisection and taken back.
/// </summary>
internal sealed class ProjectMigration
{
    private readonly MigrationOptions _options;
    private readonly Dictionary<string, string> _takenBack = new(StringComparer.Ordinal);
    private readonly List<Outcome> _fixed = [];
    private readonly ImmutableArray<CompilerComplaints> _before;

    private ProjectMigration(ProjectGroup group, MigrationOptions options)
    {
        _options = options;
        _before = [.. group.Compilations.Select(CompilerComplaints.Of)];
    }

    /// <summary>The findings of a project as it stands.</summary>
    public static ImmutableArray<Finding> Inspect(LoadedProject project, ImmutableArray<Rule> rules, CancellationToken cancellation) =>
        ProjectGroup.Findings(project, project.Compilation, rules, cancellation);

    /// <exception cref="EngineException">The fixes never come to rest; the rules are named. Nothing was written.</exception>
    public static MigrationResult Run(IEnumerable<LoadedProject> projects, MigrationOptions options, CancellationToken cancellation)
    {
        var results = ProjectGroup.Of(projects).Select(g => new ProjectMigration(g, options).Run(g, cancellation)).ToList();
        return new MigrationResult([.. results.SelectMany(r => r.Projects)], [.. results.SelectMany(r => r.Outcomes)]);
    }

    private MigrationResult Run(ProjectGroup group, CancellationToken cancellation)
    {
        var history = new List<string> { group.Fingerprint };
        var rounds = new List<ImmutableArray<Candidate>>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var candidates = group.Candidates(_options.Rules, cancellation).Select(c => (Candidate: c, Reason: Blocked(c))).ToList();
            var chosen = Choose(candidates.Where(c => c.Reason is null).Select(c => c.Candidate).ToList());
            if (chosen.IsEmpty) return Result(group, candidates.Select(c => new Outcome(c.Candidate.Finding, Fixed: false, c.Reason)));
            var kept = KeepCompiling(group, chosen);
            if (kept.IsEmpty) continue;
            if (rounds.Count == FixRound.Limit)
                throw Restless(group, $"after {FixRound.Limit} rounds the fixes of {Names(kept)} still find something to do");
            group = group.Apply(kept);
            rounds.Add(kept);
            _fixed.AddRange(kept.Select(c => new Outcome(c.Finding, Fixed: true, Reason: null)));
            if (history.IndexOf(group.Fingerprint) is var again and >= 0)
                throw Restless(group, $"the fixes of {Names(rounds.Skip(again).SelectMany(r => r))} undo each other");
            history.Add(group.Fingerprint);
        }
    }

    private static EngineException Restless(ProjectGroup group, string cause) => new(
        group.Projects[0].Name, cause, "Run them one at a time with --rules, and report this as a defect of ModelFix.");

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
        return _takenBack.Count > 0 && _takenBack.TryGetValue(Key(candidate.Finding), out reason) ? reason : null;
    }

    /// <summary>The fixes that compile together; the others are remembered as taken back, with the compiler's words.</summary>
    private ImmutableArray<Candidate> KeepCompiling(ProjectGroup group, ImmutableArray<Candidate> fixes)
    {
        if (NewComplaint(group, fixes) is not { } complaint) return fixes;
        if (fixes.Length == 1)
        {
            _takenBack[Key(fixes[0].Finding)] = $"taken back, it would not compile: {complaint}";
            return [];
        }

        var half = fixes.Length / 2;
        var first = KeepCompiling(group, fixes[..half]);
        var second = KeepCompiling(group, fixes[half..]);
        var both = first.AddRange(second);
        // Two halves that compile alone may still clash; the second one then waits for the next round.
        return both.Length < fixes.Length && NewComplaint(group, both) is null ? both : first;
    }

    private string? NewComplaint(ProjectGroup group, ImmutableArray<Candidate> fixes)
    {
        var after = group.Apply(fixes);
        return after.Compilations
            .Select((compilation, i) => ReferenceEquals(compilation, group.Compilations[i]) ? null : CompilerComplaints.Of(compilation).FirstBeyond(_before[i]))
            .FirstOrDefault(complaint => complaint is not null);
    }

    private MigrationResult Result(ProjectGroup group, IEnumerable<Outcome> left) => new(
        [.. group.Projects.Select((project, i) => Migrated(project, group.Compilations[i]))],
        [.. _fixed, .. left]);

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
