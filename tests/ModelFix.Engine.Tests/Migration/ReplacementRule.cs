using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Migration;

/// <summary>A rule that replaces one call, written exactly so, by any text: the engine must survive what no real rule writes.</summary>
internal sealed class ReplacementRule(string id, string call, string replacement) : Rule
{
    private readonly RuleDescriptor _replaced = WrittenCalls.Descriptor(id, $"Replace {call}");

    /// <summary>Files that each fix adds.</summary>
    public ImmutableArray<AddedFile> Adds { get; init; } = [];

    /// <summary>How safe the fix is in a compilation; null where the rule finds nothing in it.</summary>
    public Func<Compilation, Safety?> SafetyIn { get; init; } = _ => Safety.Proven;

    public override IReadOnlyList<RuleDescriptor> Descriptors => [_replaced];

    public override IReadOnlyList<Pattern> Patterns => [new WrittenCalls(call, Replaced)];

    private Finding? Replaced(SyntaxNode node, TorchCompilation torch)
    {
        if (SafetyIn(torch.Compilation) is not { } safety) return null;
        return _replaced.Report(node, $"{call} is replaced") with
        {
            Safety = safety,
            Assumption = safety == Safety.Assumed ? "the test says so" : null,
            Fixes = [new Fix($"Use {replacement}", SourceEdit.Replace(node, replacement)) { AddedFiles = Adds }],
        };
    }
}
