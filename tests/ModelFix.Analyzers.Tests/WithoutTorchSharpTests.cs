using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>A project without TorchSharp pays nothing for the analyzer: no action is registered beyond the start of the compilation.</summary>
public sealed class WithoutTorchSharpTests
{
    private const string Source = "class C { int M(int[] a) => a.Length; }";

    [Fact]
    public async Task No_action_is_registered()
    {
        var actions = await Actions(TestCompilation.Create(Source).WithReferences(TestCompilation.FrameworkReferences));
        Assert.Equal(1, actions.CompilationStartActionsCount);
        Assert.Equal(0, Registered(actions) - actions.CompilationStartActionsCount);
    }

    [Fact]
    public async Task With_TorchSharp_actions_are_registered()
    {
        var actions = await Actions(TestCompilation.Create(Source));
        Assert.True(actions.OperationActionsCount > 0);
    }

    private static async Task<AnalyzerTelemetryInfo> Actions(Compilation compilation)
    {
        var analyzer = new ModelFixAnalyzer();
        var driver = compilation.WithAnalyzers([analyzer]);
        await driver.GetAnalyzerDiagnosticsAsync();
        return await driver.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None);
    }

    private static int Registered(AnalyzerTelemetryInfo actions) => typeof(AnalyzerTelemetryInfo).GetProperties()
        .Where(p => p.Name.EndsWith("ActionsCount", StringComparison.Ordinal))
        .Sum(p => (int)p.GetValue(actions)!);
}
