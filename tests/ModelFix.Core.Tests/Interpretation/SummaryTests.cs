using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Operators;
using ModelFix.Core.TorchSharp;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>
/// Modules of the project that are called again and again: a call like an earlier one is not interpreted again, and no other call is taken
/// for it.
/// </summary>
public sealed class SummaryTests
{
    private const string Block = """

        public class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc;
            private readonly bool flat;
            public Block(int size, bool flat) : base("Block") { fc = Linear(8, size); this.flat = flat; RegisterComponents(); }
            public override Tensor forward(Tensor h)
            {
                h = h.relu().exp().abs().sqrt().tanh().sigmoid().relu().exp().abs().sqrt().tanh().sigmoid();
                h = fc.call(h);
                return flat ? h.flatten(1) : h;
            }
        }

        public class Same : Module<Tensor, Tensor>
        {
            public Same() : base("Same") { }
            public override Tensor forward(Tensor h) => h;
        }
        """;

    [Theory]
    [InlineData("Ask(a.call(x)); Ask(a.call(x));", "[N, 3, 8] [N, 3, 8]")]
    [InlineData("Ask(a.call(x)); Ask(b.call(x));", "[N, 3, 8] [N, 3, 4]")]
    [InlineData("Ask(b.call(x)); Ask(c.call(x)); Ask(d.call(x));", "[N, 3, 4] [N, 12] [N, 3, 8]")]
    [InlineData("Ask(a.call(x)); Ask(a.call(x.sum(1))); Ask(a.call(x.unsqueeze(0)));", "[N, 3, 8] [N, 8] [1, N, 3, 8]")]
    [InlineData("var y = a.call(x); y.unsqueeze_(0); Ask(y); Ask(a.call(x));", "[1, N, 3, 8] [..., 8]")]
    [InlineData("var y = same.call(x); y = same.call(x); y.unsqueeze_(0); Ask(x);", "[1, N, 3, 8]")]
    public void Each_call_has_the_shape_of_its_own(string body, string expected)
    {
        var question = FlowQuestion.Source(Source(body));

        Assert.Equal(expected, string.Join(" ", question.Shapes));
    }

    [Fact]
    public void A_call_like_an_earlier_one_takes_few_steps()
    {
        var (one, two) = (Steps("Ask(a.call(x));"), Steps("Ask(a.call(x)); Ask(a.call(x));"));
        var twenty = Steps(string.Concat(Enumerable.Repeat("Ask(a.call(x));", 20)));

        Assert.True(two < one * 1.5, $"{one} steps for one call, {two} for two");
        Assert.Equal(18 * (two - one), twenty - two);
    }

    private static int Steps(string body)
    {
        var compilation = TestCompilation.Create(Source(body));
        var forward = compilation.SyntaxTrees
            .Single()
            .GetRoot()
            .DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .First(m => m.Identifier.Text == "forward");
        var symbols = TorchSymbols.Find(compilation)!;
        return new ShapeFlow(
            compilation,
            symbols,
            new LayerFields(compilation, symbols),
            new SeenCalls(compilation, symbols, ModelSettings.Default),
            ModelSettings.Default,
            OperatorCatalog.ResultOf,
            InputReading.AsStated).StepsOf(forward);
    }

    private static string Source(string body) => ForwardSource.Of(body + "\nreturn x;", "[N, 3, 8]", """
        private readonly Block a = new Block(8, false);
        private readonly Block b = new Block(4, false);
        private readonly Block c = new Block(4, true);
        private readonly Block d = new(8, false);
        private readonly Same same = new Same();
        private static void Ask(params object?[] any) { }
        """) + Block;
}
