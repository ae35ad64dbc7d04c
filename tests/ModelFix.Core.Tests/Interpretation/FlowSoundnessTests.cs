
namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What the flow says must hold on every run. Each test is a program on which a careless interpreter says too much.</summary>
public sealed class FlowSoundnessTests
{
    [Theory]
    [InlineData("if (x.shape[0] > 2) y = x.unsqueeze(0);")]
    [InlineData("if (x.shape[0] > 2) { } else y = x.unsqueeze(0);")]
    [InlineData("switch (x.shape[0]) { case 1: y = x.unsqueeze(0); break; case 2: break; }")]
    [InlineData("switch (x.shape[0]) { case 1: if (x.shape[1] > 2) { y = x.unsqueeze(0); break; } break; default: break; }")]
    [InlineData("y = x.shape[0] > 2 ? x.unsqueeze(0) : x;")]
    [InlineData("var z = x.shape[0] > 2 ? (y = x.unsqueeze(0)) : x;")]
    [InlineData("var b = x.shape[0] > 2 && (y = x.unsqueeze(0)).shape[0] > 1;")]
    [InlineData("var z = x.shape[0] switch { 1 => (y = x.unsqueeze(0)), _ => x };")]
    [InlineData("for (var i = 0; i < x.shape[0]; i++) y = y.unsqueeze(0);")]
    [InlineData("for (var i = 0; i < 3; i++) { if (i > 1) { y = x.unsqueeze(0); break; } }")]
    [InlineData("for (var i = 0; i < 3; i++) { if (i > 1) { y = x.unsqueeze(0); continue; } y = x; }")]
    [InlineData("while (true) { if (x.shape[0] > 2) { y = x.unsqueeze(0); break; } y = x; break; }")]
    [InlineData("while ((y = x.unsqueeze(0)).shape[0] > 4) y = x;")]
    [InlineData("foreach (var i in new[] { 1, 2 }) y = y.unsqueeze(0);")]
    [InlineData("do { y = y.unsqueeze(0); } while (y.shape[0] > 4);")]
    [InlineData("try { y = x.unsqueeze(0); Console.WriteLine(); y = x; } catch (Exception) { }")]
    [InlineData("try { if (x.shape[0] > 1) throw new Exception(); } catch (Exception) { y = x.unsqueeze(0); }")]
    [InlineData("try { y = x; } finally { y = x.unsqueeze(0); }")]
    [InlineData("Action grow = () => y = y.unsqueeze(0); grow();")]
    [InlineData("void Grow() { y = y.unsqueeze(0); } Grow();")]
    [InlineData("Grow(ref y);")]
    [InlineData("New(out y);")]
    [InlineData("var i = 0; again: if (i++ < 2) { y = y.unsqueeze(0); goto again; }")]
    [InlineData("y.unsqueeze_(0);")]
    [InlineData("torch.unsqueeze_(y, 0);")]
    [InlineData("var z = y; z.unsqueeze_(0);")]
    [InlineData("var z = x.shape[0] > 2 ? y : x; z.unsqueeze_(0);")]
    [InlineData("Widen(y);")]
    [InlineData("(y, var n) = (x.unsqueeze(0), 1);")]
    [InlineData("var t = (y, 1); t.Item1 = x.unsqueeze(0); y = t.Item1;")]
    [InlineData("var l = new List<Tensor> { y, y }; l[^1] = x.unsqueeze(0); y = l[1];")]
    [InlineData("Tensor[] a = { y }, b = { y }; var c = x.shape[0] > 2 ? a : b; c[0] = x.unsqueeze(0); y = a[0];")]
    [InlineData("Tensor[] a = { y }, b = { y }; var c = x.shape[0] > 2 ? a : b; a[0] = x.unsqueeze(0); y = c[0];")]
    [InlineData("y = null!; y ??= x.unsqueeze(0);")]
    public void A_change_that_may_happen_is_never_overlooked(string change)
    {
        var question = FlowQuestion.Forward($"var y = x;\n{change}\nAsk(y);\nreturn y;", "[N, 3]", """
            private static void Grow(ref Tensor t) => t = t.unsqueeze(0);
            private static void New(out Tensor t) => t = torch.zeros(1, 2, 3);
            private static void Widen(Tensor t) => t.unsqueeze_(0);
            """);

        Assert.NotEqual("[N, 3]", question.Shape);
    }

