using Microsoft.CodeAnalysis;
using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests.Rules.Tracing;

/// <summary>MFX1702: branches that sizes decide.</summary>
public sealed class ShapeBranchRuleTests
{
    private const string Id = "MFX1702";
    private const string Contract = "[N, 3, 8, 6], N >= 1";

    [Theory]
    [InlineData("return x.shape[1] == 3 ? x * 2 : x;", "return x * 2;")]
    [InlineData("return x.size(2) > 8 ? x * 2 : x.relu();", "return x.relu();")]
    [InlineData("return (x.shape[3] % 2 == 0 ? x : x + 1).relu();", "return (x).relu();")]
    [InlineData("return (x.shape[2] < x.shape[3]) ? x : (x + 1);", "return (x + 1);")]
    [InlineData("return x.size(3) > 5 && x.size(1) >= 1 ? x + 1 : x;", "return x + 1;")]
    [InlineData("var half = x.shape[1] == 3; return half ? x + 1 : x;", "return x + 1;")]
    [InlineData("var c = x.shape[^3]; return c != 3 ? x.sum() : x + 1;", "return x + 1;")]
    [InlineData("return x.narrow(1, x.shape[1] > 1 ? 1 : 0, 2);", "return x.narrow(1, 1, 2);")]
    [InlineData("Func<Tensor, Tensor> f = t => x.shape[1] == 3 ? t : t + 1; return f(x);", "t => t; return")]
    [InlineData("return x.shape[1] == 3 ? x.shape[2] == 8 ? x : x + 1 : x + 2;", "return x;")]
    [InlineData("return x.shape[1] == 3 ? x /* as it is */ * 1 : x + 1;", "return x /* as it is */ * 1;")]
    [InlineData("return x.shape[1] == 3\n    ? x.exp()\n    : x.log();", "return x.exp();")]
    public void A_choice_that_sizes_decide_Triggers(string body, string after)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract));

        Assert.NotEmpty(run.Findings);
        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, DiagnosticSeverity.Info), (f.Safety, f.Severity)));
        Assert.Contains(after, run.AfterText);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    [Theory]
    [InlineData("one", "if (x.shape[1] == 3)\n    x = x * 2;\nelse\n    x = x / 2;\n\nreturn x;")]
    [InlineData(
        "block",
        "// the rest\nif (x.shape[1] == 3)\n{\n    // twice\n    x = x * 2;\n\n    x = x\n        + 1; // more\n}\n\nreturn x;")]
    [InlineData("other", "if (x.shape[1] != 3) { x = x * 2; }\nelse { x = x / 2; x = x + 1; }\nreturn x;")]
    [InlineData("none", "x = x + 1;\nif (x.shape[1] != 3)\n{\n    x = x * 2;\n}\n\nreturn x;")]
    [InlineData("empty", "if (x.shape[1] == 3) { }\nelse x = x + 1;\nreturn x;")]
    [InlineData("leaves", "if (x.shape[1] == 3)\n{\n    return x * 2;\n}\n\nx = x + 1;\nreturn x;")]
    [InlineData("stays", "if (x.shape[1] == 1)\n{\n    return x * 2;\n}\n\nx = x + 1;\nreturn x;")]
    [InlineData("both_leave", "if (x.shape[1] == 1) return x * 2;\nelse return x + 1;")]
    [InlineData(
        "else_if",
        "if (scale is null) x = x * 2;\nelse if (x.shape[1] == 1) x = x * 3;\n"
            + "else if (x.shape[2] == 8)\n{\n    x = x + 1;\n}\nelse x = x + 2;\nreturn x;")]
    [InlineData("last_else", "if (scale is null)\n{\n    x = x * 2;\n}\nelse if (x.shape[1] == 1)\n{\n    x = x * 3;\n}\n\nreturn x;")]
    [InlineData("in_loop", "for (var i = 0; i < 2; i++)\n    if (x.shape[1] == 3) x = x * 2; else x = x + 1;\nreturn x;")]
    [InlineData("locals", "if (x.shape[1] == 3)\n{\n    var y = x * 2;\n    x = y + y;\n}\n\nreturn x;")]
    [InlineData("same_name", "if (x.shape[1] == 3)\n{\n    var y = x * 2;\n    x = y + y;\n}\n\n{\n    var y = x;\n    return y;\n}")]
    [InlineData("using", "if (x.shape[1] == 3)\n{\n    using var y = x * 2;\n    x = y + y;\n}\n\nreturn x;")]
    [InlineData("nested", "if (x.shape[1] == 3)\n{\n    if (x.shape[2] == 8)\n    {\n        x = x * 2;\n    }\n}\n\nreturn x;")]
    [InlineData("sizes", "var (c, h) = (x.shape[1], x.shape[2]);\nif (c == 3 && h > 1)\n{\n    x = x * 2;\n}\n\nreturn x;")]
    [InlineData("own_call", "if (x.shape[1] == 1) return Twice(x);\nreturn Twice(Twice(x));")]
    [InlineData("text", "if (x.shape[1] == 3)\n{\n    var s = @\"a\n        b\";\n    x = x * s.Length;\n}\n\nreturn x;")]
    public void A_statement_that_sizes_decide_Triggers(string @case, string body)
    {
        const string Members = "private readonly Parameter scale = new Parameter(ones(1));\nprivate Tensor Twice(Tensor t) => t * 2;";
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract, Members));

        Assert.All(run.Findings, f => Assert.Equal((Safety.Proven, DiagnosticSeverity.Info), (f.Safety, f.Severity)));
        Snapshot.Match(Snapshot.Of(run), @case);
        RuleNumbers.AssertBitExact(run, Inputs());
    }

    /// <summary>Decided, but the code around would be something else without the choice.</summary>
    [Theory]
    [InlineData("return x.shape[1] == 3 /* colours */ ? x : x + 1;", "mind the comment")]
    [InlineData("// why\nif (x.shape[1] == 3) x = x + 1;\n// grey\nelse x = x + 2;\nreturn x;", "mind the comment")]
    [InlineData("if (x.shape[1] == 1)\n{\n    // grey\n    x = x + 1;\n}\n\nreturn x;", "remove it")]
    [InlineData("if (x.shape[1] == 3) return x;\n// grey\nx = x + 1;\nreturn x;", "mind the comment")]
    [InlineData("return x * (x.shape[1] == 3 ? 1 : 0.5f);", "mind its type")]
    [InlineData("Tensor y = x.shape[1] == 3 ? null : x; return y ?? x;", "mind its type")]
    [InlineData("return x.sum(x.shape[1] == 3 ? 0 : 1);", "another overload")]
    [InlineData("return x.sum((x.shape[1] == 3 ? (0) : 1));", "another overload")]
    [InlineData("return layer.call(x).shape[1] == 3 ? x : x + 1;", "does besides")]
    [InlineData("return x.shape[1] == 3 ? x : F(x);\nTensor F(Tensor t) => t * 2;", "remove F")]
    [InlineData("var k = 0; return x.shape[k++ * 0 + 1] == 3 ? x : x + k;", "does besides")]
    [InlineData("return x.shape[1] == 3 || x.shape[2] is var c && c > 4 ? x : x + 1;", "does besides")]
    [InlineData("while (true)\n{\n    if (x.shape[1] == 3) break;\n    x = x + 1;\n}\n\nreturn x;", "mind what follows")]
    [InlineData("for (var i = 0; i < 2; i++) { if (x.shape[1] == 3) return x; }\nreturn x + 1;", "mind what follows")]
    [InlineData("if (x.shape[1] == 3) return F(x);\nreturn x;\nTensor F(Tensor t) => t * 2;", "mind what follows")]
    [InlineData("if (scale is null) x = x + 1;\nelse if (x.shape[1] == 3) return x;\nreturn x + 1;", "mind what follows")]
    public void A_decided_choice_IsReported_where_it_cannot_go(string body, string instead)
    {
        const string Members = "private readonly Parameter scale = new Parameter(ones(1));\nprivate readonly Conv2d layer;";
        var source = ForwardSource.Of(body, Contract, Members, "layer = Conv2d(3, 3, 1);");

        var finding = RuleRun.Of(Id, source).Findings[0];

        Assert.Equal((Safety.Report, DiagnosticSeverity.Info), (finding.Safety, finding.Severity));
        Assert.Contains(instead, finding.Message);
    }

    [Theory]
    [InlineData("if (x.shape[2] > 64) x = functional.avg_pool2d(x, 2);\nreturn x;")]
    [InlineData("return x.shape[2] % 2 == 0 ? x : functional.pad(x, (0, 1));")]
    [InlineData("var n = x.size(0);\nvar large = n > 4;\nif (large) { return x * 2; }\nreturn x;")]
    [InlineData("var y = functional.avg_pool2d(x, 2);\nif (!x.shape.SequenceEqual(y.shape)) y = y * 2;\nreturn y;")]
    [InlineData("switch (x.shape[2]) { case 8: return x; default: return x * 2; }")]
    [InlineData("return x.shape[2] switch { 8 => x, _ => x * 2 };")]
    [InlineData("return x.NumberOfElements > 64 ? x : x * 2;")]
    [InlineData("var b = x[0]; return b.shape[1] > 2 ? x : x * 2;")]
    [InlineData("if (cache is null || cache.shape[0] != x.shape[0]) cache = zeros(x.shape[0]);\nreturn x + cache;")]
    [InlineData("Func<Tensor, Tensor> f = t => t.shape[0] > 1 ? t : t * 2; return f(x);")]
    public void Sizes_that_are_open_are_reported_IsReported(string body)
    {
        foreach (var contract in new[] { "[N, 3, H, W]", null })
        {
            var finding = Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, contract, "private Tensor cache;")).Findings);

            Assert.Equal((Safety.Report, DiagnosticSeverity.Warning), (finding.Safety, finding.Severity));
            Assert.Contains("the branch that the example takes", finding.Message);
        }
    }

    [Theory]
    [InlineData("[N, 3, H, W]", "the shape is [N, 3, H, W]: fix the sizes in the contract")]
    [InlineData(null, "state the input's shape")]
    public void The_message_says_what_would_decide_it(string? contract, string instead) => Assert.Contains(
        instead,
        Assert.Single(RuleRun.Of(Id, ForwardSource.Of("return x.shape[2] > 8 ? x : x * 2;", contract)).Findings).Message);

    [Theory]
    [InlineData("if (x.shape[1] != 3) throw new ArgumentException();\nreturn x;")]
    [InlineData("if (x.shape[2] > 9) { Console.WriteLine(x); throw new ArgumentException(); } else { return x; }")]
    [InlineData("return x.shape[2] > 9 ? x : throw new ArgumentException();")]
    [InlineData("if (x.ndim == 4 && x.shape[1] == 3) { x = x * 2; return x; }\nthrow new ArgumentException(nameof(x));")]
    [InlineData("if (x.shape[1] == 3) return x;\nthrow new ArgumentException(nameof(x));")]
    [InlineData("Console.WriteLine(x.shape[2] > 9 ? \"large\" : \"small\");\nreturn x;")]
    [InlineData("if (x.dim() == 3) x = x.unsqueeze(0);\nif (x.shape.Length == 3) x = x.unsqueeze(0);\nreturn x;")]
    [InlineData("if (x.shape.Count() == 3 || x.ndim == 3) x = x.unsqueeze(0);\nreturn x;")]
    [InlineData("if (training && x.shape[0] > 1) x = x * 2;\nif (!training) return x;\nreturn x.shape[0] > 3 ? x : x + 1;")]
    [InlineData("return weight.shape[0] > 1 ? x : x * 2;")]
    [InlineData("if (x.numel() == 0) return x;\nreturn x.NumberOfElements != 0 ? x * 2 : x;")]
    [InlineData("if (x is null || x.dtype == ScalarType.Float32) return x;\nreturn x * 2;")]
    [InlineData("return heads > 1 ? x : x * 2;")]
    [InlineData("return x.sum().item<float>() > x.shape[2] ? x : x * 2;")]
    [InlineData("for (var i = 0; i < x.shape[2]; i++) x = x * 2;\nreturn x;")]
    public void What_no_size_of_an_input_chooses_DoesNotTrigger(string body) => Assert.Empty(
        RuleRun.Of(
            Id,
            ForwardSource.Of(
                body, "[N, 3, H, W]", "private readonly Parameter weight = new Parameter(ones(3));\nprivate readonly int heads = 2;"))
            .Findings);

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger()
    {
        const string Body = "return x.shape[2] > 8 ? x : x * 2;";

        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x;", null, "public static Tensor F(Tensor x) { " + Body + " }")).Findings);
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(Body).Replace("Net", "EdgeLoss")).Findings);
    }

    /// <summary>Sizes that are not what layers after the branch, or other callers, would make of them.</summary>
    [Theory]
    [InlineData("if (x.shape[1] == 1) x = x.expand(-1, 3, -1, -1);\nreturn layer.call(x);", null)]
    [InlineData("x = x.shape[1] == 3 ? x : x.expand(-1, 3, -1, -1);\nreturn layer.call(x);", null)]
    [InlineData("return Either(x) + Either(x.narrow(1, 0, 1));", Contract)]
    [InlineData("for (var i = 0; i < 2; i++) if (x.shape[1] == 3) x = x.narrow(1, 0, 1);\nreturn x;", Contract)]
    public void A_size_that_may_be_another_IsReported(string body, string? contract)
    {
        const string Members = "private readonly Conv2d layer;\nprivate Tensor Either(Tensor t) => t.shape[1] == 3 ? t : t * 2;";

        Assert.Equal(
            Safety.Report,
            Assert.Single(RuleRun.Of(Id, ForwardSource.Of(body, contract, Members, "layer = Conv2d(3, 3, 1);")).Findings).Safety);
    }

    /// <summary>A trace takes the right branch where the sizes are known; what reads the code takes none.</summary>
    [Theory]
    [InlineData("portable", DiagnosticSeverity.Info, DiagnosticSeverity.Warning)]
    [InlineData("onnxify", DiagnosticSeverity.Warning, DiagnosticSeverity.Warning)]
    [InlineData("onnx-17", null, DiagnosticSeverity.Warning)]
    [InlineData("tensorrt-8.6", null, DiagnosticSeverity.Warning)]
    [InlineData("bmnetp", null, DiagnosticSeverity.Warning)]
    [InlineData("module-tree", null, null)]
    public void Its_severity_is_that_of_the_target(string target, DiagnosticSeverity? decided, DiagnosticSeverity? open)
    {
        const string Body = "return x.shape[2] > 4 ? x : x * 2;";
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };

        Assert.Equal(decided, RuleRun.Of(Id, ForwardSource.Of(Body, Contract), settings: settings).Findings.FirstOrDefault()?.Severity);
        Assert.Equal(open, RuleRun.Of(Id, ForwardSource.Of(Body), settings: settings).Findings.FirstOrDefault()?.Severity);
    }

    private static IEnumerable<torch.Tensor> Inputs()
    {
        torch.manual_seed(1);
        foreach (var batch in new[] { 1, 2, 5 })
            foreach (var type in new[] { torch.float32, torch.float64, torch.int64 })
                yield return (torch.randn(batch, 3, 8, 6) * 4).to(type);
        yield return torch.full(1, 3, 8, 6, float.NaN);
    }
}
