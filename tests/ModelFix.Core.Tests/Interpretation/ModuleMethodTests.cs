namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What methods of other modules return, inherited and overridden ones among them.</summary>
public sealed class ModuleMethodTests
{
    private const string Classes = """
        public abstract class Stage : Module<Tensor, Tensor>
        {
            protected readonly Linear fc;
            protected Stage(int size) : base("stage") => fc = Linear(8, size);
            public Tensor Twice(Tensor x) => cat(new[] { fc.call(x), fc.call(x) }, -1);
            public abstract Tensor Head(Tensor x);
            public virtual Tensor Tail(Tensor x) => x.flatten(1);
            public override Tensor forward(Tensor x) => Tail(Head(fc.call(x)));
        }
        public class Block : Stage
        {
            public Block(int size) : base(size) => RegisterComponents();
            public override Tensor Head(Tensor x) => x.unsqueeze(-1);
            public Tensor All(Tensor x) => base.Tail(Head(x));
        }
        public class Small : Block
        {
            public Small() : base(4) => RegisterComponents();
            public override Tensor Tail(Tensor x) => base.Tail(x).sum(1);
        }
        """;

    [Theory]
    [InlineData("block.Twice(x)", "[N, 3, 10]")]
    [InlineData("block.Head(x)", "[N, 3, 8, 1]")]
    [InlineData("block.Tail(x)", "[N, 24]")]
    [InlineData("block.All(x)", "[N, 24]")]
    [InlineData("block.call(x)", "[N, 15]")]
    [InlineData("small.call(x)", "[N]")]
    [InlineData("small.Twice(x)", "[N, 3, 8]")]
    [InlineData("general.call(x)", "[N]")]
    [InlineData("((Stage)block).Tail(x)", "[N, 24]")]
    [InlineData("perhaps?.call(x)", "[N, 15]")]
    [InlineData("perhaps?.Head(x)", "[N, 3, 8, 1]")]
    [InlineData("this.perhaps!.Twice(x)", "[N, 3, 10]")]
    [InlineData("stages.First().call(x)", "[N, 15]")]
    [InlineData("stages.Last().call(x)", "[N]")]
    [InlineData("stages[1].call(x)", "[N]")]
    [InlineData("stages.ElementAt(0).call(x)", "[N, 15]")]
    [InlineData("given.Tail(x)", "[...]")]
    [InlineData("given?.call(x)", "[...]")]
    public void A_method_is_followed_where_the_object_is_known(string call, string expected)
    {
        const string Fields = """
            private readonly Block block = new Block(5);
            private readonly Small small = new Small();
            private readonly Module<Tensor, Tensor> general = new Small();
            private readonly Block? perhaps = new Block(5);
            private readonly ModuleList<Module<Tensor, Tensor>> stages = new(new Block(5), new Small());
            public Block? given = null;
            """;
        Assert.Equal(
            expected, FlowQuestion.Forward($"Ask({call});", "[N, 3, 8]", Fields + Classes).TensorShape.Display);
    }

    /// <summary>A class that derives from this one may have another.</summary>
    [Fact]
    public void A_virtual_method_of_this_object_is_not_followed() =>
        Assert.Equal(
            "[...]",
            FlowQuestion.Forward("Ask(Own(x));", "[N, 3, 8]", "protected virtual Tensor Own(Tensor x) => x;").TensorShape.Display);
}
