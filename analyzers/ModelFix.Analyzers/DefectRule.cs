using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers;

/// code at which ModelFix throws, in a rule or while a method's shapes are inferred  =>  the same
/// No rewrite, and nothing is proven in such a method.
/// It is in no selection of rules and cannot be left out: what ModelFix did not look at must not pass as clean.
/// Matters everywhere: a migration goes on without the place, and its user has to know.
internal sealed class DefectRule : Rule
{
    /// <summary>What is reported where ModelFix fails.</summary>
    public static readonly RuleDescriptor Defect = new(
        "MFX9999",
        "ModelFix failed here",
        "ModelFix failed {0} ({1}); report it with this file and line at https://github.com/modelfix/modelfix/issues",
        "An exception in ModelFix ended the analysis of this place; everything else was done. It is a defect of ModelFix, to be "
        + "reported with the file and line.",
        Hostility.Everywhere("what is not analysed may hold anything"))
    {
        Safeties = ImmutableArray.Create(Safety.Report),
    };

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Defect];

    public override IReadOnlyList<Pattern> Patterns { get; } = [Methods.All(InspectMethod)];

    /// <summary>The finding at an exported method whose interpretation threw.</summary>
    private static Finding? InspectMethod(MethodDeclarationSyntax method, TorchCompilation torch) =>
        torch.DefectAround(method) is { } exception
            ? Defect.Report(method, $"to infer the shapes of {method.Identifier.ValueText}, so nothing is proven in it", Words(exception))
            : null;

    /// <summary>The finding at a place where a part of ModelFix threw.</summary>
    /// <param name="part">A rule's id, or what was done: "reading the settings".</param>
    /// <param name="node">The place.</param>
    /// <param name="exception">What was thrown.</param>
    public static Finding In(string part, SyntaxNode node, Exception exception) => Defect.Report(node, $"here in {part}", Words(exception));

    /// <summary>The exception in one line, whatever its message holds.</summary>
    private static string Words(Exception exception) =>
        $"{exception.GetType().Name}: {string.Join(" ", exception.Message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))}";
}
