using ModelFix.Core.Configuration;
using ModelFix.Core.Targets;
using ModelFix.Testing;

namespace ModelFix.Analyzers.Tests.Rules.Tracing;

public sealed class TensorValueRuleTests
{
    private const string Id = "MFX1701";
    private const string Contract = "float32[N, 3]";

    [Theory]
    [InlineData("choice", "return x.mean().item<float>() > 0.5f ? x * 2 : x.relu();")]
    [InlineData("cast", "return (float)x.sum() <= Limit ? (x - 1) / 2 : -x;")]
    [InlineData("whole", "return x.sum().ToSingle() < 3 ? x.exp() : x + x;")]
    [InlineData("bool", "return (x > 1).any().item<bool>() ? x.clamp(0, 1) : x * x;")]
    [InlineData("one_element", "var s = x.amax(new long[] { 0, 1 }, true);\nreturn s.item<float>() >= 1f ? torch.sqrt(x.abs()) : x + 1;")]
    [InlineData(
        "statement",
        "Tensor y;\nif (x.mean().item<float>() > 0.5f)\n{\n    y = x * 2;\n}\nelse\n{\n    y = x + 2;\n}\n\nreturn y;")]
    [InlineData("nested", "return (x.sum().item<float>() > 0f ? x * 2 : x * 3).mean(new long[] { 1 }) + 1;")]
    public void A_choice_between_new_tensors_Triggers(string @case, string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract, "private const float Limit = 0.1f;"));

        var finding = Assert.Single(run.Findings);
        Assert.Equal((Safety.Proven, Equality.InferenceOnly), (finding.Safety, finding.Equality));
        Snapshot.Match(Snapshot.Of(run), @case);
    }

    /// <summary>Whatever would be something else where both are computed, or compared as tensors.</summary>
    [Theory]
    [InlineData("return x.sum().item<float>() > 0.1 ? x * 2 : x * 3;", Contract)]
    [InlineData("return x.sum().item<double>() > 0.1f ? x * 2 : x * 3;", "float64[N, 3]")]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : x * 3;", "[N, 3]")]
    [InlineData("return x[0].item<float>() > 0.1f ? x * 2 : x * 3;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x : x * 3;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : x.sum(1);", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : (x * 3).to(ScalarType.Float64);", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : functional.dropout(x, 0.5, true);", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : layer.call(x);", Contract)]
    [InlineData("return x.sum(new long[] { 0, 1 }, true).item<float>() > 0.1f ? x.sum() * 2 : x.sum() * 3;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f /* why */ ? x * 2 : x * 3;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f && training == false ? x * 2 : x * 3;", Contract)]
    [InlineData("var k = 0;\nreturn x.sum().item<float>() > 0.1f ? x * k++ : x * 3;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : functional.relu(x * 3, inplace: true);", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : functional.silu(x, true) * 2;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : x.clamp(null, null);", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : x * scale;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? x * 2 : x * (float)training.GetHashCode();", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? y.pow(-1) + x : y + x;", Contract)]
    [InlineData("return x.sum().item<float>() > 0.1f ? y.add(1, alpha: 0.5) + x : y + x;", Contract)]
    [InlineData("var z = x * 2;\nz.Dispose();\nreturn x.sum().item<float>() > 0.1f ? x * 2 : z * 3;", Contract)]
    [InlineData("var z = x.t().contiguous().t();\nreturn x.sum().item<float>() > 0.1f ? x * 2 : z * 3;", Contract)]
    public void Another_choice_IsReported(string body, string contract)
    {
        const string Members = "private readonly Linear layer;\nprivate Tensor scale;\nprivate readonly Tensor y = ones(3).to(int64);";
        var source = ForwardSource.Of(body, contract, Members, "layer = Linear(3, 3);");
        var finding = Assert.Single(RuleRun.Of(Id, source).Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains("the branch that the example takes", finding.Message);
    }

    [Theory]
    [InlineData("if (x.sum().item<float>() > 0) x = x * 2;\nreturn x;", "branch")]
    [InlineData("if ((bool)(x.max() > 1)) return x;\nreturn x * 2;", "branch")]
    [InlineData("if (x.allclose(x * 2)) return x;\nreturn x * 2;", "branch")]
    [InlineData("if (torch.is_nonzero(x.sum())) return x;\nreturn x * 2;", "branch")]
    [InlineData("while (x.norm().ToSingle() > 1) x = x / 2;\nreturn x;", "loop")]
    [InlineData("for (var i = 0; i < x.sum().ToInt32(); i++) x = x + 1;\nreturn x;", "loop")]
    [InlineData("switch (x.argmax().item<long>()) { case 0: return x; default: return x * 2; }", "case")]
    [InlineData("return x.argmax().item<long>() switch { 0 => x, _ => x * 2 };", "case")]
    [InlineData("return x * x.max().item<float>();", "number")]
    [InlineData("return x * x.max().ToScalar();", "number")]
    [InlineData("return x.narrow(1, (long)x.argmax(), 1);", "number")]
    [InlineData("return x * x.data<float>()[0];", "number")]
    [InlineData("return x + (float)(x.mean() * 2);", "number")]
    [InlineData("float m = x.mean().item<float>();\nreturn m > 0 ? x : x * 2;", "number")]
    [InlineData("var buffer = zeros(3);\nbuffer[0] = x.sum();\nreturn x * buffer.max().item<float>();", "number")]
    [InlineData("var parts = new List<Tensor> { x };\nforeach (var p in parts) x = x * p.sum().item<float>();\nreturn x;", "number")]
    [InlineData("var (a, b) = (x * 2, x * 3);\nreturn x * a.sum().item<float>();", "number")]
    [InlineData("return x * Scale(x.mean());", "number")]
    public void A_value_of_an_input_IsReported_with_what_a_trace_keeps(string body, string kept)
    {
        var source = ForwardSource.Of(body, Contract, "private float Scale(Tensor t) => t.item<float>();");
        var finding = Assert.Single(RuleRun.Of(Id, source).Findings);
        Assert.Equal(Safety.Report, finding.Safety);
        Assert.Contains($"the {kept}", finding.Message);
    }

    [Theory]
    [InlineData("if (training) { x = x * x.max().item<float>(); }\nreturn x;")]
    [InlineData("if (!training) return x;\nreturn x * x.max().item<float>();")]
    [InlineData("return x * (float)x.shape[0] * (int)x.size(1);")]
    [InlineData("return x * scale.item<float>();")]
    [InlineData("return x * weight.sum().item<float>();")]
    [InlineData("var t = torch.tensor(new float[] { 1, 2 });\nreturn x * t.max().item<float>();")]
    [InlineData("return x * zeros_like(x).add(1).max().item<float>();")]
    [InlineData("return x * torch.tensor(x.shape[0]).item<long>();")]
    [InlineData("if (x.isnan().any().item<bool>()) throw new ArgumentException(nameof(x));\nreturn x;")]
    [InlineData("if (x.max().item<float>() > 9) { Console.WriteLine(x); throw new ArgumentException(nameof(x)); }\nreturn x;")]
    [InlineData("Console.WriteLine($\"{x.max().item<float>()}\");\nreturn x;")]
    [InlineData("System.Diagnostics.Debug.Assert(x.min().ToSingle() >= 0);\nreturn x;")]
    [InlineData("if (x is null) throw new ArgumentException();\nif (x.dtype == ScalarType.Float32) return x;\nreturn x * 2;")]
    public void What_no_input_changes_or_no_output_sees_DoesNotTrigger(string body)
    {
        const string Members = "private readonly Tensor scale = ones(1);\nprivate readonly Parameter weight = new Parameter(ones(3));";
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of(body, Contract, Members)).Findings);
    }

    [Fact]
    public void Code_that_is_not_exported_DoesNotTrigger()
    {
        const string Helper = "public static float Loss(Tensor x) => x.mean().item<float>();";
        Assert.Empty(RuleRun.Of(Id, ForwardSource.Of("return x;", Contract, Helper)).Findings);
        Assert.Empty(
            RuleRun.Of(Id, ForwardSource.Of("return x * x.max().item<float>();", Contract).Replace("Net", "ScaleLoss")).Findings);
    }

    [Theory]
    [InlineData("portable", true), InlineData("onnx-9", true), InlineData("bmnetp", true), InlineData("onnxify", true)]
    [InlineData("module-tree", false)]
    public void Triggers_for_targets_that_trace(string target, bool on)
    {
        var settings = ModelSettings.Default with { Target = Target.Find(target)! };
        var run = RuleRun.Of(Id, ForwardSource.Of("return x * x.max().item<float>();", Contract), settings: settings);
        Assert.Equal(on ? 1 : 0, run.Findings.Length);
    }

    /// <summary>Each branch, and NaN, which takes the second one.</summary>
    [Theory]
    [InlineData("return x.mean().item<float>() > 0.1f ? x * 2 : x.relu();")]
    [InlineData("return x.mean().item<float>() <= 0.1f ? x.exp() : x - 1;")]
    [InlineData("return x.amax(new long[] { 0, 1 }).ToSingle() >= 1 ? x.abs() : -x;")]
    [InlineData("return (x > 1).any().item<bool>() ? torch.sqrt(x) : x * x;")]
    public void Both_forms_compute_the_same_output(string body)
    {
        var run = RuleRun.Of(Id, ForwardSource.Of(body, Contract));
        Assert.Equal(Safety.Proven, Assert.Single(run.Findings).Safety);
        var (before, after) = (Execution.Create(run.Before, "Net"), Execution.Create(run.After, "Net"));
        float[][] inputs = [[1, 2, 3], [-1, -2, -3], [0.1f, 0.1f, 0.1f], [float.NaN, 1, 2], [float.PositiveInfinity, 0, -0f]];
        foreach (var values in inputs)
        {
            var x = TorchSharp.torch.tensor(values).reshape(1, 3);
            var (expected, actual) = (Forward(before, x), Forward(after, x));
            Assert.Equal(expected.dtype, actual.dtype);
            Assert.Equal(
                expected.Elements().Select(BitConverter.DoubleToInt64Bits), actual.Elements().Select(BitConverter.DoubleToInt64Bits));
        }
    }

    private static TorchSharp.torch.Tensor Forward(object model, TorchSharp.torch.Tensor x) =>
        (TorchSharp.torch.Tensor)Execution.Call(model, "forward", x)!;
}
