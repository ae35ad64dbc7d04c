using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

/// <summary>MFX1505: circular padding, as slices that are joined; layers that pad so are reported.</summary>
public sealed class CircularPadRuleTests
{
    private const string Id = "MFX1505";

    private const string Cat = "cat(new[] { x.narrow(2, 4, 1), x, x.narrow(2, 0, 2) }, 2)";

    [Theory]
    [InlineData("return functional.pad(x, (1, 2), PaddingModes.Circular);", "[N, 3, 5]", Cat)]
    [InlineData("return functional.pad(x, new long[] { 1, 2 }, mode: PaddingModes.Circular);", "[N, 3, 5]", Cat)]
    [InlineData("return nn.functional.pad(mode: Mode, pad: (1, 2), input: x).relu();", "[N, 3, 5]", Cat + ".relu()")]
    [InlineData(
        "return torch.nn.functional.pad(x, (0, 2), PaddingModes.Circular);", "[N, 3, 5]", "cat(new[] { x, x.narrow(2, 0, 2) }, 2)")]
    [InlineData("return functional.pad(x, (5, 0), PaddingModes.Circular);", "[N, 3, 5]", "cat(new[] { x.narrow(2, 0, 5), x }, 2)")]
    [InlineData("return functional.pad(x, (0, 0), PaddingModes.Circular);", "[N, 3, 5]", "return x.clone().contiguous();")]
    [InlineData(
        "return functional.pad(x, (1, 2), PaddingModes.Circular);",
        "[N, 3, L]",
        "cat(new[] { x.slice(2, -1, long.MaxValue, 1), x, x.narrow(2, 0, 2) }, 2)")]
    [InlineData(
        "return functional.pad(x, (1, 2), PaddingModes.Circular);",
        null,
        "cat(new[] { x.slice(-1, -1, long.MaxValue, 1), x, x.narrow(-1, 0, 2) }, -1).contiguous()")]
    [InlineData(
        "return functional.pad(x.relu(), (1, 2), PaddingModes.Circular);",
        "[N, 3, 5]",
        "var padded = x.relu();\n        return cat(new[] { padded.narrow(2, 4, 1), padded, padded.narrow(2, 0, 2) }, 2);")]
    [InlineData(
        "return functional.pad(x, (0, 0, 1, 1), PaddingModes.Circular);",
        "[N, 2, 3, 5]",
        "return cat(new[] { x.narrow(2, 2, 1), x, x.narrow(2, 0, 1) }, 2).contiguous();")]
    [InlineData(
        "return functional.pad(x.relu(), (1, 2, 3, 0), PaddingModes.Circular) * 2;",
        "[N, 2, 3, 5]",
        """
                return CircularPad1x2x3x0(x.relu()) * 2;
            }

            /// <summary>The tensor with its ends wrapped around, dim by dim from the last one on.</summary>
            private static Tensor CircularPad1x2x3x0(Tensor x)
            {
                x = cat(new[] { x.narrow(3, 4, 1), x, x.narrow(3, 0, 2) }, 3);
                return cat(new[] { x.narrow(2, 0, 3), x }, 2).contiguous();
            }
        """)]
    public void A_constant_padding_Triggers(string body, string? contract, string after)
    {
        var run = RuleRun.Of(Id, Source(body, contract));

        Assert.Equal((Safety.Proven, Equality.BitExact), (run.Findings.Single().Safety, run.Findings.Single().Equality));
        Assert.Contains(after, run.AfterText);
        foreach (var batch in new long[] { 0, 1, 3 })
        {
            long[] shape = contract?.Split(", ").Length == 4 ? [batch, 2, 3, 5] : [batch, 3, 5];
            RuleNumbers.AssertBitExact(
                run,
                [
                    torch.randn(shape), torch.full(shape, float.NaN), torch.randint(-9, 9, shape).to(torch.int64),
                    torch.randn([.. shape.Reverse()]).permute([.. Enumerable.Range(0, shape.Length).Reverse().Select(d => (long)d)]),
                ]);
        }
    }

    [Fact]
    public void A_tensor_without_a_batch_Triggers() => RuleNumbers.AssertBitExact(
        RuleRun.Of(Id, Source("return functional.pad(x, (1, 2), PaddingModes.Circular);", "float32[C, 5]")), [torch.randn(3, 5)]);

    [Fact]
    public void Volumes_Triggers() => RuleNumbers.AssertBitExact(
        RuleRun.Of(Id, Source("return functional.pad(x, new long[] { 1, 0, 2, 1, 1, 1 }, PaddingModes.Circular);", "[N, 2, 3, 4, D]")),
        [torch.randn([2, 2, 3, 4, 5])]);

