using System.Text.RegularExpressions;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

/// <summary>Transposed convolutions before and after on libtorch: the same numbers up to the order of a sum, and the same state.</summary>
public sealed class OutputPaddingRuleNumbersTests
{
    private const string Id = "MFX1503";

    /// <summary>
    /// Another geometry is another kernel of oneDNN, which adds in another order; terms that cancel leave a part of the largest, here about
    /// 1 to 4.
    /// </summary>
    private const double Rounding = 1e-6;
    private const double LargestTerm = 4;

    private static readonly int[] Sizes = [2, 3, 2];

    private sealed record Geometry(int Dims, int Kernel, int Stride, int Padding, int Dilation, int OutputPadding, int Groups)
    {
        public string Name => $"c{Dims}_k{Kernel}_s{Stride}_p{Padding}_d{Dilation}_o{OutputPadding}_g{Groups}";

        /// <summary>What PyTorch takes, with an output that is not empty.</summary>
        public bool IsLegal => OutputPadding < Math.Max(Stride, Dilation) && Sizes.Take(Dims).All(size => Output(size) > 0);

        public bool IsRefused => Dims == 3 || OutputPadding >= Stride;

        private int Output(int size) => (size - 1) * Stride - 2 * Padding + Dilation * (Kernel - 1) + OutputPadding + 1;

        public string Construction(bool bias) =>
            $"nn.ConvTranspose{Dims}d(4, 6, {Kernel}, {Stride}, {Padding}, {OutputPadding}, {Dilation}, "
            + $"groups: {Groups}, bias: {(bias ? "true" : "false")})";
    }

    /// <summary>Ordinary numbers: kernels differ in how they spread NaN and infinities.</summary>
    private static bool IsPromised(string name) => name.Contains(" double ", StringComparison.Ordinal)
        || name.Contains(" random ", StringComparison.Ordinal) || name.Contains(" transposed ", StringComparison.Ordinal);

    /// <summary>True for the rewrites that are an assumption: the names are those of the geometries.</summary>
    private static bool ChangesKernel(string path) =>
        Regex.Match(path, @"_s(\d)_.*_o(\d)_g1\.") is { Success: true, Groups: var groups }
            && string.CompareOrdinal(groups[2].Value, groups[1].Value) >= 0;

    private static IEnumerable<Geometry> Swept(int dims, int[] dilations) =>
        from kernel in Enumerable.Range(1, 4)
        from stride in Enumerable.Range(1, 3)
        from padding in Enumerable.Range(0, 3)
        from dilation in dilations
        from output in Enumerable.Range(1, 2)
        from groups in Enumerable.Range(1, 2)
        let geometry = new Geometry(dims, kernel, stride, padding, dilation, output, groups)
        where geometry.IsLegal && geometry.IsRefused
        select geometry;

    [Fact]
    public void Volumes() => AssertSame(Swept(3, [1, 2]), "return conv.call(x);");

    [Fact]
    public void Planes_past_the_stride() =>
        AssertSame(Swept(2, [2, 3]), "var y = conv.forward(x + 0);\nreturn y.relu() - y.view(y.shape);");

    [Fact]
    public void Rows_past_the_stride() => AssertSame(Swept(1, [2, 3]), "return conv.call(x).flatten(-2) * 2;");

    [Fact]
    public void Volumes_in_Sequential() => AssertSame(
        Swept(3, [1, 2]).Where(g => g.OutputPadding <= g.Padding && g.Groups == 1),
        "return layers.call(x).view(x.shape[0], -1);",
        sequential: true);

    /// <summary>Of a tuple TorchSharp computes with the first entry alone, and so does what is written.</summary>
    [Fact]
    public void Tuples_as_TorchSharp_takes_them() => AssertSame(
    [
        ("first", "nn.ConvTranspose3d(4, 6, (3, 2, 1), (2, 2, 3), (1, 1, 0), (1, 0, 1))"),
        ("even", "nn.ConvTranspose3d(4, 6, (3, 3, 3), (3, 3, 3), (1, 0, 2), (2, 2, 2))"),
        ("padding_alone", "nn.ConvTranspose3d(4, 6, (3, 3, 2), (2, 2, 2), (1, 0, 1), output_padding: (1, 1, 1), bias: false)"),
    ]);

    private static void AssertSame(IEnumerable<Geometry> geometries, string body, bool sequential = false)
    {
        var cases = geometries.Select((g, i) =>
        {
            var construction = g.Construction(bias: i % 3 != 0);
            var (members, constructor) = sequential
                ? ("private readonly Sequential layers;", $"layers = nn.Sequential({construction}, nn.ReLU(), nn.Conv3d(6, 2, 1));")
                : ($"private readonly ConvTranspose{g.Dims}d conv;", $"conv = {construction};");
            return (g.Name, Source(g.Name, members, constructor, body), g.Dims);
        });
        AssertSame(cases.ToList());
    }

    private static void AssertSame(IEnumerable<(string Name, string Construction)> constructions) => AssertSame(constructions
        .Select(c =>
            (c.Name,
                Source(c.Name, "private readonly Module<Tensor, Tensor> conv;", $"conv = {c.Construction};", "return conv.call(x);"),
                3))
        .ToList());

    private static void AssertSame(List<(string Name, string Source, int Dims)> cases)
    {
        var lines = cases.Select(c => $"Runs.Cases.Add((\"{c.Name}\", () => new {c.Name}(), new[] {{ {Shapes(c.Dims)} }}));");
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
        var files = cases.Select(c => (Path: c.Name + ".cs", c.Source)).Append(("Setup.cs", setup)).Append(("Runs.cs", ModelRuns.Source));
        var run = RuleRun.Of(Id, TestCompilation.Create(files), assume: true);

        Assert.Equal(cases.Count, run.Findings.Length);
        Assert.All(run.Findings, f => Assert.Equal(ChangesKernel(f.Node.SyntaxTree.FilePath) ? Safety.Assumed : Safety.Proven, f.Safety));
        ModelRuns.AssertSame(run.Before, run.After, _ => Rounding, LargestTerm, IsPromised);
    }

    private static string Shapes(int dims)
    {
        var sizes = string.Join(", ", Sizes.Take(dims));
        return $"new long[] {{ 2, 4, {sizes} }}" + (dims < 3 ? $", new long[] {{ 4, {sizes} }}, new long[] {{ 0, 4, {sizes} }}" : "");
    }

    private static string Source(string name, string members, string constructor, string body) => $$"""
        #nullable disable
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

            public override Tensor forward(Tensor x)
            {
                {{body}}
            }
        }
        """;
}
