using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What a module's forward knows of its parameters from the modules that call it, and where not all calls are seen.</summary>
public sealed class ModuleCallerTests
{
    private const string Field = "private readonly Block block = new Block(3);";
    private const string Call = "return block.call(x);";

    [Theory]
    [InlineData(Field, Call, "[N, 3, 8]")]
    [InlineData("private readonly Block block = new(3);", Call, "[N, 3, 8]")]
    [InlineData(
        "private readonly Block block = new Block(3), other = new(4);",
        "return block.forward(x) + other.call(x.relu());",
        "[N, 3, 8]")]
    [InlineData("private Block block { get; } = new Block(3);", Call, "[N, 3, 8]")]
    [InlineData("private readonly Module<Tensor, Tensor> block = new Block(3);", Call, "[N, 3, 8]")]
    [InlineData("private readonly Block? block = DateTime.Now.Day > 3 ? null : null;", "return new Block(3).call(x);", "[...]")]
    [InlineData("", "return new Block(3).call(x);", "[N, 3, 8]")]
    [InlineData(Field, "if (block is not null && block != null) return this.block!.call(x);\nreturn x;", "[N, 3, 8]")]
    [InlineData(Field, "block.eval();\nblock.to(CPU);\nvar w = block.Scale;\nreturn block.call(x);", "[N, 3, 8]")]
    [InlineData(Field, "return block.call(x) + block.call(x.unsqueeze(0)).sum();", "[..., N, 3, 8]")]
    [InlineData(Field, "return block.call(x) + block.call(x.narrow(2, 0, 4)).sum();", "[N, 3, y[2]]")]
    [InlineData(Field, "if (x.sum().item<float>() > 0) return block.call(x);\nreturn block.call(x.flatten(1));", "[..., y[-2], y[-1]]")]
    [InlineData(Field, "return H(x.flatten(1)); } private Tensor H(Tensor z) { return block.call(z);", "[N, 24]")]
    [InlineData(Field, "return x;", "[...]")]
    public void Callers_say_what_it_is_given(string members, string body, string expected) => Assert.Equal(expected, Shape(members, body));

    /// <summary>Each of these may run Block on something else.</summary>
    [Theory]
    [InlineData(Field, "Func<Tensor, Tensor> f = block.forward; return f(block.call(x));")]
    [InlineData(Field, "object o = block; return block.call(x);")]
    [InlineData(Field, "var b = block; return b.call(x);")]
    [InlineData(Field, "return Run(block, x); } private static Tensor Run(Module<Tensor, Tensor> m, Tensor z) { return m.call(z);")]
    [InlineData(Field, "return block.call(x) + block.call(Other); } public Tensor Other = zeros(1); private void None() {")]
    [InlineData(Field, "return block?.call(x) ?? x;")]
    [InlineData(Field, "return block.call(x); } public void Train(Tensor z) { block.call(z);")]
    [InlineData("private readonly List<Block> blocks = new() { new Block(3) };", "return blocks[0].call(x);")]
    [InlineData(
        "private readonly Dictionary<string, Module<Tensor, Tensor>> blocks = new() { [\"a\"] = new Block(3) };",
        "return blocks[\"a\"].call(x);")]
    [InlineData("private readonly Wrapper wrapper = new Wrapper(new Block(3));", "return wrapper.call(x);")]
    [InlineData("private readonly Module<Tensor, Tensor> seq = Sequential(new Block(3), ReLU());", "return seq.call(x);")]
    [InlineData(Field + " private Block Same => block;", "return block.call(x);")]
    [InlineData(Field + " private static Block Make() => new Block(3);", "return block.call(x) + Make().call(x);")]
    [InlineData(Field + " private Block? spare;", "spare = block; return block.call(x);")]
    [InlineData(Field + " private Block? lazy;", "return (lazy ??= new Block(3)).call(x) + block.call(x);")]
    [InlineData(Field, "var t = typeof(Block); return block.call(x);")]
    [InlineData(Field, "if (named_children().First().module is Block b) b.call(x.flatten()); return block.call(x);")]
    [InlineData(Field, "var m = (Module<Tensor, Tensor>)children().First(); return block.call(m.call(x));")]
    [InlineData(Field, "foreach (Module<Tensor, Tensor> m in children()) m.call(x.flatten()); return block.call(x);")]
    [InlineData(Field, "foreach (var m in children().OfType<Module<Tensor, Tensor>>()) m.call(x.flatten()); return block.call(x);")]
    [InlineData(Field, "dynamic d = this; d.block.call(x.flatten()); return block.call(x);")]
    [InlineData(Field, "Activator.CreateInstance(GetType()); return block.call(x);")]
    [InlineData("public readonly Module<Tensor, Tensor> block = new Block(3);", Call)]
    [InlineData("private Block block { get => made; set => made = value; } private Block made = new Block(3);", Call)]
    [InlineData(Field, "var pair = (block, x); return pair.block.call(x.flatten()) + block.call(x);")]
    [InlineData(
        Field,
        "Swap(ref other); return block.call(x); } private static void Swap(ref Module<Tensor, Tensor> m) { } "
            + "private Module<Tensor, Tensor> other = new Block(3); private void None() {")]
    public void What_is_not_followed_gives_up(string members, string body) => Assert.Equal("[...]", Shape(members, body));

