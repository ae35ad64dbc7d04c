using Microsoft.CodeAnalysis;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Range;

/// <summary>Runs clamps before and after the rewrite on libtorch: every bit and the dtype have to be the same.</summary>
public sealed class ClampRuleNumbersTests
{
    private static readonly string[] Scalars =
    [
        "x.clamp(min: {0})",
            "x.clamp_min({0})",
            "x.clamp(max: {0})",
            "x.clamp_max({0})",
            "torch.clamp(x, min: {0})",
            "torch.clamp_max(x, {0})",
        "x.clip({0})", "x.clone().clamp_({0})", "x.clone().clamp_max_({0})",
    ];

    [Theory]
    [InlineData("float32"), InlineData("float64")]
    public void A_floating_point_clamp_keeps_every_bit(string type)
    {
        var bounds = new[] { "0",
            "-0.0",
            "1",
            "-1.5f",
            "1e-45",
            "3L",
            "float.MaxValue",
            "double.MinValue",
            "double.PositiveInfinity",
            "double.NegativeInfinity" };
        AssertSame($"{type}[N]", bounds.SelectMany(b => Scalars.Select(s => string.Format(null, s, b))), """
            new double[]
            {
                double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, 1e-45, -1e-45,
                3.4028234663852886e38, 1e300, -1e300, 2.5, -7
            }
            """, type);
    }

    [Theory]
    [InlineData("int64", "{ long.MaxValue, long.MinValue, 0, -1, 7, 1099511627776 }")]
    [InlineData("int32", "{ int.MaxValue, int.MinValue, 0, -1, 7, 1000000000 }")]
    [InlineData("uint8", "{ 255, 0, 1, 7 }")]
    public void An_integer_clamp_keeps_every_bit_and_the_dtype(string type, string values)
    {
        // A floating-point bound makes the result floating point, which cannot be written back in place.
        var bounds = new[] { "0", "5", "5L", "(byte)3", "0.5", "2.5f" };
        var calls = bounds.SelectMany(b =>
            Scalars.Where(s => !b.Contains('.') || !s.Contains("_(")).Select(s => string.Format(null, s, b)));
        AssertSame($"{type}[N]", calls, "new long[] " + values, type);
    }

    [Fact]
    public void A_clamp_by_a_tensor_keeps_every_bit_and_the_dtype()
    {
        var bounds = new[] { "x.flip(0)",
            "x.mean()",
            "torch.tensor(1.5f)",
            "torch.tensor(0.25)",
            "x.neg().to(ScalarType.Float64)",
            "x.argmax(0)" };
        var calls = bounds.SelectMany(b =>
            new[] { $"x.clamp(min: {b})", $"x.clamp(max: {b})", $"torch.clamp(x, max: {b})", $"x.clone().clamp_(min: {b})" });
        AssertSame("float32[N]", calls, "new double[] { double.NaN, double.NegativeInfinity, 0, -0.0, 1, 3e38, 2 }", "float32");
    }

    [Fact]
    public void A_clamp_of_integers_by_integers_keeps_the_dtype() => AssertSame(
        "int64[N]",
            ["x.clamp(min: x.flip(0))", "x.clamp(max: x.flip(0))", "x.clamp(min: torch.tensor(3L))"],
            "new long[] { 5, -3, long.MaxValue, 0 }",
            "int64");

    private static void AssertSame(string contract, IEnumerable<string> calls, string values, string type)
    {
        var before = TestCompilation.Create([("Net.cs", Net(contract, calls.ToList())), ("Probe.cs", Probe(values, type))]);
        var run = RuleRun.Of("MFX1101", before);
        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Assert.NotEmpty(run.Findings);
        Assert.Equal(Results(run.Before), Results(run.After));
    }

    private static string[] Results(Compilation compilation) => (string[])Execution.Call(Execution.Create(compilation, "Probe"), "Run")!;

    private static string Net(string contract, List<string> calls) => ForwardSource.Of(
        string.Join("\n", calls.Select((_, i) => $"C{i}(x);")) + "\nreturn x;",
        contract,
        string.Join("\n", calls.Select((c, i) => $"/// <param name=\"x\">{contract}</param>\npublic Tensor C{i}(Tensor x) => {c};")));

    private static string Probe(string values, string type) => $$"""
        using System;
        using System.Linq;
        using TorchSharp;

        public class Probe
        {
            public string[] Run()
            {
                var net = new Net();
                var dtype = torch.ScalarType.{{(type == "uint8" ? "Byte" : char.ToUpperInvariant(type[0]) + type[1..])}};
                var all = torch.tensor({{values}}).to(dtype);
                var inputs = new[] { all, torch.stack(new[] { all, all.flip(0) }, 1).select(1, 0), all.narrow(0, 0, 0) };
                return net.GetType().GetMethods().Where(m => m.Name[0] == 'C' && char.IsDigit(m.Name[^1]))
                    .SelectMany(m => inputs.Select(x => m.Name + ": " + Text(m, net, x))).ToArray();
            }

            private static string Text(System.Reflection.MethodInfo method, Net net, torch.Tensor x)
            {
                try
                {
                    var y = (torch.Tensor)method.Invoke(net, new object[] { x })!;
                    var bits = y.is_floating_point()
                        ? y.to(torch.ScalarType.Float64).contiguous().data<double>().ToArray()
                            .Select(v => double.IsNaN(v) ? 0 : BitConverter.DoubleToInt64Bits(v))
                        : y.to(torch.ScalarType.Int64).contiguous().data<long>().ToArray();
                    return y.dtype + " " + string.Join(" ", bits);
                }
                catch (System.Reflection.TargetInvocationException failure)
                {
                    return failure.InnerException!.GetType().Name;
                }
            }
        }
        """;
}
