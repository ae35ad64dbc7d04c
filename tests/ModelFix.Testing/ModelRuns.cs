using Microsoft.CodeAnalysis;
using Xunit;

namespace ModelFix.Testing;

/// <summary>
/// Runs many modules of one compilation on the same made-up inputs, before and after a migration. The code that makes the inputs and reads
/// the outputs is compiled with them, so that a test needs no tensors of its own.
/// </summary>
public static class ModelRuns
{
    /// <summary>
    /// A class <c>Runs</c> with <c>All()</c>: every listed module on every kind of input, as the outputs' sizes and elements by name.
    /// Inputs are random, huge, and full of NaN, infinities, zeros of either sign and denormals; contiguous and not; in float32 and
    /// float64. On the ordinary ones the gradients too.
    /// </summary>
    public const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using static TorchSharp.torch;

        public static class Runs
        {
            public static readonly List<(string Name, Func<nn.Module<Tensor, Tensor>> Create, long[][] Shapes)> Cases = new();

            private static readonly double[] Special =
                {
                    double.NaN, double.PositiveInfinity, double.NegativeInfinity, 3.4028234663852886e38, -3.4028234663852886e38,
                    1e-42, 0.0, -0.0, 1.0, -2.5
                };

            public static List<(string Name, double[] Values)> All()
            {
                var results = new List<(string, double[])>();
                foreach (var (name, create, shapes) in Cases)
                {
                    using var scope = torch.NewDisposeScope();
                    var module = create();
                    module.eval();
                    FillParameters(module);
                    results.Add(($"{name} state", module.state_dict().SelectMany(e => Encoded(e.Key).Concat(Read(e.Value))).ToArray()));
                    for (var s = 0; s < shapes.Length; s++)
                    {
                        var size = string.Join(", ", shapes[s]);
                        foreach (var kind in new[] { "random", "huge", "special", "sparse", "transposed", "double" })
                            results.Add(($"{name} {kind} [{size}]", In(kind, module, () => Output(module, Input(kind, shapes[s], s)))));
                        foreach (var kind in new[] { "random", "transposed", "double" })
                            results.Add((
                                $"{name} {kind} gradient [{size}]",
                                In(kind, module, () => Gradients(module, Input(kind, shapes[s], s)))));
                    }
                }

                return results;
            }

            /// <summary>Weights of its own: the default generator is shared with whatever else runs in the process.</summary>
            private static void FillParameters(nn.Module module)
            {
                using (torch.no_grad())
                {
                    foreach (var (name, parameter) in module.named_parameters())
                    {
                        var values = Normal(parameter.shape, name.Length).ToArray();
                        parameter.copy_(torch.tensor(values, parameter.shape, dtype: ScalarType.Float32));
                    }
                }
            }

            private static IEnumerable<double> Normal(long[] shape, int seed)
            {
                var random = new Random(seed + shape.Aggregate(17, (h, s) => h * 31 + (int)s));
                for (var i = shape.Aggregate(1L, (p, s) => p * s); i > 0; i--)
                    yield return Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            }

            private static IEnumerable<double> Encoded(string key) => key.Select(c => (double)c);

            private static T In<T>(string kind, nn.Module module, Func<T> run)
            {
                if (kind != "double") return run();
                module.to(ScalarType.Float64);
                var result = run();
                module.to(ScalarType.Float32);
                return result;
            }

            private static double[] Output(nn.Module<Tensor, Tensor> module, Tensor input)
            {
                using (torch.no_grad()) return Read(module.call(input));
            }

            /// <summary>The gradients of a weighted sum of the outputs, by the input and by each parameter.</summary>
            private static double[] Gradients(nn.Module<Tensor, Tensor> module, Tensor input)
            {
                module.zero_grad();
                input.requires_grad_(true);
                var output = module.call(input.clone());
                (output.flatten() * torch.arange(output.numel(), dtype: output.dtype).cos()).sum().backward();
                return module.parameters().Prepend(input).Where(p => p.grad is not null).SelectMany(p => Read(p.grad!)).ToArray();
            }

            private static double[] Read(Tensor t)
            {
                // An empty tensor has no data to give in TorchSharp.
                var elements = t.numel() == 0 ? new double[0] : t.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
                return t.shape.Select(s => (double)s).Concat(elements).ToArray();
            }

            private static Tensor Input(string kind, long[] shape, int seed)
            {
                var random = new Random(seed);
                var written = kind == "transposed" ? shape.Reverse().ToArray() : shape;
                var values = Normal(shape, seed).ToArray();
                for (var i = 0; i < values.Length; i++)
                {
                    var special = Special[random.Next(Special.Length)];
                    if (kind == "huge") values[i] *= 1e38;
                    if (kind == "special" || kind == "sparse" && random.Next(12) == 0) values[i] = special;
                }

                var t = torch.tensor(values, written, dtype: kind == "double" ? ScalarType.Float64 : ScalarType.Float32);
                return kind == "transposed"
                    ? t.permute(Enumerable.Range(0, shape.Length).Select(i => (long)(shape.Length - 1 - i)).ToArray())
                    : t;
            }
        }
        """;

    /// <summary>A gradient is a sum over many elements, and rounds by their order: in float32 by this part of the largest.</summary>
    private const double GradientBound = 2e-6;

    /// <summary>Asserts that each output is the same before and after, and each gradient up to rounding.</summary>
    /// <param name="before">A compilation with <see cref="Source"/> and a static class Setup whose Add() lists the cases.</param>
    /// <param name="after">The same after migration.</param>
    /// <param name="bound">The relative difference that each case's name allows; 0 for every bit, the sign of zero too.</param>
    /// <param name="cancelling">Below this magnitude differences are relative to it: what is left of a difference of such numbers.</param>
    /// <param name="isPromised">Which cases, by their names, the rule makes a promise for; null for all.</param>
    public static void AssertSame(
        Compilation before,
        Compilation after,
        Func<string, double> bound,
        double cancelling = 1e-37,
        Func<string, bool>? isPromised = null)
    {
        var expected = Run(before);
        var actual = Run(after);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(e => e.Name), actual.Select(a => a.Name));
        for (var i = 0; i < expected.Count; i++)
        {
            var (name, values) = expected[i];
            if (isPromised is not null && !isPromised(name)) continue;
            var isGradient = name.Contains(" gradient ", StringComparison.Ordinal);
            var allowed = isGradient ? Math.Max(bound(name), GradientBound) : bound(name);
            if (name.Contains(" double ", StringComparison.Ordinal)) allowed /= 1e8;
            var scale = isGradient ? values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max() : cancelling;
            Assert.True(values.Length == actual[i].Values.Length, $"{name}: {values.Length} and {actual[i].Values.Length} elements");
            for (var j = 0; j < values.Length; j++)
                Assert.True(
                    Same(values[j], actual[i].Values[j], allowed, scale),
                    $"{name}, element {j}: {values[j]:R} before, {actual[i].Values[j]:R} after");
        }
    }

    private static bool Same(double a, double b, double bound, double cancelling)
    {
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a) && double.IsNaN(b);
        if (bound == 0) return BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
        return a == b || !double.IsInfinity(a) && !double.IsInfinity(b) && Math.Abs(a - b) <= bound * Math.Max(Math.Abs(a), cancelling);
    }

    private static List<(string Name, double[] Values)> Run(Compilation compilation) =>
        (List<(string, double[])>)Execution.Call(Execution.Create(compilation, "Setup"), "Run")!;
}
