using ModelFix.Testing;

namespace ModelFix.Core.Tests.Interpretation;

/// <summary>What is known of tuples and lists of tensors whose elements a contract states.</summary>
public sealed class StatedListTests
{
    private const string Two = "([N, 3], float32[N, 4])";

    [Theory]
    [InlineData("(Tensor, Tensor)", "Ask(p.Item1, p.Item2);")]
    [InlineData("(Tensor left, Tensor right)", "Ask(p.left, p.Item2);")]
    [InlineData("(Tensor, Tensor)", "var (a, b) = p; Ask(a, b);")]
    [InlineData("(Tensor, Tensor)", "var q = p; Ask(q.Item1, q.Item2);")]
    [InlineData("(Tensor, Tensor)", "Write(p); Ask(p.Item1, p.Item2);")]
    [InlineData("Tensor[]", "Ask(p[0], p[^1]);")]
    [InlineData("Tensor[]", "if (p.Length != 2) throw new Exception(); Ask(p[0], p[p.Length - 1]);")]
    [InlineData("params Tensor[]", "Ask(p[0], p[1]);")]
    [InlineData("List<Tensor>", "Ask(p[0], p[p.Count - 1]);")]
    [InlineData("IList<Tensor>", "Ask(p[0], p[1]);")]
    [InlineData("IReadOnlyList<Tensor>", "Ask(p[0], p[1]);")]
    [InlineData("IReadOnlyCollection<Tensor>", "Ask(p.First(), p.Last());")]
    [InlineData("IEnumerable<Tensor>", "var all = p.ToArray(); Ask(all[0], all[1]);")]
    [InlineData("IEnumerable<Tensor>", "Ask([.. p, x]);", "[...]")]
    public void The_elements_are_known(string type, string body, string? other = null)
    {
        var question = Question(type, Two, body);

        Assert.Equal(other is null ? ["[N, 3]", "[N, 4]"] : [other], question.Shapes);
    }

    [Theory]
    [InlineData("Tensor[]", "Ask(torch.cat(p, 1));", "[N, 7]")]
    [InlineData("List<Tensor>", "Ask(torch.cat(p, dim: 1));", "[N, 7]")]
    [InlineData("IEnumerable<Tensor>", "foreach (var t in p) Ask(t.sum(-1));", "[N]")]
    [InlineData("Tensor[]", "p[0] = p[0].unsqueeze(0); Ask(p[0]);", "[1, N, 3]")]
    [InlineData("(Tensor, Tensor)", "p.Item1 = p.Item2.unsqueeze(0); Ask(p.Item1);", "[1, N, 4]")]
    public void What_is_made_of_them_is_known(string type, string body, string expected) =>
        Assert.Equal(expected, Question(type, Two, body).Shape);

    [Theory]
    [InlineData("Tensor", Two)]
    [InlineData("Tensor[]", "[N, 3]")]
    [InlineData("(Tensor, Tensor)", "([N, 3], [N, 4], [N, 5])")]
    [InlineData("(Tensor, Tensor, Tensor)", Two)]
    [InlineData("(Tensor, int)", Two)]
    [InlineData("HashSet<Tensor>", Two)]
    public void What_does_not_fit_the_type_says_nothing(string type, string contract)
    {
        var asked = type switch
        {
            "Tensor" => "p",
            "HashSet<Tensor>" => "p.First()",
            _ when type[0] == '(' => "p.Item1",
            _ => "p[0]",
        };

        Assert.Equal("[...]", Question(type, contract, $"Ask({asked});").Shape);
    }

    [Theory]
    [InlineData("p[0] = y;")]
    [InlineData("p[x.shape[0] > 2 ? 0 : 1] = y;")]
    [InlineData("if (x.shape[0] > 2) p[0] = y;")]
    [InlineData("for (var i = 0; i < 2; i++) p[i] = p[i].unsqueeze(0);")]
    [InlineData("var q = p; q[0] = y;")]
    [InlineData("var q = x.shape[0] > 2 ? p : new[] { x, x }; q[0] = y;")]
    [InlineData("p = new[] { y, y };")]
    [InlineData("if (x.shape[0] > 2) p = new[] { y, y };")]
    [InlineData("kept = p; kept[0] = y;")]
    [InlineData("kept = p; Change();")]
    [InlineData("Write(p);")]
    [InlineData("writer.call(p);")]
    [InlineData("Swap(ref p[0], ref p[1]);")]
    [InlineData("(p[0], p[1]) = (p[1], p[0]);")]
    [InlineData("Array.Reverse(p);")]
    [InlineData("Array.Fill(p, y);")]
    [InlineData("p.AsSpan()[0] = y;")]
    [InlineData("Span<Tensor> s = p; s[0] = y;")]
    [InlineData("other[0] = y;")]
    [InlineData("Action set = () => p[0] = y; set();")]
    [InlineData("var q = p; Action set = () => q[0] = y; set();")]
    [InlineData("void Set() { p[0] = y; } Set();")]
    [InlineData("try { p[0] = y; Console.WriteLine(); p[0] = x; } catch (Exception) { }")]
    [InlineData("p[0].unsqueeze_(0);")]
    [InlineData("foreach (var t in p) t.unsqueeze_(0);")]
    [InlineData("p[0] ??= y; p[0] += y;")]
    public void A_change_of_an_array_that_may_happen_is_never_overlooked(string change) =>
        Assert.NotEqual("[N, 3]", Question("Tensor[]", Two, $"var y = x.unsqueeze(0);\n{change}\nAsk(p[0]);").Shape);

