using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>Runs rules directly on the nodes that they may concern, without the analyzer driver.</summary>
internal static class Inspection
{
    /// <summary>The findings of a file in the order of the text; those at the same place in the order of the catalogue.</summary>
    public static ImmutableArray<Finding> Of(
        SyntaxTree tree,
        TorchCompilation torch,
        ImmutableArray<Rule> rules,
        CancellationToken cancellation)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var triggers = new RuleTriggers(rules.Add(RuleCatalog.Defect));
        SemanticModel? model = null;
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
            foreach (var rule in triggers.At(node))
                if (At(rule, node, torch, ref model, cancellation) is { } finding) findings.Add(finding);

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

    /// <summary>
    /// The finding of one rule at an operation, or null. A rule that throws is a finding too: this is the one place where rules are called.
    /// </summary>
    public static Finding? At(Rule rule, IOperation operation, TorchCompilation torch)
    {
        try
        {
            return rule.Kinds.Contains(operation.Kind) && rule.Inspect(operation, torch) is { } finding
                ? Believed(UnusedConstants.TakenBy(Unless(OfReadings(finding, rule, operation, torch), torch), torch), torch)
                : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return DefectRule.In(rule.Ids, operation.Syntax, e);
        }
    }

    private static Finding? At(Rule rule, SyntaxNode node, TorchCompilation torch, ref SemanticModel? model, CancellationToken cancellation)
    {
        try
        {
            if (!rule.MayConcern(node) || !rule.LooksOutsideOfModules && !torch.Exported.MayContain(node)) return null;
            cancellation.ThrowIfCancellationRequested();
            model ??= torch.Compilation.Bound(node.SyntaxTree);
            return model.GetOperation(node, cancellation) is { } operation ? At(rule, operation, torch) : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return DefectRule.In(rule.Ids, node, e);
        }
    }

    /// <summary>
    /// The finding with the fix that there is where more is taken for granted of inputs, which then is assumed; as it is where that helps
    /// nothing.
    /// </summary>
    private static Finding OfReadings(Finding finding, Rule rule, IOperation operation, TorchCompilation torch)
    {
        if (finding.Safety == Safety.Proven || !finding.Rule.Safeties.Contains(Safety.Proven)) return finding;
        foreach (var reading in torch.Readings)
        {
            var granted = reading.TakenForGrantedAround(finding.Node).ToList();
            if (granted.Count == 0 || rule.Inspect(operation, reading) is not { } better || better.Node != finding.Node) continue;
            if (better.Safety == Safety.Proven || better.Safety == Safety.Assumed && finding.Safety == Safety.Report)
                return granted.Aggregate(better, (all, said) => all.Assuming(said));
        }

        return finding;
    }

    /// <summary>The finding under the assumptions that hold for the code around it, whatever the rule.</summary>
    private static Finding Unless(Finding finding, TorchCompilation torch) => finding
        .Assuming(torch.Disputed.AssumptionAround(finding.Node))
        .Assuming(torch.Altered.Assumption)
        .Assuming(RefLocals.AssumptionAround(finding.Node));

    /// <summary>
    /// Nothing is proven in a method whose shapes could not be inferred, whatever the rule's proof rests on; and nothing is rewritten that
    /// does more than give a value.
    /// </summary>
    private static Finding Believed(Finding finding, TorchCompilation torch) => SideEffects.In(finding, torch) is { } effect
        ? finding.NotRewritten($"since '{effect}' does more than give a value")
        : Directives.WhyKept(finding) is { } reason
        ? finding.NotRewritten(reason)
        : finding.Safety == Safety.Proven && torch.DefectAround(finding.Node) is not null
        ? finding.NotRewritten("since ModelFix failed in this method")
        : finding;
}
