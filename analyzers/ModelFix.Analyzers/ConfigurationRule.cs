using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers;

/// "inputs": { "imgae": "[N, 3, 224, 224]" }  =>  the same: no rewrite, since what was meant is for a person to say.
/// Said at the place in modelfix.json, where a host has one; the command line ends with the same message instead.
/// Matters everywhere: a contract that is not understood holds for nothing, and nobody would see it.
internal sealed class ConfigurationRule : Rule
{
    /// <summary>What is reported in modelfix.json.</summary>
    public static readonly RuleDescriptor Mistake = new(
        "MFX0003",
        "A setting is not understood",
        "the setting is not understood: {0}; {1}",
        "modelfix.json or .editorconfig says something that ModelFix does not understand, or names a model, an input or an argument "
        + "that the code does not have, so it holds for nothing.",
        Hostility.Everywhere("what a contract was meant to say is not known, whoever runs the model"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Mistake];

    /// <summary>It stands in no code.</summary>
    public override IReadOnlyList<Pattern> Patterns { get; } = [];

    public static Diagnostic Of(ConfigurationError error)
    {
        var at = new LinePosition(Math.Max(0, error.Line - 1), Math.Max(0, error.Column - 1));
        var place = error.Line > 0
            ? Location.Create(error.File, default, new LinePositionSpan(at, at))
            : Location.None;
        return Diagnostic.Create(Mistake.Diagnostic, place, error.Cause, error.NextStep, "", Safety.Report.ToString());
    }
}
