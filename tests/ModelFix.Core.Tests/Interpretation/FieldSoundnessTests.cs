namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What the flow says of fields must hold on every run, whatever a module is constructed with and does to itself.</summary>
public sealed class FieldSoundnessTests
{
    [Theory]
    [InlineData("private int k = 3; public void Set(int n) { k = n; }", "")]
    [InlineData("private int k = 3; public void Grow() { k++; }", "")]
    [InlineData("public int k = 3;", "")]
    [InlineData("private readonly int k;", "if (DateTime.Now.Year > 2000) k = 3;")]
    [InlineData("private readonly int k; public Net(int n) : base(\"Net\") { }", "k = 3;")]
    [InlineData("private static int k = 3; public static void Set(int n) { k = n; }", "")]
    public void A_field_that_may_hold_something_else_is_not_its_first_value(string members, string constructor)
    {
        var question = FlowQuestion.Forward("Ask(k);", members: members, constructor: constructor);

        Assert.NotEqual(3, question.Integer?.Constant);
    }

    [Theory]
    [InlineData("private const int k = 3;", "")]
    [InlineData("private static readonly int k = 3;", "")]
    [InlineData("private readonly int k = 3;", "")]
    [InlineData("private readonly long k;", "var half = 3; k = half * 2 / 2;")]
    [InlineData("private int k;", "this.k = 3;")]
    public void A_field_that_is_set_once_holds_its_value(string members, string constructor)
    {
        var question = FlowQuestion.Forward("Ask(k);", members: members, constructor: constructor);

        Assert.Equal(3, question.Integer?.Constant);
    }

    [Fact]
    public void Two_blocks_with_different_arguments_have_different_channels()
    {
        var source = """
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;
            public class Block : Module<Tensor, Tensor>
            {
                private readonly Conv2d conv;
                public Block(long channels) : base("Block") { conv = Conv2d(3, 2 * channels, 1); RegisterComponents(); }
                public override Tensor forward(Tensor x) => conv.call(x);
            }
            public class Net : Module<Tensor, Tensor>
            {
                private readonly Block a, b, c, d;
                public Net(int width, int depth) : base("Net")
                {
                    a = new Block(8);
                    b = new Block(width);
                    c = new Block(depth);
                    d = new Block(width);
                    RegisterComponents();
                }
                private static void Ask(params object?[] any) { }
                /// <param name="x">[N, 3, 4, 5]</param>
                public override Tensor forward(Tensor x)
                {
                    Ask(a.call(x), b.call(x), c.call(x), d.call(x));
                    return x;
                }
            }
            """;

        Assert.Equal(
            ["[N, 16, 4, 5]", "[N, 2*int Net.width, 4, 5]", "[N, 2*int Net.depth, 4, 5]", "[N, 2*int Net.width, 4, 5]"],
            FlowQuestion.Source(source).Shapes);
    }
}
