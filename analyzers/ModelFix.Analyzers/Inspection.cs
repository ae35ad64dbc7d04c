using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>Runs rules directly on the nodes that they may concern, without the analyzer driver.</summary>
internal static class Inspection
{
    /// <summary>The findings of a file in the order of the text; those at the same place in the order of the catalogue.</summary>
    public static ImmutableArray<Finding> Of(SyntaxTree tree, TorchCompilation torch, ImmutableArray<Rule> rules, CancellationToken cancellation)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        SemanticModel? model = null;
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
        {
            foreach (var rule in rules)
            {
                if (!rule.MayConcern(node)) continue;
                cancellation.ThrowIfCancellationRequested();
                model ??= torch.Compilation.Bound(tree);
                if (model.GetOperation(node, cancellation) is { } operation && At(rule, operation, torch) is { } finding) findings.Add(finding);
            }
        }

        findings.Sort((a, b) => a.Node.SpanStart != b.Node.SpanStart
            ? a.Node.SpanStart.CompareTo(b.Node.SpanStart)
            : string.CompareOrdinal(a.Rule.Id, b.Rule.Id));
        return findings.ToImmutable();
    }

    /// <summary>The findings of all files, those of a file together, files in the order of their paths.</summary>
    public static ImmutableArray<Finding> Of(TorchCompilation torch, ImmutableArray<Rule> rules, CancellationToken cancellation) =>
        torch.Compilation.SyntaxTrees
            .OrderBy(t => t.FilePath, StringComparer.Ordinal)
            .SelectMany(t => Of(t, torch, rules, cancellation))
            .ToImmutableArray();

    /// <summary>The finding of one rule at the place of a diagnostic that it reported, or null where the code has changed since.</summary>
    public static Finding? At(Rule rule, SyntaxNode reported, SemanticModel model, TorchCompilation torch, CancellationToken cancellation)
    {
        foreach (var node in reported.AncestorsAndSelf().Concat(reported.DescendantNodes()).Where(rule.MayConcern))
            if (model.GetOperation(node, cancellation) is { } operation && At(rule, operation, torch) is { } finding
                && finding.Node.Span == reported.Span) return finding;
        return null;
    }

    private static Finding? At(Rule rule, IOperation operation, TorchCompilation torch) =>
        rule.Kinds.Contains(operation.Kind) && rule.Inspect(operation, torch) is { } finding ? finding.Assuming(torch.Disputed.AssumptionAround(finding.Node)) : null;
}
