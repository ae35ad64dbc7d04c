using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Engine.Verification;

/// <summary>A migration whose models were run; what changed their outputs is taken back, fix by fix.</summary>
/// <param name="Result">The migration that is left.</param>
/// <param name="Models">The models, as they are with it.</param>
internal sealed record VerifiedMigration(MigrationResult Result, IReadOnlyList<ModelReport> Models)
{
    private ModelReport? Different => Models.FirstOrDefault(m => m.Verdict == Verdict.Different);

    /// <param name="projects">Projects that share files, so that a fix is taken back in all of them.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="verifier">Runs the models.</param>
    /// <param name="isPartial">True where part of the source is missing: nothing is kept then that no run has confirmed.</param>
    /// <param name="cancellation">Stops the runs.</param>
    public static VerifiedMigration Run(
        IReadOnlyList<LoadedProject> projects,
        MigrationOptions options,
        Verifier verifier,
        bool isPartial,
        CancellationToken cancellation)
    {
        var search = new Search(projects, options, verifier, cancellation);
        var verified = search.Run();
        if (isPartial && (verified.Models.Count == 0 || verified.Models.Any(m => m.Verdict != Verdict.Equal)))
            return search.Without(verified, "not verified, and part of the source is missing");
        // A model that cannot be run keeps its fixes; one whose run was cut off does not.
        return verified.Models.FirstOrDefault(m => m.WasKilled) is { } killed
            ? search.Without(verified, $"not verified, since the process that ran {killed.Model} was killed")
            : verified;
    }

    /// <summary>Finds the fixes that change what a model computes, by bisection.</summary>
    private sealed class Search(
        IReadOnlyList<LoadedProject> projects,
        MigrationOptions options,
        Verifier verifier,
        CancellationToken cancellation)
    {
        /// <summary>The fixes that are taken back, by <see cref="FixKey"/>, each with the model that it changes.</summary>
        private readonly Dictionary<string, ModelReport> _blamed = new(StringComparer.Ordinal);

        public VerifiedMigration Run()
        {
            var whole = Attempt(made: null);
            if (whole.Different is not { } different) return whole;
            var fixes = whole.Result.Outcomes.Where(o => o.Fixed).ToList();
            // What rests on an assumption comes last, so that it goes where two fixes differ only together.
            var ordered = fixes.OrderBy(o => o.Finding.Safety == Safety.Proven ? 0 : 1);
            var keys = ordered.Select(o => FixKey.Of(o.Finding)).Distinct().ToList();
            var left = Attempt(Keep(kept: [], keys, different));
            if (left.Different is { } still)
            {
                foreach (var key in keys) _blamed.TryAdd(key, still);
                left = Attempt(made: []);
            }

            return left with { Result = left.Result with { Outcomes = [.. left.Result.Outcomes, .. TakenBack(fixes, left.Result)] } };
        }

        /// <summary>The migration without any fix that a run did not confirm.</summary>
        public VerifiedMigration Without(VerifiedMigration verified, string reason)
        {
            var fixes = verified.Result.Outcomes.Where(o => o.Fixed).ToList();
            if (fixes.Count == 0) return verified;
            var none = Attempt(made: []);
            var left = fixes.Select(o => o with { Fixed = false, Reason = reason });
            return none with { Result = none.Result with { Outcomes = [.. none.Result.Outcomes, .. left] }, Models = verified.Models };
        }

        /// <summary>Those that are kept, with the fixes of a part that make no difference beside them; the others are blamed.</summary>
        /// <param name="kept">Fixes that make no difference together.</param>
        /// <param name="part">Fixes to add, of which some make one.</param>
        /// <param name="different">The model that the part changes, beside those that are kept.</param>
        private List<string> Keep(List<string> kept, List<string> part, ModelReport different)
        {
            if (part.Count == 1)
            {
                _blamed[part[0]] = different;
                return kept;
            }

            foreach (var half in new[] { part[..(part.Count / 2)], part[(part.Count / 2)..] })
            {
                var more = Attempt([.. kept, .. half]).Different;
                kept = more is null ? [.. kept, .. half] : Keep(kept, half, more);
            }

            return kept;
        }

        /// <summary>What is not made any more, where it stands in the code as it was.</summary>
        private IEnumerable<Outcome> TakenBack(IReadOnlyList<Outcome> fixes, MigrationResult left)
        {
            var gone = fixes.Select(f => FixKey.Of(f.Finding)).Except(left.Outcomes.Select(o => FixKey.Of(o.Finding))).ToHashSet();
            var found = projects.SelectMany(p => ProjectMigration.Inspect(p, options.Rules, cancellation));
            return found.Concat(fixes.Select(f => f.Finding))
                .Where(f => gone.Remove(FixKey.Of(f)))
                .Select(f => new Outcome(f, Fixed: false, Reason(FixKey.Of(f))));
        }

        private string Reason(string key) => _blamed.TryGetValue(key, out var model)
            ? $"taken back, it changes what {model.Model} computes: {model.Reason}"
            : "not made, since what comes before it was taken back";

        private bool IsLeftOut(Finding finding, IReadOnlyCollection<string>? made) =>
            made is not null && finding.IsApplicable(options.Assume) && !made.Contains(FixKey.Of(finding));

        /// <summary>The migration with some fixes alone, or with all where that is null.</summary>
        private VerifiedMigration Attempt(IReadOnlyCollection<string>? made)
        {
            var result = ProjectMigration.Run(
                projects,
                options with { Choice = f => IsLeftOut(f, made) ? null : options.Choice(f) },
                cancellation);
            // The frameworks of a project hold the same models; the first stands for all.
            var models = result.Projects.DistinctBy(m => m.Project.Name).SelectMany(Verified);
            return new VerifiedMigration(result, [.. models]);

            IReadOnlyList<ModelReport> Verified(MigratedProject migrated) => result.FixesIn(migrated.Project) is { Count: > 0 } fixes
                ? verifier.Run(migrated.Project, migrated.Project.Compilation, (CSharpCompilation)migrated.After, fixes, cancellation)
                : [];
        }
    }
}
