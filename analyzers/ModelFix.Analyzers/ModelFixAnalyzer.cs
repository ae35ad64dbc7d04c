using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers;

/// <summary>Hosts the rules in the compiler and the IDE: turns their findings into diagnostics.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelFixAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        RuleCatalog.Rules.Select(r => r.Descriptor).ToImmutableArray();

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var settings = ProjectSettings.Read(context.Options, context.Compilation, context.CancellationToken);
        if (TorchCompilation.Create(context.Compilation, settings) is not { } torch) return;
        foreach (var rule in RuleCatalog.Rules.Where(r => r.IsOnFor(settings.Target)))
            context.RegisterOperationAction(c => Inspect(rule, torch, c), rule.Kinds);
    }

    private static void Inspect(Rule rule, TorchCompilation torch, OperationAnalysisContext context)
    {
        if (rule.Inspect(context.Operation, torch) is { } finding) context.ReportDiagnostic(Diagnostics.From(finding));
    }
}
