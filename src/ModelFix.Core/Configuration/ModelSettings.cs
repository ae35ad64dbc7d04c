using System.Collections.Immutable;
using ModelFix.Core.Contracts;
using ModelFix.Core.Targets;

namespace ModelFix.Core.Configuration;

/// <summary>What a project says about its models: from the .editorconfig keys <c>modelfix_*</c> and from modelfix.json.</summary>
internal sealed record ModelSettings
{
    public static readonly ModelSettings Default = new();

    /// <summary>The exporter or runtime that the models go to.</summary>
    public Target Target { get; init; } = Target.Portable;

    /// <summary><c>modelfix_scope = all</c>: every method counts as exported code, not only forward and what it reaches.</summary>
    public bool WholeProgram { get; init; }

    /// <summary>Metadata names of the models; where there are any, only modules that they can contain are exported.</summary>
    public ImmutableArray<string> Roots { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>Class names, with * for any text, that are never exported.</summary>
    public ImmutableArray<string> Exclude { get; init; } = ImmutableArray.Create("*Loss", "*Criterion", "*Metric", "*Assigner");

    /// <summary>Input contracts by the metadata name of the model.</summary>
    public ImmutableDictionary<string, ModelContract> Models { get; init; } = ImmutableDictionary<string, ModelContract>.Empty;

    /// <summary>False where files of the assembly may be missing, so that calls from them are not seen, or where friends that the source does not name see its internals.</summary>
    public bool IsWholeAssembly { get; init; } = true;

    /// <summary>The preprocessor symbols that may be defined or not: what they decide is not certain, so nothing is proven there.</summary>
    public UncertainSymbols UncertainSymbols { get; init; } = UncertainSymbols.None;

    public bool IsExcluded(string className) => Exclude.Any(pattern => NamePattern.Matches(pattern, className));
}
