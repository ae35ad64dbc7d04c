using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelFix.Analyzers;

namespace ModelFix.Benchmarks;

/// <summary>
/// What all rules cost on a file of models, against the compiler's own diagnostics of it; the driver takes a part of that whatever the
/// rules do.
/// </summary>
public class AnalyzerBenchmarks
{
    private CSharpCompilation _compilation = null!;

    [ParamsAllValues]
    public Inputs Inputs { get; set; }

    [GlobalSetup]
    public void Compile() => _compilation = ModelFile.Compile(Inputs);

    [Benchmark(Baseline = true)]
    public int Compiler() => _compilation.Clone().GetDiagnostics().Length;

    [Benchmark]
    public Task<int> Driver() =>
        Run(
            new IdleAnalyzer(
                [
                    OperationKind.Invocation,
                    OperationKind.ObjectCreation,
                    OperationKind.SimpleAssignment,
                    OperationKind.CompoundAssignment,
                    OperationKind.MethodBody]));

    [Benchmark]
    public Task<int> Analyzer() => Run(new ModelFixAnalyzer());

    private async Task<int> Run(DiagnosticAnalyzer analyzer)
    {
        var found = await _compilation.Clone().WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync().ConfigureAwait(false);
        return found.Length;
    }
}

/// <summary>What the rules cost where there is no TorchSharp, against an analyzer that does nothing.</summary>
public class WithoutTorchSharpBenchmarks
{
    // The same text without its references: as many nodes, none of which binds to TorchSharp.
    private readonly CSharpCompilation _compilation = ModelFile
        .Compile(Inputs.Stated)
        .WithReferences(Testing.TestCompilation.FrameworkReferences);

    [Benchmark(Baseline = true)]
    public Task<int> NoAnalyzer() => Run(new IdleAnalyzer([]));

    [Benchmark]
    public Task<int> Analyzer() => Run(new ModelFixAnalyzer());

    private async Task<int> Run(DiagnosticAnalyzer analyzer)
    {
        var found = await _compilation.Clone().WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync().ConfigureAwait(false);
        return found.Length;
    }
}
