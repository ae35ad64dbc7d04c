
namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What a private helper knows of its parameters from all its callers, and where callers are not to be believed.</summary>
public sealed class PrivateHelperTests
{
    [Theory]
    [InlineData("return H(x);", "private Tensor H(Tensor y) { Ask(y); return y; }", "[N, 3, 8]")]
    [InlineData("return this.H(x.unsqueeze(0));", "private Tensor H(Tensor y) { Ask(y); return y; }", "[1, N, 3, 8]")]
    [InlineData(
        "return Net.H(other: 2, y: x);",
        "private static Tensor H(Tensor y, int other) { Ask(y.narrow(0, 0, other)); return y; }",
        "[2, 3, 8]")]
    [InlineData("return H(x);", "private Tensor H(Tensor y, int n = 4) { Ask(y.narrow(0, 0, n)); return y; }", "[4, 3, 8]")]
    [InlineData("return H(x) + H(x.relu());", "private Tensor H(Tensor y) { Ask(y); return y; }", "[N, 3, 8]")]
    [InlineData("return H(x) + H(x.narrow(2, 0, 4)).sum();", "private Tensor H(Tensor y) { Ask(y); return y; }", "[N, 3, y[2]]")]
    [InlineData(
        "return H(x);",
        "private Tensor H(Tensor y) => I(y.flatten(1)); private static Tensor I(Tensor z) { Ask(z); return z; }",
        "[N, 24]")]
    [InlineData("return H(x, x.shape[1]);", "private Tensor H(Tensor y, long c) { Ask(y.view(-1, c * 8)); return y; }", "[N, 24]")]
    [InlineData("return x;", "private Tensor H(Tensor y) { Ask(y); return y; }", "[...]")]
    [InlineData("Func<Tensor, Tensor> f = H; return f(H(x));", "private Tensor H(Tensor y) { Ask(y); return y; }", "[...]")]
    [InlineData("return H(x, 3);", "private Tensor H(Tensor y, int n) { Ask(y); return n == 0 ? y : H(y.squeeze(1), n - 1); }", "[...]")]
    [InlineData(
        "return H(x);",
        "private Tensor H(Tensor y) { Ask(y); return I(y); } private Tensor I(Tensor z) => z.shape[0] == 1 ? z : H(z.sum(0));",
        "[..., y.shape[-1]]")]
    [InlineData("return H(x);", "public Tensor H(Tensor y) { Ask(y); return y; }", "[...]")]
    [InlineData("H(ref x); return x;", "private void H(ref Tensor y) { Ask(y); y = y.flatten(); }", "[...]")]
    [InlineData("return H(x);", "private Tensor H(Tensor y) { y = y.flatten(); Ask(y); return y; }", "[24*N]")]
    public void Callers_say_what_it_is_given(string body, string members, string expected) =>
        Assert.Equal(expected, FlowQuestion.Forward(body, "[N, 3, 8]", members).TensorShape.Display);

    [Fact]
    public void A_helper_without_known_callers_believes_its_own_contract()
    {
        const string Members = "/// <param name=\"y\">[B, 2]</param>\nprivate Tensor H(Tensor y) { Ask(y); return y; }";
        Assert.Equal("[B, 2]", FlowQuestion.Forward("return H(x);", contract: null, Members).TensorShape.Display);
        Assert.Equal("[N, 3, 8]", FlowQuestion.Forward("return H(x);", "[N, 3, 8]", Members).TensorShape.Display);
    }

    /// <summary>The caller's x and the helper's own x are different tensors, of which nothing else may be concluded.</summary>
    [Fact]
    public void Symbols_of_the_caller_are_not_taken_for_the_helpers_own()
    {
        var asked = FlowQuestion.Forward(
            "return H(x.flatten(1), Other);",
            null,
            "private Tensor Other { get; set; } = null!; private Tensor H(Tensor y, Tensor x) { Ask(y.shape[0], x.shape[0]); return y; }");
        var sizes = asked.Integers.ToList();
        Assert.NotEqual(sizes[0], sizes[1]);
    }

    /// <summary>A chain of private helpers is followed for a few links; a chain of any length ends the question, not the process.</summary>
    [Theory]
    [InlineData(10, "[N, 3, 8]")]
    [InlineData(2000, "[...]")]
    public void A_long_chain_of_helpers_is_left_alone(int length, string expected)
    {
        var links = Enumerable.Range(0, length - 1).Select(i => $"private Tensor H{i}(Tensor y) => H{i + 1}(y);");
        var members = string.Join("\n", links) + $"\nprivate Tensor H{length - 1}(Tensor y) {{ Ask(y); return y; }}";
        Assert.Equal(expected, FlowQuestion.Forward("return H0(x);", "[N, 3, 8]", members).TensorShape.Display);
    }
}
