using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ModelFix.Benchmarks;

#pragma warning disable RS1012, RS1036, RS1038, RS1041, RS2008 // It is no analyzer that anyone is given.

/// <summary>An analyzer that is shown operations of some kinds, or none, and does nothing: what it costs is the driver's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class IdleAnalyzer(ImmutableArray<OperationKind> kinds) : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Nothing = new(
        "IDLE", "Nothing", "Nothing", "Benchmarks", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Nothing];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (!kinds.IsEmpty) start.RegisterOperationAction(_ => { }, kinds);
        });
    }
}
