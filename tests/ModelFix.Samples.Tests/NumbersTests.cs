using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Samples.Tests;

/// <summary>Tests that change what is libtorch's own for the whole process run when nothing else does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>
/// The samples and the classic architectures compute on libtorch what they computed before their migration: outputs, gradients, state.
/// </summary>
[Collection(nameof(Alone))]
public sealed class NumbersTests
{
    /// <summary>
    /// How far float64 may be off, as a part of the largest element: sums in another order are off by 1e-13 here, another computation by
    /// 1e-4 and more.
    /// </summary>
    private const double Float64Bound = 1e-9;

    /// <summary>
    /// How far float32 may be off, in units of what it is off in the unmigrated model itself, which is how far that is from float64. Two
    /// models that each are a unit away are two apart; the rest is for results of few elements, whose unit is a matter of luck: StereoNet's
    /// first bias is 4.3 apart.
    /// </summary>
    private const double Float32Noise = 8;

    /// <summary>A step of float32: what noise is at least, where the unmigrated model happens to have none.</summary>
    private const double Float32Step = 1.2e-7;

    /// <summary>
    /// It writes into what softmax gave, which softmax's gradient needs: PyTorch cannot differentiate it before its migration.
    /// </summary>
    private const string NotDifferentiable = "Memory";

    public static TheoryData<string> Names => new(Model.All.Select(m => m.Name));

    [Theory, MemberData(nameof(Names))]
    public void The_state_keeps_its_keys_shapes_dtypes_and_order(string name)
    {
        var (before, after) = (Migration.Of(name).Model.Create(Migration.Of(name).Before),
            Migration.Of(name).Model.Create(Migration.Of(name).After));

        Assert.NotEmpty(State(before));
        Assert.Equal(State(before), State(after));
        after.load_state_dict(before.state_dict());
    }

    [Theory, MemberData(nameof(Names))]
    public void Outputs_and_gradients_are_the_same(string name)
    {
        var (before, after) = (new Twin(Migration.Of(name), m => m.Before), new Twin(Migration.Of(name), m => m.After));
        foreach (var batch in new long[] { 1, 3 })
        {
            foreach (var (kind, of) in Kinds)
            {
                var inputs = Model.Named(name).Inputs(batch, of);
                // Of zeros all elements are the largest, and which of them gets the gradient of a maximum is not promised.
                var gradients = kind != "zeros" && name != NotDifferentiable;
                var (exact, wide) = (before.InFloat64(inputs, gradients), after.InFloat64(inputs, gradients));
                var (single, narrow) = (before.InFloat32(inputs, gradients), after.InFloat32(inputs, gradients));
                Assert.Equal(exact.Select(r => r.Name), wide.Select(r => r.Name));
                Assert.Equal(single.Select(r => r.Name), narrow.Select(r => r.Name));
                for (var i = 0; i < exact.Count; i++)
                {
                    var what = $"{name}, {kind}, batch {batch}, {exact[i].Name}";
                    AssertSame(exact[i], wide[i], Float64Bound, $"{what}, float64");
                    var noise = Math.Max(Difference(exact[i], single[i]), Float32Step);
                    AssertSame(single[i], narrow[i], Float32Noise * noise, $"{what}, float32");
                }
            }
        }
    }

    private static readonly (string Kind, Func<string, long[], Tensor> Of)[] Kinds =
    [
        ("random", Filling.Image),
        ("zeros", (_, shape) => torch.zeros(shape)),
        ("large", (name, shape) => Filling.Image(name, shape) * 1e4),
    ];

    private static IEnumerable<string> State(nn.Module model) =>
        model.state_dict().Select(e => $"{e.Key} {e.Value.dtype} [{string.Join(", ", e.Value.shape)}]");

