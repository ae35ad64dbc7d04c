using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Core.Knowledge;

namespace ModelFix.Analyzers;

/// <summary>Hosts the rules in the compiler and the IDE: turns their findings into diagnostics.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelFixAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<Rule> _rules;

    /// <summary>The analyzer with all rules.</summary>
    public ModelFixAnalyzer()
        : this(RuleCatalog.Rules)
    {
    }

    internal ModelFixAnalyzer(ImmutableArray<Rule> rules)
    {
        _rules = rules;
        SupportedDiagnostics = rules
            .Add(RuleCatalog.Defect)
            .SelectMany(r => r.Reported)
            .Append(UnusedSuppressionRule.Unused)
            .Append(ConfigurationRule.Mistake)
            .Select(d => d.Diagnostic)
            .ToImmutableArray();
    }

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private void Start(CompilationStartAnalysisContext context)
    {
        try
        {
            var settings = ProjectSettings.Read(context.Options, context.Compilation, context.CancellationToken, out var mistakes);
            if (TorchCompilation.Create(context.Compilation, settings) is not { } torch) return;
            if (!mistakes.IsEmpty)
                context.RegisterCompilationEndAction(c =>
                {
                    foreach (var mistake in mistakes) c.ReportDiagnostic(ConfigurationRule.Of(mistake));
                });
            var found = new ConcurrentBag<Finding>();
            foreach (var rule in _rules.Append(RuleCatalog.Defect))
                context.RegisterOperationAction(c => Inspect(rule, torch, found, c), rule.Kinds);
            context.RegisterCompilationEndAction(c => ReportUnused(found, torch, c));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var first = context.Compilation.SyntaxTrees.FirstOrDefault();
            context.RegisterSyntaxTreeAction(c => Report(c, first, e));
        }
    }

    private static void Inspect(Rule rule, TorchCompilation torch, ConcurrentBag<Finding> found, OperationAnalysisContext context)
    {
        if (Inspection.At(rule, context.Operation, torch) is not { } finding) return;
        found.Add(finding);
        if (finding.IsWorthSaying) context.ReportDiagnostic(Diagnostics.From(finding));
    }

    /// <summary>Only when all is looked at is it known what a suppression is for.</summary>
    private void ReportUnused(ConcurrentBag<Finding> found, TorchCompilation torch, CompilationAnalysisContext context)
    {
        var byTree = found.ToLookup(f => f.Node.SyntaxTree);
        foreach (var tree in context.Compilation.SyntaxTrees)
            foreach (var unused in UnusedSuppressionRule.In(tree, byTree[tree], _rules, torch, context.CancellationToken))
                context.ReportDiagnostic(Diagnostics.From(unused));
    }

    /// <summary>What keeps the whole project from being analysed is said once, in its first file.</summary>
    private static void Report(SyntaxTreeAnalysisContext context, SyntaxTree? first, Exception exception)
    {
        if (context.Tree == first)
            context.ReportDiagnostic(
                Diagnostics.From(DefectRule.In("reading the project", first.GetRoot(context.CancellationToken), exception)));
    }
}
