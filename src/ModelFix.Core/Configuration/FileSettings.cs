using System.Collections.Immutable;
using ModelFix.Core.Targets;

namespace ModelFix.Core.Configuration;

/// <summary>What is said of the models in one file.</summary>
internal record FileSettings
{
    /// <summary>The exporter or runtime that the models go to.</summary>
    public Target Target { get; init; } = Target.Portable;

    /// <summary><c>modelfix_scope = all</c>: every method counts as exported code, not only forward and what it reaches.</summary>
    public bool WholeProgram { get; init; }

    /// <summary>Class names, with * for any text, that are never exported.</summary>
    public ImmutableArray<string> Exclude { get; init; } = ImmutableArray.Create("*Loss", "*Criterion", "*Metric", "*Assigner");

    public bool IsExcluded(string className) => Exclude.Any(pattern => NamePattern.Matches(pattern, className));
}
