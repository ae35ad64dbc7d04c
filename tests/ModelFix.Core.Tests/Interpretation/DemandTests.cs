using ModelFix.Core.Configuration;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>
/// What layers demand of a parameter without a contract: that holds from the first line on where every run that returns has met it.
/// </summary>
public sealed class DemandTests
{
    private const string Layers = """
        private readonly Conv2d conv = Conv2d(3, 8, 3, padding: 1);
        private readonly Conv2d square = Conv2d(3, 3, 1);
        private readonly BatchNorm2d norm = BatchNorm2d(8);
        private readonly Linear fc = Linear(5, 7);
        private readonly bool flag = Environment.TickCount > 0;
        public Tensor Helper(Tensor y) => norm.call(conv.call(y));
        public Tensor Sometimes(Tensor y) => flag ? conv.call(y) : y;
        """;

    private const string Image = "[x.shape[0], 3, x.shape[2], x.shape[3]]";
    private const string Convolved = "[..., 3, x.shape[-2], x.shape[-1]]";

    [Theory]
    [InlineData("return conv.call(x);", Convolved)]
    [InlineData("return norm.call(conv.call(x));", Image)]
    [InlineData("return norm.call(functional.relu(conv.call(x.neg()).exp()));", "[x.shape[0], x.shape[1], x.shape[2], x.shape[3]]")]
    [InlineData("var h = x.shape[3]; return conv.call(x);", Image)]
    [InlineData("return fc.call(x);", "[..., 5]")]
    [InlineData("x = norm.call(conv.call(x)); x = x.flatten(); return x;", Image)]
    [InlineData("if (x.shape[0] > 3) throw new ArgumentException(); return norm.call(conv.call(x));", Image)]
    [InlineData("if (flag) return norm.call(conv.call(x)); return norm.call(conv.call(x)).relu();", Image)]
    [InlineData("return Helper(x);", Image)]
    [InlineData("var y = square.call(x); y = square.call(y); return norm.call(conv.call(y));", Image)]
    [InlineData("Tensor y; try { y = conv.call(x); } finally { flag.ToString(); } return norm.call(y);", Image)]
    public void What_every_run_demands_holds_at_the_start(string body, string expected) => Assert.Equal(expected, AtStart(body));

    [Theory]
    [InlineData("if (flag) return conv.call(x); return x;")]
    [InlineData("return flag ? conv.call(x) : x;")]
    [InlineData("var y = flag && conv.call(x).shape[0] > 1; return x;")]
    [InlineData("switch (x.dim()) { case 4: return conv.call(x); default: return x; }")]
    [InlineData("var y = x.dim() switch { 4 => conv.call(x), _ => x }; return y;")]
    [InlineData("try { return conv.call(x); } catch (Exception) { return x; }")]
    [InlineData("try { conv.call(x); } catch (Exception) { } return x;")]
    [InlineData("while (flag) x = conv.call(x); return x;")]
    [InlineData("while (flag) conv.call(x); return x;")]
    [InlineData("for (var i = 0; i < x.dim(); i++) conv.call(x); return x;")]
    [InlineData("foreach (var y in new List<Tensor>()) conv.call(x); return x;")]
    [InlineData("Func<Tensor> f = () => conv.call(x); return x;")]
    [InlineData("Tensor F(Tensor y) => conv.call(y); return x;")]
    [InlineData("x = x.flatten(1).unsqueeze(0); return norm.call(conv.call(x));")]
    [InlineData("if (x.dim() == 3) x = x.unsqueeze(0); return norm.call(x);")]
    [InlineData("return Sometimes(x);")]
    [InlineData("var y = x; if (flag) y = y.flatten(0, 1); return norm.call(y);")]
    [InlineData("Tensor y = x.unsqueeze(0); return norm.call(y.neg());")]
    [InlineData("if (flag) conv.call(x); else fc.call(x.flatten()); return x;")]
    public void What_only_some_runs_demand_does_not(string body)
    {
        var shape = FlowQuestion.Forward("Ask(x); " + body, contract: null, Layers).TensorShape;

        Assert.Null(shape.Rank);
        Assert.DoesNotContain(shape.Dims, d => d.IsConstant);
    }

    [Theory]
    [InlineData("return conv.call(x);", Image)]
    [InlineData("return conv.call(functional.relu(x));", "[x.shape[0], x.shape[1], x.shape[2], x.shape[3]]")]
    [InlineData("return fc.call(x);", "[..., 5]")]
    [InlineData("if (flag) return conv.call(x); return x;", "[...]")]
    public void A_convolution_demands_a_batch_where_the_project_says_that_inputs_are_batched(string body, string expected) =>
        Assert.Equal(
            expected,
            FlowQuestion.Forward("Ask(x); " + body, null, Layers, settings: ModelSettings.Default with { IsBatched = true })
                .TensorShape.Display);

    [Theory]
    [InlineData("return x.mean(new long[] { 3 });", 4)]
    [InlineData("return x.transpose(1, 2).softmax(-1);", 3)]
    [InlineData("return x.select(0, 0).sum(new long[] { 0, -1 });", 0)]
    [InlineData("return x.sum(new long[] { 1, -1 });", 2)]
    [InlineData("return x.softmax(0);", 0)]
    [InlineData("return flag ? x.mean(new long[] { 3 }) : x;", 0)]
    public void An_operator_demands_the_dims_that_it_is_told(string body, int least)
    {
        var shape = FlowQuestion.Forward("Ask(x); " + body, null, Layers).TensorShape;
        Assert.Equal((least, (int?)null), (shape.MinRank, shape.Rank));
    }

    /// <summary>A size that the program read is what the weights of the layer say.</summary>
    [Theory]
    [InlineData("var n = x.shape[1]; fc.call(x); Ask(n); return x;", "[N, C]", "5")]
    [InlineData("var n = x.shape[1]; conv.call(x); Ask(n); return x;", "[N, C, H, W]", "3")]
    [InlineData("var n = x.shape[1]; if (flag) fc.call(x); Ask(n); return x;", "[N, C]", "C")]
    [InlineData("Ask(x.shape[1]); fc.call(x); return x;", "[N, C]", "C")]
    public void A_layer_that_ran_says_what_a_size_is(string body, string contract, string size) =>
        Assert.Equal(size, FlowQuestion.Forward(body, contract, Layers).Integer?.Display);

    [Fact]
    public void A_contract_is_not_changed() =>
        Assert.Equal(
            "[N, C, H, W]", FlowQuestion.Forward("Ask(x); return norm.call(conv.call(x));", "[N, C, H, W]", Layers).TensorShape.Display);

    [Fact]
    public void A_helper_believes_its_own_contract_where_a_layer_of_the_caller_says_less()
    {
        const string Helper = "/// <param name=\"y\">[B, 3, 16, 16]</param>\npublic Tensor H(Tensor y) => y.flatten(1);";
        Assert.Equal(
            768,
            FlowQuestion.Forward("conv.call(x); Ask(H(x)); return x;", contract: null, Layers + "\n" + Helper).TensorShape[1]?.Constant);
    }

    private static string AtStart(string body) => FlowQuestion.Forward("Ask(x); " + body, contract: null, Layers).TensorShape.Display;
}
