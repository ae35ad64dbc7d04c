using ModelFix.Core.Configuration;
using ModelFix.Core.Contracts;
using ModelFix.Core.Tests.Interpretation;

namespace ModelFix.Core.Tests.Values;

/// <summary>What a contract says of the sizes that it names, and what follows from it in forward.</summary>
public sealed class SizeFactsTests
{
    [Theory]
    [InlineData("[N, 3, H, W], H % 32 == 0, W % 32 == 0", "H: 32*n, W: 32*n")]
    [InlineData("[N, 3, H, W], H % 32 == 0 and W % 32 == 0, and N >= 1", "H: 32*n, N: 1*n >= 1, W: 32*n")]
    [InlineData("[N, H], H % 4 == 0, H % 6 == 0, H > 12, H >= 5", "H: 12*n >= 13")]
    [InlineData("float32[N], N >= 1. Values from 0 to 1.", "N: 1*n >= 1")]
    [InlineData("[N, H], H % 8 == 0 (three stages halve it)", "H: 8*n")]
    [InlineData("[N, H],\n    H % 8 == 0; normalised", "H: 8*n")]
    [InlineData("[N, H]", "")]
    [InlineData("[N, H]. H % 8 == 0", "")]
    [InlineData("[N, H], H % 8 == 0, or else it is padded", "")]
    [InlineData("[N, H], H >= 32 works best", "")]
    [InlineData("[N, H], ideally H % 8 == 0", "")]
    [InlineData("[N, H], H % 8 == 1", "")]
    [InlineData("[N, H], H % 0 == 0", "")]
    [InlineData("[N, H], H % W == 0", "")]
    [InlineData("[N, H], H >= N", "")]
    [InlineData("[N, H], H >= -1", "")]
    public void A_comment_states_facts_where_the_rest_of_the_sentence_is_nothing_else(string text, string expected)
    {
        var facts = ShapeText.FindIn(text)!.Facts;

        Assert.Equal(expected, string.Join(", ", facts.Names.Select(n => (Name: n, Fact: facts.Of(n)))
            .Select(f => $"{f.Name}: {f.Fact.Multiple}*n{(f.Fact.Minimum > 0 ? $" >= {f.Fact.Minimum}" : "")}")));
    }

    [Theory]
    [InlineData(
        "[N, 3, H, W], H % 32 == 0, W % 32 == 0",
        "x.view(x.shape[0], 3, x.shape[2] / 32, 32, x.shape[3])",
        "[N, 3, (H)/32, 32, W]")]
    [InlineData(
        "[N, 3, H, W], H % 32 == 0, W % 32 == 0",
        "functional.max_pool2d(functional.max_pool2d(x, 2), 2)",
        "[N, 3, 8*((H)/32), 8*((W)/32)]")]
    [InlineData(
        "[N, 3, H, W], H % 32 == 0",
        "functional.interpolate(functional.max_pool2d(x, 2), size: new long[] { x.shape[2] / 2 * 2, 4 })",
        "[N, 3, H, 4]")]
    [InlineData(
        "[N, 3, H, W]",
        "functional.interpolate(functional.max_pool2d(x, 2), size: new long[] { x.shape[2] / 2 * 2, 4 })",
        "[N, 3, 2*((H)/2), 4]")]
    [InlineData("[N, C], N >= 1", "x[..1]", "[1, C]")]
    [InlineData("[N, C]", "x[..1]", "[(N)[0:1], C]")]
    [InlineData("[N, C], N >= 1", "x[1..]", "[N - 1, C]")]
    [InlineData("[N, C], N > 1", "x.squeeze(0)", "[N, C]")]
    [InlineData("[N, C], N >= 1", "x.squeeze(0)", "[...]")]
    [InlineData("[N, C], N % 2 == 0", "x.squeeze(0)", "[N, C]")]
    [InlineData("[N, C], N >= 2", "x + torch.zeros(x.shape[1], 1)[..1].expand(1, 1)", "[N, C]")]
    [InlineData("[N, H/2], H % 4 == 0", "x.view(x.shape[0], x.shape[1] / 2, 2)", "[N, (H)/4, 2]")]
    public void A_fact_decides(string contract, string expression, string expected) =>
        Assert.Equal(expected, FlowQuestion.Forward($"Ask({expression});", contract).Shape);

    [Theory]
    [InlineData("[N, C], N >= 2", "[M, C]", "[N, C]")]
    [InlineData("[N, C]", "[M, C], N >= 2", "[N, C]")]
    [InlineData("[N, C]", "[M, C]", "[?, C]")]
    public void A_fact_of_one_parameter_holds_for_all(string x, string y, string expected)
    {
        var source = Two.Replace("XX", x, StringComparison.Ordinal).Replace("YY", y, StringComparison.Ordinal);

        Assert.Equal(expected, FlowQuestion.Source(source).TensorShape.Display);
    }

    private const string Two = """
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;
        public class Net : Module<Tensor, Tensor, Tensor>
        {
            public Net() : base("Net") { }
            private static void Ask(Tensor x) { }
            /// <param name="x">XX</param>
            /// <param name="y">YY</param>
            public override Tensor forward(Tensor x, Tensor y) { Ask(x + y); return x; }
        }
        """;

    [Fact]
    public void A_comment_may_escape_its_signs() => Assert.Equal("[1, C]", FlowQuestion.Forward("Ask(x[..1]);", "[N, C], N &gt;= 1").Shape);

    [Fact]
    public void A_remainder_that_the_contract_excludes_is_known_to_be_zero() =>
        Assert.Equal("[N, 3, H]", FlowQuestion.Forward("if (x.shape[2] % 8 != 0) x = x.sum(0);\nAsk(x);", "[N, 3, H], H % 16 == 0").Shape);

    [Fact]
    public void A_condition_and_a_fact_hold_together() =>
        Assert.Equal(
            "[N, 3, 64]",
            FlowQuestion.Forward("if (x.shape[2] != 64) throw new ArgumentException();\nAsk(x);", "[N, 3, H], H % 16 == 0").Shape);

    [Fact]
    public void Facts_of_modelfix_json_count_as_well()
    {
        var settings = ModelSettingsReader.Read(
            [], """{ "models": { "Net": { "inputs": { "x": "float32[N, H], H % 8 == 0" } } } }""", null, out var errors);

        Assert.Empty(errors);
        Assert.Equal("[N, (H)/8, 8]", FlowQuestion.Forward("Ask(x.view(x.shape[0], x.shape[1] / 8, -1));", settings: settings).Shape);
    }
}
