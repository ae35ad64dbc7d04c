using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// Where the knowledge comes from that makes a rule's fix proven, for every rule that needs any: the same code is proven by a contract, a
/// layer, a local, through a helper, a sub-module and a ModuleList; and it is not proven without.
/// </summary>
public sealed class SafetyTests
{
    /// <summary>
    /// What each rule finds in a tensor v of float32[2, 1, 8, 8], and how sure it is of a tensor of which nothing is known.
    /// </summary>
    private static readonly (string Rule, string Body, Safety Unknown)[] Patterns =
    [
        ("MFX1001", "return v.squeeze(1);", Safety.Assumed),
        ("MFX1002", "return v.squeeze();", Safety.Report),
        ("MFX1003", "return v.view(v.size(0), -1);", Safety.Assumed),
        ("MFX1003", "var (b, c, h, w) = (v.shape[0], v.shape[1], v.shape[2], v.shape[3]);\nreturn v.view(b, c * h, w);", Safety.Report),
        ("MFX1101", "return v.clamp(min: 0);", Safety.Assumed),
        ("MFX1204", "return v.mean();", Safety.Report),
        ("MFX1206", "return v.std((2, 3));", Safety.Report),
        ("MFX1301", "var t = v.clone();\nt[.., 0] = v.amax(1);\nreturn t;", Safety.Assumed),
        ("MFX1302", "var t = v.clone();\nt[t.sum(new long[] { 1, 2, 3 }) > 0] = 0f;\nreturn t;", Safety.Assumed),
        ("MFX1303",
            "var t = v.clone();\nvar i = torch.tensor(new long[] { 1, 0 });\nt[i] = v.index_select(0, i) * 2;\nreturn t;",
            Safety.Assumed),
        ("MFX1304", "var t = v.clone();\nt[.., 0] += v.amax(1);\nreturn t;", Safety.Assumed),
        ("MFX1305", "var t = zeros_like(v);\nfor (var i = 0; i < 8; i++) t[.., .., i] = v[.., .., i] * 2;\nreturn t;", Safety.Report),
        ("MFX1401", "return functional.adaptive_avg_pool2d(v, 3);", Safety.Report),
    ];