    [Theory]
    [InlineData("n = 5;")]
    [InlineData("n++;")]
    [InlineData("n += 2;")]
    [InlineData("if (x.shape[0] > 2) n = 5;")]
    [InlineData("int.TryParse(\"5\", out n);")]
    [InlineData("Action set = () => n = 5; set();")]
    [InlineData("for (var i = 0; i < 3; i++) n += i;")]
    [InlineData("for (n = 0; n < 3; n++) { }")]
    public void An_integer_that_may_change_is_never_the_old_one(string change)
    {
        var question = FlowQuestion.Forward($"var n = 3;\n{change}\nAsk(n);");

        Assert.NotEqual(3, question.Integer?.Constant);
    }

    [Theory]
    [InlineData("s[1] = 7;", "[N, 7]")]
    [InlineData("s[^1] = 7;", "[N, 7]")]
    [InlineData("s[x.shape[0] > 2 ? 1 : 0] = 7;", "[...]")]
    [InlineData("var t = s; t[1] = 7;", "[...]")]
    [InlineData("Array.Reverse(s);", "[...]")]
    [InlineData("Write(s);", "[...]")]
    public void Writing_an_element_of_an_array_of_sizes_is_seen(string change, string expected)
    {
        var question = FlowQuestion.Forward(
            $"var s = x.shape;\n{change}\nvar y = torch.zeros(s);\nAsk(y);", "[N, 3]", "private static void Write(long[] s) => s[1] = 7;");

        Assert.Equal(expected, question.Shape);
    }

    [Fact]
    public void The_shape_of_a_tensor_is_a_copy_that_may_be_written_without_changing_the_tensor()
    {
        var question = FlowQuestion.Forward("var s = x.shape;\ns[1] = 7;\nAsk(x);", "[N, 3]");

        Assert.Equal("[N, 3]", question.Shape);
    }

    [Theory]
    [InlineData("r = r.index_select(1, picked)")]
    [InlineData("r = Unknown(r)")]
    public void A_size_of_the_last_round_of_a_loop_is_not_the_size_of_this_round(string step)
    {
        var integers = FlowQuestion.Forward($$"""
            var previous = x.shape[1];
            var r = x;
            var picked = x.nonzero();
            for (var i = 0; i < 3; i++)
            {
                {{step}};
                Ask(previous, r.shape[1]);
                previous = r.shape[1];
            }
            """, "[N, 3]", "private static Tensor Unknown(Tensor t) => t.nonzero();").Integers.ToList();

        Assert.NotEqual(integers[0], integers[1]);
    }

    [Fact]
    public void Inner_and_outer_loops_name_their_rounds_apart()
    {
        var integers = FlowQuestion.Forward("""
            var outer = x.shape[1];
            for (var i = 0; i < 3; i++)
            {
                var inner = outer;
                for (var j = 0; j < 3; j++)
                {
                    var y = x.nonzero();
                    Ask(inner, y.shape[0]);
                    inner = y.shape[0];
                }
                Ask(outer, inner);
                outer = inner;
            }
            """, "[N, 3]").Integers.ToList();

        Assert.NotEqual(integers[0], integers[1]);
        Assert.NotEqual(integers[2], integers[3]);
    }

    [Fact]
    public void Two_calls_of_a_helper_make_different_sizes()
    {
        var integers = FlowQuestion.Forward(
            "var a = Pick(x);\nvar b = Pick(x);\nAsk(a.shape[0], b.shape[0]);",
                "[N, 3]", "private static Tensor Pick(Tensor t) => t.nonzero();").Integers.ToList();

        Assert.NotEqual(integers[0], integers[1]);
    }

    [Fact]
    public void What_a_helper_calls_N_is_not_what_its_caller_calls_N()
    {
        var shapes = FlowQuestion.Forward("var y = Flat(x.nonzero());\nAsk(y, x);", "[N, 3]", """
            /// <param name="t">[N, 2]</param>
            private static Tensor Flat(Tensor t) => t.relu();
            """).Shapes.ToList();

        Assert.Equal("[N, 3]", shapes[1]);
        Assert.DoesNotContain("[N,", shapes[0]);
    }

