using System.Text.Json;

namespace ModelFix.Cli.Tests.Observation;

/// <summary><c>modelfix shapes --observed</c> as a user runs it.</summary>
public sealed class ObservedShapesTests : VerifyRuns
{
    private const string Usings = """
        using System;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;

    /// <summary>A block whose doc comment may be wrong.</summary>
    private static string Block(string contract, string statement) => Usings + $$"""
        public class Net : Module<Tensor, Tensor>
        {
            private readonly Block block = new();
            public Net() : base("Net") => RegisterComponents();

            /// <param name="x">float32[N, 8, 6]</param>
            public override Tensor forward(Tensor x) => block.call(x);
        }

        public class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(6, 4);
            public Block() : base("Block") => RegisterComponents();

            /// <param name="v">{{contract}}</param>
            public override Tensor forward(Tensor v)
            {
                {{statement}}
            }
        }
        """;

    [Fact]
    public void What_libtorch_gives_stands_beside_what_is_inferred()
    {
        Folder.Write("Net.cs", Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                private readonly Conv2d conv = Conv2d(3, 8, (4L, 2L), stride: (4L, 2L));
                private readonly bool deep = Environment.GetEnvironmentVariable("DEEP") == "1";

                public Net() : base("Net") => RegisterComponents();

                /// <param name="x">[N, 3, H, 32], H % 4 == 0</param>
                public override Tensor forward(Tensor x)
                {
                    var y = conv.call(x);
                    var kept = y.masked_select(y.isfinite());
                    if (deep)
                        y = y.relu().tanh();
                    y = y.shape[2] > 9 ? y[.., .., ..9] : y;
                    if (deep) y.sigmoid_().relu();
                    return y.sum(1) + kept.mean();
                }
            }
            """);

        var (exit, output, error) = Run("shapes", "--observed");

        Assert.DoesNotContain("not recorded", error, StringComparison.Ordinal);
        Assert.Equal("""
            Net.cs: Net.forward
               14  public override Tensor forward(Tensor x)       // x: [N, 3, H, 32] (recorded float32[N, 3, H, 32])
               15  {
               16      var y = conv.call(x);                      // y: [N, 8, (H)/4, 16] (recorded float32[N, 8, (H)/4, 16])
               17      var kept = y.masked_select(y.isfinite());  // kept: [?] (recorded float32[2048|22016|3072|…])
               18      if (deep)
               19          y = y.relu().tanh();                   // y: [N, 8, (H)/4, 16] (not reached)
               20      y = y.shape[2] > 9 ? y[.., .., ..9] : y;   // y: [N, 8, ?, 16] (recorded float32[N, 8, 8|9|7|…, 16])
               21      if (deep) y.sigmoid_().relu();
               22      return y.sum(1) + kept.mean();             // return: [N, ?, 16] (recorded float32[N, 8|9|7|…, 16])
               23  }
              (17,20): y.masked_select(y.isfinite()): of [?], the size of dim 0 is not known
              (20,13): y.shape[2] > 9 ? y[.., .., ..9] : y: of [N, 8, ?, 16], the size of dim 2 is not known
              (21,19): y.sigmoid_().relu(): no recording reached this

            6 tensors in 1 method: 3 with every size, 3 with their rank, 0 unknown.
            Recorded: 11 of 16 tensors compared, 0 without inference, 5 not reached, 0 not compared; 0 contradictions.

            """.ReplaceLineEndings("\n"), output.ReplaceLineEndings("\n"));
        Assert.Equal(0, exit);
    }

    [Fact]
    public void A_contract_that_is_wrong_is_contradicted()
    {
        Folder.Write("Net.cs", Block("float32[N, 6, K]", "var y = v.relu();\n        return y.narrow(1, 2, 3).sum(2);"));

        var (exit, output, _) = Run("shapes", "--observed");

        Assert.Equal(4, exit);
        Assert.EndsWith("""
            Net.cs: Block.forward
               21  public override Tensor forward(Tensor v)  // v: float32[N, 6, K] (CONTRADICTED: it is [2, 8, 6], not 6 in dim 1 (N=2))
               22  {
               23      var y = v.relu();                     // y: float32[N, 6, K] (CONTRADICTED: it is [2, 8, 6], not 6 in dim 1 (N=2))
               24      return y.narrow(1, 2, 3).sum(2);      // return: float32[N, 3] (as recorded)
               25  }

            5 tensors in 2 methods: 5 with every size, 0 with their rank, 0 unknown.
            Recorded: 7 of 7 tensors compared, 0 without inference, 0 not reached, 0 not compared; 3 contradictions.

            """.ReplaceLineEndings("\n"), output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_is_to_throw_and_runs_is_contradicted()
    {
        Folder.Write("Net.cs", Block("[N, 8, 16]", "var y = fc.call(v);\n        return y;"));

        var (exit, output, _) = Run("shapes", "--observed");

        Assert.Equal(4, exit);
        const string Throws = "throws, so nothing that depends on these shapes is proven: Linear takes 6 features, and [N, 8, 16] has 16";
        const string Runs = "it is to throw, since Linear takes 6 features, and [N, 8, 16] has 16, and does not (N=2)";
        Assert.EndsWith($"""
              (23,17): fc.call(v): this {Throws}
              (23,17): fc.call(v): CONTRADICTED: {Runs}

            5 tensors in 2 methods: 3 with every size, 0 with their rank, 2 unknown.
            Recorded: 4 of 7 tensors compared, 3 without inference, 0 not reached, 0 not compared; 2 contradictions.

            """.ReplaceLineEndings("\n"), output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_what_was_recorded()
    {
        Folder.Write("Net.cs", Block("int64[N, 8, 6]", "return fc.call(v);"));

        var (exit, output, _) = Run("shapes", "--observed", "--format", "json");

        Assert.Equal(4, exit);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Empty(document.GetProperty("notRecorded").EnumerateArray());
        var (net, block) = (document.GetProperty("methods")[0], document.GetProperty("methods")[1]);
        Assert.Equal(("agrees", "float32[N, 8, 6]", ""), Recorded(net.GetProperty("tensors")[0]));
        Assert.Equal(("contradicts", "float32[N, 8, 6]", "its dtype is float32 (N=2)"), Recorded(block.GetProperty("tensors")[0]));
    }

    [Fact]
    public void A_model_that_cannot_be_recorded_is_named_and_the_rest_is_shown()
    {
        Folder.Write("Net.cs", Usings + """
            public class Unknown : Module<Tensor, Tensor>
            {
                public Unknown() : base("Unknown") { }
                public override Tensor forward(Tensor x) => x.relu();
            }

            public class Throws : Module<Tensor, Tensor>
            {
                public Throws() : base("Throws") { }

                /// <param name="x">[N, 4]</param>
                public override Tensor forward(Tensor x)
                {
                    if (x.shape[0] == 1) throw new InvalidOperationException("no batch");
                    return x.relu();
                }
            }

            public class Runs : Module<Tensor, Tensor>
            {
                public Runs() : base("Runs") { }
                /// <param name="x">[N, 4]</param>
                public override Tensor forward(Tensor x) => x.tanh();
            }
            """);

        var (exit, output, error) = Run("shapes", "--observed");

        Assert.Equal(3, exit);
        Assert.Contains("Unknown is not recorded: the shape of x is not known: state it in the doc", error, StringComparison.Ordinal);
        Assert.Contains(
            "Throws is not recorded at all sizes: N=1: InvalidOperationException: no batch at ", error, StringComparison.Ordinal);
        Assert.Contains("=> x.relu();  // x: [...] (not reached); return: [...] (not reached)", output, StringComparison.Ordinal);
        Assert.Contains("return x.relu();", output, StringComparison.Ordinal);
        Assert.Contains("return: [N, 4] (recorded float32[N, 4])", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_recorded_with_the_constants_that_it_is_always_made_with()
    {
        Folder.Write("Models.csproj", "<Project />");
        Folder.Write("Net.cs", Usings + """
            internal sealed class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;

                public Net(int k = 4, bool bias = false) : base("Net")
                {
                    fc = Linear(6, k, bias);
                    RegisterComponents();
                }

                /// <param name="x">float32[N, 6]</param>
                public override Tensor forward(Tensor x) => fc.call(x);
            }

            internal static class Program
            {
                private static readonly Net net = new(8, bias: true);

                public static void Run() => net.call(torch.randn(2, 6));
            }
            """);

        var (exit, output, _) = Run("shapes", "--observed");

        Assert.Contains("return: float32[N, 8] (as recorded)", output, StringComparison.Ordinal);
        Assert.Equal(0, exit);
    }

    private static (string?, string?, string?) Recorded(JsonElement tensor)
    {
        var recorded = tensor.GetProperty("recorded");
        return (recorded.GetProperty("state").GetString(),
            recorded.GetProperty("shape").GetString(),
            recorded.GetProperty("contradiction").GetString());
    }
}
