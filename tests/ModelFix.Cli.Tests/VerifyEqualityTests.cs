using System.Text.Json;
using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>What counts as equal on libtorch, and what is a difference although the outputs are equal.</summary>
public sealed class VerifyEqualityTests : VerifyRuns
{
    /// <summary>A variance as the difference of two large means: in float32 three digits are right, in float64 eleven.</summary>
    [Fact]
    public void Rounding_that_the_model_has_anyway_is_no_difference_and_both_numbers_are_shown()
    {
        const string Body =
            "var y = x.reshape(-1, 64, 64, 64) + 100; return y.pow(2).mean(new long[] { 2, 3 }) - y.mean(new long[] { 2, 3 }).pow(2);";
        Before(Body, "[N, 64, 4096]");
        After(Body.Replace("mean(new long[] { 2, 3 })", "mean(new long[] { 2 }).mean(new long[] { 2 })"), "[N, 64, 4096]");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");
        using var json = JsonDocument.Parse(Run("verify", "--no-export", "--since", "HEAD", "--format", "json").Output);

        Assert.True(exit == 0, output);
        Assert.Matches(
            @"outputs equal: within \S+ of the largest element in float64 \(1e-09 allowed\), within \S+ in float32 "
                + @"\(the version before is \S+ from float64\)",
            output);
        var result = json.RootElement.GetProperty("models")[0].GetProperty("outputs")[0];
        Assert.InRange(result.GetProperty("float32").GetProperty("relative").GetDouble(), 1e-6, 1);
        Assert.InRange(result.GetProperty("float32").GetProperty("noise").GetDouble(), 1e-6, double.MaxValue);
        Assert.InRange(result.GetProperty("float64").GetProperty("relative").GetDouble(), 0, 1e-9);
    }

    [Fact]
    public void A_difference_below_what_float32_shows_is_found_in_float64()
    {
        Before("return x / (x.pow(2).mean(new long[] { 1 }, true) + 1e-5).sqrt();", "[N, 16]");
        After("return x / (x.pow(2).mean(new long[] { 1 }, true) + 1.01e-5).sqrt();", "[N, 16]");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains("in float64", output);
    }

    [Theory]
    [InlineData("return fc.call(x);", "return fc.call(x.detach());", "FAIL  gradients equal: gradient of input x differs by ")]
    [InlineData(
        "return fc.call(x);",
        "return functional.linear(x, fc.weight!.detach(), fc.bias);",
        "FAIL  gradients equal: gradient of fc.weight differs by ")]
    [InlineData("return fc.call(x);", "return fc.call(x).detach();", "FAIL  gradients equal: gradient of ")]
    [InlineData(
        "return fc.call(x);",
        "using (torch.no_grad()) seen.add_(1); return fc.call(x);",
        "FAIL  same state_dict values afterwards: state_dict seen differs by ")]
    public void What_outputs_do_not_show_is_a_difference_too(string before, string after, string message)
    {
        const string Members = "private readonly Linear fc = Linear(3, 4); private readonly Tensor seen = torch.zeros(1);";
        Before(before, "[N, 3]", Members, "register_buffer(\"seen\", seen);");
        After(after, "[N, 3]", Members, "register_buffer(\"seen\", seen);");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.True(exit == 4, output);
        Assert.Contains(message, output);
    }

    [Theory]
    [InlineData("return x[.., 0..0];", "[N, 3]")]
    [InlineData("return x > 0;", "[N, 3]")]
    [InlineData("return x.argmax(1);", "[N, 3]")]
    [InlineData("return x.to(ScalarType.Float16);", "[N, 3]")]
    [InlineData("return x.to(ScalarType.BFloat16);", "[N, 3]")]
    [InlineData("return torch.complex(x, -x);", "[N, 3]")]
    [InlineData("return torch.complex(x, -x).conj();", "[N, 3]")]
    [InlineData("return x.add_(1);", "[N, 3]")]
    [InlineData("return x + 1;", "int64[N, 3]")]
    [InlineData("return x.logical_not();", "bool[N, 3]")]
    [InlineData("return x * 2;", "float16[N, 3]")]
    [InlineData("return x[.., 0..0].sum();", "[N, 3]")]
    public void Outputs_and_inputs_of_every_kind_are_compared(string body, string contract)
    {
        Folder.Write("Net.cs", ForwardSource.Of(body, contract));

        var (exit, output, _) = Run("verify", "--no-export");

        Assert.True(exit == 0, output);
        Assert.Contains("ok    outputs equal: every bit", output);
        Assert.Contains("ok    gradients equal: every bit", output);
    }

    /// <summary>What a model does not do in float64, or not under a gradient, is said; the rest is compared.</summary>
    [Theory]
    [InlineData(
        "return x.squeeze(1).matmul(torch.ones(new long[] { 3, 5 }, dtype: ScalarType.Float32));",
        "compared in float32 alone: in float64 the version before does not run (its process ended with code 134 "
            + "(expected m1 and m2 to have the same dtype")]
    [InlineData(
        "if (x.dtype == ScalarType.Float64) throw new InvalidOperationException(\"too wide\"); return x.squeeze(1);",
        "compared in float32 alone on 7 of 7 inputs: the version before does not run in float64 (InvalidOperationException: too wide at ")]
    [InlineData(
        "fc.weight!.mul_(1); return fc.call(x.squeeze(1));",
        "the gradients of the version before cannot be computed (ExternalException: "
            + "a leaf Variable that requires grad is being used in an in-place operation")]
    [InlineData(
        "if (x.sum().item<float>() == 0) torch.ones(2, 3).matmul(torch.ones(2, 3)); return x.squeeze(1);",
        "zeros, N=1: the version before does not run (its process ended with code 134 "
            + "(mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)))")]
    public void What_the_version_before_does_not_do_is_said_and_hides_nothing_else(string body, string note)
    {
        Folder.Write(
            "Net.cs",
            ForwardSource.Of(
                body.Replace("item<float>()", "to(ScalarType.Float32).item<float>()"),
                "[N, 1, 3]",
                "private readonly Linear fc = Linear(3, 4);"));

        var (exit, output, _) = Run("verify", "--no-export");

        Assert.True(exit == 0, output);
        Assert.Contains(note, output);
        Assert.Contains("ok    outputs equal: every bit", output);
    }

    [Fact]
    public void A_version_after_that_ends_the_process_is_different_and_the_other_models_are_verified()
    {
        const string Other =
            """
            public class Other : Module<Tensor, Tensor> { public Other() : base("o") { }
            /// <param name="x">[N, 3]</param>
            public override Tensor forward(Tensor x) => x.relu(); }

            """;
        Folder.Write("Other.cs", "using TorchSharp;\nusing static TorchSharp.torch;\nusing static TorchSharp.torch.nn;\n" + Other);
        Before("return x.matmul(torch.ones(new long[] { 3, 5 }));", "[N, 3]");
        After("return x.matmul(torch.ones(new long[] { 4, 5 }));", "[N, 3]");

        var (exit, output, _) = Run("verify", "--no-export", "--since", "HEAD");

        Assert.Equal(4, exit);
        Assert.Contains(
            "FAIL  runs after: its process ended with code 134 (mat1 and mat2 shapes cannot be multiplied (3x3 and 4x5))", output);
        Assert.Contains("Other: equal", output);
        Assert.Contains("2 models: 1 equal, 1 different, 0 not verified.", output);
    }
}
