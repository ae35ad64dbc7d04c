using System.Collections.Immutable;
using System.Globalization;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;
using ModelFix.Engine.Reporting;

namespace ModelFix.Cli;

/// <summary>
/// Migrates rule by rule in the order of their ids, each with those before it, and commits what each one wrote: every commit compiles.
/// </summary>
/// <param name="top">The root of the repository.</param>
/// <param name="say">Is told of commits.</param>
/// <param name="begins">Is told of the rule that is next.</param>
internal sealed class RuleCommits(string top, Action<string> say, Action<string> begins)
{
    private readonly List<Outcome> _made = [];
    private readonly Dictionary<int, string> _failures = [];
    private readonly List<ImmutableArray<Step>> _groups = [];
    private int _commits;

    /// <summary>A project as it was loaded, and as it is after the commits so far.</summary>
    private sealed record Step(LoadedProject Loaded, LoadedProject Now);

    /// <exception cref="EngineException">git does not commit, or the run was stopped after some commits.</exception>
    public MadeFixes Run(
        IEnumerable<ImmutableArray<LoadedProject>> groups, MigrationOptions options, CancellationToken cancellation)
    {
        _groups.AddRange(groups.Select(g => g.Select(p => new Step(p, p)).ToImmutableArray()));
        try
        {
            while (true)
            {
                var left = Migrated(options, cancellation);
                var written = left.Where((_, i) => !_failures.ContainsKey(i)).SelectMany(m => m.Outcomes);
                // Together the steps make all of these fixes, so that something is written as long as there are any.
                var ids = written.Where(o => o.Fixed).Select(o => o.RuleId).Distinct().Order(StringComparer.Ordinal).ToList();
                if (ids.Count == 0) return Made(left);
                foreach (var id in ids) Take(id, options, cancellation);
            }
        }
        catch (OperationCanceledException) when (_commits > 0)
        {
            throw new EngineException(
                top, $"stopped after {Counted(_commits, "commit")}", "Each one compiles; run again for the rest.", ExitCodes.Cancelled);
        }
    }

    private MadeFixes Made(List<MigrationResult> left) => new(
        [.. _groups.SelectMany(g => g).Select(p => MigratedProject.Of(p.Loaded, p.Now.Compilation))],
        [.. _made, .. left.SelectMany(m => m.Outcomes).Select(MadeFixes.NotWritten)],
        Models: [],
        [.. _failures.Values]);

    private List<MigrationResult> Migrated(MigrationOptions options, CancellationToken cancellation) =>
        _groups.ConvertAll(g => ProjectMigration.Run(g.Select(p => p.Now), options, cancellation));

    /// <summary>Writes and commits what the rules up to one change.</summary>
    private void Take(string id, MigrationOptions options, CancellationToken cancellation)
    {
        begins(id);
        var rules = options.Rules.Only(r => string.CompareOrdinal(r.Id, id) <= 0);
        var results = Migrated(options with { Rules = rules }, cancellation);
        var due = Enumerable.Range(0, results.Count).Where(i => !_failures.ContainsKey(i)).ToList();
        var failures = new FileWriter(top).Write([.. due.Select(i => results[i].Projects)], cancellation);
        foreach (var (place, reason) in failures) _failures.Add(due[place], reason);
        due.RemoveAll(_failures.ContainsKey);
        foreach (var i in due)
            _groups[i] = [.. _groups[i].Select(p => p with { Now = results[i].Projects.Single(m => m.Project == p.Now).Written() })];
        var fixes = due.SelectMany(i => results[i].Outcomes).Where(o => o.Fixed).ToList();
        _made.AddRange(fixes);
        foreach (var repository in FileWriter.Contents(due.SelectMany(i => results[i].Projects)).Keys.GroupBy(f => Git.TopOf(f)!).ToList())
            Commit(repository.Key, [.. repository], rules.SelectMany(r => r.Reported).First(d => d.Id == id), fixes);
    }

    private void Commit(string repository, IReadOnlyCollection<string> files, RuleDescriptor rule, IEnumerable<Outcome> fixes)
    {
        var subject = $"modelfix: {rule.Id} {rule.Title}";
        var body = Body(new SourceAddress(repository), files, [.. Report.Ordered(fixes)]);
        if (Git.Commit(repository, files, $"{subject}\n\n{body}") is { } failure)
            throw new EngineException(
                repository,
                $"git does not commit the fixes of {rule.Id} ({failure})",
                "They are written: commit them, and run again for the rest.");
        _commits++;
        say($"Committed \"{subject}\".");
    }

    /// <summary>The files with the rules whose fixes were made there, and what the fixes rest on.</summary>
    private static string Body(SourceAddress address, IEnumerable<string> files, IReadOnlyList<Outcome> fixes)
    {
        var made = fixes.ToLookup(o => o.File);
        var lines = files.Select(f => made[f].Any() ? $"- {address.Shown(f)}: {Rules(made[f])}" : $"- {address.Shown(f)}");
        var assumed = fixes
            .Where(o => o.Finding.Safety == Safety.Assumed && o.Finding.Assumption is not null && address.PathOf(o.File) is not null)
            .Select(o => $"- {address.Shown(o.File)}: {o.Finding.Assumption}")
            .Distinct()
            .ToList();
        return string.Join('\n', assumed.Count == 0 ? lines : [.. lines, "", "Assuming:", .. assumed]);
    }

    private static string Rules(IEnumerable<Outcome> fixes) => string.Join(", ", fixes
        .GroupBy(o => o.RuleId)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"{Counted(g.Count(), "fix", "fixes")} of {g.Key}"));

    private static string Counted(int count, string noun, string? several = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : several ?? noun + "s")}");
}
