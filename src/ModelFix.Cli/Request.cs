using System.Collections.Immutable;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Targets;
using ModelFix.Engine.Export;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>What a user asked for.</summary>
internal sealed record Request
{
    public required IReadOnlyList<string> Paths { get; init; }
    public required string Folder { get; init; }
    public required ImmutableArray<Rule> Rules { get; init; }
    public Target? Target { get; init; }
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>One of those that the command's formats go by.</summary>
    public required string Format { get; init; }

    public string? Output { get; init; }
    public bool ShowsSuggestions { get; init; }
    public bool IsVerbose { get; init; }
    public bool ShowsProgress { get; init; }
    public bool ExitZero { get; init; }
    public bool NoBaseline { get; init; }
    public bool Interactive { get; init; }
    public bool CommitPerRule { get; init; }
    public bool Diff { get; init; }
    public string? Patch { get; init; }

    /// <summary>True where sources stay as they are.</summary>
    public bool WritesNothing => Diff || Patch is not null;

    public bool Assume { get; init; }
    public bool AllowDirty { get; init; }
    public bool AllowNoVcs { get; init; }
    public bool Verify { get; init; }

    /// <summary>Whether init adds to a file that is there.</summary>
    public bool Merge { get; init; }

    /// <summary>The program that init runs, and its arguments; null for none.</summary>
    public IReadOnlyList<string>? Program { get; init; }

    public string? Since { get; init; }

    /// <summary>The names of the models to export; all where there is none.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Whether a verification leaves out the export.</summary>
    public bool NoExport { get; init; }

    /// <summary>Whether models are exported as migrated.</summary>
    public bool IsMigrated { get; init; }

    /// <summary>Whether the models are recorded, and shapes shown beside those that libtorch gives.</summary>
    public bool IsObserved { get; init; }

    public ExportOptions Export { get; init; } = ExportOptions.Usual;
    public VerificationOptions Verification { get; init; } = VerificationOptions.Default;

    /// <summary>What of the asked rules, targets and files a run looks at.</summary>
    public RunScope Scope(IEnumerable<LoadedProject> projects)
    {
        var isLookedAt = projects.ToLookup(Coverage.IsLookedAt, p => p.Files.Keys);
        return new RunScope(
            Rules.SelectMany(r => r.Reported).Select(d => d.Id).ToHashSet(),
            Target?.Name,
            isLookedAt[true].SelectMany(f => f).Except(isLookedAt[false].SelectMany(f => f)).ToHashSet());
    }

    /// <summary>Reads the baselines, and gives what takes out of findings those that are accepted.</summary>
    /// <param name="projects">Where findings are looked for.</param>
    /// <param name="isMigrated">True where the findings are those after a migration.</param>
    public Func<IEnumerable<Outcome>, AcceptedFindings> Accepting(IEnumerable<LoadedProject> projects, bool isMigrated)
    {
        if (NoBaseline) return outcomes => new AcceptedFindings([.. outcomes], []);
        var scope = Scope(projects);
        var baselines = Baselines.Of(scope.Files);
        return outcomes => AcceptedFindings.Of(outcomes, baselines, scope, Folder, saysFixed: !(isMigrated && WritesNothing));
    }
}
