using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Benchmarks;

/// <summary>
/// What it costs to know all shapes of a file. An edit makes a new compilation, with the references that are loaded already:
/// <see cref="Bind"/> and
/// <see cref="BindAndInterpret"/> start there. <see cref="Interpret"/> finds everything bound.
/// </summary>
public class InterpretationBenchmarks
{
    private CSharpCompilation _compilation = null!;
    private CSharpCompilation _bound = null!;

    [ParamsAllValues]
    public Inputs Inputs { get; set; }

    [GlobalSetup]
    public void Compile() => (_compilation, _bound) = (ModelFile.Compile(Inputs), ModelFile.Compile(Inputs));

    [Benchmark(Baseline = true)]
    public int Bind()
    {
        var compilation = _compilation.Clone();
        var tree = compilation.SyntaxTrees[0];
        var model = compilation.GetSemanticModel(tree);
        return ModelFile.Bodies(tree).Count(b => model.GetOperation(b) is not null);
    }

    [Benchmark]
    public int BindAndInterpret() => Steps(_compilation.Clone());

    [Benchmark]
    public int Interpret() => Steps(_bound);

    private static int Steps(CSharpCompilation compilation)
    {
        var symbols = TorchSymbols.Find(compilation)!;
        var flow = new ShapeFlow(
            compilation,
            symbols,
            new LayerFields(compilation, symbols),
            new SeenCalls(compilation, symbols, ModelSettings.Default),
            ModelSettings.Default,
            OperatorCatalog.ResultOf,
            InputReading.AsStated);
        return ModelFile.Bodies(compilation.SyntaxTrees[0]).Sum(flow.StepsOf);
    }
}
