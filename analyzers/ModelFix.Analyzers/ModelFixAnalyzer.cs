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
            foreach (var rule in _rules.Append(RuleCatalog.Defect))
                context.RegisterOperationAction(c => Inspect(rule, torch, c), rule.Kinds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var first = context.Compilation.SyntaxTrees.FirstOrDefault();
            context.RegisterSyntaxTreeAction(c => Report(c, first, e));
        }
    }

    private static void Inspect(Rule rule, TorchCompilation torch, OperationAnalysisContext context)
    {
        if (Inspection.At(rule, context.Operation, torch) is { IsWorthSaying: true } finding)
            context.ReportDiagnostic(Diagnostics.From(finding));
    }

    /// <summary>What keeps the whole project from being analysed is said once, in its first file.</summary>
    private static void Report(SyntaxTreeAnalysisContext context, SyntaxTree? first, Exception exception)
    {
        if (context.Tree == first)
            context.ReportDiagnostic(
                Diagnostics.From(DefectRule.In("reading the project", first.GetRoot(context.CancellationToken), exception)));
    }
}
