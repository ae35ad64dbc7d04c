using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;

namespace ModelFix.Analyzers.Migration;

/// <summary>Sources that are compiled together, as a host holds them.</summary>
/// <param name="Title">What to call them in messages.</param>
/// <param name="Compilation">The sources as they are before the migration.</param>
/// <param name="Settings">The settings of the project.</param>
internal sealed record MigrationProject(string Title, Compilation Compilation, ModelSettings Settings)
{
    /// <summary>Where the files are put that fixes add.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Of a moment of the migration the files that are looked at.</summary>
    public Func<Compilation, IEnumerable<SyntaxTree>> LookedAt { get; init; } = c => c.SyntaxTrees;

    /// <summary>
    /// Why a file, by its path, is compiled and must stay as it is, as the reason for which a fix is not made; null where it may change.
    /// </summary>
    public Func<string, string?> WhyKept { get; init; } = _ => null;

    /// <summary>False where the project lists its files, so that an added one would not be compiled.</summary>
    public bool TakesNewFiles { get; init; } = true;

    /// <summary>The text of a file, by its path, that is there and not compiled; null where there is none.</summary>
    public Func<string, string?> NotCompiled { get; init; } = _ => null;
}

/// <summary>What a migration may do.</summary>
/// <param name="Rules">The rules that were asked for.</param>
/// <param name="Assume">Whether fixes that rest on an assumption are made too.</param>
internal sealed record MigrationOptions(ImmutableArray<Rule> Rules, bool Assume)
{
    /// <summary>A finding with the one fix to choose where there are several; null for one that is left alone and not told of.</summary>
    public Func<Finding, Finding?> Choice { get; init; } = f => f;

    /// <summary>
    /// Why a file, by its path, must stay as it is for all projects, as the reason for which a fix is not made; null where it may change.
    /// </summary>
    public Func<string, string?> WhyKept { get; init; } = _ => null;

    /// <summary>Runs while the compiler is asked about fixes, which takes the most of some migrations.</summary>
    public Stopwatch Recompiling { get; init; } = new();

    /// <summary>True where every round asks all files, which is slower and comes to the same.</summary>
    public bool AsksAll { get; init; }
}
