using ModelFix.Core.Export;
using ModelFix.Engine.Export;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests.Export;

/// <summary>
/// The models of the files in Models are exported as a whole and compute the same in ONNX Runtime, at sizes that were not recorded too;
/// and what cannot be exported is refused at the line that is the reason.
/// </summary>
[Collection("verify")]
public sealed class ModelExportTests : ExportedModels
{
    private static string Models => Path.Combine(AppContext.BaseDirectory, "Export", "Models");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Models, "*.txt").Select(f => Path.GetFileName(f)[..^".cs.txt".Length]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ComputesTheSame(string name) =>
        WholeModels.AssertSame(Recorded(File.ReadAllText(Path.Combine(Models, name + ".cs.txt"))), WholeModels.Opsets);

    [Theory]
    [MemberData(nameof(Names))]
    public void ComputesTheSameInTorchScript(string name)
    {
        var recorded = Recorded(File.ReadAllText(Path.Combine(Models, name + ".cs.txt")));

        WholeModels.Agrees(recorded, Exporter.WrittenAsScript(recorded, Empty, CancellationToken.None));
    }

    [Theory]
    [InlineData("if (x.sum().item<float>() > 0) x = x * 2; // here\nreturn x;", "MFX1701")]
    [InlineData("var y = x;\nfor (var i = 0; i < x.shape[0]; i++) y = y + x[i]; // here\nreturn y;", "depends on a size")]
    [InlineData("return x + torch.randn(4); // here", "random")]
    [InlineData("return x + torch.rand_like(x); // here", "random")]
    [InlineData("return functional.dropout(x, 0.5, training: true); // here", "MFX1706")]
    [InlineData("return functional.batch_norm(x, null, null, training: true); // here", "statistics of the batch", true)]
    [InlineData("return functional.batch_norm(x, norm.running_mean, norm.running_var, training: true); // here", "statistics")]
    [InlineData("norm.train(); // here\nreturn norm.call(x);", "train() or eval() is called in forward")]
    [InlineData("return x / Math.Log(x.shape[0]); // here", "div: the number is another one for inputs of other sizes")]
    [InlineData("return x * torch.tensor(new[] { 0.5f / x.shape[0] }); // here", "tensor: it holds other numbers")]
    [InlineData(
        "var y = x.t().narrow(1, 0, x.shape[0] / 2).contiguous();\ny.mul_(2); // here\nreturn x + y.sum();",
        "contiguous makes no copy",
        true)]
    [InlineData("counted.add_(1); // here\nreturn x * counted;", "forward writes to counted")]
    [InlineData("if (kept is null) kept = x.sum().DetachFromDisposeScope();\nreturn x * kept; // here", "call")]
    [InlineData("kept = kept is null ? x.sum() : kept + x.sum(); // here\nreturn x * kept;", "kept from call to call")]
    [InlineData(
        "return lstm.call(nn.utils.rnn.pack_padded_sequence(x.t().unsqueeze(2), torch.ones(x.shape[0], torch.int64))).Item2; // here",
        "packed")]
    [InlineData("return pretrained.call((x > 0).to(torch.int64)); // here", "from_pretrained")]
    [InlineData("return heads.call(x.unsqueeze(0), x.unsqueeze(0), x.unsqueeze(0)).Item1; // here", "MultiheadAttention: add_bias_kv")]
    [InlineData("return normed.call((x > 0).to(torch.int64)); // here", "max_norm")]
    [InlineData("return unregistered[0].call((x > 0).to(torch.int64)); // here", "not registered")]
    [InlineData("return functional.one_hot((x > 0).to(torch.int64)); // here", "num_classes")]
    [InlineData("embedding.weight.mul_(2); // here\nreturn embedding.call((x > 0).to(torch.int64));", "forward writes to")]
    [InlineData("return Twice.apply(x); // here", "MFX1705")]
    [InlineData("return x + Elsewhere(); // here", "nobody saw how it was made")]
    [InlineData("return x * unset; // here", "unset has no values")]
    [InlineData("return x * hidden; // here", "a tensor that the model keeps has no values")]
    public void Refuses(string forward, string because, bool isScript = false)
    {
        var code = $$"""
            public class Net : Module<Tensor, Tensor>
            {
                private readonly BatchNorm1d norm = BatchNorm1d(4);
                private readonly LSTM lstm = LSTM(1, 3);
                private readonly Embedding embedding = Embedding(4, 3);
                private readonly Embedding pretrained = Embedding_from_pretrained(torch.ones(4, 3));
                private readonly Embedding normed = Embedding(4, 3, max_norm: 1);
                private readonly MultiheadAttention heads = MultiheadAttention(4, 2, add_bias_kv: true);
                private readonly Embedding[] unregistered = { Embedding(4, 3) };
                private Tensor counted = torch.ones(1);
                private readonly Parameter unset = new(torch.empty(4));
                private static readonly Tensor hidden = torch.empty(4);
                private Tensor? kept;

                public Net() : base("Net")
                {
                    register_buffer("counted", counted);
                    RegisterComponents();
                }

                /// <param name="x">float32[N, 4]</param>
                public override Tensor forward(Tensor x)
                {
                    {{forward}}
                }

                /// <summary>What another thread makes while forward runs may be made of anything.</summary>
                private static Tensor Elsewhere()
                {
                    Tensor? made = null;
                    var thread = new System.Threading.Thread(() => made = torch.ones(4));
                    thread.Start();
                    thread.Join();
                    return made!;
                }
            }

            internal sealed class Twice : autograd.SingleTensorFunction<Twice>
            {
                public override string Name => "Twice";

                public override Tensor forward(autograd.AutogradContext context, params object[] vars) => ((Tensor)vars[0]) * 2;

                public override List<Tensor?> backward(autograd.AutogradContext context, Tensor gradient) => new() { gradient * 2 };
            }
            """;

        // What recording refuses it refuses for both.
        var recorded = new Lazy<RecordedModel>(() => Recorded(code));
        IsRefused(() => WholeModels.Written(recorded.Value, ExportOptions.UsualOpset));
        if (isScript) WholeModels.Agrees(recorded.Value, Exporter.WrittenAsScript(recorded.Value, Empty, CancellationToken.None));
        else IsRefused(() => Exporter.WrittenAsScript(recorded.Value, Empty, CancellationToken.None));

        void IsRefused(Action export)
        {
            var refusal = Assert.Throws<ExportRefusal>(export);
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
            Assert.EndsWith("Net.cs", refusal.Place?.File, StringComparison.Ordinal);
            var line = (ForwardSource.Usings + code).Split('\n')[refusal.Place!.Line - 1];
            Assert.EndsWith("// here", line.TrimEnd(), StringComparison.Ordinal);
        }
    }
}
