
namespace ModelFix.Core.Tests.Interpretation;

/// <summary>
/// What constructors leave in fields: Sequential and lists that grow, helpers, loops, inheritance; and what must not be believed.
/// </summary>
public sealed class ConstructionTests
{
    [Theory]
    [InlineData("net = Sequential(Conv2d(3, 8, 3, padding: 1), ReLU());", "[N, 8, 16, 16]")]
    [InlineData("net = Sequential((\"a\", Conv2d(3, 8, 3, padding: 1)), (\"b\", ReLU()));", "[N, 8, 16, 16]")]
    [InlineData("net = Sequential(); net.append(Conv2d(3, 8, 3)); net.append(\"act\", ReLU());", "[N, 8, 14, 14]")]
    [InlineData("net = Sequential().append(Conv2d(3, 8, 3)).append(MaxPool2d(2));", "[N, 8, 7, 7]")]
    [InlineData(
        "var l = new List<Module<Tensor, Tensor>>(); l.Add(Conv2d(3, 8, 3)); l.Add(MaxPool2d(2)); net = Sequential(l);",
        "[N, 8, 7, 7]")]
    [InlineData(
        "var l = new List<Module<Tensor, Tensor>> { Conv2d(3, 8, 3) }; net = Sequential(l); l.Add(MaxPool2d(2));",
        "[N, 8, 14, 14]")]
    [InlineData(
        "var l = new List<(string, Module<Tensor, Tensor>)>(); l.Add((\"c\", Conv2d(3, 8, 1))); net = Sequential(l);",
        "[N, 8, 16, 16]")]
    [InlineData(
        "var c = 3L; var l = new List<Module<Tensor, Tensor>>(); for (var i = 0; i < 3; i++) { "
            + "l.Add(Conv2d(c, 2 * c, 3, stride: 2, padding: 1)); c *= 2; } net = Sequential(l);",
        "[N, 24, 2, 2]")]
    [InlineData(
        "var l = new List<Module<Tensor, Tensor>>(); var p = 3; foreach (var (c, s) in new[] { (8, 1), (12, 2), (16, 2) }) "
            + "{ l.Add(Conv2d(p, c, 3, s, 1)); p = c; } net = Sequential(l.ToArray());",
        "[N, 16, 4, 4]")]
    [InlineData("net = Sequential(Made(3, 8), Made(8, 5));", "[N, 5, 16, 16]")]
    [InlineData("net = Stack(3);", "[N, 12, 16, 16]")]
    [InlineData("var other = Sequential(Conv2d(3, 8, 3)); net = other; other.append(MaxPool2d(2));", "[...]")]
    [InlineData("net = Sequential(Conv2d(3, 8, 3)); if (DateTime.Now.Year > 2000) net.append(MaxPool2d(2));", "[...]")]
    [InlineData("net = Sequential(Conv2d(3, 8, 3)); Action grow = () => net.append(MaxPool2d(2)); grow();", "[...]")]
    [InlineData("net = Sequential(Conv2d(3, 8, 3)); Grow(net);", "[...]")]
    public void A_sequential_is_followed_as_it_is_built(string constructor, string expected)
    {
        const string Members = """
            private readonly Sequential net;
            private static Sequential Made(long a, long b) => Sequential(Conv2d(a, b, 1), BatchNorm2d(b), ReLU());
            private static Sequential Stack(int n)
            {
                var l = new List<Module<Tensor, Tensor>>();
                for (var i = 0; i < n; i++) l.Add(Conv2d(3 * i + 3, 3 * i + 6, 1));
                return Sequential(l);
            }
            private static void Grow(Sequential s) => s.append(MaxPool2d(2));
            """;
        Assert.Equal(expected, FlowQuestion.Forward("Ask(net.call(x));", "[N, 3, 16, 16]", Members, constructor).Shape);
    }