    [Theory]
    [InlineData("return functional.pad(x, (1, x.shape[1]), PaddingModes.Circular);", "[N, 3, 5]")]
    [InlineData("return functional.pad(x, (-1, 1), PaddingModes.Circular);", "[N, 3, 5]")]
    [InlineData("return functional.pad(x, 1, PaddingModes.Circular);", "[N, 3, 5]")]
    [InlineData("return functional.pad(x, (1, 1) /* wraps */, PaddingModes.Circular);", "[N, 3, 5]")]
    [InlineData("return x.shape[0] > 1 ? functional.pad(x.relu(), (1, 1), PaddingModes.Circular) : x;", "[N, 3, 5]")]
    public void What_is_not_constant_or_cannot_be_written_IsReported(string body, string contract)
    {
        var run = RuleRun.Of(Id, Source(body, contract), assume: true);

        Assert.Equal(Safety.Report, Assert.Single(run.Findings).Safety);
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Circular)", true)]
    [InlineData("Conv2d(3, 4, (3, 3), padding: (0, 1), padding_mode: PaddingModes.Circular)", true)]
    [InlineData("Conv2d(3, 4, 3, Padding.Same, padding_mode: PaddingModes.Circular)", true)]
    [InlineData("Conv2d(3, 4, 3, padding_mode: PaddingModes.Circular)", false)]
    [InlineData("Conv2d(3, 4, (3, 3), padding: (0, 0), padding_mode: PaddingModes.Circular)", false)]
    [InlineData("Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Reflect)", false)]
    [InlineData("Conv2d(3, 4, 3, padding: 1)", false)]
    public void A_layer_that_pads_so_IsReported(string layer, bool on)
    {
        var members = $"private readonly Module<Tensor, Tensor> conv = {layer};";
        var called = RuleRun.Of(Id, ForwardSource.Of("return conv.call(x);", "[N, 3, 8, 8]", members));

        Assert.Equal(on ? Safety.Report : null, called.Findings.SingleOrDefault()?.Safety);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x;", "[N, 3, 8, 8]", members)).Findings);
    }

    [Theory]
    [InlineData("return functional.pad(x, (1, 2)) + functional.pad(x, (1, 2), PaddingModes.Reflect);")]
    [InlineData("functional.pad(x, (1, 2), PaddingModes.Circular); return x;")]
    [InlineData("if (training) return functional.pad(x, (1, 2), PaddingModes.Circular); return x;")]
    public void Other_modes_or_code_that_is_not_exported_DoesNotTrigger(string body) =>
        Assert.Empty(RuleRun.Of(Id, Source(body, "[N, 3, 5]")).Findings);

    /// <summary>A padded tensor is contiguous, also where its input is stored channels last.</summary>
    [Theory]
    [InlineData("(0, 0, 1, 1)", "[N, 3, 5, 2]"), InlineData("(1, 0, 1, 1)", "[N, 3, 5, 2]"), InlineData("(1, 1, 0, 0)", null)]
    public void What_is_viewed_later_Triggers_and_is_viewed_still(string pads, string? contract)
    {
        var source = Source($"return functional.pad(x.permute(0, 3, 1, 2), {pads}, PaddingModes.Circular).view(-1);", contract);

        RuleNumbers.AssertBitExact(
            RuleRun.Of(Id, source), [torch.randn(2, 3, 5, 2), torch.randn(2, 2, 3, 5).permute(0, 2, 3, 1)]);
    }

    [Fact]
    public void CSharp_7_3_Triggers()
    {
        var source = Source("return functional.pad(x, (1, 2), PaddingModes.Circular);", "[N, 3, 5]");

        Assert.Contains(Cat, RuleRun.Of(Id, TestCompilation.Create(source, LanguageVersion.CSharp7_3)).AfterText);
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("onnx-17", true), InlineData("tensorrt-8.6", true)]
    [InlineData("bmnetp", false), InlineData("onnxify", false), InlineData("module-tree", false)]
    public void Triggers_for_targets_that_compute_something_else(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, Source("return functional.pad(x, (1, 2), PaddingModes.Circular);", "[N, 3, 5]"), settings: settings);

        Assert.Equal(on ? DiagnosticSeverity.Warning : null, run.Findings.SingleOrDefault()?.Severity);
    }

    private static string Source(string body, string? contract) =>
        ForwardSource.Of(body, contract, "private const PaddingModes Mode = PaddingModes.Circular;");
}
