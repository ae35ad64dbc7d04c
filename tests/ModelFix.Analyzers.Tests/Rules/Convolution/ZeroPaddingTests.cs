using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Convolution;

/// <summary>MFX1504: zeros before a convolution, which the convolution can pad itself.</summary>
public sealed class ZeroPaddingTests
{
    private const string Id = "MFX1504";

    private const string Members = """
        private const long Side = 2;
        private readonly Conv1d row = Conv1d(3, 4, 3);
        private readonly Conv2d conv = Conv2d(3, 4, 3), wide = Conv2d(3, 4, (3, 5), padding: (0, 1)), twice = Conv2d(3, 3, 3);
        private readonly ZeroPad2d pad = ZeroPad2d(1), other = ZeroPad2d((2, 2, 1, 1));
        private readonly TorchSharp.Modules.Parameter weight = new(torch.randn(4, 3, 3, 3));
        private readonly Sequential layers = Sequential(
            ZeroPad2d(1), Conv2d(3, 4, 3), ReLU(), ZeroPad2d((2, 2, 1, 1)), Conv2d(4, 2, (3, 3)));
        private readonly Sequential namedLayers = Sequential(("a", nn.ZeroPad2d(1)), ("b", nn.Conv2d(3, 4, 3, padding: 1, stride: 2)));
        private Tensor Filled(Tensor x) => x.fill_(3);
        """;

    [Theory]
    [InlineData("return functional.conv2d(functional.pad(x, (1, 1, 1, 1)), conv.weight, conv.bias);",
        "return functional.conv2d(x, conv.weight, conv.bias, padding: new long[] { 1, 1 });")]
    [InlineData(
        "return functional.conv2d(functional.pad(x, new long[] { 2, 2, 1, 1 }), weight, null, new long[] { 2, 2 }, new long[] { 1, 0 });",
        "return functional.conv2d(x, weight, null, new long[] { 2, 2 }, new long[] { 2, 2 });")]
    [InlineData("x = functional.pad(x, (1, 1, 1, 1));\nreturn functional.conv2d(x, weight, dilation: new long[] { 1, 1 }).relu();",
        "return functional.conv2d(x, weight, dilation: new long[] { 1, 1 }, padding: new long[] { 1, 1 }).relu();")]
    [InlineData("var y = functional.pad(x, (1, 1, 1, 1), PaddingModes.Constant, 0);\ny = conv.call(y);\nreturn y + y;",
        "conv = Conv2d(3, 4, 3, padding: 1)")]
    [InlineData("return conv.forward(functional.pad(x.relu(), (1, 1, 1, 1)));", "return conv.forward(x.relu());")]
    [InlineData("return wide.call(functional.pad(x, (1, 1, 1, 1)));", "wide = Conv2d(3, 4, (3, 5), padding: (1, 2))")]
    [InlineData("return row.call(functional.pad(x.flatten(2), (Side, Side)));", "row = Conv1d(3, 4, 3, padding: 2);")]
    [InlineData("return conv.call(pad.call(x));", "private readonly ZeroPad2d other = ZeroPad2d((2, 2, 1, 1));")]
    [InlineData("x = pad.call(x);\nx = conv.call(x);\nreturn x;", "        x = conv.call(x);\n        return x;")]
    [InlineData("return layers.call(x);",
        "nn.Identity(), Conv2d(3, 4, 3, padding: 1), ReLU(), nn.Identity(), Conv2d(4, 2, (3, 3), padding: (1, 2)));")]
    [InlineData("return namedLayers.call(x);", "Sequential((\"a\", nn.Identity()), (\"b\", nn.Conv2d(3, 4, 3, padding: 2, stride: 2)));")]
    public void Even_zeros_before_a_convolution_Triggers_for_float64_and_IsAssumed_otherwise(string body, string after)
    {
        torch.manual_seed(7);
        foreach (var type in new[] { "float64", "float32", "" })
        {
            var run = RuleRun.Of(Id, Source(body, $"{type}[N, 3, 6, 5]"), assume: true, ModelSettings.Default);
            // Inside a Sequential no dtype is known.
            var isKnown = type == "float64" && !body.Contains("layers", StringComparison.OrdinalIgnoreCase);
            var claim = isKnown ? (Safety.Proven, Equality.BitExact) : (Safety.Assumed, Equality.Tolerance);
            Assert.All(run.Findings, f => Assert.Equal(claim, Claim(f)));
            Assert.All(run.Findings, f => Assert.Equal(DiagnosticSeverity.Info, f.Severity));
            Assert.True(run.AfterText.Contains(after, StringComparison.Ordinal), run.AfterText);
            Assert.DoesNotContain("pad(", run.AfterText.Split("forward(Tensor x)")[1]);
            foreach (var batch in new long[] { 0, 1, 3 }) AssertSame(run, torch.randn(batch, 3, 6, 5), type == "float64" ? 0 : 2e-6);
        }
    }