    [Fact]
    public void A_helper_sees_the_fields_that_earlier_helpers_wrote()
    {
        const string Members = """
            private readonly Sequential a;
            private readonly Sequential b;
            private long planes = 3;
            private Sequential Layer(long output)
            {
                var s = Sequential(Conv2d(planes, output, 3, stride: 2, padding: 1));
                planes = output;
                return s;
            }
            """;
        var asked = FlowQuestion.Forward(
            "var y = a.call(x); Ask(y, b.call(y), planes);", "[N, 3, 16, 16]", Members, "a = Layer(8); b = Layer(20);");

        Assert.Equal(["[N, 8, 8, 8]", "[N, 20, 4, 4]"], asked.Shapes.Take(2));
        Assert.Equal("20", asked.Integers.Last()!.ToString());
    }

    [Theory]
    [InlineData("foreach (var b in blocks) x = b.call(x); Ask(x);", "[N, 24, 16, 16]")]
    [InlineData("foreach (Conv2d b in blocks) { Ask(b.call(x)); x = b.call(x); }", "[N, , 16, 16]")]
    [InlineData("Ask(blocks[1].call(blocks[0].call(x)));", "[N, 12, 16, 16]")]
    [InlineData("Ask(blocks[^1].call(blocks[1].call(blocks[0].call(x))));", "[N, 24, 16, 16]")]
    [InlineData("foreach (var b in blocks) { if (x.shape[0] > 2) break; x = b.call(x); } Ask(x);", "[N, , 16, 16]")]
    public void A_loop_over_a_module_list_runs_every_element(string body, string expected)
    {
        const string Constructor = "for (var i = 0; i < 3; i++) blocks.Add(Conv2d(3 << i, 6 << i, 1));";
        var shape = FlowQuestion.Forward(
            body, "[N, 3, 16, 16]", "private readonly ModuleList<Conv2d> blocks = new ModuleList<Conv2d>();", Constructor).TensorShape;

        // A channel count that differs from round to round is some size, of which nothing is said.
        Assert.Equal(
            expected, "[" + string.Join(", ", shape.Dims.Select(d => d.ToString() is var text && (text.Length < 3) ? text : "")) + "]");
    }

    [Theory]
    [InlineData("1, 8, 8", "[N, 8, 16, 16]", "[N, 8, 16, 16]")]
    [InlineData("2, 8, 12", "[N, 8, 16, 16]", "[N, 12, 8, 8]")]
    public void A_branch_of_the_constructor_is_decided_by_the_arguments(string arguments, string contract, string expected)
    {
        const string Members = """
            private sealed class Block : Module<Tensor, Tensor>
            {
                private readonly Conv2d conv;
                private readonly Sequential? shortcut;
                public Block(int stride, long a, long b) : base("Block")
                {
                    conv = Conv2d(a, b, 3, stride, 1);
                    if (stride != 1 || a != b) shortcut = Sequential(Conv2d(a, b, 1, stride));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => conv.call(x) + (shortcut is null ? x : shortcut.call(x));
            }
            """;
        Assert.Equal(
            expected,
            FlowQuestion.Forward(
                "Ask(block.call(x));", contract, Members + $"\nprivate readonly Block block = new Block({arguments});").Shape);
    }

    [Fact]
    public void A_base_class_builds_its_layers_with_what_the_derived_one_passes()
    {
        var asked = FlowQuestion.Source("""
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public abstract class Stage : Module<Tensor, Tensor>
            {
                protected readonly Conv2d conv;
                protected Stage(long output) : base("Stage") => conv = Conv2d(3, output, 1);
            }

            public sealed class Net : Stage
            {
                public Net() : base(7) { }
                /// <param name="x">[N, 3, 5, 5]</param>
                public override Tensor forward(Tensor x) { Ask(conv.call(x)); return x; }
                private static void Ask(params object[] any) { }
            }
            """);

        Assert.Equal("[N, 7, 5, 5]", asked.Shape);
    }

    [Fact]
    public void Two_objects_of_one_class_have_their_own_arguments()
    {
        const string Members = """
            private sealed class Head : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Head(long n) : base("Head") { fc = Linear(4, n); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            private readonly Head a = new Head(2);
            private readonly Head b = new Head(9);
            """;
        Assert.Equal(["[N, 2]", "[N, 9]"], FlowQuestion.Forward("Ask(a.call(x), b.call(x));", "[N, 4]", Members).Shapes);
    }

