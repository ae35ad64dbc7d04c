using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;
using ModelFix.Core.TorchSharp;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// A project without TorchSharp pays nothing for the analyzer: no action is registered beyond the start of the compilation.
/// </summary>
public sealed class WithoutTorchSharpTests
{
    private const string Source = "class C { int M(int[] a) => a.Length; }";

    private const string Module = """
        using static TorchSharp.torch;
        internal sealed class Net : nn.Module<Tensor, Tensor>
        {
            public Net() : base(nameof(Net)) { }
            public override Tensor forward(Tensor x) => x.relu();
        }
        """;

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

    [Fact]
    public async Task No_names_are_collected() =>
        Assert.False(await CollectsNames(TestCompilation.Create(Module).WithReferences(TestCompilation.FrameworkReferences)));

    [Fact]
    public async Task Names_are_collected_where_a_module_may_be_called_by_others() =>
        Assert.True(await CollectsNames(TestCompilation.Create(Module)));

    [Fact]
    public async Task No_names_are_collected_with_TorchSharp_but_without_a_module() =>
        Assert.False(await CollectsNames(TestCompilation.Create("""
            using static TorchSharp.torch;
            class Inputs
            {
                Tensor Row(Tensor x) => x.squeeze(0).clamp(0, 1);
                Tensor forward(Tensor x) => Row(x);
            }
            """)));

    private static async Task<bool> CollectsNames(Compilation compilation)
    {
        await Actions(compilation);
        return SourceNames.AreCollected(compilation.SyntaxTrees.Single());
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