    [Fact]
    public void An_argument_that_is_called_like_a_dim_of_the_contract_is_another_number()
    {
        var integers = FlowQuestion.Source("""
            using TorchSharp;
            using static TorchSharp.torch;
            public class Net : nn.Module<Tensor, int, Tensor>
            {
                public Net() : base("Net") { }
                private static void Ask(params object?[] any) { }
                /// <param name="x">[N, 3]</param>
                /// <param name="N">A count.</param>
                public override Tensor forward(Tensor x, int N)
                {
                    Ask(x.shape[0], N);
                    return x;
                }
            }
            """).Integers.ToList();

        Assert.NotEqual(integers[0], integers[1]);
    }

    [Fact]
    public void A_lambda_parameter_that_hides_a_name_is_another_tensor()
    {
        var integers = FlowQuestion.Forward(
            """
            var h = x.shape[1];
            var all = new[] { x, x }.Select(static x => x.nonzero()).ToList();
            Func<Tensor, long> f = static x => { Ask(x.shape[1]); return 1; };
            Ask(h);
            return x;
            """).Integers.ToList();

        Assert.NotEqual(integers[0], integers[1]);
    }

    [Theory]
    [InlineData("void Grow() { x = x.unsqueeze(0); } Grow(); Ask(x);")]
    [InlineData("Action grow = () => x = x.unsqueeze(0); grow(); Ask(x);")]
    [InlineData("void Outer(Tensor t) { void Grow() { t = x.unsqueeze(0).unsqueeze(0); } Grow(); Ask(t); } Outer(x);")]
    public void A_parameter_that_a_function_inside_changes_is_not_known(string body) =>
        Assert.Equal("[...]", FlowQuestion.Forward(body, "[N, 3]").Shape);

    [Fact]
    public void A_variable_that_is_reassigned_after_a_lambda_captured_it_is_not_known_in_the_lambda()
    {
        var question = FlowQuestion.Forward("var n = 3;\nvar k = 4;\nAction a = () => Ask(n, k);\nn = 5;\na();");

        Assert.Equal([null, 4L], question.Integers.Select(d => d?.Constant));
    }

    [Fact]
    public void A_local_function_behind_the_return_is_interpreted()
    {
        var question = FlowQuestion.Forward("return F(x);\nTensor F(Tensor t) { Ask(x); return t; }", "[N, 3]");

        Assert.Equal("[N, 3]", question.Shape);
    }

    [Fact]
    public void Training_only_code_does_not_change_what_is_known_in_eval()
    {
        var question = FlowQuestion.Forward(
            "if (training) x = x.unsqueeze(0);\nif (!training) { } else return x;\nAsk(x);\nreturn x;", "[N, 3]");

        Assert.Equal("[N, 3]", question.Shape);
    }

    [Fact]
    public void A_size_that_may_be_minus_one_is_not_believed()
    {
        var question = FlowQuestion.Forward(
            "Ask(x.view(k, 3));", "[N, 3, 4]", "private readonly int k; public Net(int k) : base(\"Net\") { this.k = k; }");

        Assert.Equal(2, question.TensorShape.Rank);
        Assert.DoesNotContain("this.k", question.Shape);
    }

    [Fact]
    public void Division_truncates_towards_zero()
    {
        var integers = FlowQuestion.Forward(
            "Ask((k - 1) / 2, x.shape[0] / 2, -7 / 2, 7 / -2, (2 * k) / 2);",
            "[N, 3]",
            "private readonly int k; public Net(int k) : base(\"Net\") { this.k = k; }")
            .Integers.Select(d => d?.ToString()).ToList();

        Assert.StartsWith("int trunc(", integers[0]);
        Assert.Equal(["(N)/2", "-3", "-3", "int this.k"], integers.Skip(1));
    }

    [Fact]
    public void A_range_of_sizes_that_may_cross_is_not_measured()
    {
        var question = FlowQuestion.Forward("for (var d = 0; d < 4; d++) { Ask(x[.., ^d..d], x[.., d..], x[.., ..^d]); }", "[N, 4]");

        var shapes = question.Shapes.ToList();
        Assert.DoesNotContain("2*d", shapes[0]);
        Assert.Equal(shapes[1], shapes[2]);
        Assert.Contains("-d@", shapes[1]);
    }
}