    [Theory]
    [InlineData("public void Grow() => net.append(MaxPool2d(2));")]
    [InlineData("public void Change() => net = Sequential();")]
    [InlineData("public Sequential Inner() { var inner = net; return inner; }")]
    [InlineData("public Sequential Inner => net;")]
    public void A_module_that_other_code_can_change_is_not_believed(string member) => Assert.Equal(
        "[...]",
        FlowQuestion.Forward(
            "Ask(net.call(x));",
            "[N, 3, 16, 16]",
            "private Sequential net;\n" + member,
            "net = Sequential(); net.append(Conv2d(3, 8, 1));").Shape);

    [Theory]
    [InlineData("net ??= Sequential(Conv2d(3, 8, 1));")]
    [InlineData("Func<Sequential> make = () => net = Sequential(Conv2d(3, 8, 1)); make();")]
    [InlineData("goto end; end: net = Sequential(Conv2d(3, 8, 1));")]
    public void A_field_is_null_only_where_that_is_certain(string constructor) => Assert.NotEqual(
        "[N, 3, 16, 16]",
        FlowQuestion.Forward("Ask(net is null ? x : net.call(x));", "[N, 3, 16, 16]", "private Sequential? net;", constructor).Shape);

    [Fact]
    public void Endless_and_mutually_recursive_constructions_end()
    {
        var asked = FlowQuestion.Source("""
            using System.Collections.Generic;
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public sealed class A : Module<Tensor, Tensor>
            {
                private readonly B other = new B();
                private readonly Sequential many;
                public A() : base("A")
                {
                    var l = new List<Module<Tensor, Tensor>>();
                    for (var i = 0; i < 100000; i++) l.Add(Linear(4, 4));
                    many = Sequential(l);
                }
                /// <param name="x">[N, 4]</param>
                public override Tensor forward(Tensor x) { Ask(other.call(x)); return many.call(x); }
                private static void Ask(params object[] any) { }
            }

            public sealed class B : Module<Tensor, Tensor>
            {
                private readonly A other = new A();
                public B() : base("B") { }
                public override Tensor forward(Tensor x) => other.call(x);
            }
            """);

        Assert.Null(asked.TensorShape.Rank);
    }

    [Theory]
    [InlineData("var l = new List<Tensor>(); foreach (var y in new[] { x, x.relu() }) l.Add(y); Ask(cat(l, 1));", "[N, 6, 16]")]
    [InlineData(
        "var l = new List<Tensor>(); foreach (var y in new[] { x, x.narrow(1, 0, 2) }) { var (a, b) = (y, y); l.Add(a); } Ask(cat(l, 1));",
        "[N, 5, 16]")]
    [InlineData("var l = new List<Tensor>(); for (var i = 0; i < 3; i++) l.Add(x.narrow(1, 0, i)); Ask(cat(l, 1));", "[N, 3, 16]")]
    [InlineData("var l = new List<Tensor>(); for (var i = 0; i < 3; i++) l.Add(x.unsqueeze(1)); Ask(stack(l, 1));", "[N, 3, 1, 3, 16]")]
    [InlineData("var l = new List<Tensor> { x }; for (var i = 0; i < x.shape[2]; i++) l.Add(x); Ask(cat(l, 1));", "[N, 51, 16]")]
    [InlineData("var l = new List<Tensor> { x }; for (var i = 0; i < x.shape[0]; i++) l.Add(x); Ask(cat(l, 1));", "[...]")]
    [InlineData("var l = new[] { x, x, x }; foreach (var y in l) l[1] = y.narrow(1, 0, 1); Ask(cat(l, 1));", "[N, ?, 16]")]
    [InlineData("var l = new[] { x, x.narrow(1, 0, 1) }; for (var i = 0; i < 2; i++) Ask(l[i].flatten(1));", "[N, ?]")]
    [InlineData("var sum = x; foreach (var k in new[] { 1, 2 }) sum = cat(new[] { sum, x.narrow(1, 0, k) }, 1); Ask(sum);", "[N, 6, 16]")]
    [InlineData(
        "var l = new List<Tensor>(); foreach (var y in new[] { x, x }) { var (s, b) = head.call(y); l.Add(s); } Ask(cat(l, 1));",
        "[N, 6, 16]")]
    [InlineData(
        "var l = new List<Tensor>(); Keep(l); foreach (var y in new[] { x, x }) { var (s, b) = head.call(y); l.Add(s); } Ask(cat(l, 1));",
        "[...]")]
    [InlineData("var l = new List<Tensor> { x }; kept = l; head.call(x); Ask(cat(l, 1));", "[...]")]
    [InlineData("var l = new List<Tensor> { x }; Action add = () => l.Add(x); head.call(x); Ask(cat(l, 1));", "[...]")]
    public void A_loop_over_known_elements_runs_each(string body, string expected)
    {
        const string Members = """
            private readonly Head head = new Head();
            private static List<Tensor>? kept;
            private static void Keep(List<Tensor> l) => kept = l;
            private sealed class Head : Module<Tensor, (Tensor, Tensor)>
            {
                public Head() : base("head") { }
                public override (Tensor, Tensor) forward(Tensor y) { kept?.Add(y); return (y.relu(), y.sum(1)); }
            }
            """;
        Assert.Equal(expected, FlowQuestion.Forward(body, "[N, 3, 16]", Members).TensorShape.Display);
    }

