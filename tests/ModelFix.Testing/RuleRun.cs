using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Analyzers;
using ModelFix.Analyzers.Migration;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Targets;
using Xunit;

namespace ModelFix.Testing;

/// <summary>Runs rules over test sources to a fixed point, the way every host does, and checks what must hold for any rule.</summary>
internal sealed class RuleRun
{
    private RuleRun(ImmutableArray<Finding> findings, Compilation before, Compilation after)
    {
        Findings = findings;
        Before = before;
        After = after;
    }

    /// <summary>What was found in the code as it was, before any fix.</summary>
    public ImmutableArray<Finding> Findings { get; }

    public Compilation Before { get; }

    public Compilation After { get; }

    /// <summary>The first file before any fix.</summary>
    public string BeforeText => Before.SyntaxTrees.First().GetText().ToString();

    /// <summary>The first file after all fixes.</summary>
    public string AfterText => After.SyntaxTrees.First().GetText().ToString();

    /// <summary>Files that the fixes added, by name.</summary>
    public IEnumerable<(string Name, string Text)> Added =>
        After.SyntaxTrees.Skip(Before.SyntaxTrees.Count()).Select(t => (Path.GetFileName(t.FilePath), t.GetText().ToString()));

    /// <summary>
    /// Fixes the source and asserts that the source compiled, that no fix was taken back, that the result compiles without new complaints,
    /// that a second run changes nothing, and that the analyzer driver reports exactly the findings that are worth saying.
    /// </summary>
    /// <param name="ruleId">The rule to run alone, or a prefix such as "MFX13"; null for all.</param>
    /// <param name="before">The source.</param>
    /// <param name="assume">Whether fixes that rest on an assumption are made too.</param>
    /// <param name="settings">Those of the project; by default its target is portable, or one that has the rule's problem.</param>
    public static RuleRun Of(string? ruleId, Compilation before, bool assume = false, ModelSettings? settings = null)
    {
        var rules = RuleCatalog.Rules.Only(d => ruleId is null || d.Id.StartsWith(ruleId, StringComparison.Ordinal));
        Assert.NotEmpty(rules);
        if (!rules.Any(r => r.IsOnFor(Target.Portable))) settings ??= ForTargetOf(rules[0]);
        var diagnostics = before.GetDiagnostics();
        Assert.DoesNotContain(diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        var findings = Inspect(before, rules, settings);
        AssertDriverAgrees(before, rules, findings, settings);
        var after = Fix(before, rules, assume, settings);
        if (!ReferenceEquals(before, after))
            Assert.Empty(TestCompilation.Complaints(after).Except(TestCompilation.Complaints(diagnostics)));
        Assert.DoesNotContain(Inspect(after, rules, settings), f => f.IsApplicable(assume));
        return new RuleRun(findings, before, after);
    }

    public static RuleRun Of(string? ruleId, string source, bool assume = false, ModelSettings? settings = null) =>
        Of(ruleId, TestCompilation.Create(source), assume, settings);

    private static ModelSettings ForTargetOf(Rule rule) =>
        ModelSettings.Default with { Target = Target.Find(rule.Descriptors[0].Hostility.TargetNames.Last())! };

    private static Compilation Fix(Compilation compilation, ImmutableArray<Rule> rules, bool assume, ModelSettings? settings)
    {
        var project = new MigrationProject("Test", compilation, settings ?? ModelSettings.Default);
        var migrated = MigrationLoop.Run([project], new MigrationOptions(rules, assume), CancellationToken.None);
        var left = migrated.Outcomes
            .Where(o => !o.Fixed && o.Finding.IsApplicable(assume))
            .Select(o => $"{o.RuleId} {o.Span}: {o.Reason}")
            .ToList();
        Assert.True(left.Count == 0, string.Join('\n', left));
        return migrated.Compilations[0];
    }

    private static ImmutableArray<Finding> Inspect(Compilation compilation, ImmutableArray<Rule> rules, ModelSettings? settings)
    {
        var torch = TorchCompilation.Create(compilation, settings ?? ModelSettings.Default);
        Assert.NotNull(torch);
        return Inspection.Of(torch, rules, CancellationToken.None);
    }

    private static void AssertDriverAgrees(
        Compilation compilation,
        ImmutableArray<Rule> rules,
        ImmutableArray<Finding> findings,
        ModelSettings? settings)
    {
        if (settings is not null) return;
        var driver = compilation.WithAnalyzers([new ModelFixAnalyzer()]);
        var reported = driver.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.Equal(
            findings.Where(f => f.IsWorthSaying).Select(f => $"{f.Rule.Id} {f.Location.GetLineSpan()} {f.Sentence} [{f.Safety}]").Order(),
            reported.Where(d => rules.SelectMany(r => r.Reported).Any(r => r.Id == d.Id))
                .Select(d => $"{d.Id} {d.Location.GetLineSpan()} {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")
                    .Order());
    }
}
