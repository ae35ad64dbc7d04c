using System.Globalization;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Pooling;

/// <summary>Pools before and after on libtorch: every input size up to 24 with every output size up to 12.</summary>
public sealed class AdaptivePoolRuleNumbersTests
{
    private const string Id = "MFX1401";

    /// <summary>One rounding more or less of the quotient; sums are the same in every bit.</summary>
    private const double AverageBound = 1.2e-7;

    [Theory]
    [InlineData("avg", true)]
    [InlineData("max", false)]
    public void Functions_of_one_dim(string kind, bool batched) => AssertSame(
        from size in Enumerable.Range(1, 24)
        from output in Enumerable.Range(1, 12)
        select Function(kind, [size], [output], batched));

    [Theory]
    [InlineData("avg", true)]
    [InlineData("max", false)]
    public void Functions_of_two_dims(string kind, bool batched) => AssertSame(
        from size in Enumerable.Range(1, 24)
        from output in Enumerable.Range(1, 12)
        where (size + output) % 3 == 0
        select Function(kind, [size, 1 + size * 5 % 11], [output, 1 + output * 7 % 5], batched));

    [Fact]
    public void Functions_of_three_dims() => AssertSame(
        from size in Enumerable.Range(1, 8)
        from output in Enumerable.Range(1, 5)
        select Function(
            "avg", [size, 1 + size * 5 % 7, 1 + size * 3 % 5], [output, 1 + output * 7 % 4, 1 + output % 3], batched: size % 2 == 0));

    [Theory]
    [InlineData("avg", true)]
    [InlineData("max", true)]
    [InlineData("avg", false)]
    public void To_one_whatever_the_size(string kind, bool batched) => AssertSame(
        from size in Enumerable.Range(1, 12)
        select Function(kind, [size, 1 + size * 5 % 11], [1, 1], batched, known: false));

    [Fact]
    public void Layers() => AssertSame(
        from size in Enumerable.Range(1, 24)
        from output in Enumerable.Range(1, 12)
        where (size + output) % 9 == 0
        select Layer(size, output));

    [Fact]
    public void Layers_that_a_loop_makes() => AssertSame(
        from size in new[] { 2, 4, 5 }
        from kind in new[] { "Avg", "Max" }
        select Looped(kind, size));

    /// <summary>
    /// A fixed pool with the usual formula is wrong for 8 to 3 by 0.39; so is a kernel of the plane's size for another plane.
    /// </summary>
    [Fact]
    public void Counterexamples() => AssertSame(
    [
        Function("avg", [8, 8], [3, 3], batched: true),
            Function("max", [8, 8], [3, 3], batched: true),
            Function("avg", [5], [3], batched: true),
        Function("avg", [14], [6], batched: true), Function("avg", [10], [7], batched: true), Function("max", [32], [3], batched: true),
        Function("avg", [64], [6], batched: true),
            Function("avg", [6, 7], [2, 3], batched: true),
            Function("avg", [2, 2], [5, 3], batched: true),
    ]);

    private sealed record Case(string Name, string Source, string Shapes, double Bound);

    private static Case Function(string kind, int[] sizes, int[] outputs, bool batched, bool known = true)
    {
        var name = $"{kind}_{string.Join("x", sizes)}_{string.Join("x", outputs)}";
        var output = kind == "max" && sizes.Length > 1 || sizes.Length > 2
            ? $"new long[] {{ {string.Join(", ", outputs)} }}"
            : sizes.Length == 1 ? outputs[0].ToString(CultureInfo.InvariantCulture) : $"({string.Join(", ", outputs)})";
        var contract = (batched ? "float32[N, 3, " : "float32[..., ")
            + string.Join(", ", known ? sizes.Select(s => $"{s}") : sizes.Select((_, i) => $"S{i}"))
            + "]";
        var source = Module(name, contract, "", $"return functional.adaptive_{kind}_pool{sizes.Length}d(x, {output});");
        var all = string.Join(", ", sizes);
        var shapes = batched
            ? $"new long[] {{ 2, 3, {all} }}, new long[] {{ 1, 3, {all} }}"
            : $"new long[] {{ 2, 3, {all} }}, new long[] {{ 3, {all} }}";
        return new Case(name, source, shapes, kind == "max" || outputs.All(o => o == 1) ? 0 : AverageBound);
    }