    [Theory]
    [InlineData("new Parameter(torch.zeros(4, 8))")]
    [InlineData("Parameter(torch.zeros(4, 8))")]
    public void A_parameter_has_the_shape_of_its_data(string creation) =>
        Assert.Equal(
            "[4, 8]",
            FlowQuestion.Forward(
                "Ask(weight);", members: "private readonly Parameter weight;", constructor: $"weight = {creation};").Shape);

    [Theory]
    [InlineData("foreach (var b in blocks) x = b.call(x); Ask(x);", "blocks.Add(new Block(16));", "[N, 3, 16]")]
    [InlineData("for (var i = 0; i < depth; i++) x = blocks[i].call(x); Ask(x);", "blocks.Add(new Block(16));", "[N, 3, 16]")]
    [InlineData("Ask(blocks[0].call(x));", "blocks.Add(new Block(16));", "[N, 3, 16]")]
    [InlineData("Ask(seq.call(x));", "seq.append(new Block(16));", "[N, 3, 16]")]
    [InlineData("foreach (var b in blocks) x = b.call(x); Ask(x);", "blocks.Add(new Block(16)); blocks.Add(new Block(16));", "[...]")]
    [InlineData("foreach (var b in blocks) x = b.call(x); Ask(x);", "blocks.Add(new Block(16 + i));", "[...]")]
    [InlineData("foreach (var b in blocks) x = b.call(x); Ask(x);", "blocks.Add(new Block(16)); blocks.Add(new Block(8));", "[...]")]
    [InlineData("foreach (var b in blocks) x = b.call(x); Ask(x);", "blocks.Add(new Block(8));", "[N, 3, ?]")]
    [InlineData("Ask(seq.call(x));", "seq.append(new Block(8));", "[...]")]
    public void Blocks_made_in_a_loop_of_unknown_length_are_all_alike(string body, string made, string expected)
    {
        const string Members = """
            private readonly ModuleList<Block> blocks = new ModuleList<Block>();
            private readonly Sequential seq = Sequential();
            private readonly int depth;
            private sealed class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Block(long width) : base("block") { fc = Linear(width, width); RegisterComponents(); }
                public override Tensor forward(Tensor y) => fc.call(y);
            }
            """;
        Assert.Equal(
            expected,
            FlowQuestion.Forward(
                body,
                "[N, 3, 16]",
                Members,
                "depth = DateTime.Now.Day;\nfor (var i = 0; i < depth; i++) { " + made + " }").TensorShape.Display);
    }
}
