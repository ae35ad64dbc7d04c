using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;

namespace ModelFix.Analyzers;

/// <summary>
/// A hostile pattern, or several that are found at the same places: where it looks and, given such a place and the facts about it, a
/// finding or nothing. Stateless.
/// </summary>
internal abstract class Rule
{
    private ImmutableArray<RuleDescriptor> _reported;
    private ImmutableArray<OperationKind> _kinds;

    /// <summary>What the rule can report, one descriptor an id, in the order of ids.</summary>
    public abstract IReadOnlyList<RuleDescriptor> Descriptors { get; }

    /// <summary>The places that the rule looks at, each with what it says there.</summary>
    public abstract IReadOnlyList<Pattern> Patterns { get; }

    /// <summary>What the rule reports: all its descriptors, or those that were asked for.</summary>
    public ImmutableArray<RuleDescriptor> Reported => _reported.IsDefault ? _reported = Descriptors.ToImmutableArray() : _reported;

    /// <summary>The kinds of operation that the rule looks at.</summary>
    public ImmutableArray<OperationKind> Kinds =>
        _kinds.IsDefault ? _kinds = Patterns.SelectMany(p => p.Kinds).Distinct().ToImmutableArray() : _kinds;

    /// <summary>
    /// Where the rule may find something there stands one of these names, as <see cref="Pattern.NameAt"/> says, or syntax of one of
    /// <see cref="Syntax"/>.
    /// </summary>
    public ImmutableHashSet<string> Names => Patterns.SelectMany(p => p.Names).ToImmutableHashSet();

    /// <summary>The kinds of syntax at which the rule may find something whatever names stand there.</summary>
    public ImmutableHashSet<SyntaxKind> Syntax => Patterns.SelectMany(p => p.Syntax).ToImmutableHashSet();

    /// <summary>The ids that it reports, as a message names the rule.</summary>
    public string Ids => string.Join(", ", Reported.Select(d => d.Id));

    /// <summary>The rule as far as it reports what was asked for; null where that is nothing.</summary>
    public Rule? Only(Func<RuleDescriptor, bool> asked)
    {
        var kept = Reported.Where(asked).ToImmutableArray();
        if (kept.Length == Reported.Length) return this;
        if (kept.IsEmpty) return null;
        var rule = (Rule)MemberwiseClone();
        rule._reported = kept;
        return rule;
    }

    /// <summary>A cheap test on syntax alone: false only where <see cref="Inspect"/> could not find anything.</summary>
    public bool MayConcern(SyntaxNode node)
    {
        foreach (var pattern in Patterns)
            if (pattern.MayBe(node)) return true;
        return false;
    }

    /// <summary>True where the rule has anything to say for a target.</summary>
    public bool IsOnFor(Target target) => Reported.Any(d => d.IsOnFor(target));

    /// <summary>
    /// True for a rule that finds something outside of exported modules too; the others are not asked there, so that such code need not be
    /// bound.
    /// </summary>
    public bool LooksOutsideOfModules => Patterns.Any(p => p.LooksOutsideOfModules);

    /// <summary>
    /// The finding at an operation for the target of its file, or null. Called for operations of <see cref="Kinds"/> only.
    /// </summary>
    public Finding? Inspect(IOperation operation, TorchCompilation torch)
    {
        var target = torch.TargetAt(operation.Syntax);
        if (!IsOnFor(target)) return null;
        foreach (var pattern in Patterns)
            if (pattern.MayBe(operation.Syntax) && pattern.Inspect(operation, torch) is { } finding)
                return Reported.Contains(finding.Rule) ? Graded(finding, target) : null;
        return null;
    }

    /// <summary>
    /// The finding with the severity that it has for a target, unless the place itself makes it a lesser one; null where it is no problem.
    /// </summary>
    private static Finding? Graded(Finding finding, Target target)
    {
        if (finding.Rule.SeverityFor(target) is not { } severity) return null;
        // What is a lesser problem at the place becomes of the pattern elsewhere.
        return severity > finding.Severity
            ? finding
            : finding with { Severity = severity, OnTarget = $" ({finding.Rule.Hostility.Consequence(target)})" };
    }
}

/// <summary>Several rules, as a host runs them.</summary>
internal static class Selection
{
    /// <summary>The rules as far as they report what was asked for.</summary>
    public static ImmutableArray<Rule> Only(this ImmutableArray<Rule> rules, Func<RuleDescriptor, bool> asked) =>
        rules.Select(r => r.Only(asked)).OfType<Rule>().ToImmutableArray();
}