    private static Case Layer(int size, int output)
    {
        var name = $"layer_{size}_{output}";
        var source = Module(
            name,
            $"[N, 2, {size}, {size}]",
            "private readonly AdaptiveAvgPool2d average;\n    private readonly Module<Tensor, Tensor> largest;\n"
                + "    private readonly Sequential layers;",
            "return torch.cat(new[] { average.call(x), largest.call(x), layers.call(x) }, 1);",
            $$"""
            average = AdaptiveAvgPool2d({{output}});
                    largest = AdaptiveMaxPool2d(new long[] { {{output}}, {{output}} });
                    layers = Sequential(ReLU(), AdaptiveMaxPool2d(new long[] { {{output}}, {{output}} }), Conv2d(2, 2, 1));
            """);
        return new Case(
            name, source, $"new long[] {{ 2, 2, {size}, {size} }}, new long[] {{ 3, 2, {size}, {size} }}", output == 1 ? 0 : AverageBound);
    }

    private static Case Looped(string kind, int size)
    {
        var name = $"looped_{kind}_{size}";
        var output = kind == "Avg" ? "bins" : "new long[] { bins, bins }";
        var source = Module(
            name,
            $"[N, 2, {size}, {size * 2}]",
            "private readonly System.Collections.Generic.List<Module<Tensor, Tensor>> pools = new();",
            "var y = x.flatten(1); foreach (var pool in pools) y = torch.cat(new[] { y, pool.call(x).flatten(1) }, 1); return y;",
            $"foreach (var bins in new[] {{ 1, {size} }}) pools.Add(Adaptive{kind}Pool2d({output}));");
        return new Case(
            name,
            source,
            $"new long[] {{ 2, 2, {size}, {size * 2} }}, new long[] {{ 1, 2, {size}, {size * 2} }}",
            kind == "Max" ? 0 : AverageBound);
    }

    private static string Module(string name, string contract, string members, string body, string constructor = "") => $$"""
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public sealed class {{name}} : Module<Tensor, Tensor>
        {
            {{members}}
            public {{name}}() : base("{{name}}")
            {
                {{constructor}}
                RegisterComponents();
            }

            /// <param name="x">{{contract}}</param>
            public override Tensor forward(Tensor x)
            {
                {{body}}
            }
        }

        """;

    private static void AssertSame(IEnumerable<Case> cases)
    {
        var all = cases.DistinctBy(c => c.Name).ToList();
        var lines = all.Select(c => $"        Runs.Cases.Add((\"{c.Name}\", () => new {c.Name}(), new[] {{ {c.Shapes} }}));");
        var setup = $$"""
            public sealed class Setup
            {
                public System.Collections.Generic.List<(string Name, double[] Values)> Run()
                {
            {{string.Join("\n", lines)}}
                    return Runs.All();
                }
            }
            """;
        var files = all.Select(c => (Path: c.Name + ".cs", c.Source)).Append(("Setup.cs", setup)).Append(("Runs.cs", ModelRuns.Source));
        var run = RuleRun.Of(Id, TestCompilation.Create(files));

        var left = run.After.SyntaxTrees.Select(t => t.ToString()).Where(t => t.Contains("adaptive_", StringComparison.Ordinal)
            || t.Contains("average = Adaptive", StringComparison.Ordinal)
            || t.Contains(".Add(Adaptive", StringComparison.Ordinal)
            || t.Contains("largest = Adaptive", StringComparison.Ordinal));
        Assert.Empty(left);
        ModelRuns.AssertSame(
            run.Before, run.After, name => all.First(c => name.StartsWith(c.Name + " ", StringComparison.Ordinal)).Bound);
    }
}