    [Theory]
    [InlineData("public Tensor Again(Tensor z) => forward(z);")]
    [InlineData("public Tensor Again(Tensor z) => call(z);")]
    [InlineData("public Func<Tensor, Tensor> Run => forward;")]
    [InlineData("public Block Self => this;")]
    [InlineData("public object Self() { object o = this; return o; }")]
    [InlineData("private readonly Block? inner; public Tensor Deep(Tensor z) => inner!.call(z);")]
    [InlineData("public static readonly Block Default = new Block(1); public Tensor One(Tensor z) => Default.call(z);")]
    [InlineData("public new Tensor call(Tensor z) => forward(z.flatten());")]
    public void A_module_that_runs_or_hands_out_itself_gives_up(string block) => Assert.Equal("[...]", Shape(Field, Call, block));

    [Theory]
    [InlineData("internal class Derived : Block { public Derived() : base(3) { } }")]
    [InlineData("internal static class Extra { public static Tensor Twice(this Block b, Tensor z) => b.call(z); }")]
    [InlineData("internal record Pair(Block First);")]
    [InlineData(
        "internal sealed class Run : Sequential { private readonly Block part = new Block(1); "
            + "public Run() : base(Array.Empty<(string, Module<Tensor, Tensor>)>()) { RegisterComponents(); } }")]
    [InlineData(
        "internal sealed class Holder<T> where T : Module<Tensor, Tensor> { public Tensor Run(T m, Tensor z) => m.call(z); } "
            + "internal sealed class Uses { public Holder<Block>? Held; }")]
    [InlineData("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Tests\")]")]
    [InlineData("internal static class Loop { public static Tensor Train(Tensor z) { return new Block(3).call(z); } }")]
    public void Code_elsewhere_counts(string other) => Assert.Contains(Shape(Field, Call, other: other), new[] { "[...]", "[..., y[-1]]" });

    [Fact]
    public void Partial_classes_and_other_callers_count_with_what_they_know()
    {
        const string Other = """
            internal sealed class Second : Module<Tensor, Tensor>
            {
                private readonly Block block = new Block(4);
                public Second() : base("Second") { }
                /// <param name="x">[M, 3, 8]</param>
                public override Tensor forward(Tensor x) => block.call(x);
            }
            """;
        Assert.Equal("[x.shape[0], 3, 8]", Shape(Field, Call, other: Other));
    }

    [Fact]
    public void A_chain_of_modules_is_followed()
    {
        const string Other = """
            internal sealed class Middle : Module<Tensor, Tensor>
            {
                private readonly Block block = new Block(3);
                private readonly long count;
                public Middle(long count) : base("Middle") { this.count = count; }
                public override Tensor forward(Tensor x) => block.call(x.view(x.shape[0], count, -1));
            }
            """;
        Assert.Equal("[N, 6, 4]", Shape("private readonly Middle middle = new Middle(6);", "return middle.call(x);", other: Other));
    }

    [Fact]
    public void Each_object_has_fields_of_its_own()
    {
        const string Other = """
            internal sealed class Middle : Module<Tensor, Tensor>
            {
                private readonly Block block = new Block(3);
                private readonly long count = DateTime.Now.Hour;
                public Middle() : base("Middle") { }
                public override Tensor forward(Tensor x) => block.call(x.narrow(1, 0, count));
            }
            """;
        var source = Source(
            "private readonly long count = DateTime.Now.Day; private readonly Middle middle = new Middle();",
            "return middle.call(x.narrow(0, 0, count));",
            other: Other);

        var shape = FlowQuestion.Source(source).TensorShape;

        Assert.Equal("[this.count, this.count, 8]", shape.Display);
        Assert.NotEqual(shape.Dims[0], shape.Dims[1]);
    }

    [Fact]
    public void Modules_that_call_each_other_give_up()
    {
        const string Other = """
            internal sealed class Middle : Module<Tensor, Tensor>
            {
                private readonly Block block = new Block(3);
                public Middle() : base("Middle") { }
                public override Tensor forward(Tensor x) => block.call(x);
            }
            """;
        Assert.Equal(
            "[...]",
            Shape(
                "private readonly Middle middle = new Middle();",
                "return middle.call(x);",
                "private readonly Middle? middle = null; private Tensor Back(Tensor z) => middle!.call(z);",
                Other,
                "y = Back(y.sum(0));"));
    }

    [Fact]
    public void What_it_says_of_itself_counts_more()
    {
        Assert.Equal(
            "[B, 3, L]", FlowQuestion.Source(Source(Field, Call, doc: "/// <param name=\"y\">[B, 3, L]</param>")).TensorShape.Display);
        var settings = ModelSettingsReader.Read([], """{ "models": { "Block": { "inputs": { "y": "[B, 3, 4]" } } } }""", null, out _);
        Assert.Equal("[B, 3, 4]", FlowQuestion.Source(Source(Field, Call), settings).TensorShape.Display);
    }

