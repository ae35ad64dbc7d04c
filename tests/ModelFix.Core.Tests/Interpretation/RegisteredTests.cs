namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What a module hands out by name: its children, buffers and parameters.</summary>
public sealed class RegisteredTests
{
    [Theory]
    [InlineData("foreach (var m in net.children()) x = ((Module<Tensor, Tensor>)m).call(x); Ask(x);")]
    [InlineData("foreach (var (name, m) in net.named_children()) x = ((Module<Tensor, Tensor>)m).call(x); Ask(x);")]
    [InlineData("foreach (var (name, m) in net.named_children()) x = (m as Module<Tensor, Tensor>)!.forward(x); Ask(x);")]
    [InlineData("foreach (var m in net.children().Cast<Module<Tensor, Tensor>>()) x = m.call(x); Ask(x);")]
    [InlineData("foreach (var m in net.children().OfType<Module<Tensor, Tensor>>()) x = m.call(x); Ask(x);")]
    public void The_children_of_a_container_are_its_parts(string body)
    {
        const string Constructor = "net = Sequential((\"a\", Conv2d(3, 8, 3)), (\"b\", MaxPool2d(2)));";
        Assert.Equal(
            "[N, 8, 7, 7]",
            FlowQuestion.Forward(body, "[N, 3, 16, 16]", "private readonly Sequential net;", Constructor).Shape);
    }

    [Theory]
    [InlineData("register_buffer(\"table\", zeros(1, 4, 2));", "[1, 4, 2]")]
    [InlineData("register_buffer(\"other\", zeros(1)); register_buffer(persistent: false, tensor: ones(3), name: \"table\");", "[3]")]
    [InlineData("var t = zeros(2, 2); register_buffer(\"table\", t.unsqueeze(0));", "[1, 2, 2]")]
    [InlineData("register_buffer(\"table\", zeros(n, 4));", "[zeros@15:34-15:45[0], 4]")]
    [InlineData("register_buffer(\"other\", zeros(1));", "[...]")]
    [InlineData("register_buffer(\"ta\" + n, zeros(1)); register_buffer(\"table\", zeros(1));", "[...]")]
    [InlineData("if (n > 3) register_buffer(\"table\", zeros(1)); else register_buffer(\"table\", zeros(2));", "[...]")]
    [InlineData("if (n > 3) register_buffer(\"table\", zeros(1));", "[...]")]
    public void A_buffer_is_known_by_its_name(string constructor, string expected) =>
        Assert.Equal(
            expected,
            FlowQuestion.Forward(
                "Ask(get_buffer(\"table\"));", "[N, 3]", "private readonly long n = DateTime.Now.Ticks;", constructor).Shape);

    [Fact]
    public void A_parameter_is_known_by_its_name() => Assert.Equal(
        "[4, 3]",
        FlowQuestion.Forward(
            "Ask(get_parameter(\"w\"));", "[N, 3]", constructor: "register_parameter(\"w\", Parameter(randn(4, 3)));").Shape);

    [Fact]
    public void A_buffer_whose_dims_may_be_changed_in_place_is_not_known() => Assert.Equal(
        "[...]",
        FlowQuestion.Forward(
            "get_buffer(\"table\").squeeze_(0); Ask(get_buffer(\"table\"));",
            "[N, 3]",
            constructor: "register_buffer(\"table\", zeros(1, 4));").Shape);
}
