using System.Globalization;
using ModelFix.Core.Contracts;
using ModelFix.Core.Values;
using ModelFix.Engine.Observation;

namespace ModelFix.Cli.Tests.Observation;

/// <summary>What recordings say, here made up, is held against what is inferred of y in a method that is given x, [N, 3].</summary>
public sealed class ObservedShapeTests
{
    private static readonly TensorValue X = new(ValueId.NewRoot().Named("x"), Contract("[N, 3]").Shape, ElementType.Float32);

    [Theory]
    [InlineData("[N, 3]", "N=2 [2,3]; N=3 [3,3]", "float32[N, 3]")]
    [InlineData("[N/2, 3]", "N=2 [1,3]; N=3 [1,3]", "float32[(N)/2, 3]")]
    // A size that is not inferred is said in those that are there, where the recordings leave no other choice.
    [InlineData("[...]", "N=2 [4,3]; N=3 [6,3]; N=5 [10,3]", "float32[2*N, 3]")]
    [InlineData("[...]", "N=2 [3]; N=3 [4]; N=5 [6]", "float32[N + 1]")]
    [InlineData("[...]", "N=2 [1]; N=3 [1]; N=4 [2]; N=7 [3]", "float32[(N)/2]")]
    [InlineData("[...]", "N=2 [4]; N=3 [9]; N=5 [25]", "float32[N*N]")]
    [InlineData("[...]", "N=2 [4,3]; N=3 [6,3]", "float32[4|6, 3]")]
    [InlineData("[...]", "N=2 [7]; N=3 [5]; N=5 [9]; N=7 [8]", "float32[7|5|9|…]")]
    [InlineData("[...]", "N=2 [6]; N=3 [3,3]", "float32[6] | [3, 3]")]
    [InlineData("[...]", "N=2 []", "float32[]")]
    public void Sizes_have_the_names_of_others_where_the_recordings_show_them(string inferred, string recorded, string shown)
    {
        var observed = Observed(inferred, recorded);

        Assert.Equal((shown, ""), (observed.Shown, observed.Contradiction));
    }

    [Theory]
    [InlineData("[N, 3]", "N=2 [2,3]; N=3 [4,3]", "it is [4, 3], not 3 in dim 0 (N=3)")]
    [InlineData("[N, 3]", "N=2 [2,4]", "it is [2, 4], not 3 in dim 1 (N=2)")]
    [InlineData("[N, 3]", "N=2 [2]", "it is [2], of rank 1 (N=2)")]
    [InlineData("[..., 3]", "N=2 []", "it is [], of rank 0 (N=2)")]
    [InlineData("[..., 3]", "N=2 [3,4]", "it is [3, 4], not 3 in dim 1 (N=2)")]
    [InlineData("[N/2, 3]", "N=2 [1,3]; N=3 [2,3]", "it is [2, 3], not 1 in dim 0 (N=3)")]
    // A size that no parameter has is some size, but one.
    [InlineData("[K, K]", "N=2 [2,3]", "it is [2, 3], not 2 in dim 1 (N=2)")]
    [InlineData("int64[N, 3]", "N=2 [2,3]", "its dtype is float32 (N=2)")]
    public void What_does_not_fit_is_a_contradiction(string inferred, string recorded, string contradiction) =>
        Assert.Equal(contradiction, Observed(inferred, recorded).Contradiction);

    [Fact]
    public void The_sizes_of_a_parameter_are_not_said_in_themselves()
    {
        var unknown = new TensorValue(ValueId.NewRoot().Named("v"), TensorShape.Unknown, ElementType.Unknown);
        List<Visit> visits = [Visit(unknown, [2, 3]), Visit(unknown, [4, 3])];

        Assert.Equal("float32[2|4, 3]", new ObservedShape(TensorShape.Unknown, ElementType.Unknown, visits, isParameter: true).Shown);
    }

    private static ObservedShape Observed(string inferred, string recorded)
    {
        var (shape, type) = (Contract(inferred).Shape, Contract(inferred).Type);
        var visits = recorded.Split("; ").Select(r =>
        {
            var (run, sizes) = (r.Split(' ')[0], r.Split(' ')[1].Trim('[', ']'));
            var activation = new Activation(run);
            activation.Bind(X, [Number(run[2..]), 3]);
            return new Visit(activation, ElementType.Float32, [.. sizes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
        });
        return new ObservedShape(shape, type, [.. visits], isParameter: false);
    }

    private static Visit Visit(TensorValue parameter, long[] shape)
    {
        var activation = new Activation("");
        activation.Bind(parameter, shape);
        return new Visit(activation, ElementType.Float32, shape);
    }

    private static InputContract Contract(string text) => ShapeText.Parse(text, out _)!;

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}
