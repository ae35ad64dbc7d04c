using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Shapes;
using ModelFix.Core.TorchSharp;
using ModelFix.Engine.Loading;
using ModelFix.Samples.Tests.Architectures;
using ModelFix.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

/// <summary>
/// The inferred shapes against those that the models have when they run, expression by expression: what is inferred is so, and with the contract everything
/// in the model's own forward is inferred.
/// </summary>
public sealed class RecordedShapesTests
{
    public static TheoryData<string> Names => new(Sample.All.Select(s => s.Name).Concat(Architecture.All.Select(a => a.Name)));

    [Theory, MemberData(nameof(Names))]
    public void What_is_inferred_from_the_contract_is_so(string name) => AssertSound(name, source => source);

    [Theory, MemberData(nameof(Names))]
    public void What_is_inferred_without_a_contract_is_so(string name) => AssertSound(name, WithoutContract);

    [Theory, MemberData(nameof(Names))]
    public void With_the_contract_every_tensor_of_forward_is_known(string name)
    {
        var (compilation, settings, type) = Model(name, source => source);
        var torch = TorchCompilation.Create(compilation, settings)!;
        var forward = compilation.SyntaxTrees.SelectMany(t => MethodShapes.In(t, torch)).Single(m => m.Method.Name == "forward" && m.Method.ContainingType.ToDisplayString() == type);

        // What a loop names may have another size in each round.
        var unknown = forward.Shapes.Where(s => s.Shape.Rank is null || s.Shape.Dims.Any(d => d.Display == "?") && s.Node.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is null)
            .Select(s => $"{s.Name} {s.Shape} in {s.Node.Parent}");
        Assert.Empty(unknown);
        Assert.NotEmpty(forward.Shapes);
    }

    private static void AssertSound(string name, Func<string, string> edited)
    {
        var (compilation, settings, type) = Model(name, edited);
        var torch = TorchCompilation.Create(compilation, settings)!;
        var recording = new Recording(compilation, torch);
        var model = Created(name, recording.Instrumented);
        var compared = 0;
        foreach (var inputs in Inputs(name))
        {
            Execution.Call(model, "forward", [.. inputs]);
            foreach (var (expression, shape) in recording.Seen(model).ToList())
            {
                var inferred = torch.ShapeOf(expression);
                Assert.True(Fits(inferred, shape), $"{expression.Syntax} in {type} is [{string.Join(", ", shape)}], inferred is {inferred}");
                compared++;
            }
        }

        Assert.NotEqual(0, compared);
    }

    /// <summary>True where an inferred shape can be this one: the rank, all constants, and equal sizes wherever the same is said of two dims.</summary>
    private static bool Fits(TensorShape inferred, long[] shape)
    {
        if (inferred.Rank is { } rank ? rank != shape.Length : inferred.MinRank > shape.Length) return false;
        var said = Enumerable.Range(0, shape.Length).Select(i => (Dim: inferred[i] ?? inferred[i - shape.Length], Size: shape[i])).Where(p => p.Dim is not null).ToList();
        return said.All(p => p.Dim!.Constant is not { } constant || constant == p.Size)
            && said.GroupBy(p => p.Dim).All(g => g.Select(p => p.Size).Distinct().Count() == 1);
    }

    private static (Compilation Compilation, ModelSettings Settings, string Type) Model(string name, Func<string, string> edited)
    {
        if (Architecture.All.FirstOrDefault(a => a.Name == name) is { } architecture)
            return (Architecture.Compile(edited(architecture.Source)), edited("[N]") == "[N]" ? Constructed(architecture) : ModelSettings.Default, "Architectures." + name);
        var sample = Sample.Named(name);
        var compilation = Sample.Compile(sample.Folder);
        foreach (var tree in compilation.SyntaxTrees)
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(edited(tree.ToString()))));
        var settings = edited("[N]") == "[N]" ? ProjectSet.Load([sample.Folder], [], target: null)[0].Settings : ModelSettings.Default;
        return (compilation, settings, $"{name}.{sample.Model}");
    }

    /// <summary>What modelfix.json would say of an architecture: the arguments that it is constructed with.</summary>
    private static ModelSettings Constructed(Architecture architecture) => ModelSettings.Default with
    {
        Models = ImmutableDictionary<string, ModelContract>.Empty.Add(
            "Architectures." + architecture.Name,
            new ModelContract(ImmutableDictionary<string, InputContract>.Empty, architecture.Arguments.ToImmutableDictionary(a => a.Name, a => a.Value is int n ? (long)n : a.Value))),
    };

    private static nn.Module Created(string name, Compilation compilation) => Architecture.All.FirstOrDefault(a => a.Name == name) is { } architecture
        ? architecture.Create(compilation)
        : Sample.Named(name).Create(compilation);

    private static IEnumerable<Tensor[]> Inputs(string name)
    {
        if (Architecture.All.FirstOrDefault(a => a.Name == name) is { } architecture) return [architecture.Inputs()];
        return new long[] { 1, 3 }.Select(batch => Sample.Named(name).Inputs.Select(i => torch.rand((long[])[batch, .. i])).ToArray());
    }

    /// <summary>The source without the shapes in its comments.</summary>
    private static string WithoutContract(string source) => string.Join('\n', source.Split('\n').Select(l => l.TrimStart().StartsWith("///", StringComparison.Ordinal) ? "" : l.Replace("[N]", "", StringComparison.Ordinal)));
}
