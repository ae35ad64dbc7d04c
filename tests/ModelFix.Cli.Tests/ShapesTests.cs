using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary><c>modelfix shapes</c>: a shape beside every line that names a tensor, and the places where knowledge ends.</summary>
public sealed class ShapesTests : IDisposable
{
    private const string Source = """
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(3, 8, 3, stride: 2, padding: 1);

            public Net() : base("Net") => RegisterComponents();

            /// <param name="x">[N, 3, H, 32]</param>
            public override Tensor forward(Tensor x)
            {
                var y = conv.call(x);
                var (a, b) = (y.relu(), y.amax(1));
                y = a + b.unsqueeze(1);

                for (var i = 0; i < 3; i++)
                    y = y + a.narrow(3, 0, i).sum();
                return y.masked_select(y > 0);
            }

            public static void Train(Tensor data) => data.squeeze();
        }

        public class Loss : Module<Tensor, Tensor>
        {
            public Loss() : base("Loss") { }
            public override Tensor forward(Tensor x) => x.mean();
        }

        public class Head : Module<Tensor, Tensor>
        {
            public Head() : base("Head") { }
            public override Tensor forward(Tensor x) => x.squeeze(1);
        }
        """;

    private const string BeyondBudget = "interpreting it takes more than 400,000 steps (or nests deeper than 500), so nothing is known";

    /// <summary>Calls within each other, more than are followed.</summary>
    private static readonly string TooLarge = $$"""
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public class Net : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }
            /// <param name="x">[N, 1, 8]</param>
            public override Tensor forward(Tensor x)
            {
                var y = x{{string.Concat(Enumerable.Repeat(".relu()", 600))}};
                return x.squeeze(1);
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_forward_that_cannot_run_shows_how_far_it_gets_and_why()
    {
        _folder.Write("Net.cs", """
            using TorchSharp;
            using TorchSharp.Modules;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(512, 10);

                public Net() : base("Net") => RegisterComponents();

