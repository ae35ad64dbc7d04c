using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;

namespace ModelFix.Testing;

/// <summary>A rule that replaces one call, written exactly so, by any text: a migration must survive what no real rule writes.</summary>
internal sealed class ReplacementRule(string id, string call, string replacement) : Rule
{
    private readonly RuleDescriptor _replaced = WrittenCalls.Descriptor(id, $"Replace {call}");

    /// <summary>Files that each fix adds.</summary>
    public ImmutableArray<AddedFile> Adds { get; init; } = [];

    /// <summary>The node around the call that is replaced.</summary>
    public Func<SyntaxNode, SyntaxNode> Replaced { get; init; } = n => n;

    /// <summary>An edit that the fix makes besides.</summary>
    public Func<Compilation, SourceEdit>? Besides { get; init; }

    /// <summary>Is told of the call whenever the rule is asked about it.</summary>
    public Action<SyntaxNode> Seen { get; init; } = _ => { };

    /// <summary>How safe the fix is in a compilation; null where the rule finds nothing in it.</summary>
    public Func<Compilation, Safety?> SafetyIn { get; init; } = _ => Safety.Proven;

    public override IReadOnlyList<RuleDescriptor> Descriptors => [_replaced];

    public override IReadOnlyList<Pattern> Patterns => [new WrittenCalls(call, Inspected)];

    private Finding? Inspected(SyntaxNode node, TorchCompilation torch)
    {
        Seen(node);
        if (SafetyIn(torch.Compilation) is not { } safety) return null;
        var edit = SourceEdit.Replace(Replaced(node), replacement);
        SourceEdit[] edits = Besides is null ? [edit] : [edit, Besides(torch.Compilation)];
        return _replaced.Report(node, $"{call} is replaced") with
        {
            Safety = safety,
            Assumption = safety == Safety.Assumed ? "the test says so" : null,
            Fixes = [new Fix($"Use {replacement}", edits) { AddedFiles = Adds }],
        };
    }
}
