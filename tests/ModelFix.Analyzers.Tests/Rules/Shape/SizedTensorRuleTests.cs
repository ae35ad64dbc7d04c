using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Shape;

/// <summary>MFX1005: tensors that are made or expanded in the size of another.</summary>
public sealed class SizedTensorRuleTests
{
    private const string Id = "MFX1005";
    private const string Contract = "float32[N, 3, 8]";

    private const string Members = """
        private const int Window = 2;
        private readonly Tensor bias = randn(1, 3, 8), row = randn(8), one = randn(1, 1, 1);
        """;

    [Theory]
    [InlineData("return x + arange(x.size(2));", "x + arange(8)")]
    [InlineData("return x + torch.arange(x.shape[2], dtype: x.dtype, device: x.device);", "arange(8, dtype: x.dtype, device: x.device)")]
    [InlineData("return x + arange(1, x.shape[2] + 1);", "arange(1, 9)")]
    [InlineData("return x + arange(stop: x.shape[^1], start: 0, step: 1);", "arange(stop: 8, start: 0, step: 1)")]
    [InlineData("var (c, t) = (x.shape[1], x.shape[2]);\nreturn x + zeros(c, t);", "{\n        return x + zeros(3, 8);")]
    [InlineData("var t = x.shape[2];\nreturn x.narrow(2, 0, t - 1) + ones(t - 1);", "ones(7)")]
    [InlineData("return x + x.new_zeros(1, x.shape[1], 1);", "x.new_zeros(1, 3, 1)")]
    [InlineData("return x + zeros(new long[] { x.shape[1], 1 }, dtype: float64);", "zeros(new long[] { 3, 1 }, dtype: float64)")]
    [InlineData("return x + full(x.shape[1], x.shape[2], 0.5);", "full(3, 8, 0.5)")]
    [InlineData("return x.matmul(eye(x.shape[2]));", "eye(8)")]
    [InlineData("return x + linspace(0, x.shape[2] - 1, x.shape[2]);", "linspace(0, 7, 8)")]
    [InlineData("return x + zeros(x.shape[1] / Window, 1, 1);", "zeros(3 / Window, 1, 1)")]
    [InlineData("return x + zeros(x[0].shape);", "zeros(new long[] { 3, 8 })")]
    [InlineData("return x + zeros((int)x.shape[2]);", "zeros((int)8)")]
    [InlineData("return x + zeros(/* columns */ x.shape[2]);", "zeros(/* columns */ 8)")]
    public void A_tensor_of_known_size_Triggers(string body, string after) => AssertWritten(body, after);

    [Theory]
    [InlineData("return x + bias.expand(x.shape[0], -1, -1);", "return x + bias;")]
    [InlineData("var n = x.shape[0];\nreturn bias.expand(n, 3, 8) * x;", "{\n        return bias * x;")]
    [InlineData("return x.sub((bias * 2).expand(x.shape[0], -1, -1));", "return x.sub((bias * 2));")]
    [InlineData("return torch.mul(row.expand(x.shape[0], 3, 8), x);", "return torch.mul(row, x);")]
    [InlineData("return x / row.expand_as(x);", "return x / row;")]
    [InlineData("return x - one.expand_as(x);", "return x - one;")]
    [InlineData(
        "return bias.expand(x.shape[0], -1, -1) + row.expand(x.shape[0], 3, 8) + x;",
        "return bias.expand(x.shape[0], -1, -1) + row + x;")]
    [InlineData("return (x.mean(new long[] { 1 }, true).expand_as(x) - x).abs();", "return (x.mean(new long[] { 1 }, true) - x).abs();")]
    [InlineData("return x + bias.expand(x.shape[0], -1, -1) + row.expand(x.shape[0], 3, -1);", "return x + bias + row;")]
    [InlineData("var y = x.sum(1, true);\nreturn cat(new[] { y.expand(y.shape[0], 3, -1), x }, 1);", "y.expand(-1, 3, -1)")]
    [InlineData("var y = x.sum(1, true);\nreturn cat(new[] { y.expand(x.shape), x }, 1);", null)]
    [InlineData("return cat(new[] { row.expand(x.shape[1], -1), x[0] }, 0);", "row.expand(3, -1)")]
    [InlineData("var y = x.sum(1, true);\nreturn cat(new[] { y.expand_as(x), x }, 1);", "y.expand(-1, 3, -1)")]
    public void An_expansion_Triggers(string body, string? after)
    {
        if (after is not null) AssertWritten(body, after);
        else Assert.Equal(Safety.Report, Assert.Single(Run(body).Findings).Safety);
    }

