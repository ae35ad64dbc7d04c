using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Patterns;
using ModelFix.Core.Knowledge;

namespace ModelFix.Engine.Migration;

/// <summary>
/// A rule that counts how often it is asked and how long that takes, on all threads together. What is inferred for the first that asks is
/// there for the others.
/// </summary>
internal sealed class TimedRule : Rule
{
    private readonly ImmutableArray<TimedPattern> _patterns;
    private long _ticks;
    private int _asked;
    private int _found;

    private TimedRule(Rule rule)
    {
        Descriptors = rule.Reported;
        _patterns = [.. rule.Patterns.Select(p => new TimedPattern(p, this))];
        Patterns = _patterns;
    }

    public override IReadOnlyList<RuleDescriptor> Descriptors { get; }

    public override IReadOnlyList<Pattern> Patterns { get; }

    /// <summary>At how many places it was asked, in all rounds of a migration.</summary>
    public int Asked => _asked;

    /// <summary>How often it found something.</summary>
    public int Found => _found;

    public TimeSpan Time => Stopwatch.GetElapsedTime(0, _ticks);

    public static ImmutableArray<Rule> Of(ImmutableArray<Rule> rules) => [.. rules.Select(r => new TimedRule(r))];

    private sealed class TimedPattern(Pattern pattern, TimedRule rule) : Pattern
    {
        public override ImmutableArray<OperationKind> Kinds => pattern.Kinds;

        public override ImmutableHashSet<string> Names => pattern.Names;

        public override ImmutableHashSet<SyntaxKind> Syntax => pattern.Syntax;

        public override bool LooksOutsideOfModules => pattern.LooksOutsideOfModules;

        public override bool MayBe(SyntaxNode node) => pattern.MayBe(node);

        public override Finding? Inspect(IOperation operation, TorchCompilation torch)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var finding = pattern.Inspect(operation, torch);
                if (finding is not null) Interlocked.Increment(ref rule._found);
                return finding;
            }
            finally
            {
                Interlocked.Increment(ref rule._asked);
                Interlocked.Add(ref rule._ticks, Stopwatch.GetTimestamp() - start);
            }
        }
    }
}