    [Theory]
    [InlineData("p[0] = y;")]
    [InlineData("p[^2] = y;")]
    [InlineData("p.Insert(0, y);")]
    [InlineData("p.Clear(); p.Add(y);")]
    [InlineData("p.RemoveAt(0);")]
    [InlineData("p.Reverse();")]
    [InlineData("p.Sort((a, b) => 1);")]
    [InlineData("var q = (IList<Tensor>)p; q[0] = y;")]
    [InlineData("IList<Tensor> q = p; q[0] = y;")]
    public void Nor_is_one_of_a_list(string change) =>
        Assert.NotEqual("[N, 3]", Question("List<Tensor>", Two, $"var y = x.unsqueeze(0);\n{change}\nAsk(p[0]);").Shape);

    [Theory]
    [InlineData("p.Item1 = y;")]
    [InlineData("p.left = y;")]
    [InlineData("if (x.shape[0] > 2) p.Item1 = y;")]
    [InlineData("for (var i = 0; i < 2; i++) p.left = p.left.unsqueeze(0);")]
    [InlineData("p = (y, y);")]
    [InlineData("New(out p.left);")]
    [InlineData("(p.left, p.right) = (p.right, p.left);")]
    [InlineData("Action set = () => p.left = y; set();")]
    [InlineData("try { p.left = y; Console.WriteLine(); p.left = x; } catch (Exception) { }")]
    [InlineData("p.left.unsqueeze_(0);")]
    public void Nor_is_one_of_a_tuple(string change) =>
        Assert.NotEqual("[N, 3]", Question("(Tensor left, Tensor right)", Two, $"var y = x.unsqueeze(0);\n{change}\nAsk(p.left);").Shape);

    [Fact]
    public void Nothing_is_known_of_a_list_that_has_grown()
    {
        var question = Question("List<Tensor>", Two, "p.Add(x.unsqueeze(0));\nAsk(p[0], p[2]);");

        Assert.Equal(["[...]", "[...]"], question.Shapes);
    }

    [Fact]
    public void The_contract_of_a_helper_counts_where_its_callers_know_nothing()
    {
        var question = Question("object", null, "return Head((Tensor[])p);", """
            /// <param name="maps">([N, 3], [N, 4])</param>
            public Tensor Head(Tensor[] maps)
            {
                Ask(maps[1]);
                return maps[1];
            }
            """);

        Assert.Equal("[N, 4]", question.Shape);
    }

    private static FlowQuestion Question(string type, string? contract, string body, string members = "") => FlowQuestion.Source(
        ForwardSource.Usings + $$"""
        public class Writer : Module<Tensor[], Tensor>
        {
            public Writer() : base("Writer") { }
            public override Tensor forward(Tensor[] maps) => maps[0] = maps[0].unsqueeze(0);
        }

        public class Net : Module
        {
            private readonly Writer writer = new();
            private Tensor[] kept = Array.Empty<Tensor>();

            public Net() : base("Net") => RegisterComponents();

            /// <param name="x">[N, 3]</param>
            /// <param name="other">([N, 3], [N, 4])</param>
            /// <param name="p">{{contract}}</param>
            public Tensor forward(Tensor x, Tensor[] other, {{type}} p)
            {
                {{body}}
                return x;
            }

            private void Change() => kept[0] = kept[0].unsqueeze(0);
            private static void Write(Tensor[] all) => all[0] = all[0].unsqueeze(0);
            private static void Write((Tensor, Tensor) all) => all.Item1 = all.Item2;
            private static void New(out Tensor t) => t = torch.zeros(1, 2, 3);
            private static void Swap(ref Tensor a, ref Tensor b) => (a, b) = (b, a);
            private static void Ask(params object?[] any) { }
            {{members}}
        }
        """);
}