    [Theory]
    [InlineData("return x.reshape(-1, 24).view_as(x) + 1;", "x.reshape(-1, 24).reshape(-1, 3, 8)")]
    [InlineData("var y = x.relu();\nreturn x.flatten(1).view_as(y);", "x.flatten(1).reshape(-1, 3, 8)")]
    public void A_likeness_Triggers(string body, string after) => AssertWritten(body, after);

    [Theory]
    [InlineData("gru", "var h = zeros(2, x.shape[0], 5);\nvar (y, _) = gru.call(x, h);\nreturn y;", "var (y, _) = gru.call(x);")]
    [InlineData("gru", "var (y, h) = gru.forward(x, x.new_zeros(2, x.shape[0], 5));\nreturn h;", "gru.forward(x);")]
    [InlineData(
        "lstm",
        "var h = zeros(1, x.shape[0], 5, dtype: x.dtype, device: x.device);\nvar c = zeros(1, x.shape[0], 5, dtype: x.dtype);\n"
            + "var (y, _, _) = lstm.call(x, (h, c));\nreturn y;",
        "{\n        var (y, _, _) = lstm.call(x);")]
    [InlineData("lstm", "return lstm.call(x, (zeros(1, x.size(0), 5), zeros(1, x.size(0), 5))).Item3;", "return lstm.call(x).Item3;")]
    [InlineData("rnn", "return rnn.call(x, zeros(1, x.shape[1], 5)).Item1;", "rnn.call(x).Item1")]
    public void A_state_of_zeros_Triggers(string layer, string body, string after)
    {
        var run = RuleRun.Of(Id, Recurrent(layer, body));

        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    /// <summary>Without a state the layers make it for the input's dtype, too.</summary>
    [Theory]
    [InlineData("gru", "return gru.call(x, zeros(2, x.shape[0], 5, dtype: x.dtype)).Item1;")]
    [InlineData("lstm", "return lstm.call(x, (zeros(1, x.size(0), 5, dtype: x.dtype), zeros(1, x.size(0), 5, dtype: x.dtype))).Item1;")]
    public void A_state_of_zeros_in_float64_is_the_same(string layer, string body)
    {
        var run = RuleRun.Of(Id, Recurrent(layer, body));
        var (before, after) = ((torch.nn.Module)Execution.Create(run.Before, "Net"), (torch.nn.Module)Execution.Create(run.After, "Net"));
        before.to(torch.float64).eval();
        after.to(torch.float64).eval();
        after.load_state_dict(before.state_dict());
        var x = torch.randn(2, 3, 8, torch.float64);

        var (expected, actual) = ((torch.Tensor)Execution.Call(before, "forward", x)!, (torch.Tensor)Execution.Call(after, "forward", x)!);
        Assert.Equal(expected.Elements(), actual.Elements());
    }

    [Theory]
    [InlineData("gru", "var h = ones(2, x.shape[0], 5); return gru.call(x, h).Item1;")]
    [InlineData("gru", "var h = zeros(2, x.shape[0], 5); h = h + 1; return gru.call(x, h).Item1;")]
    [InlineData("gru", "var h = zeros(2, x.shape[0], 5); h.add_(1); return gru.call(x, h).Item1;")]
    [InlineData("gru", "var h = zeros(2, x.shape[0], 5); return gru.call(x, h).Item1 + h.sum();")]
    [InlineData("gru", "return gru.call(x, zeros(2, x.shape[0], 5) + 1).Item1;")]
    [InlineData("lstm", "return lstm.call(x, (zeros(1, x.size(0), 5), ones(1, x.size(0), 5))).Item1;")]
    [InlineData("gru", "var h = zeros(2, x.shape[0], 5); for (var i = 0; i < 2; i++) (_, h) = gru.call(x, h); return h;")]
    public void Another_state_stays(string layer, string body)
    {
        var run = RuleRun.Of(Id, Recurrent(layer, body));

        Assert.All(run.Findings, f => Assert.Equal(Safety.Report, f.Safety));
        Assert.Equal(run.BeforeText, run.AfterText);
    }

    [Theory]
    [InlineData("return x + zeros(x.shape[0], 3, 8);", Contract, "its shape is [N, 3, 8]")]
    [InlineData("return x + arange(x.shape[2]);", null, "state the input's shape")]
    [InlineData("return cat(new[] { bias.expand(x.shape[0], -1, -1), x }, 1);", Contract, "its shape is [N, 3, 8]")]
    [InlineData("return x + bias.expand(x.shape[0], -1, -1);", null, "state the input's shape")]
    [InlineData("return x.sum() + bias.expand(x.shape[0], -1, -1);", Contract, "its shape is [N, 3, 8]")]
    [InlineData("return x.matmul(bias.expand(x.shape[0], -1, -1).transpose(1, 2));", Contract, "its shape is [N, 3, 8]")]
    [InlineData("var y = bias * 1; return y.add_(row.expand_as(x)[0]);", Contract, "its shape is [N, 3, 8]")]
    [InlineData("return x.relu().view_as(x);", "float32[N, T, 8]", "its shape is [N, T, 8]")]
    public void Sizes_that_are_open_IsReported_as_a_suggestion(string body, string? contract, string instead)
    {
        var finding = RuleRun.Of(Id, ForwardSource.Of(body, contract, Members)).Findings[0];

        Assert.Equal((Safety.Report, DiagnosticSeverity.Info), (finding.Safety, finding.Severity));
        Assert.Contains(instead, finding.Message);
    }

    [Theory]
    [InlineData("return x + arange(8) + zeros(3, 1) + bias.expand(-1, 3, 8);")]
    [InlineData("return x + zeros(bias.shape[2]) + ones_like(x);")]
    [InlineData("return x + zeros_like(x) + zeros(Window, 1, 1);")]
    [InlineData("return x + full(new long[] { 8 }, x.shape[1]);")]
    [InlineData("return bias.expand_as(bias) + x;")]
    [InlineData("if (training) x = x + zeros(x.shape[0], 3, 8); return x;")]
    public void What_no_size_of_an_input_makes_DoesNotTrigger(string body) => Assert.Empty(Run(body).Findings);

    [Fact]
    public void A_loss_DoesNotTrigger() => Assert.Empty(
        RuleRun.Of(Id, ForwardSource.Of("return x + arange(x.size(2));", Contract).Replace("Net", "RankLoss")).Findings);

    [Theory]
    [InlineData("portable", DiagnosticSeverity.Info), InlineData("onnx-9", DiagnosticSeverity.Info)]
    [InlineData("tensorrt-8.6", DiagnosticSeverity.Info), InlineData("onnxify", DiagnosticSeverity.Info)]
    [InlineData("tensorrt-6.0", DiagnosticSeverity.Warning), InlineData("module-tree", null)]
    public void It_is_a_suggestion_but_where_it_is_refused(string target, DiagnosticSeverity? severity)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of("return x + arange(x.size(2));", Contract), settings: settings);
        Assert.Equal(severity, run.Findings.FirstOrDefault()?.Severity);
    }

    private static RuleRun Run(string body) => RuleRun.Of(Id, ForwardSource.Of(body, Contract, Members));

    private static void AssertWritten(string body, string after)
    {
        var run = Run(body);

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, DiagnosticSeverity.Info), (f.Safety, f.Severity)));
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    private static string Recurrent(string layer, string body)
    {
        var construction = layer switch
        {
            "gru" => "GRU(8, 5, numLayers: 2, batchFirst: true)",
            "lstm" => "LSTM(8, 5, batchFirst: true)",
            _ => "RNN(8, 5)",
        };
        var type = layer.ToUpperInvariant();
        return ForwardSource.Of(body, Contract, $"private readonly {type} {layer};", $"{layer} = {construction};");
    }

    private static IEnumerable<torch.Tensor> Inputs()
    {
        torch.manual_seed(4);
        foreach (var n in new[] { 1, 2, 5 }) yield return torch.randn(n, 3, 8);
        yield return torch.randn(8, 3, 2).permute(2, 1, 0);
        yield return torch.full(1, 3, 8, float.NaN);
    }
}
