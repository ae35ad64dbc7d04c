using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Contracts;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Values;
using ModelFix.Engine.Loading;
using ModelFix.Testing;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

/// <summary>
/// The inferred shapes against those that the models have when they run, expression by expression: what is inferred is so, with the
/// contract everything in the model's own forward is inferred, and without it rank and channels.
/// </summary>
public sealed class RecordedShapesTests
{
    public static TheoryData<string> Names => new(Model.All.Select(m => m.Name));

    [Theory, MemberData(nameof(Names))]
    public void What_is_inferred_from_the_contract_is_so(string name) => AssertSound(Run(name, source => source));

    [Theory, MemberData(nameof(Names))]
    public void What_is_inferred_without_a_contract_is_so(string name) => AssertSound(WithoutContracts(name));

    [Theory, MemberData(nameof(Names))]
    public void With_the_contract_every_tensor_of_forward_is_known(string name)
    {
        var (compilation, settings, type) = Load(name, source => source);
        var torch = TorchCompilation.Create(compilation, settings)!;
        var forward = compilation.SyntaxTrees
            .SelectMany(t => MethodShapes.In(t, torch))
            .Single(m => m.Method.Name == "forward" && m.Method.ContainingType.ToDisplayString() == type);

        // What a loop names may have another size in each round.
        var unknown = forward.Shapes
            .Where(s =>
                s.Shape.Rank is null
                    || s.Shape.Dims.Any(d => d.Display == "?") && s.Node.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is null)
            .Select(s => $"{s.Name} {s.Shape} in {s.Node.Parent}");
        Assert.Empty(unknown);
        Assert.NotEmpty(forward.Shapes);
    }

    [Theory, MemberData(nameof(Names))]
    public void Without_a_contract_rank_and_channels_of_every_tensor_of_forward_are_known(string name)
    {
        var run = WithoutContracts(name);

        var ran = run.Seen.Where(s => IsInForward(s.Expression, run.Type)).ToList();
        var lost = ran
            .Where(s => !HasRankAndChannels(run.Torch.ShapeOf(s.Expression), s.Shape))
            .Select(s => s.Expression.Syntax.ToString())
            .Distinct();
        Assert.Equal(NotSaid.GetValueOrDefault(name, []).Order(StringComparer.Ordinal), lost.Order(StringComparer.Ordinal));
        Assert.NotEmpty(ran);
    }

