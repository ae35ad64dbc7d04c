using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Engine.Verification;

/// <summary>A migration whose models were run; what changed their outputs is taken back.</summary>
/// <param name="Result">The migration that is left.</param>
/// <param name="Models">The models, as they are with it.</param>
internal sealed record VerifiedMigration(MigrationResult Result, IReadOnlyList<ModelReport> Models)
{
    /// <param name="projects">Projects that share files, so that a fix is taken back in all of them.</param>
    public static VerifiedMigration Run(
        IReadOnlyList<LoadedProject> projects,
        MigrationOptions options,
        Verifier verifier,
        CancellationToken cancellation)
    {
        var whole = Attempt(_ => true);
        if (whole.Different is null) return whole;

        // A rule is to blame where it alone makes a difference; where none does, all are.
        var applied = whole.Result.Outcomes.Where(o => o.Fixed).Select(o => o.Finding.Rule).Distinct().ToImmutableArray();
        var blamed = applied.Select(r => (Rule: r, Attempt(d => d == r).Different)).Where(r => r.Different is not null).ToImmutableArray();
        if (blamed.IsEmpty) blamed = [.. applied.Select(r => (r, whole.Different))];
        var left = Attempt(d => blamed.All(b => b.Rule != d));
        if (left.Different is { } still)
        {
            blamed = [.. applied.Select(r => (r, (ModelReport?)still))];
            left = Attempt(_ => false);
        }

        var takenBack = blamed.SelectMany(b =>
            projects.SelectMany(p => ProjectMigration.Inspect(p, options.Rules.Only(d => d == b.Rule), cancellation))
            .Select(f => new Outcome(f, Fixed: false, $"taken back, it changes what {b.Different!.Model} computes: {b.Different.Reason}")));
        return left with { Result = left.Result with { Outcomes = [.. left.Result.Outcomes, .. takenBack] } };

        VerifiedMigration Attempt(Func<RuleDescriptor, bool> asked)
        {
            var result = ProjectMigration.Run(projects, options with { Rules = options.Rules.Only(asked) }, cancellation);
            // The frameworks of a project hold the same models; the first stands for all.
            var models = result.Projects.DistinctBy(m => m.Project.Name).SelectMany(Verified);
            return new VerifiedMigration(result, [.. models]);

            IReadOnlyList<ModelReport> Verified(MigratedProject migrated) => result.FixesIn(migrated.Project) is { Count: > 0 } fixes
                ? verifier.Run(migrated.Project, migrated.Project.Compilation, (CSharpCompilation)migrated.After, fixes, cancellation)
                : [];
        }
    }

    private ModelReport? Different => Models.FirstOrDefault(m => m.Verdict == Verdict.Different);
}
