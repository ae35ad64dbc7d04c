using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Contracts;
using ModelFix.Core.Targets;

namespace ModelFix.Core.Configuration;

/// <summary>
/// What a project says about its models: from the .editorconfig keys <c>modelfix_*</c> and from modelfix.json. What can differ by file is
/// here as it holds for the files of which nothing else is said.
/// </summary>
internal sealed record ModelSettings : FileSettings
{
    public static readonly ModelSettings Default = new();

    /// <summary>Files of which .editorconfig says something else, by path.</summary>
    public ImmutableDictionary<string, FileSettings> Files { get; init; } = ImmutableDictionary<string, FileSettings>.Empty;

    /// <summary>Metadata names of the models; where there are any, only modules that they can contain are exported.</summary>
    public ImmutableArray<string> Roots { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>Input contracts by the metadata name of the model.</summary>
    public ImmutableDictionary<string, ModelContract> Models { get; init; } = ImmutableDictionary<string, ModelContract>.Empty;

    /// <summary>What modelfix.json names of the code.</summary>
    public ImmutableArray<NamedInJson> Named { get; init; } = ImmutableArray<NamedInJson>.Empty;

    /// <summary>True where convolutions are given batches, and never a single image, which has a dim less.</summary>
    public bool IsBatched { get; init; }

    /// <summary>
    /// False where files of the assembly may be missing, so that calls from them are not seen, or where friends that the source does not
    /// name see its internals.
    /// </summary>
    public bool IsWholeAssembly { get; init; } = true;

    /// <summary>The preprocessor symbols that may be defined or not: what they decide is not certain, so nothing is proven there.</summary>
    public UncertainSymbols UncertainSymbols { get; init; } = UncertainSymbols.None;

    /// <summary>What is said of the models in a file.</summary>
    public FileSettings In(SyntaxTree tree) => Files.TryGetValue(tree.FilePath, out var own) ? own : this;

    /// <summary>The settings with one target for every file, whatever was said.</summary>
    public ModelSettings ForTarget(Target target) => this with
    {
        Target = target,
        Files = Files.ToImmutableDictionary(f => f.Key, f => f.Value with { Target = target }),
    };
}