    [Theory]
    [InlineData("x = functional.pad(x, (1, 1, 1, 1));\nvar y = conv.call(x);\nreturn y + x.mean();")]
    [InlineData("x = functional.pad(x, (1, 1, 1, 1));\nx = x.relu();\nreturn conv.call(x);")]
    [InlineData("var y = functional.pad(x, (1, 1, 1, 1));\nx.add_(1);\nreturn conv.call(y);")]
    [InlineData("var y = functional.pad(x, (1, 1, 1, 1));\nreturn Filled(x).sum() + conv.call(y);")]
    [InlineData("var y = functional.pad(x, (1, 1, 1, 1));\nreturn x.mul_(2).sum() + conv.call(y);")]
    [InlineData("if (x.shape[0] > 1) x = functional.pad(x, (1, 1, 1, 1));\nreturn conv.call(x);")]
    [InlineData("for (var i = 0; i < 2; i++) {\n    x = functional.pad(x, (1, 1, 1, 1));\n    x = twice.call(x);\n}\nreturn x;")]
    [InlineData("return functional.conv2d(functional.pad(x, (1, 1, 1, 1)), Filled(x));")]
    [InlineData("return functional.conv2d(weight, functional.pad(x, (1, 1, 1, 1)));")]
    [InlineData("return conv.call(functional.pad(x, (0, 1, 0, 1)));")]
    [InlineData("return conv.call(functional.pad(x, (0, 0, 0, 0)));")]
    [InlineData("return conv.call(functional.pad(x, (-1, -1, 0, 0)));")]
    [InlineData("return conv.call(functional.pad(x, (1, 1, 1, 1), PaddingModes.Reflect));")]
    [InlineData("return conv.call(functional.pad(x, (1, 1, 1, 1), value: 1));")]
    [InlineData("return conv.call(functional.pad(x, new long[] { 1, 1, 1, 1, 0, 0, 0, 0 }));", true)]
    [InlineData("return row.call(functional.pad(x.flatten(2), new long[] { 1, 1, 1, 1 }));")]
    [InlineData("return functional.max_pool2d(functional.pad(x, (1, 1, 1, 1)), 3);")]
    [InlineData("return functional.max_pool2d(pad.call(x), 3);")]
    [InlineData("if (training) return conv.call(pad.call(x));\nreturn x;")]
    [InlineData("if (training) return layers.call(x);\nreturn x;")]
    public void What_something_else_sees_or_a_convolution_cannot_pad_DoesNotTrigger(string body, bool isFolded = false) =>
        Assert.Equal(isFolded ? 1 : 0, Run(body).Findings.Length);

    [Theory]
    [InlineData("return conv.call(functional.pad(x, (x.shape[0], x.shape[0], 1, 1)));", "state the input's shape")]
    [InlineData("return conv.call(functional.pad(x, (Width, Width, 1, 1)));", "make its sizes constants")]
    [InlineData("return conv.call(functional.pad(x, (2, 2, 1, 1)));", "padding: (1, 2) is the same where the kernel is a tuple, too")]
    [InlineData(
        "return conv.call(functional.pad(x, (1, 1, 1, 1))) + conv.call(x.repeat(1, 1, 1, 1)).sum();",
        "'conv' is used elsewhere, too")]
    [InlineData("return conv.call(pad.call(x)) + conv.call(x).sum();", "'conv' is used elsewhere, too")]
    [InlineData("return conv.call(pad.call(x)) + pad.call(x).sum();", "give what is no convolution a padding of its own")]
    [InlineData("return conv.call(functional.pad(x /* around */, (1, 1, 1, 1)));", "mind the comments")]
    [InlineData(
        "return functional.conv2d(functional.pad(x, (1, 1, 1, 1)), weight, padding: new[] { Width, 1 });",
        "make its own padding constant")]
    [InlineData(
        "return same.call(functional.pad(x, (1, 1, 1, 1)));",
        "make its own padding constant", "same = Conv2d(3, 4, 3, Padding.Valid)")]
    [InlineData(
        "return same.call(functional.pad(x, (1, 1, 1, 1)));",
        "something else than zeros", "same = Conv2d(3, 4, 3, padding_mode: PaddingModes.Reflect)")]
    [InlineData(
        "return open.call(x);",
        "keep the Sequential in a private field",
        "unused = Conv2d(1, 1, 1); public readonly Sequential open = Sequential(ZeroPad2d(1), Conv2d(3, 4, 3))")]
    [InlineData("var y = functional.pad(x, (1, 1, 1, 1));\nvar z = conv.call(y);\ny.Dispose();\nreturn z;", null)]
    [InlineData("using var y = functional.pad(x, (1, 1, 1, 1));\nreturn conv.call(y);", null)]
    public void Obstacles_IsReported(string body, string? message, string layer = "same = Conv2d(1, 1, 1)")
    {
        var run = Run(body, $"private readonly Conv2d {layer};\npublic long Width = 1;");

        Assert.All(run.Findings, f => Assert.Equal(Safety.Report, f.Safety));
        Assert.Equal(run.BeforeText, run.AfterText);
        if (message is not null) Assert.Contains(message, Assert.Single(run.Findings).Message);
    }