    [Fact]
    public void A_public_module_has_callers_elsewhere_unless_it_is_part_of_an_executable_or_of_a_root()
    {
        var source = Source(Field, Call).Replace("internal class Block", "public class Block", StringComparison.Ordinal);
        var training = source + "public static class Program { public static void Main() { new Block(1).call(zeros(1)); } }";

        Assert.Equal("[...]", FlowQuestion.Source(source).TensorShape.Display);
        Assert.Equal("[N, 3, 8]", FlowQuestion.Source(source, Roots("Net")).TensorShape.Display);
        Assert.Equal("[...]", FlowQuestion.Source(source, Roots("Block")).TensorShape.Display);
        Assert.Equal("[...]", FlowQuestion.Source(source, Roots("Net", "Block")).TensorShape.Display);
        Assert.Equal("[...]", FlowQuestion.Source(source, Roots("Nothing")).TensorShape.Display);
        Assert.Equal("[N, 3, 8]", FlowQuestion.Source(training, Roots("Net")).TensorShape.Display);
        Assert.Equal(
            "[..., y[-1]]",
            FlowQuestion.Source(
                training.Replace("return block.call(x);", "Program.Main(); return block.call(x);", StringComparison.Ordinal),
                Roots("Net")).TensorShape.Display);
        Assert.Equal(
            "[N, 3, 8]",
            FlowQuestion.Source(
                source + "public static class Program { public static void Main() { } }",
                kind: OutputKind.ConsoleApplication).TensorShape.Display);
        Assert.Equal("[..., y[-1]]", FlowQuestion.Source(training, kind: OutputKind.ConsoleApplication).TensorShape.Display);
    }

    [Fact]
    public void Files_that_are_not_there_may_hold_callers()
    {
        var part = ModelSettings.Default with { IsWholeAssembly = false };
        Assert.Equal("[...]", FlowQuestion.Source(Source(Field, Call), part).TensorShape.Display);
        Assert.Equal("[...]", FlowQuestion.Source(Source(Field, Call), Roots("Net") with { IsWholeAssembly = false }).TensorShape.Display);

        var helper = Source(
            "private static void Ask(params object?[] any) { } private Tensor H(Tensor z) { Ask(z); return z; }",
            "return H(x);").Replace("Ask(y);", "", StringComparison.Ordinal);
        Assert.Equal("[...]", FlowQuestion.Source(helper, part).TensorShape.Display);
        Assert.Equal("[N, 3, 8]", FlowQuestion.Source(helper.Replace("partial ", "", StringComparison.Ordinal), part).TensorShape.Display);
    }

    [Fact]
    public void Constants_that_every_construction_gives_are_known()
    {
        const string Block = "private readonly long k; public Block(long k) : base(\"b\") { this.k = k; }";
        Assert.Equal(
            "[N, 4, 6]", Shape("private readonly Block block = new Block(4L);", Call, Block, body: "y = y.view(y.shape[0], k, -1);"));
        Assert.Equal(
            "[N, Block.k, 8]",
            Shape(
                "private readonly Block block = new Block(3L); private readonly Block other = new(2L);",
                "return block.call(x).sum() + other.call(x).sum();",
                Block,
                body: "y = y.narrow(1, 0, k);"));
    }

    [Fact]
    public void Types_are_joined_as_well()
    {
        var asked = FlowQuestion.Source(Source(Field, "return block.call(x.to(ScalarType.Int64));"));
        Assert.Equal(ModelFix.Core.Values.ElementType.Int64, asked.Type);
    }

    private static ModelSettings Roots(params string[] roots) => ModelSettings.Default with { Roots = roots.ToImmutableArray() };

    private static string Shape(string members, string forward, string block = "", string other = "", string body = "") =>
        FlowQuestion.Source(Source(members, forward, block, other, body)).TensorShape.Display;

    private static string Source(
        string members,
        string forward,
        string block = "",
        string other = "",
        string body = "",
        string doc = "") => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;
        {{(other.StartsWith('[') ? other : "")}}

        public partial class Net : Module<Tensor, Tensor>
        {
            {{members}}

            public Net() : base("Net") { RegisterComponents(); }

            /// <param name="x">[N, 3, 8]</param>
            public override Tensor forward(Tensor x) { {{forward}} }
        }

        internal class Block : Module<Tensor, Tensor>
        {
            public readonly double Scale = 2;
            {{(block.Contains("public Block(") ? "" : "public Block(int c) : base(nameof(Block)) { RegisterComponents(); }")}}
            {{block}}
            {{doc}}
            public override Tensor forward(Tensor y) { {{body}} Ask(y); return y; }
            private static void Ask(params object?[] any) { }
        }

        internal sealed class Wrapper : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> inner;
            public Wrapper(Module<Tensor, Tensor> inner) : base("Wrapper") { this.inner = inner; }
            public override Tensor forward(Tensor x) => inner.call(x.flatten());
        }

        {{(other.StartsWith('[') ? "" : other)}}

        """;
}
