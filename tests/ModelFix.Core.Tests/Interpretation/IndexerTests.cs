using ModelFix.Core.Values;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What an indexer reads has the shape that TorchSharp gives it.</summary>
public sealed class IndexerTests
{
    [Theory]
    [InlineData("x[TensorIndex.Slice(0, 1)]")]
    [InlineData("x[TensorIndex.Slice(-1)]")]
    [InlineData("x[.., TensorIndex.Slice(stop: -1), TensorIndex.Slice(step: 3), TensorIndex.Slice(1, null, 2)]")]
    [InlineData("x[.., .., TensorIndex.Slice(5, 2)]")]
    [InlineData("x[TensorIndex.Slice(1..)]")]
    [InlineData("x[TensorIndex.Slice(null, 100, null)]")]
    [InlineData("x[new TensorIndex[] { TensorIndex.Colon, TensorIndex.Single(0) }]")]
    [InlineData("x[TensorIndex.Tensor(arange(5) % 2)]")]
    [InlineData("x[TensorIndex.Colon, TensorIndex.Tensor(zeros(4, 5, dtype: int64)), 1]")]
    [InlineData("x[0, TensorIndex.Tensor(zeros(4, dtype: int64)), TensorIndex.Ellipsis, TensorIndex.Slice(1, 3)]")]
    [InlineData("x[TensorIndex.None, TensorIndex.Tensor(zeros(4, dtype: int64))]")]
    [InlineData("x[arange(2)]")]
    public void A_read_has_the_shape_that_is_inferred(string read) => Assert.Equal(
        Ran(read).shape, FlowQuestion.Forward($"Ask({read}); return x;", "float32[2, 3, 8, 6]").TensorShape.Dims.Select(Size));

    [Theory]
    [InlineData("x[x > 0]", "[?]")]
    [InlineData("x[TensorIndex.Colon, TensorIndex.Tensor(x[0].sum(2) > 0)]", "[2, ?, 6]")]
    [InlineData("x[TensorIndex.Tensor(arange(2)), TensorIndex.Tensor(arange(2))]", "[...]")]
    [InlineData("x[TensorIndex.Bool(true)]", "[...]")]
    [InlineData("x[TensorIndex.Slice(x.sum().ToInt32())]", "[?, 3, 8, 6]")]
    public void What_elements_decide_is_not_known(string read, string expected) =>
        Assert.Equal(expected, FlowQuestion.Forward($"Ask({read}); return x;", "float32[2, 3, 8, 6]").TensorShape.Display);

    private static long Size(Dim size) => size.Constant ?? -1;

    private static torch.Tensor Ran(string read)
    {
        var model = Execution.Create(TestCompilation.Create(ForwardSource.Of($"return {read};")), "Net");
        return (torch.Tensor)Execution.Call(model, "forward", torch.randn(2, 3, 8, 6))!;
    }
}
