using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1006: x.chunk(n, d): a split into pieces of a constant size, where size(d) is proven.</summary>
public sealed class ChunkRuleTests
{
    private const string Id = "MFX1006";

    [Theory]
    [InlineData("return x.chunk(2, 1)[1];", "[N, 6, 4]", "x.split(3, 1)[1]")]
    [InlineData("return x.chunk(3, 1)[2];", "[N, 7, 4]", "x.split(3, 1)[2]")]
    [InlineData("var p = x.chunk(4, 1); return p[2] * p.Length;", "[N, 6, 4]", "x.split(2, 1)")]
    [InlineData("return x.chunk(9, 1)[5];", "[N, 6, 4]", "x.split(1, 1)[5]")]
    [InlineData("return x.chunk(1, 1)[0];", "[N, 6, 4]", "x.split(6, 1)[0]")]
    [InlineData("return x.chunk(2, -1)[1];", "[N, 6, 4]", "x.split(2, -1)[1]")]
    [InlineData("return x.flatten(0, 1).t().chunk(2)[1];", "[N, 3, 4]", ".split(2, 0)[1]")]
    [InlineData("return x.chunk(chunks: 2, dim: 1)[1];", "[N, 6, 4]", "x.split(3, 1)[1]")]
    [InlineData("return x.chunk(dim: 1, chunks: 2)[1];", "[N, 6, 4]", "x.split(3, 1)[1]")]
    [InlineData("return x.chunk(2, dim: 1L)[1];", "[N, 6, 4]", "x.split(3, 1)[1]")]
    [InlineData("return torch.chunk(x, 2, 1)[1];", "[N, 6, 4]", "x.split(3, 1)[1]")]
    [InlineData("return torch.chunk(input: x + 1, chunks: 2, dim: 1)[1];", "[N, 6, 4]", "(x + 1).split(3, 1)[1]")]
    [InlineData("return chunk(x.transpose(0, 1), 2)[1];", "[N, 6, 4]", "x.transpose(0, 1).split(3, 0)[1]")]
    [InlineData("return x.chunk(2, 1)[0].chunk(3, 1)[1];", "[N, 6, 4]", "x.split(3, 1)[0].split(1, 1)[1]")]
    [InlineData("return x.chunk( /* two */ 2, 1 /* channels */)[1];", "[N, 6, 4]", "x.split( /* two */ 3, 1 /* channels */)[1]")]
    [InlineData("return x.chunk(Parts, Axis)[1];", "[N, 6, 4]", "x.split(6 / Parts, (int)Axis)[1]")]
    [InlineData("return x.chunk(2 * Parts, Axis)[1];", "[N, 6, 4]", "x.split((6 + (2 * Parts) - 1) / (2 * Parts), (int)Axis)[1]")]
    [InlineData("var n = 2; var d = 1; return x.chunk(n, d)[1];", "[N, 6, 4]", "x.split(6 / n, d)[1]")]
    public void A_size_that_is_known_Triggers(string body, string contract, string after)
    {
        var run = RuleRun.Of(Id, Source(body, contract));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal(Safety.Proven, f.Safety));
        Assert.Contains(after, run.AfterText);
        foreach (var batch in new long[] { 1, 3 })
        {
            long[] shape = [batch, .. contract.Trim('[', ']').Split(", ").Skip(1).Select(s => long.Parse(s, null))];
            RuleNumbers.AssertBitExact(run, [torch.randn(shape), torch.full(shape, float.NaN)]);
        }
    }

    /// <summary>Arrays have no deconstruction in C# of their own; models that have one keep it.</summary>
    [Fact]
    public void A_result_that_is_deconstructed_or_looped_over_Triggers()
    {
        var source = ForwardSource.Of(
            "var (a, b) = x.clone().chunk(2, 1); foreach (var p in x.chunk(3, 1)) b += p.sum(); return a * 2 + b;", "[N, 6, 4]") + """

            public static class Parts
            {
                public static void Deconstruct(this Tensor[] parts, out Tensor a, out Tensor b) => (a, b) = (parts[0], parts[1]);
            }
            """;

        var run = RuleRun.Of(Id, source);

        Assert.Contains("var (a, b) = x.clone().split(3, 1);", run.AfterText);
        Assert.Contains("in x.split(2, 1))", run.AfterText);
        RuleNumbers.AssertBitExact(run, [torch.randn(2, 6, 4)]);
    }

    [Theory]
    [InlineData("return x.chunk(2, 1)[1];", null)]
    [InlineData("return x.chunk(2, 0)[1];", "[N, 6, 4]")]
    [InlineData("return x?.chunk(2, 1)[1]!;", "[N, 6, 4]")]
    [InlineData("return x.chunk(2, 1)[1];", "[N, C, 4]")]
    [InlineData("return x.chunk(2, 1)[1];", "[N, 0, 4]")]
    [InlineData("return x.chunk(x.shape[0], 1)[0];", "[N, 6, 4]")]
    [InlineData("return x.chunk(2, (int)x.shape[0])[0];", "[N, 6, 4]")]
    [InlineData("return torch.chunk(dim: 1, chunks: 2, input: x)[0];", "[N, 6, 4]")]
    [InlineData("return x.chunk(dim: 1, /* two */ chunks: 2)[0];", "[N, 6, 4]")]
    public void What_is_not_known_IsReported(string body, string? contract)
    {
        var run = RuleRun.Of(Id, Source(body, contract), assume: true);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((Safety.Report, DiagnosticSeverity.Info), (finding.Safety, finding.Severity));
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x.split(3, 1)[0] + x.tensor_split(2, 1)[0];")]
    [InlineData("x.chunk(2, 1); return x;")]
    [InlineData("if (training) return x.chunk(2, 1)[0]; return x;")]
    public void Another_way_to_cut_or_one_that_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, Source(body, "[N, 6, 4]")).Findings);

    /// <summary>Slices only bloat, and a sequence is refused; opset 9 splits where there are as many pieces as asked for.</summary>
    [Theory]
    [InlineData("onnx-9", 2, null), InlineData("onnx-9", 4, DiagnosticSeverity.Warning)]
    [InlineData("onnx-11", 2, DiagnosticSeverity.Info), InlineData("onnx-17", 4, DiagnosticSeverity.Info)]
    [InlineData("tensorrt-6.0", 2, DiagnosticSeverity.Warning), InlineData("tensorrt-8.6", 2, DiagnosticSeverity.Info)]
    [InlineData("tensorrt-10.1", 4, DiagnosticSeverity.Warning)]
    [InlineData("portable", 2, DiagnosticSeverity.Info), InlineData("portable", 4, DiagnosticSeverity.Warning)]
    [InlineData("bmnetp", 4, null)]
    public void The_severity_is_what_becomes_of_the_pieces(string target, int count, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, Source($"return x.chunk({count}, 1)[0];", "[N, 6, 4]"), settings: settings);

        Assert.Equal(severity, run.Findings.SingleOrDefault()?.Severity);
    }

    [Fact]
    public void Line_endings_tabs_and_the_byte_order_mark_stay()
    {
        var source = "\uFEFF"
            + Source("return x\n    .chunk(\n        2,\n        1)[0];", "[N, 6]").Replace("    ", "\t").Replace("\n", "\r\n");

        Assert.Equal(
            source.Replace(".chunk(", ".split(").Replace("\t\t2,\r\n", "\t\t3,\r\n"), RuleRun.Of(Id, source).AfterText);
    }

    private static string Source(string body, string? contract) =>
        ForwardSource.Of(body, contract, "private const int Parts = 2;\nprivate const long Axis = 1;");
}