    /// <summary>The padding that makes an output as large as the input, as EfficientNet computes it.</summary>
    [Fact]
    public void A_padding_that_is_computed_from_known_sizes_Triggers()
    {
        const string body = """
            var (ih, iw) = (x.shape[2], x.shape[3]);
            var ph = Math.Max((ih - 1) * 1 + (3 - 1) * 1 + 1 - ih, 0);
            var pw = Math.Max((iw - 1) * 1 + (3 - 1) * 1 + 1 - iw, 0);
            x = functional.pad(x, (pw / 2, pw - pw / 2, ph / 2, ph - ph / 2));
            return functional.conv2d(x, weight, null, new long[] { 1, 1 });
            """;
        var run = RuleRun.Of(Id, Source(body, "float64[N, 3, 6, 5]"), assume: false, ModelSettings.Default);

        Assert.Equal((Safety.Proven, Equality.BitExact), Claim(Assert.Single(run.Findings)));
        Assert.Contains("return functional.conv2d(x, weight, null, new long[] { 1, 1 }, padding: new long[] { 1, 1 });", run.AfterText);
        AssertSame(run, torch.randn(2, 3, 6, 5), 0);
    }

    /// <summary>What the claims rest on: libtorch adds the products of float64 in the same order, infinities and NaN included.</summary>
    [Fact]
    public void A_convolution_of_float64_pads_as_pad_does()
    {
        var random = new Random(3);
        long Pick(params long[] of) => of[random.Next(of.Length)];
        for (var i = 0; i < 300; i++)
        {
            var (channels, isDepthwise) = (Pick(1, 2, 3, 8, 16), random.Next(3) == 0);
            long[] kernel = [Pick(1, 2, 3, 5), Pick(1, 3)], stride = [Pick(1, 2), Pick(1, 1, 3)], padding = [Pick(0, 1, 2), Pick(1, 3)];
            var x = torch.randn(Pick(1, 2), channels, Pick(5, 8, 14), 9, dtype: torch.float64);
            var weight = torch.randn(isDepthwise ? channels : 4, isDepthwise ? 1 : channels, kernel[0], kernel[1], dtype: torch.float64);
            if (i % 2 == 0) x = x.masked_fill(torch.rand_like(x) < 0.05, i % 4 == 0 ? double.NaN : double.NegativeInfinity);
            if (i % 5 == 0) weight = weight.masked_fill(torch.rand_like(weight) < 0.1, double.PositiveInfinity);
            var groups = isDepthwise ? channels : 1;
            var padded = torch.nn.functional.pad(x, (padding[1], padding[1], padding[0], padding[0]));
            var before = torch.nn.functional.conv2d(padded, weight, null, stride, null, null, groups);
            var after = torch.nn.functional.conv2d(x, weight, null, stride, padding, null, groups);
            Assert.Equal(before.Elements().Select(BitConverter.DoubleToInt64Bits), after.Elements().Select(BitConverter.DoubleToInt64Bits));
        }
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", false), InlineData("onnx-11", true), InlineData("tensorrt-6.0", false)]
    [InlineData("tensorrt-8.2", true), InlineData("bmnetp", false), InlineData("onnxify", false), InlineData("module-tree", false)]
    public void Triggers_for_targets_that_compute_its_sizes(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        foreach (var body in new[] { "return conv.call(pad.call(x));", "return conv.call(functional.pad(x, (1, 1, 1, 1)));" })
        {
            var found = RuleRun.Of(Id, Source(body, "[N, 3, 6, 5]"), settings: settings).Findings;
            Assert.Equal(on ? DiagnosticSeverity.Info : null, found.SingleOrDefault()?.Severity);
        }
    }

    private static (Safety, Equality) Claim(Finding finding) => (finding.Safety, finding.Equality);

    private static void AssertSame(RuleRun run, torch.Tensor input, double bound)
    {
        var (before, after) = (Model(run.Before), Model(run.After));
        after.load_state_dict(before.state_dict());
        if (bound == 0) (before, after, input) = (before.to(torch.float64), after.to(torch.float64), input.to(torch.float64));
        var (expected, actual) = (Forward(before), Forward(after));
        Assert.Equal(expected.shape, actual.shape);
        if (input.numel() == 0) return;
        var difference = (expected - actual).abs().max() / expected.abs().max();
        Assert.InRange(difference.to(torch.float64).item<double>(), 0, bound);

        torch.Tensor Forward(torch.nn.Module model) => (torch.Tensor)Execution.Call(model, "forward", input.clone())!;
    }

    private static torch.nn.Module Model(Compilation compilation) => (torch.nn.Module)Execution.Create(compilation, "Net");

    private static RuleRun Run(string body, string members = "") =>
        RuleRun.Of(Id, Source(body, "[N, 3, 6, 5]", members), assume: true, ModelSettings.Default);

    private static string Source(string body, string contract, string members = "") =>
        ForwardSource.Of(body, contract, Members + "\n" + members);
}
