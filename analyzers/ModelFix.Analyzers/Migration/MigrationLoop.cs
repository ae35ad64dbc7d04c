using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelFix.Analyzers.Migration;

/// <summary>What a migration made of projects.</summary>
/// <param name="Compilations">Each project afterwards: its files in the same order, then those that were added.</param>
/// <param name="Outcomes">What became of each finding.</param>
internal sealed record Migrated(ImmutableArray<Compilation> Compilations, ImmutableArray<Outcome> Outcomes);

/// <summary>
/// Fixes projects in memory, for every host: rounds of fixes to a fixed point, each round recompiled; a fix that the compiler complains
/// about, or whose result ModelFix itself cannot read, is found by bisection and taken back. Rules that never come to rest are left out.
/// </summary>
/// <remarks>
/// A round asks the files again that the one before it changed, and those that have to do with them by name. A fix is made only where its
/// file was asked after the last change, and the end is one only when all files have been asked: so it is that of a migration that asks
/// everything in every round.
/// </remarks>
internal sealed class MigrationLoop
{
    private readonly MigrationOptions _options;
    private readonly TakenBack _takenBack = new();
    private readonly ImmutableArray<Recompilation> _recompilations;
    private bool _asksAll;
    private (ImmutableArray<Candidate> Fixes, ImmutableArray<Compilation> Compilations)? _compiled;

    private MigrationLoop(ImmutableArray<MigrationProject> projects, MigrationOptions options)
    {
        _options = options;
        _asksAll = options.AsksAll;
        _recompilations = projects.Select(p => new Recompilation(p.Compilation)).ToImmutableArray();
    }

    /// <summary>Migrates projects that share files.</summary>
    public static Migrated Run(ImmutableArray<MigrationProject> projects, MigrationOptions options, CancellationToken cancellation)
    {
        var loop = new MigrationLoop(projects, options);
        var start = MigrationState.Of(projects, options, cancellation);
        Migrated? result = null;
        while (result is null) result = loop.Attempt(start, cancellation);
        return result;
    }

    /// <summary>
    /// The migration, or null where it is to be begun again, since the fixes of some rules never come to rest or what they cause is seen
    /// too late.
    /// </summary>
    private Migrated? Attempt(MigrationState start, CancellationToken cancellation)
    {
        var state = start;
        var history = new List<string> { state.Fingerprint };
        var rounds = new List<ImmutableArray<Candidate>>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var candidates = state.Candidates.Select(c => (Candidate: c, Reason: Blocked(c))).ToList();
            var fixable = candidates.Where(c => c.Reason is null).Select(c => c.Candidate).ToList();
            if (state.AskAgain(fixable, cancellation)) continue;
            // In the order of the text, which decides which of two that clash stays.
            var together = new HashSet<Candidate>(FixRound.Choose(fixable, c => c.Finding));
            var chosen = fixable.Where(together.Contains).ToImmutableArray();
            if (chosen.IsEmpty)
            {
                var defects = state.Candidates;
                if (!state.AskAgain(cancellation)) return Result(state, rounds, candidates);
                // Which fix it comes from is known only to who asks all files after each.
                if (NewDefect(defects, state.Candidates) is null) continue;
                _asksAll = true;
                return null;
            }

            var kept = _takenBack.Keep(chosen, fixes => NewComplaint(state, fixes, cancellation));
            if (kept.IsEmpty) continue;
            var after = After(state, kept, cancellation);
            if (NewDefect(state.Candidates, after.Candidates) is not null)
            {
                kept = _takenBack.Keep(
                    kept,
                    fixes => NewComplaint(state, fixes, cancellation)
                        ?? NewDefect(state.Candidates, After(state, fixes, cancellation).Candidates));
                if (kept.IsEmpty) continue;
                after = After(state, kept, cancellation);
            }

            if (rounds.Count == FixRound.Limit)
                return LeaveOut(kept, $"after {FixRound.Limit} rounds the fixes of {Names(kept)} still find something to do");
            state = after;
            rounds.Add(kept);
            var again = history.IndexOf(state.Fingerprint);
            if (again >= 0)
            {
                var undone = rounds.Skip(again).SelectMany(r => r).ToList();
                return LeaveOut(undone, $"the fixes of {Names(undone)} undo each other");
            }

            history.Add(state.Fingerprint);
        }
    }

    private static Migrated Result(
        MigrationState state, List<ImmutableArray<Candidate>> rounds, List<(Candidate Candidate, string? Reason)> left) => new(
        state.Compilations.ToImmutableArray(),
        rounds.SelectMany(r => r).Select(c => new Outcome(c.Finding, Fixed: true, Reason: null))
            .Concat(left.Select(c => new Outcome(c.Candidate.Finding, Fixed: false, c.Reason)))
            .ToImmutableArray());

    /// <summary>Leaves out the rules of fixes that never come to rest.</summary>
    private Migrated? LeaveOut(IReadOnlyCollection<Candidate> fixes, string cause)
    {
        foreach (var fix in fixes) _takenBack.LeaveOut(fix.Finding.Rule, cause);
        return null;
    }

    private static string Names(IEnumerable<Candidate> candidates) =>
        string.Join(", ", candidates.Select(c => c.Finding.Rule.Id).Distinct().OrderBy(id => id, StringComparer.Ordinal));

    private string? Blocked(Candidate candidate) => candidate.Obstacle(_options.Assume) ?? _takenBack.Reason(candidate.Finding);

    private MigrationState After(MigrationState state, ImmutableArray<Candidate> fixes, CancellationToken cancellation) =>
        state.After(Compiled(state, fixes), _asksAll, cancellation);

    private string? NewComplaint(MigrationState state, ImmutableArray<Candidate> fixes, CancellationToken cancellation)
    {
        try
        {
            var compilations = Compiled(state, fixes);
            _options.Recompiling.Start();
            return compilations
                .Select((compilation, i) => _recompilations[i].NewComplaint(state.Compilation(i), compilation, cancellation))
                .Where(complaint => complaint is not null)
                .Select(complaint => $"it would not compile: {complaint}")
                .FirstOrDefault();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"it cannot be made ({e.GetType().Name}: {e.Message})";
        }
        finally
        {
            _options.Recompiling.Stop();
        }
    }

    /// <summary>The code after fixes, which is asked of the compiler first and of the rules then.</summary>
    private ImmutableArray<Compilation> Compiled(MigrationState state, ImmutableArray<Candidate> fixes)
    {
        if (_compiled is { } compiled && compiled.Fixes == fixes) return compiled.Compilations;
        var compilations = state.Compiled(fixes);
        _compiled = (fixes, compilations);
        return compilations;
    }

    /// <summary>Where ModelFix fails after fixes and did not before.</summary>
    private static string? NewDefect(ImmutableArray<Candidate> before, ImmutableArray<Candidate> after)
    {
        var known = Defects(before).ToLookup(d => d);
        return Defects(after)
            .GroupBy(d => d)
            .Where(d => d.Count() > known[d.Key].Count())
            .Select(d => $"its result cannot be analysed: {d.Key.Message}")
            .FirstOrDefault();
    }

    /// <summary>What ModelFix failed at, wherever it stands in its file now.</summary>
    private static IEnumerable<(string File, string Message)> Defects(IEnumerable<Candidate> candidates) =>
        candidates.Where(c => c.Finding.Rule == DefectRule.Defect).Select(c => (c.Finding.Node.SyntaxTree.FilePath, c.Finding.Message));
}