    private static void AssertSame(Result expected, Result actual, double bound, string what)
    {
        Assert.True(
            expected.Shape.SequenceEqual(actual.Shape),
            $"{what}: [{string.Join(", ", expected.Shape)}] before and [{string.Join(", ", actual.Shape)}] after");
        Assert.True(expected.Dtype == actual.Dtype, $"{what}: {expected.Dtype} before and {actual.Dtype} after");
        var difference = Difference(expected, actual);
        Assert.True(difference <= bound, $"{what}: {difference:G3} of the largest element apart, {bound:G3} is allowed");
    }

    /// <summary>
    /// The largest difference of two elements, as a part of the largest element; infinity where only one is NaN or infinite.
    /// </summary>
    private static double Difference(Result expected, Result actual)
    {
        var scale = expected.Values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        return expected.Values
            .Zip(actual.Values, (a, b) => a.Equals(b) || a == b ? 0 : Finite(Math.Abs(a - b) / scale))
            .DefaultIfEmpty()
            .Max();
    }

    private static double Finite(double difference) => double.IsNaN(difference) ? double.PositiveInfinity : difference;

    /// <summary>An output or a gradient.</summary>
    private sealed record Result(string Name, long[] Shape, ScalarType Dtype, double[] Values);

    /// <summary>A model with the same weights in float32 and in float64.</summary>
    private sealed class Twin(Migration migration, Func<Migration, Compilation> side)
    {
        private readonly nn.Module _float32 = migration.Model.Create(side(migration));
        private readonly nn.Module _float64 = WithFloat64(() => migration.Model.Create(Float64(side(migration))).to(ScalarType.Float64));

        public List<Result> InFloat32(Tensor[] inputs, bool gradients) => Run(_float32, inputs, gradients);

        public List<Result> InFloat64(Tensor[] inputs, bool gradients) =>
            WithFloat64(() => Run(_float64, [.. inputs.Select(i => i.is_floating_point() ? i.to(ScalarType.Float64) : i)], gradients));

        /// <summary>The sources with the constants that they make in float32 made in float64.</summary>
        private static Compilation Float64(Compilation compilation) =>
            compilation.SyntaxTrees.Aggregate(compilation, (c, tree) => c.ReplaceSyntaxTree(
            tree,
                tree.WithChangedText(
                    SourceText.From(tree.ToString().Replace("ScalarType.Float32", "ScalarType.Float64", StringComparison.Ordinal)))));

        /// <summary>Tensors that are made without a dtype are float64 then.</summary>
        private static T WithFloat64<T>(Func<T> run)
        {
            torch.set_default_dtype(ScalarType.Float64);
            try
            {
                return run();
            }
            finally
            {
                torch.set_default_dtype(ScalarType.Float32);
            }
        }

        /// <summary>
        /// The outputs, and the gradients of a weighted sum of them by each input and each parameter. Forward is given copies, since some
        /// models write into their inputs.
        /// </summary>
        private static List<Result> Run(nn.Module model, Tensor[] inputs, bool gradients)
        {
            using var scope = torch.NewDisposeScope();
            model.zero_grad();
            var leaves = inputs.Select(i => i.clone().requires_grad_(i.is_floating_point())).ToArray();
            Tensor[] outputs = Execution.Call(model, "forward", [.. leaves.Select(l => l.clone())]) switch
            {
                Tensor one => [one],
                ValueTuple<Tensor, Tensor> two => [two.Item1, two.Item2],
                var other => throw new InvalidOperationException($"forward returned {other}"),
            };
            var results = outputs.Select((o, i) => Read($"output {i}", o)).ToList();
            if (!gradients) return results;
            var sum = outputs.Select(o => (o.flatten() * torch.arange(o.numel(), dtype: o.dtype).cos()).sum()).Aggregate((a, b) => a + b);
            sum.backward();
            return
            [
                .. results,
                .. leaves.Where(l => l.requires_grad).Select((l, i) => Read($"gradient by input {i}", l.grad!)),
                .. model
                    .named_parameters()
                    .Where(p => p.parameter.grad is not null)
                    .Select(p => Read($"gradient by {p.name}", p.parameter.grad!)),
            ];
        }

        private static Result Read(string name, Tensor tensor) => new(name, tensor.shape, tensor.dtype, tensor.Elements());
    }
}
