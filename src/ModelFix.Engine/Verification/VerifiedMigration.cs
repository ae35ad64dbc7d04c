using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Migration;

namespace ModelFix.Engine.Verification;

/// <summary>A migration whose models were run; what changed their outputs is taken back.</summary>
/// <param name="Migrated">The migration that is left.</param>
/// <param name="Models">The models, as they are with it.</param>
internal sealed record VerifiedMigration(MigratedProject Migrated, IReadOnlyList<ModelReport> Models)
{
    public static VerifiedMigration Run(LoadedProject project, MigrationOptions options, Verifier verifier, CancellationToken cancellation)
    {
        var whole = Attempt(options.Rules);
        if (whole.Different is null) return whole;

        // A rule is to blame where it alone makes a difference; where none does, all are.
        var applied = whole.Migrated.Outcomes.Where(o => o.Fixed).Select(o => o.Finding.Rule).Distinct().ToImmutableArray();
        var blamed = applied.Select(r => (Rule: r, Attempt([r]).Different)).Where(r => r.Different is not null).ToImmutableArray();
        if (blamed.IsEmpty) blamed = [.. applied.Select(r => (r, whole.Different))];
        var left = Attempt([.. options.Rules.Except(blamed.Select(b => b.Rule))]);
        if (left.Different is { } still)
        {
            blamed = [.. applied.Select(r => (r, (ModelReport?)still))];
            left = Attempt([]);
        }

        var takenBack = blamed.SelectMany(b => ProjectMigration.Inspect(project, [b.Rule], cancellation)
            .Select(f => new Outcome(f, Fixed: false, $"taken back, it changes what {b.Different!.Model} computes: {b.Different.Reason}")));
        return left with { Migrated = left.Migrated with { Outcomes = [.. left.Migrated.Outcomes, .. takenBack] } };

        VerifiedMigration Attempt(ImmutableArray<Rule> rules)
        {
            var migrated = ProjectMigration.Run(project, options with { Rules = rules }, cancellation);
            var fixes = migrated.Outcomes.Where(o => o.Fixed).Select(o => o.Finding).ToList();
            return new VerifiedMigration(migrated, fixes.Count == 0 ? [] : verifier.Run(project, project.Compilation, (CSharpCompilation)migrated.After, fixes, cancellation));
        }
    }

    private ModelReport? Different => Models.FirstOrDefault(m => m.Verdict == Verdict.Different);
}