                /// <param name="x">[N, 64, 2, 2]</param>
                public override Tensor forward(Tensor x)
                {
                    var y = x.flatten(1);
                    y = fc.call(y);
                    return y.squeeze(1);
                }
            }
            """);

        var (_, output, _) = Run("shapes");

        const string Throws =
            "this throws, so nothing that depends on these shapes is proven: Linear takes 512 features, and [N, 256] has 256";
        Assert.Equal($$"""
            Net.cs: Net.forward
               13  public override Tensor forward(Tensor x)  // x: [N, 64, 2, 2]
               14  {
               15      var y = x.flatten(1);                 // y: [N, 256]
               16      y = fc.call(y);                       // y: [...]
               17      return y.squeeze(1);                  // return: [...]
               18  }
              (16,13): fc.call(y): {{Throws}}

            4 tensors in 1 method: 2 with every size, 0 with their rank, 2 unknown.

            """.ReplaceLineEndings("\n"), output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Each_line_shows_the_tensors_that_it_names()
    {
        _folder.Write("Net.cs", Source);

        var (exit, output, _) = Run("shapes");

        Assert.Equal(0, exit);
        Assert.Equal("""
            Net.cs: Net.forward
               13  public override Tensor forward(Tensor x)  // x: [N, 3, H, 32]
               14  {
               15      var y = conv.call(x);                 // y: [N, 8, (H - 1)/2 + 1, 16]
               16      var (a, b) = (y.relu(), y.amax(1));   // a: [N, 8, (H - 1)/2 + 1, 16]; b: [N, (H - 1)/2 + 1, 16]
               17      y = a + b.unsqueeze(1);               // y: [N, 8, (H - 1)/2 + 1, 16]
               18
               19      for (var i = 0; i < 3; i++)
               20          y = y + a.narrow(3, 0, i).sum();  // y: [N, 8, (H - 1)/2 + 1, 16]
               21      return y.masked_select(y > 0);        // return: [?]
               22  }
              (21,16): y.masked_select(y > 0): of [?], the size of dim 0 is not known

            Net.cs: Head.forward
               36  public override Tensor forward(Tensor x) => x.squeeze(1);  // x: [..., x.shape[-2], x.shape[-1]]; return: [...]
              (36,49): x: nothing says what x is: state its shape in a doc comment, [N, 3, 224, 224], or in modelfix.json

            9 tensors in 2 methods: 6 with every size, 1 with their rank, 2 unknown.

            """.ReplaceLineEndings(), output.ReplaceLineEndings());
    }

    [Fact]
    public void Programs_get_a_list()
    {
        _folder.Write("Net.cs", Source);

        var (exit, output, _) = Run("shapes", "--format", "json");

        Assert.Equal(0, exit);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal(1, document.GetProperty("version").GetInt32());
        var method = document.GetProperty("methods")[0];
        Assert.Equal(("Net.cs", "Net.forward"), (method.GetProperty("file").GetString(), method.GetProperty("method").GetString()));
        var tensor = method.GetProperty("tensors")[1];
        Assert.Equal(
            (15, 13, "y", 4),
            (tensor.GetProperty("line").GetInt32(),
                tensor.GetProperty("column").GetInt32(),
                tensor.GetProperty("name").GetString(),
                tensor.GetProperty("rank").GetInt32()));
        Assert.Equal(["N", "8", "(H - 1)/2 + 1", "16"], tensor.GetProperty("dims").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal("y.masked_select(y > 0)", method.GetProperty("lost")[0].GetProperty("expression").GetString());
    }

    /// <summary>
    /// A class of which the files are all there is called by nobody else; where a file is missing it may be the one that calls it.
    /// </summary>
    [Theory]
    [InlineData("<Project />", "", "v: [N, 3, 8]")]
    [InlineData("<Project />", "Net.cs", "v: [...]")]
    [InlineData("<Project><ItemGroup><InternalsVisibleTo Include=\"Tests\" /></ItemGroup></Project>", "", "v: [...]")]
    [InlineData(null, "", "v: [...]")]
    public void A_module_inside_of_another_is_known_from_it(string? project, string path, string expected)
    {
        if (project is not null) _folder.Write("Models.csproj", project);
        _folder.Write("Net.cs", """
            using TorchSharp;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            public class Net : Module<Tensor, Tensor>
            {
                private readonly Block block = new();
                public Net() : base("Net") => RegisterComponents();
                /// <param name="x">[N, 3, 8]</param>
                public override Tensor forward(Tensor x) => block.call(x);
            }

            internal class Block : Module<Tensor, Tensor>
            {
                public Block() : base("Block") { }
                public override Tensor forward(Tensor v) => v.relu();
            }
            """);

        var (exit, output, _) = path.Length == 0 ? Run("shapes") : Run("shapes", path);

        Assert.Equal(0, exit);
        Assert.Contains(expected, output);
    }

    [Fact]
    public void A_folder_without_models_is_an_error()
    {
        _folder.Write("Program.cs", "System.Console.WriteLine(1);");

        var (exit, _, error) = Run("shapes");

        Assert.Equal(3, exit);
        Assert.Contains("there is no exported model. Name a project with a class that derives from torch.nn.Module", error);
    }

    [Fact]
    public void A_finding_that_is_not_proven_says_where_the_shape_was_lost()
    {
        _folder.Write("Net.cs", Source);

        var (_, text, _) = Run("check");
        var (_, json, _) = Run("check", "--format", "json");

        const string Lost = "(36,49): nothing says what x is: state its shape in a doc comment, [N, 3, 224, 224], or in modelfix.json";
        Assert.Contains($"[Assumed]\n    {Lost}\n", text.ReplaceLineEndings("\n"));
        var findings = JsonDocument.Parse(json).RootElement.GetProperty("findings").EnumerateArray();
        Assert.Contains(Lost, findings.Select(f => f.GetProperty("lost").GetString()));
    }

    [Fact]
    public void A_method_that_takes_too_many_steps_says_so_once()
    {
        _folder.Write("Net.cs", TooLarge);

        var (_, text, _) = Run("shapes");
        var (_, json, _) = Run("shapes", "--format", "json");

        Assert.Contains($"\n  (9,28): forward: {BeyondBudget}\n\n", text.ReplaceLineEndings("\n"));
        var lost = Assert.Single(JsonDocument.Parse(json).RootElement.GetProperty("methods")[0].GetProperty("lost").EnumerateArray());
        Assert.Equal(
            (9, 28, "forward", BeyondBudget),
            (lost.GetProperty("line").GetInt32(),
                lost.GetProperty("column").GetInt32(),
                lost.GetProperty("expression").GetString(),
                lost.GetProperty("reason").GetString()));
    }

    [Fact]
    public void A_finding_in_a_method_that_takes_too_many_steps_says_so()
    {
        _folder.Write("Net.cs", TooLarge);

        var (_, text, _) = Run("check");
        var (_, json, _) = Run("check", "--format", "json");

        Assert.Contains($"[Assumed]\n    (9,28): {BeyondBudget}\n", text.ReplaceLineEndings("\n"));
        Assert.Equal(
            $"(9,28): {BeyondBudget}", JsonDocument.Parse(json).RootElement.GetProperty("findings")[0].GetProperty("lost").GetString());
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        return (new Tool(output, error, _folder.Path).Run(arguments, CancellationToken.None), output.ToString(), error.ToString());
    }
}
