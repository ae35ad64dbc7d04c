using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Analyzers;

namespace ModelFix.Benchmarks;

/// <summary>What all rules cost on a file of models, against the compiler's own diagnostics of it.</summary>
public class AnalyzerBenchmarks
{
    private readonly CSharpCompilation _compilation = ModelFile.Compile();

    [Benchmark(Baseline = true)]
    public int Compiler() => _compilation.Clone().GetDiagnostics().Length;

    [Benchmark]
    public async Task<int> Analyzer()
    {
        var found = await _compilation.Clone().WithAnalyzers([new ModelFixAnalyzer()]).GetAnalyzerDiagnosticsAsync().ConfigureAwait(false);
        return found.Length;
    }
}

/// <summary>What the rules cost where there is no TorchSharp, against an analyzer that does nothing.</summary>
public class WithoutTorchSharpBenchmarks
{
    // The same text without its references: as many nodes, none of which binds to TorchSharp.
    private readonly CSharpCompilation _compilation = ModelFile.Compile().WithReferences(Testing.TestCompilation.FrameworkReferences);

    [Benchmark(Baseline = true)]
    public Task<int> NoAnalyzer() => Run(new Idle());

    [Benchmark]
    public Task<int> Analyzer() => Run(new ModelFixAnalyzer());

    private async Task<int> Run(DiagnosticAnalyzer analyzer)
    {
        var found = await _compilation.Clone().WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync().ConfigureAwait(false);
        return found.Length;
    }

#pragma warning disable RS1012, RS1036, RS1038, RS1041, RS2008 // It is no analyzer that anyone is given.
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class Idle : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Nothing = new("IDLE", "Nothing", "Nothing", "Benchmarks", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Nothing];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterCompilationStartAction(_ => { });
        }
    }
#pragma warning restore RS1012, RS1036, RS1038, RS1041, RS2008
}