    public static TheoryData<int, string> Sources
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Patterns.Length; i++)
                foreach (var source in new[] { "contract",
                    "layer",
                    "local",
                    "condition",
                    "helper",
                    "sub-module",
                    "inside of a sub-module",
                    "ModuleList",
                    "blocks of unknown number" })
                    data.Add(i, source);
            return data;
        }
    }

    [Theory, MemberData(nameof(Sources))]
    public void Is_proven_by(int pattern, string source)
    {
        var (rule, body, _) = Patterns[pattern];

        var run = RuleRun.Of(rule, Source(source, body));

        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Assert.Single(run.Findings);
    }

    public static TheoryData<int> All => new(Enumerable.Range(0, Patterns.Length));

    [Theory, MemberData(nameof(All))]
    public void Is_not_proven_of_a_tensor_of_which_nothing_is_known(int pattern)
    {
        var (rule, body, safety) = Patterns[pattern];

        var finding = Assert.Single(RuleRun.Of(rule, ForwardSource.Of("var v = x;\n" + body)).Findings);

        Assert.Equal(safety, finding.Safety);
    }

    /// <summary>One way gives another shape than the other: nothing that only one of them proves is believed.</summary>
    [Theory, MemberData(nameof(All))]
    public void Is_not_proven_where_one_way_denies_it(int pattern)
    {
        var (rule, body, _) = Patterns[pattern];
        var source = ForwardSource.Of(
            "var v = x;\nif (x.sum().item<float>() > 0) v = other;\n" + body, "float32[2, 1, 8, 8]", "public Tensor other = zeros(1);\n");

        var finding = Assert.Single(RuleRun.Of(rule, source).Findings);

        Assert.NotEqual(Safety.Proven, finding.Safety);
    }

    [Theory]
    [InlineData("MFX1001", "return x.squeeze(0);", "[N, 3, H, W]", "N > 1", nameof(Safety.Assumed))]
    [InlineData("MFX1001", "return x.squeeze(2);", "[N, 3, H, W]", "H % 32 == 0", nameof(Safety.Assumed))]
    [InlineData("MFX1001", "return x[..1].squeeze(0);", "[N, 3, H, W]", "N >= 1", nameof(Safety.Assumed))]
    [InlineData(
        "MFX1401",
        "return functional.adaptive_avg_pool2d(x[.., .., ..8, 1..9], 4);",
        "[N, 3, H, W]",
        "H >= 8, W > 8",
        nameof(Safety.Report))]
    [InlineData(
        "MFX1003",
        "var y = x[..1, .., ..4];\nreturn y.view(y.shape[0], y.shape[1] * y.shape[2], y.shape[3]);",
        "[N, 3, H, 8]",
        "H >= 4, N >= 1",
        nameof(Safety.Report))]
    public void Is_proven_by_a_fact_of_the_contract(string rule, string body, string shape, string facts, string without)
    {
        Assert.Equal(Safety.Proven, Assert.Single(RuleRun.Of(rule, ForwardSource.Of(body, $"{shape}, {facts}")).Findings).Safety);
        Assert.Equal(without, Assert.Single(RuleRun.Of(rule, ForwardSource.Of(body, shape)).Findings).Safety.ToString());
        Assert.Equal(
            without, Assert.Single(RuleRun.Of(rule, ForwardSource.Of(body, $"{shape}, usually {facts}")).Findings).Safety.ToString());
    }

    private static string Source(string source, string body) => source switch
    {
        "contract" => ForwardSource.Of("var v = x;\n" + body, "float32[2, 1, 8, 8]"),
        "layer" =>
            ForwardSource.Of(
                "var v = conv.call(x);\n" + body,
                "float32[2, C, 16, 16]",
                "private readonly Conv2d conv;\n",
                "conv = Conv2d(5, 1, 3, stride: 2, padding: 1);"),
        "local" => ForwardSource.Of("var size = 64 / 8;\nvar v = x.reshape(2, 1, size, -1);\n" + body, "float32[8, 16]"),
        "condition" => ForwardSource.Of(
            "if (x.dim() != 4 || x.shape[0] != 2 || x.shape[1] != 1) throw new ArgumentException(nameof(x));\n"
                + "if (x.size(2) != 8 || x.size(3) != 8) throw new ArgumentException(nameof(x));\nvar v = x;\n"
                + body,
            "float32[A, B, C, D]"),
        "helper" =>
            ForwardSource.Of("return Finish(x.unsqueeze(1));", "float32[2, 8, 8]", $"private Tensor Finish(Tensor v)\n{{\n{body}\n}}\n"),
        "sub-module" =>
            ForwardSource.Of(
                "var v = block.call(x);\n" + body, "float32[2, 1, 8, 8]", "private readonly Block block = new Block(1);\n" + Block),
        "inside of a sub-module" =>
            ForwardSource.Of(
                "return inner.call(x.unsqueeze(1));",
                "float32[2, 8, 8]",
                $"private readonly Inner inner = new Inner();\n{Inner.Replace("BODY", body, StringComparison.Ordinal)}"),
        "ModuleList" => ForwardSource.Of(
            "foreach (var block in blocks) x = block.call(x);\nvar v = x;\n" + body,
                "float32[2, 3, 8, 8]",
                "private readonly ModuleList<Module<Tensor, Tensor>> blocks = new();\n" + Block,
                "blocks.Add(Conv2d(3, 1, 1));\nblocks.Add(new Block(1));"),
        "blocks of unknown number" => ForwardSource.Of(
            "foreach (var block in blocks) x = block.call(x);\nvar v = x;\n" + body,
            "float32[2, 1, 8, 8]",
            "private readonly ModuleList<Block> blocks = new();\n" + Block,
            "for (var i = 0; i < DateTime.Now.Day; i++) blocks.Add(new Block(1));"),
        _ => throw new ArgumentException(source, nameof(source)),
    };

    private const string Inner = """
        private sealed class Inner : Module<Tensor, Tensor>
        {
            public Inner() : base(nameof(Inner)) { }
            public override Tensor forward(Tensor v)
            {
        BODY
            }
        }

        """;

    private const string Block = """
        private sealed class Block : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv;
            public Block(long channels) : base("block") { conv = Conv2d(channels, channels, 3, padding: 1); RegisterComponents(); }
            public override Tensor forward(Tensor y) => functional.relu(conv.call(y)) + y;
        }

        """;
}