    private static bool IsInForward(IOperation expression, string type) =>
        expression.Syntax.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Identifier.Text: "forward" } method
        && expression.SemanticModel!.GetDeclaredSymbol(method)!.ContainingType.ToDisplayString() == type;

    /// <summary>
    /// The rank is known where it is said, or where every dim but the batch is: layers take input without a batch too, so code that has
    /// nothing but convolutions says no more. The channels are dim 1 or, of tokens, the last dim.
    /// </summary>
    private static bool HasRankAndChannels(TensorShape inferred, long[] shape)
    {
        if (inferred.Rank is null && inferred.Dims.Length < shape.Length - 1) return false;
        return shape.Length < 2 || IsSaid(inferred[1 - shape.Length]) || IsSaid(inferred[-1]);
    }

    private static bool IsSaid(Dim? dim) => dim is not null && dim.Display != "?";

    /// <summary>The expressions of which the code alone does not say as much.</summary>
    private static readonly Dictionary<string, string[]> NotSaid = new()
    {
        // reshape(n * 8, 3, 32, 32) takes a clip of any rank.
        ["VideoNet"] = ["clip", "clip - clip.mean()", "clip = clip - clip.mean()"],

        // Linear takes any number of dims before the last; transpose(1, 2) and the indices count from the front, where a fourth dim could
        // stand.
        ["Memory"] =
        [
            "k.transpose(1, 2)",
                "q.matmul(k.transpose(1, 2))",
                "q.matmul(k.transpose(1, 2)) / Math.Sqrt(Width)",
                "scores",
                "weights[.., 2] *= 1.5f",
                "Rewrite(read, x)",
            "q[.., 4..6]",
                "v[.., 4..6] = q[.., 4..6]",
                "q[TensorIndex.Ellipsis, 7]",
                "k[TensorIndex.Ellipsis, 7] = q[TensorIndex.Ellipsis, 7]",
            "v[.., 1..3, ..4]", "torch.zeros_like(v[.., 1..3, ..4])", "v[.., 1..3, ..4] = torch.zeros_like(v[.., 1..3, ..4])",
        ],
    };

    private static void AssertSound(RecordedRun run)
    {
        foreach (var (expression, shape) in run.Seen)
        {
            var inferred = run.Torch.ShapeOf(expression);
            Assert.True(
                Fits(inferred, shape), $"{expression.Syntax} in {run.Type} is [{string.Join(", ", shape)}], inferred is {inferred}");
        }

        Assert.NotEmpty(run.Seen);
    }

    private static RecordedRun WithoutContracts(string name) => Uncontracted.GetOrAdd(name, n => new(() => Run(n, WithoutContract))).Value;

    private static RecordedRun Run(string name, Func<string, string> edited)
    {
        var (compilation, settings, type) = Load(name, edited);
        var torch = TorchCompilation.Create(compilation, settings)!;
        var recording = new Recording(compilation, torch);
        var model = Model.Named(name).Create(recording.Instrumented);
        foreach (var inputs in Inputs(name)) Execution.Call(model, "forward", [.. inputs]);
        return new RecordedRun(torch, type, [.. recording.Seen(model)]);
    }

    /// <summary>Two tests ask of it.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<RecordedRun>> Uncontracted = new();

    /// <summary>What a model's tensors were when it ran with each batch.</summary>
    private sealed record RecordedRun(TorchCompilation Torch, string Type, IReadOnlyList<(IOperation Expression, long[] Shape)> Seen);

    /// <summary>
    /// True where an inferred shape can be this one: the rank, all constants, and equal sizes wherever the same is said of two dims.
    /// </summary>
    private static bool Fits(TensorShape inferred, long[] shape)
    {
        if (inferred.Rank is { } rank ? rank != shape.Length : inferred.MinRank > shape.Length) return false;
        var said = Enumerable
            .Range(0, shape.Length)
            .Select(i => (Dim: inferred[i] ?? inferred[i - shape.Length], Size: shape[i]))
            .Where(p => p.Dim is not null)
            .ToList();
        return said.All(p => p.Dim!.Constant is not { } constant || constant == p.Size)
            && said.GroupBy(p => p.Dim).All(g => g.Select(p => p.Size).Distinct().Count() == 1);
    }

    private static (Compilation Compilation, ModelSettings Settings, string Type) Load(string name, Func<string, string> edited)
    {
        var model = Model.Named(name);
        var compilation = model.Compile(model.Sources.Select(s => (s.Path, edited(s.Source))));
        if (edited("[N]") != "[N]") return (compilation, ModelSettings.Default, model.Type);
        return (compilation,
            model.IsSample ? ProjectSet.Load([model.Folder], [], target: null)[0].Settings : Constructed(model),
            model.Type);
    }

    /// <summary>What modelfix.json would say of an architecture: the arguments that it is constructed with.</summary>
    private static ModelSettings Constructed(Model model) => ModelSettings.Default with
    {
        Models = ImmutableDictionary<string, ModelContract>.Empty.Add(
            model.Type,
            new ModelContract(
                ImmutableDictionary<string, ParameterContract>.Empty,
                model.Arguments.ToImmutableDictionary(a => a.Name, a => a.Value is int n ? (long)n : a.Value))),
    };

    private static IEnumerable<Tensor[]> Inputs(string name) =>
        new long[] { 1, 3 }.Select(batch => Model.Named(name).Inputs(batch, Filling.Image));

    /// <summary>The source without the shapes in its comments.</summary>
    private static string WithoutContract(string source) =>
        string.Join(
            '\n',
            source
                .Split('\n')
                .Select(l =>
                    l.TrimStart().StartsWith("///", StringComparison.Ordinal) ? "" : l.Replace("[N]", "", StringComparison.Ordinal)));
}
